//! The code button's wait, second by second: it belongs to the number or address that the code went
//! to, and outlives a reload of the page together with it.

use std::time::Duration;

use js_sys::{Date, JsString, Number};
use leptos::{
    prelude::{set_timeout, window},
    web_sys::{
        Element, Event, HtmlButtonElement, HtmlElement, HtmlFormElement, HtmlInputElement, Storage,
    },
};

use super::dom::{all, first, listen, named_by};
use crate::values::form_state::{CODE_WAIT, grouped};

/// On a button whose seconds are being counted.
const COUNTING: &str = "data-counting";

/// Goes on waiting: as the server says in the markup, else as the tab's storage does.
pub fn attach(form: &HtmlFormElement) {
    for button in all::<HtmlButtonElement>(form, "button[data-again]") {
        let Some(target) = named_by::<HtmlInputElement>(&button, "data-to") else {
            continue;
        };
        let seconds = button
            .get_attribute("data-wait")
            .and_then(|wait| wait.parse().ok());
        if let Some(seconds) = seconds {
            let _ = button.remove_attribute("data-wait");
            start(&button, seconds, &target.value());
        } else if let Some((_, number)) = stored(&button)
            && target.value().is_empty()
            && left(&button, &number) > 0.0
        {
            target.set_value(&number);
        }
        show(&button);
        let (form, typed) = (form.clone(), target.clone());
        listen(&target, "input", move |_: Event| {
            // A button that works is not touched.
            if !form.has_attribute("aria-busy") {
                show(&button);
            }
            show_sent(&form, &typed.value());
        });
    }
}

/// Keeps the button waiting for so many seconds, as long as this number stands there.
pub fn start(button: &HtmlButtonElement, seconds: u32, number: &str) {
    let until = digits(Date::now() + f64::from(seconds) * 1000.0);
    if let Some(storage) = storage() {
        let _ = storage.set_item(&key(button), &format!("{until} {number}"));
    }
    show(button);
}

/// Shows how long there is to wait now, and goes on counting.
fn show(button: &HtmlButtonElement) {
    let left = target(button).map_or(0.0, |target| left(button, &target.value()));
    button.set_disabled(left > 0.0);
    if left <= 0.0 {
        if let Some(label) = button.get_attribute("data-label") {
            button.set_text_content(Some(&label));
        }
        return;
    }
    let again = button.get_attribute("data-again").unwrap_or_default();
    let again = JsString::from(again).replace("{n}", &digits(left));
    button.set_text_content(again.as_string().as_deref());
    if !button.has_attribute(COUNTING) {
        let _ = button.set_attribute(COUNTING, "");
        let button = button.clone();
        let again = move || {
            let _ = button.remove_attribute(COUNTING);
            show(&button);
        };
        set_timeout(again, Duration::from_millis(250));
    }
}

/// That a code was sent is said as long as its number stands there.
pub fn show_sent(form: &HtmlFormElement, typed: &str) {
    let sent_to = first::<Element>(form, "[data-sent-to]").and_then(|to| to.text_content());
    if let Some(sent) = first::<HtmlElement>(form, ".sent")
        && let Some(sent_to) = sent_to
    {
        sent.set_hidden(sent_to.is_empty() || grouped(typed) != sent_to);
    }
}

/// The whole seconds that this number has still to wait.
fn left(button: &HtmlButtonElement, typed: &str) -> f64 {
    let Some((until, number)) = stored(button) else {
        return 0.0;
    };
    let left = ((until - Date::now()) / 1000.0).ceil();
    // What stands in the storage may be no number, or be of a clock that was set back: nobody waits
    // longer than that.
    if left > 0.0 && left <= f64::from(CODE_WAIT) && grouped(&number) == grouped(typed) {
        left
    } else {
        0.0
    }
}

/// Until when the button waits, in milliseconds, and for which number.
fn stored(button: &HtmlButtonElement) -> Option<(f64, String)> {
    let stored = storage()?.get_item(&key(button)).ok()??;
    let (until, number) = stored.split_once(' ')?;
    Some((js_sys::parse_float(until), number.to_owned()))
}

/// The field that holds where the code goes.
pub fn target(button: &HtmlButtonElement) -> Option<HtmlInputElement> {
    named_by(button, "data-to")
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
