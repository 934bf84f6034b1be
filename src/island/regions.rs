//! A choice of province or city fetches the next level's list.

use leptos::{
    prelude::document,
    task::spawn_local,
    web_sys::{Event, HtmlFormElement, HtmlSelectElement},
};
use wasm_bindgen::JsValue;

use super::{
    dom::{all, listen, named_by},
    request::{self, property},
};

pub fn attach(form: &HtmlFormElement) {
    for select in all::<HtmlSelectElement>(form, "select[data-asks-for]") {
        listen(&select.clone(), "change", move |_: Event| {
            let Some(next) = named_by::<HtmlSelectElement>(&select, "data-asks-for") else {
                return;
            };
            next.set_length(1);
            // What hangs on that one in turn is empty now too.
            if let Ok(changed) = Event::new("change") {
                let _ = next.dispatch_event(&changed);
            }
            if !select.value().is_empty() {
                spawn_local(refill(select.clone(), next));
            }
        });
    }
}

async fn refill(select: HtmlSelectElement, next: HtmlSelectElement) {
    let parent = select.value();
    let from = select.get_attribute("data-from").unwrap_or_default();
    let Some(answer) = request::get(&(from + &parent)).await else {
        return;
    };
    // A later choice is not overwritten by an earlier one's answer.
    if select.value() != parent {
        return;
    }
    next.set_length(1);
    if let Ok(Some(choices)) = js_sys::try_iter(&property(&answer, "regions")) {
        for choice in choices.flatten() {
            let _ = add(&next, &choice);
        }
    }
}

fn add(select: &HtmlSelectElement, choice: &JsValue) -> Option<()> {
    let option = document().create_element("option").ok()?;
    option
        .set_attribute("value", &property(choice, "code").as_string()?)
        .ok()?;
    option.set_text_content(property(choice, "name").as_string().as_deref());
    select.append_child(&option).ok()?;
    Some(())
}
