//! A text field: label, hint, input, and its error beside it.

use leptos::prelude::*;

use super::{FieldFrame, FieldView, label_of};
use crate::text::{find, lang};

/// One line of text. Label and hint are the catalogue's `label-<name>` and `hint-<name>`.
#[component]
pub fn Field(
    /// The operation whose form this is.
    form: &'static str,
    /// The documented parameter.
    name: &'static str,
    #[prop(default = "text")] kind: &'static str,
    autocomplete: &'static str,
    #[prop(default = "")] inputmode: &'static str,
    /// Another key of the catalogue for the hint.
    #[prop(optional)]
    hint: Option<&'static str>,
    /// Another key of the catalogue for the label.
    #[prop(optional)]
    label: Option<&'static str>,
    /// What it holds before anything is typed.
    #[prop(optional, into)]
    value: Option<String>,
) -> impl IntoView {
    let field = FieldView::holding(form, name, value);
    let hint = find(
        lang(),
        &hint.map_or_else(|| format!("hint-{name}"), ToOwned::to_owned),
    );
    let described = field.described_by(hint.is_some());
    view! {
        <FieldFrame field=field.clone() name label=label_of(name, label) hint>
            <input
                id=field.id.clone()
                name=name
                type=kind
                value=field.value.clone()
                autocomplete=autocomplete
                inputmode=(!inputmode.is_empty()).then_some(inputmode)
                autocapitalize="none"
                spellcheck="false"
                aria-invalid=field.invalid()
                aria-describedby=described
            />
        </FieldFrame>
    }
}
