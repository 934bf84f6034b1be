//! What stands at the head and at the foot of every form: its outcome, and the button that submits it.

use leptos::prelude::*;

use super::{form_state, visit};
use crate::{island::FormTexts, text::t, values::form_data::FORM};

impl FormTexts {
    /// In the language of the page.
    #[must_use]
    pub fn of_page() -> Self {
        Self { offline: t("offline"), lands: String::new() }
    }

    /// The same, for a form that leads on.
    #[must_use]
    pub fn leading_to(lands: String) -> Self {
        Self { lands, ..Self::of_page() }
    }
}

/// What came of the form: a summary of its errors that links to the fields, or a success.
/// All of it is there from the start, so that an island can fill it.
#[component]
pub fn FormMessages(form: &'static str) -> impl IntoView {
    let state = form_state(form);
    let failed = !state.done && (!state.msg.is_empty() || !state.errors.is_empty());
    // What is new on a page is not read out, and may lie below what is seen: this is given the focus. Of a code that was sent its button tells, too.
    let told = state.done && state.wait.is_none();
    let links = state
        .errors_in_order()
        .into_iter()
        .map(|(field, sentence)| view! { <li><a href=format!("#{form}-{field}")>{sentence.to_owned()}</a></li> })
        .collect_view();
    let sentence = if state.errors.is_empty() { state.msg.clone() } else { String::new() };
    view! {
            <div class="summary" role="alert" tabindex="-1" hidden=!failed autofocus=failed>
                <h2 hidden=state.errors.is_empty()>{t("summary-title")}</h2>
                <p hidden=sentence.is_empty()>{sentence.clone()}</p>
                <ul>{links}</ul>
            </div>
    <p class="done" role="status" tabindex="-1" autofocus=told hidden=!state.done>{if state.done { state.msg.clone() } else { String::new() }}</p>
        }
}

/// The head of a form: what came of it, and the hidden fields that say which form it is.
#[component]
pub fn FormHeader(form: &'static str) -> impl IntoView {
    view! {
        <FormMessages form />
        // Enter presses a form's first button: without this one it would ask for a code.
        <button type="submit" name=FORM value=form class="first" tabindex="-1" aria-hidden="true"></button>
        <input type="hidden" name=FORM value=form />
        {visit().next.map(|next| view! { <input type="hidden" name="next" value=next /> })}
    }
}

/// The one primary action. `busy` is said while it works.
#[component]
pub fn Submit(form: &'static str, label: String, busy: String) -> impl IntoView {
    view! { <button type="submit" name=FORM value=form class="primary" data-busy=busy>{label}</button> }
}
