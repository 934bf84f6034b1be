//! Tick boxes: several of a set of choices, or one yes.

use leptos::prelude::*;

use super::{FieldView, form_state};
use crate::text::{find, lang, t};

/// Several of `choices` (value and label).
#[component]
pub fn Choices(
    form: &'static str,
    name: &'static str,
    choices: Vec<(&'static str, String)>,
) -> impl IntoView {
    let field = FieldView::of(form, name);
    let state = form_state(form);
    let hint = find(lang(), &format!("hint-{name}"));
    let boxes = choices
        .into_iter()
        .map(|(value, label)| {
            let id = format!("{}-{value}", field.id);
            view! {
                <div class="tick">
                    <input
                        type="checkbox"
                        id=id.clone()
                        name=name
                        value=value
                        checked=state.chosen(name, value)
                    />
                    <label for=id>{label}</label>
                </div>
            }
        })
        .collect_view();
    view! {
        // The first box's place is where the error summary leads to.
        <fieldset
            class="field"
            id=field.id.clone()
            tabindex="-1"
            aria-describedby=format!("{} {}", field.hint_id, field.error_id)
        >
            <legend>{t(&format!("label-{name}"))}</legend>
            {hint
                .map(|hint| {
                    view! {
                        <p class="hint" id=field.hint_id.clone()>
                            {hint}
                        </p>
                    }
                })}
            {field.error(name)}
            // Sent even when nothing is ticked, so that an error has its place among those of the
            // other fields.
            <input type="hidden" name=name value="" />
            <div class="choices">{boxes}</div>
        </fieldset>
    }
}

/// One yes; unticked it says `0`, so that "not agreed" and "not asked" are two things. The children
/// are its label.
#[component]
pub fn Tick(form: &'static str, name: &'static str, children: Children) -> impl IntoView {
    let field = FieldView::of(form, name);
    let hint = find(lang(), &format!("hint-{name}"));
    let described = field.described_by(hint.is_some());
    view! {
        <div class="field">
            {field.error(name)} <div class="tick">
                <input type="hidden" name=name value="0" />
                <input
                    type="checkbox"
                    id=field.id.clone()
                    name=name
                    value="1"
                    checked=field.value == "1"
                    aria-invalid=field.invalid()
                    aria-describedby=described
                />
                <label for=field.id.clone()>{children()}</label>
            </div>
            {hint
                .map(|hint| {
                    view! {
                        <p class="hint" id=field.hint_id.clone()>
                            {hint}
                        </p>
                    }
                })}
        </div>
    }
}
