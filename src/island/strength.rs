//! Says how strong the password being typed is, once the typing pauses. The server judges: no
//! dictionary is shipped.

use std::time::Duration;

use leptos::{
    prelude::set_timeout,
    task::spawn_local,
    web_sys::{Event, HtmlElement, HtmlFormElement, HtmlInputElement},
};
use wasm_bindgen::JsValue;

use super::{
    dom::{all, listen, named_by},
    request::{self, property},
};

const PAUSE: Duration = Duration::from_millis(300);

pub fn attach(form: &HtmlFormElement) {
    for place in all::<HtmlElement>(form, "[data-meter]") {
        let Some(input) = named_by::<HtmlInputElement>(&place, "data-meter") else {
            continue;
        };
        listen(&input.clone(), "input", move |_: Event| {
            let (typed, input, place) = (input.value(), input.clone(), place.clone());
            let paused = move || {
                if input.value() != typed {
                    return;
                }
                if typed.is_empty() {
                    place.set_hidden(true);
                    return;
                }
                spawn_local(measure(typed, input, place));
            };
            set_timeout(paused, PAUSE);
        });
    }
}

async fn measure(typed: String, input: HtmlInputElement, place: HtmlElement) {
    let pairs = [("password".to_owned(), typed.clone())];
    let path = place.get_attribute("data-from").unwrap_or_default();
    let Some(answer) = request::post(&path, pairs).await else {
        return;
    };
    if input.value() == typed {
        show(&place, &answer);
    }
}

fn show(place: &HtmlElement, answer: &JsValue) {
    if let Ok(Some(meter)) = place.query_selector("meter") {
        let _ = js_sys::Reflect::set(&meter, &"value".into(), &property(answer, "score"));
    }
    if let Ok(Some(words)) = place.query_selector("[role=status]") {
        words.set_text_content(property(answer, "msg").as_string().as_deref());
    }
    place.set_hidden(false);
}
