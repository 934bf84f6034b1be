//! Submitting a form: its fields go to the operation that the pressed button names.

use leptos::{
    prelude::{document, window},
    task::spawn_local,
    web_sys::{FormData, HtmlButtonElement, HtmlDocument, HtmlFormElement, SubmitEvent},
};
use wasm_bindgen::JsCast as _;

use super::{
    dom::{data_of_page, first, listen},
    reply, request, show,
};
use crate::values::{
    form_data::FORM,
    form_state::{FormState, sends_code},
    redirects,
};

pub fn attach(form: &HtmlFormElement) {
    let target = form.clone();
    let form = form.clone();
    listen(&target, "submit", move |event: SubmitEvent| {
        event.prevent_default();
        let pressed = event
            .submitter()
            .and_then(|element| element.dyn_into().ok());
        if let Some(pressed) = pressed
            && !form.has_attribute("aria-busy")
        {
            spawn_local(submit(form.clone(), pressed));
        }
    });
}

async fn submit(form: HtmlFormElement, pressed: HtmlButtonElement) {
    let operation = pressed.value();
    let typed = pairs(&form, &operation);
    let button = visible_button(&form, pressed);
    let label = show::busy(&form, &button);
    let answer = request::post(&format!("/users/{operation}/"), typed.iter().cloned()).await;
    let reply = answer.as_ref().and_then(reply::envelope);
    let redirect_url = reply.as_ref().and_then(|reply| reply.redirect_url.clone());
    let state = match reply {
        Some(reply) => FormState::after(&operation, typed, reply),
        None => FormState {
            msg: data_of_page("data-offline"),
            ..FormState::default()
        },
    };
    if state.done
        && !sends_code(&operation)
        && let Some(url) = redirect_url.or(button.get_attribute("data-then"))
    {
        // The form stays busy: the next page is on its way, and says what was done.
        if redirects::is_told(&operation) {
            tell(&operation);
        }
        let _ = window().location().assign(&url);
        return;
    }
    show::idle(&form, &button, &label);
    show::state(&form, &button, &state);
}

/// Has the next page say it.
fn tell(operation: &str) {
    let secure = match window().location().protocol().as_deref() {
        Ok("https:") => "; Secure",
        _ => "",
    };
    let (name, seconds) = (redirects::DONE_COOKIE, redirects::DONE_SECONDS);
    let cookie = format!("{name}={operation}; Path=/; Max-Age={seconds}; SameSite=Lax{secure}");
    let _ = document()
        .unchecked_into::<HtmlDocument>()
        .set_cookie(&cookie);
}

/// Enter presses the form's hidden first button; what is seen to work is the primary one.
fn visible_button(form: &HtmlFormElement, pressed: HtmlButtonElement) -> HtmlButtonElement {
    if pressed.class_name() == "first" {
        first(form, "button.primary").unwrap_or(pressed)
    } else {
        pressed
    }
}

/// What the browser would submit, the pressed button last.
fn pairs(form: &HtmlFormElement, operation: &str) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    if let Ok(data) = FormData::new_with_form(form)
        && let Ok(Some(entries)) = js_sys::try_iter(&data.entries())
    {
        for entry in entries.flatten() {
            let entry = js_sys::Array::from(&entry);
            if let (Some(name), Some(value)) = (entry.get(0).as_string(), entry.get(1).as_string())
            {
                pairs.push((name, value));
            }
        }
    }
    pairs.push((FORM.to_owned(), operation.to_owned()));
    pairs
}
