//! A choice of one from a list.

use leptos::prelude::*;

use super::{FieldFrame, FieldView, label_of};
use crate::text::t;

/// `choices` are value and label; `value` is the one chosen before anything is. With `asks_for` set
/// to another field's name and an address, a change refills that field from there (once scripts are
/// there).
#[component]
pub fn Select(
    form: &'static str,
    name: &'static str,
    autocomplete: &'static str,
    choices: Vec<(String, String)>,
    #[prop(into)] value: String,
    #[prop(optional)] asks_for: Option<(&'static str, &'static str)>,
    #[prop(optional)] autofocus: bool,
) -> impl IntoView {
    let field = FieldView::holding(form, name, Some(value));
    let options = choices
        .into_iter()
        .map(|(value, label)| {
            view! {
                <option selected=value == field.value value=value.clone()>
                    {label}
                </option>
            }
        })
        .collect_view();
    view! {
        <FieldFrame field=field.clone() name label=label_of(name, None) hint=None>
            <select
                id=field.id.clone()
                name=name
                autocomplete=autocomplete
                autofocus=autofocus
                data-asks-for=asks_for.map(|(other, _)| format!("{form}-{other}"))
                data-from=asks_for.map(|(_, address)| address)
                aria-invalid=field.invalid()
                aria-describedby=field.described_by(false)
            >
                <option value="">{t("choose")}</option>
                {options}
            </select>
        </FieldFrame>
    }
}
