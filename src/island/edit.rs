//! A field that is being corrected is not red any more.

use leptos::web_sys::{Event, HtmlElement, HtmlFormElement};
use wasm_bindgen::JsCast as _;

use super::{dom::listen, show};

pub fn attach(form: &HtmlFormElement) {
    let edited = form.clone();
    listen(form, "input", move |event: Event| {
        let field = event
            .target()
            .and_then(|field| field.dyn_into::<HtmlElement>().ok());
        if let Some(field) = field
            && let Some(name) = field.get_attribute("name")
        {
            show::corrected(&edited, &field, &name);
        }
    });
}
