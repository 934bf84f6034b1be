//! Pieces that every page is made of; they know no feature. Rendered on the server, but for the one
//! island: the form.

pub mod choices;
pub mod code_field;
pub mod contact;
pub mod field;
pub mod form;
pub mod layout;
pub mod loaded;
pub mod password_field;
pub mod select;

pub use choices::{Choices, Tick};
pub use code_field::CodeField;
pub use contact::Contact;
pub use field::Field;
pub use form::{AccountField, FormHeader, FormMessages, Submit};
pub use layout::Layout;
pub use loaded::Loaded;
pub use password_field::PasswordField;
pub use select::Select;

use std::sync::Arc;

use leptos::prelude::*;

use crate::{
    text::t,
    values::{form_state::FormState, visit::Visit},
};

/// The request that the page answers.
#[must_use]
pub fn visit() -> Arc<Visit> {
    use_context().unwrap_or_default()
}

/// How this form stands: as it was submitted, or untouched.
#[must_use]
pub fn form_state(form: &str) -> FormState {
    use_context::<FormState>()
        .filter(|state| state.form == form)
        .unwrap_or_default()
}

/// The frame of a field: its label, hint and error above what is filled in.
#[component]
fn FieldFrame(
    field: FieldView,
    name: &'static str,
    label: String,
    hint: Option<String>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="field">
            <label for=field.id.clone()>{label}</label>
            {hint
                .map(|hint| {
                    view! {
                        <p class="hint" id=field.hint_id.clone()>
                            {hint}
                        </p>
                    }
                })}
            {field.error(name)}
            {children()}
        </div>
    }
}

/// The words of a field's label: the catalogue's under `key`, else `label-<name>`.
fn label_of(name: &str, key: Option<&str>) -> String {
    t(&key.map_or_else(|| format!("label-{name}"), ToOwned::to_owned))
}

/// What a field shows of its form's state.
#[derive(Clone)]
struct FieldView {
    id: String,
    error_id: String,
    hint_id: String,
    value: String,
    /// Every sentence, in one line.
    error: String,
}

impl FieldView {
    /// The field as it stood before the form was submitted holds `initial`.
    fn holding(form: &str, name: &str, initial: Option<String>) -> Self {
        let mut field = Self::of(form, name);
        if let Some(initial) = initial
            && form_state(form).typed.is_empty()
        {
            field.value = initial;
        }
        field
    }

    fn of(form: &str, name: &str) -> Self {
        let state = form_state(form);
        let id = format!("{form}-{name}");
        Self {
            error_id: format!("{id}-error"),
            hint_id: format!("{id}-hint"),
            value: state.value(name).unwrap_or_default().to_owned(),
            error: state.errors(name).join(" "),
            id,
        }
    }

    /// The ids of what describes the field: its hint, where it has one, and its error.
    fn described_by(&self, has_hint: bool) -> String {
        if has_hint {
            format!("{} {}", self.hint_id, self.error_id)
        } else {
            self.error_id.clone()
        }
    }

    fn invalid(&self) -> Option<&'static str> {
        (!self.error.is_empty()).then_some("true")
    }

    /// The element that the errors of `name` stand in; there from the start, so that the island can
    /// fill it.
    fn error(&self, name: &str) -> impl IntoView + use<> {
        view! {
            <p
                class="error"
                id=self.error_id.clone()
                data-error-for=name.to_owned()
                hidden=self.error.is_empty()
            >
                {self.error.clone()}
            </p>
        }
    }
}
