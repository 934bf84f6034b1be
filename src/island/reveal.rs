//! The button beside a password that shows what is typed.

use leptos::web_sys::{Event, HtmlButtonElement, HtmlFormElement, HtmlInputElement};

use super::dom::{all, listen, named_by};

pub fn attach(form: &HtmlFormElement) {
    for button in all::<HtmlButtonElement>(form, "button[data-reveals]") {
        if let Some(input) = named_by::<HtmlInputElement>(&button, "data-reveals") {
            offer(button, input);
        }
    }
}

fn offer(button: HtmlButtonElement, input: HtmlInputElement) {
    button.set_hidden(false);
    listen(&button.clone(), "click", move |_: Event| {
        input.set_type(if input.type_() == "password" {
            "text"
        } else {
            "password"
        });
        // The words of both states change places.
        let label = button.text_content().unwrap_or_default();
        let aria = button.get_attribute("aria-label").unwrap_or_default();
        button.set_text_content(button.get_attribute("data-hide").as_deref());
        let hide_label = button.get_attribute("data-hide-label").unwrap_or_default();
        let _ = button.set_attribute("aria-label", &hide_label);
        let _ = button.set_attribute("data-hide", &label);
        let _ = button.set_attribute("data-hide-label", &aria);
    });
}
