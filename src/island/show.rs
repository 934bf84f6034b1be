//! Putting into the page how a form stands: busy, idle, done, or with its errors.

use leptos::{prelude::document, web_sys};
use web_sys::{Element, HtmlButtonElement, HtmlElement, HtmlFormElement};

use super::{
    countdown,
    dom::{all, data_of_page, first},
};
use crate::values::form_state::FormState;

/// The form works, and cannot be submitted twice; what was said of the last try is gone. Returns
/// the button's label, for [`idle`].
pub fn busy(form: &HtmlFormElement, button: &HtmlButtonElement) -> String {
    clear(form);
    let label = button.text_content().unwrap_or_default();
    let _ = form.set_attribute("aria-busy", "true");
    button.set_disabled(true);
    if let Some(busy) = button.get_attribute("data-busy") {
        button.set_text_content(Some(&busy));
    }
    label
}

pub fn idle(form: &HtmlFormElement, button: &HtmlButtonElement, label: &str) {
    let _ = form.remove_attribute("aria-busy");
    button.set_disabled(false);
    button.set_text_content(Some(label));
}

/// Shows the form, which [`busy`] has cleared, as the server would have rendered it. What stands in
/// the fields is left alone.
pub fn state(form: &HtmlFormElement, button: &HtmlButtonElement, state: &FormState) {
    if let (Some(seconds), Some(target)) = (state.wait, countdown::target(button)) {
        // What was sent, not what stands there by now.
        let number = state.value(&target.name()).unwrap_or_default();
        countdown::start(button, seconds, number);
    }
    if let Some(sent_to) = &state.sent_to {
        put(form, "[data-sent-to]", sent_to);
        if let Some(target) = countdown::target(button) {
            countdown::show_sent(form, &target.value());
        }
        if let Some(code) = first::<HtmlElement>(form, "input[name=code]") {
            let _ = code.focus();
        }
        return;
    }
    if state.done {
        put(form, ".done", &state.msg);
        return;
    }
    for place in all::<HtmlElement>(form, "[data-error-for]") {
        let sentences = state.errors(&place.get_attribute("data-error-for").unwrap_or_default());
        if !sentences.is_empty() {
            mark(&place, &sentences.join(" "));
        }
    }
    if state.errors.is_empty() {
        put(form, ".summary p", &state.msg);
    } else if let Some(heading) = first::<HtmlElement>(form, ".summary h2") {
        heading.set_hidden(false);
    }
    if let Some(links) = first::<Element>(form, ".summary ul") {
        for (field, sentence) in state.errors_in_order() {
            if let Some(link) = link(&format!("#{}-{field}", state.form), sentence) {
                let _ = links.append_child(&link);
            }
        }
    }
    title(true);
    for way in all::<HtmlElement>(form, "[data-reason]") {
        way.set_hidden(way.get_attribute("data-reason") != state.reason);
    }
    if let Some(summary) = first::<HtmlElement>(form, ".summary") {
        summary.set_hidden(false);
        let _ = summary.focus();
    }
}

/// Has the title begin with the word for an error, or not.
fn title(has_failed: bool) {
    let prefix = data_of_page("data-error-title");
    let title = document().title();
    let title = title.strip_prefix(&prefix).unwrap_or(&title);
    let prefix = if has_failed { prefix.as_str() } else { "" };
    document().set_title(&format!("{prefix}{title}"));
}

/// Takes away what was shown of the submission before.
fn clear(form: &HtmlFormElement) {
    title(false);
    for place in all::<HtmlElement>(
        form,
        "[data-error-for], .done, .summary, .summary h2, .summary p, [data-reason]",
    ) {
        place.set_hidden(true);
    }
    for place in all::<HtmlElement>(form, "[data-error-for], .done, .summary p, .summary ul") {
        place.set_text_content(None);
    }
    for field in all::<Element>(form, "[aria-invalid]") {
        let _ = field.remove_attribute("aria-invalid");
    }
}

/// Takes away what is said of one field, which is being corrected.
pub fn corrected(form: &HtmlFormElement, field: &HtmlElement, name: &str) {
    let Some(place) = first::<HtmlElement>(form, &format!("[data-error-for=\"{name}\"]")) else {
        return;
    };
    if place.hidden() {
        return;
    }
    place.set_hidden(true);
    place.set_text_content(None);
    let _ = field.remove_attribute("aria-invalid");
    if let Some(link) = first::<Element>(form, &format!(".summary a[href$=\"-{name}\"]"))
        && let Some(item) = link.parent_element()
    {
        item.remove();
    }
    if let (None, Some(summary)) = (
        first::<Element>(form, ".summary li"),
        first::<HtmlElement>(form, ".summary"),
    ) {
        summary.set_hidden(true);
        title(false);
    }
}

/// Puts a field's errors into their place beside it.
fn mark(place: &HtmlElement, errors: &str) {
    place.set_text_content(Some(errors));
    place.set_hidden(false);
    let id = place.id();
    let field = document().get_element_by_id(id.strip_suffix("-error").unwrap_or(&id));
    // A group of boxes has no such state.
    if let Some(field) = field.filter(|field| field.tag_name() != "FIELDSET") {
        let _ = field.set_attribute("aria-invalid", "true");
    }
}

fn link(href: &str, sentence: &str) -> Option<Element> {
    let item = document().create_element("li").ok()?;
    let link = document().create_element("a").ok()?;
    link.set_attribute("href", href).ok()?;
    link.set_text_content(Some(sentence));
    item.append_child(&link).ok()?;
    Some(item)
}

fn put(form: &HtmlFormElement, selector: &str, text: &str) {
    if let Some(place) = first::<HtmlElement>(form, selector) {
        place.set_text_content(Some(text));
        place.set_hidden(false);
    }
}
