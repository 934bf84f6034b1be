//! Finding elements of the page, and listening to them.

use leptos::{prelude::document, web_sys};
use wasm_bindgen::{JsCast, closure::Closure, convert::FromWasmAbi};
use web_sys::{Element, EventTarget, HtmlFormElement};

/// The first element of the form that the selector finds.
pub fn first<T: JsCast>(form: &HtmlFormElement, selector: &str) -> Option<T> {
    form.query_selector(selector)
        .ok()
        .flatten()
        .and_then(|element| element.dyn_into().ok())
}

/// Every element of the form that the selector finds.
pub fn all<T: JsCast>(form: &HtmlFormElement, selector: &str) -> Vec<T> {
    let Ok(found) = form.query_selector_all(selector) else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|index| found.get(index)?.dyn_into().ok())
        .collect()
}

/// The element whose id stands in this attribute.
pub fn named_by<T: JsCast>(element: &Element, attribute: &str) -> Option<T> {
    let id = element.get_attribute(attribute)?;
    document().get_element_by_id(&id)?.dyn_into().ok()
}

/// What the page says to its islands in this attribute, in its language.
pub fn data_of_page(attribute: &str) -> String {
    let page = document().query_selector(&format!("[{attribute}]"));
    let said = page
        .ok()
        .flatten()
        .and_then(|page| page.get_attribute(attribute));
    said.unwrap_or_default()
}

/// For as long as the page lives.
pub fn listen<E: FromWasmAbi + 'static>(
    target: &EventTarget,
    event: &str,
    on: impl FnMut(E) + 'static,
) {
    let on = Closure::<dyn FnMut(E)>::new(on).into_js_value();
    let _ = target.add_event_listener_with_callback(event, on.unchecked_ref());
}
