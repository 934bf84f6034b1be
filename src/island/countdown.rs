//! The code button's wait, second by second, which outlives a reload of the page.

use std::time::Duration;

use js_sys::{Date, JsString, Number};
use leptos::{
    prelude::{set_timeout, window},
    web_sys::{HtmlButtonElement, HtmlFormElement, Storage},
};

use super::dom::all;

/// Goes on waiting: as the server says in the markup, else until the moment in the tab's storage.
pub fn attach(form: &HtmlFormElement) {
    for button in all::<HtmlButtonElement>(form, "button[data-again]") {
        let seconds = button
            .get_attribute("data-wait")
            .and_then(|wait| wait.parse().ok());
        if let Some(seconds) = seconds {
            let _ = button.remove_attribute("data-wait");
            start(&button, seconds);
        } else {
            let stored =
                storage().and_then(|storage| storage.get_item(&key(&button)).ok().flatten());
            // Without one the button works, also where the browser kept it disabled over a reload.
            tick(
                button,
                stored.map_or(0.0, |until| js_sys::parse_float(&until)),
            );
        }
    }
}

/// Keeps the button waiting for so many seconds.
pub fn start(button: &HtmlButtonElement, seconds: u32) {
    let until = Date::now() + f64::from(seconds) * 1000.0;
    if let Some(storage) = storage() {
        let _ = storage.set_item(&key(button), &digits(until));
    }
    tick(button.clone(), until);
}

fn tick(button: HtmlButtonElement, until: f64) {
    let left = ((until - Date::now()) / 1000.0).ceil();
    // Nor with what is no number, out of a storage that anybody can write to.
    if left.is_nan() || left <= 0.0 {
        if let Some(label) = button.get_attribute("data-label") {
            button.set_text_content(Some(&label));
        }
        button.set_disabled(false);
        return;
    }
    button.set_disabled(true);
    let again = button.get_attribute("data-again").unwrap_or_default();
    let again = JsString::from(again).replace("{n}", &digits(left));
    button.set_text_content(again.as_string().as_deref());
    set_timeout(move || tick(button, until), Duration::from_millis(250));
}

/// By the browser: Rust's own reading and printing of such numbers is a large part of a small WASM.
fn digits(number: f64) -> String {
    Number::from(number)
        .to_string_with_radix(10)
        .map_or_else(|_| String::new(), String::from)
}

fn key(button: &HtmlButtonElement) -> String {
    let path = window().location().pathname().unwrap_or_default();
    format!("wait {} {path}", button.value())
}

fn storage() -> Option<Storage> {
    window().session_storage().ok().flatten()
}
