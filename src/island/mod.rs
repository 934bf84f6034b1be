//! The form as an island: it submits without a reload, shows what came of it beside the fields, counts the code button down, shows passwords.
//!
//! The markup is the server's, in both worlds; the island only fills the places that are there for it, and posts the same JSON to the same URL as any
//! program does. One island for all forms, not a typed call for each: that would be a hundred kilobytes of WASM to send what the form holds anyway.

use leptos::{html, prelude::*};
use serde::{Deserialize, Serialize};

/// The words the island needs that are not in its markup.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FormTexts {
    pub offline: String,
    /// Where to go once it worked; empty to stay and say so.
    pub lands: String,
}

/// A form posted to the page's own URL; with scripts, to the operation that the pressed button names.
///
/// Nothing in or on this function may depend on the build: leptos makes the island's name from it, and both builds must make the same one.
#[island]
pub fn EnhancedForm(texts: FormTexts, children: Children) -> impl IntoView {
    let form = NodeRef::<html::Form>::new();
    enhance(form, texts);
    view! { <form method="post" novalidate node_ref=form>{children()}</form> }
}

#[cfg(feature = "hydrate")]
fn enhance(form: NodeRef<html::Form>, texts: FormTexts) {
    form.on_load(move |form| browser::attach(&form, &texts));
}

#[cfg(not(feature = "hydrate"))]
fn enhance(_: NodeRef<html::Form>, _: FormTexts) {}

#[cfg(feature = "hydrate")]
mod browser {
    use std::collections::BTreeMap;

    use leptos::{prelude::*, task::spawn_local, web_sys};
    use serde::Deserialize;
    use serde_json::{Map, Value};
    use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
    use wasm_bindgen_futures::JsFuture;
    use web_sys::{
        Document, Element, Event, FormData, Headers, HtmlButtonElement, HtmlElement, HtmlFormElement, HtmlInputElement, HtmlSelectElement, RequestInit,
        Response, Storage, SubmitEvent,
    };

    use super::FormTexts;
    use crate::values::form_data::to_json;

    /// The envelope, as far as a form looks at it.
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Answer {
        status: String,
        msg: String,
        errors: BTreeMap<String, Vec<String>>,
        retry_after: Option<u32>,
        redirect_url: Option<String>,
        /// Of a password's strength.
        score: u8,
        /// The next level of a region.
        regions: Vec<Choice>,
        #[serde(skip)]
        unreachable: bool,
    }

    #[derive(Deserialize)]
    struct Choice {
        code: String,
        name: String,
    }

    /// Posts JSON, or gets; `None` when no answer came, or none that can be read.
    async fn ask(path: &str, body: Option<&Map<String, Value>>) -> Option<Answer> {
        let init = RequestInit::new();
        if let Some(body) = body {
            let headers = Headers::new().ok()?;
            headers.set("content-type", "application/json").ok()?;
            init.set_method("POST");
            init.set_headers(&headers);
            init.set_body(&JsValue::from_str(&serde_json::to_string(body).ok()?));
        }
        let response: Response = JsFuture::from(window().fetch_with_str_and_init(path, &init)).await.ok()?.dyn_into().ok()?;
        let text = JsFuture::from(response.text().ok()?).await.ok()?.as_string()?;
        serde_json::from_str(&text).ok()
    }

    pub fn attach(form: &HtmlFormElement, texts: &FormTexts) {
        for button in all::<HtmlButtonElement>(form, "button[data-again]") {
            count_down(&button, None);
        }
        for button in all::<HtmlButtonElement>(form, "button[data-reveals]") {
            offer_to_reveal(button);
        }
        for select in all::<HtmlSelectElement>(form, "select[data-asks-for]") {
            refill_on_change(select);
        }
        for place in all::<HtmlElement>(form, "[data-meter]") {
            measure(place);
        }
        let (form, texts) = (form.clone(), texts.clone());
        listen(&form.clone(), "submit", move |event: SubmitEvent| {
            event.prevent_default();
            let Some(pressed) = event.submitter().and_then(|element| element.dyn_into::<HtmlButtonElement>().ok()) else { return };
            if form.has_attribute("aria-busy") {
                return;
            }
            let operation = pressed.value();
            let fields = fields(&form, &operation);
            let (form, texts) = (form.clone(), texts.clone());
            spawn_local(async move {
                let shown = shown_button(&form, &pressed);
                let label = begin(&form, &shown);
                let answer = ask(&format!("/users/{operation}/"), Some(&fields)).await;
                let FormTexts { offline, lands } = texts;
                let mut answer = answer.unwrap_or_else(|| Answer { msg: offline, unreachable: true, ..Answer::default() });
                if answer.redirect_url.is_none() && !lands.is_empty() && !shown.has_attribute("data-again") {
                    answer.redirect_url = Some(lands);
                }
                show(&form, &shown, &label, &answer);
            });
        });
    }

    /// Enter presses the form's hidden first button; what is seen to work is the primary one.
    fn shown_button(form: &HtmlFormElement, pressed: &HtmlButtonElement) -> HtmlButtonElement {
        if pressed.class_name() == "first" { first(form, "button.primary").unwrap_or_else(|| pressed.clone()) } else { pressed.clone() }
    }

    /// The form's fields under the operation's names: the code button's form may call the mobile `phone`.
    fn fields(form: &HtmlFormElement, operation: &str) -> Map<String, Value> {
        let mut pairs = Vec::new();
        if let Ok(data) = FormData::new_with_form(form)
            && let Ok(Some(entries)) = js_sys::try_iter(&data.entries())
        {
            for entry in entries.flatten() {
                let entry = js_sys::Array::from(&entry);
                if let (Some(name), Some(value)) = (entry.get(0).as_string(), entry.get(1).as_string()) {
                    pairs.push((name, value));
                }
            }
        }
        let mut fields = to_json(pairs);
        if operation == "send_sms_code"
            && let Some(phone) = fields.get("phone").cloned()
        {
            fields.entry("mobile").or_insert(phone);
        }
        fields
    }

    fn begin(form: &HtmlFormElement, button: &HtmlButtonElement) -> String {
        let label = button.text_content().unwrap_or_default();
        let _ = form.set_attribute("aria-busy", "true");
        button.set_disabled(true);
        if let Some(busy) = button.get_attribute("data-busy") {
            button.set_text_content(Some(&busy));
        }
        label
    }

    fn show(form: &HtmlFormElement, button: &HtmlButtonElement, label: &str, answer: &Answer) {
        clear(form);
        if answer.status == "ok"
            && let Some(url) = &answer.redirect_url
        {
            // Stays busy: the next page is on its way.
            let _ = window().location().assign(url);
            return;
        }
        let _ = form.remove_attribute("aria-busy");
        button.set_disabled(false);
        button.set_text_content(Some(label));
        let (asks_for_code, operation) = (button.has_attribute("data-again"), button.value());
        if asks_for_code && (answer.status == "ok" || answer.retry_after.is_some_and(|seconds| seconds <= 60)) {
            count_down(button, Some(answer.retry_after.unwrap_or(60)));
        }
        if answer.status == "ok" {
            put(form, ".done", &answer.msg);
            if asks_for_code && let Some(code) = first::<HtmlElement>(form, "input[name=code]") {
                let _ = code.focus();
            }
            return;
        }
        let links = first::<Element>(form, ".summary ul");
        let mut told = false;
        // In the form's order; what belongs to no field of it is told as the whole form's.
        for place in all::<HtmlElement>(form, "[data-error-for]") {
            let field = place.get_attribute("data-error-for").unwrap_or_default();
            let name = if asks_for_code && field == "phone" { "mobile" } else { field.as_str() };
            if let Some(sentences) = answer.errors.get(name) {
                mark(&place, sentences, links.as_ref());
                told = true;
            }
        }
        if !told && asks_for_code && !answer.unreachable {
            let fields = if operation == "send_email_code" { "[data-error-for=email]" } else { "[data-error-for=mobile], [data-error-for=phone]" };
            if let Some(place) = first::<HtmlElement>(form, fields) {
                mark(&place, std::slice::from_ref(&answer.msg), links.as_ref());
                told = true;
            }
        }
        if told {
            if let Some(heading) = first::<HtmlElement>(form, ".summary h2") {
                heading.set_hidden(false);
            }
        } else {
            put(form, ".summary p", &answer.msg);
        }
        if let Some(summary) = first::<HtmlElement>(form, ".summary") {
            summary.set_hidden(false);
            let _ = summary.focus();
        }
    }

    fn clear(form: &HtmlFormElement) {
        for place in all::<HtmlElement>(form, "[data-error-for], .done, .summary, .summary h2, .summary p") {
            place.set_hidden(true);
        }
        for place in all::<HtmlElement>(form, "[data-error-for], .done, .summary p, .summary ul") {
            place.set_text_content(None);
        }
        for field in all::<Element>(form, "[aria-invalid]") {
            let _ = field.remove_attribute("aria-invalid");
        }
    }

    /// Puts the sentences into their place beside the field, and into the summary.
    fn mark(place: &HtmlElement, sentences: &[String], links: Option<&Element>) {
        place.set_text_content(Some(&sentences.join(" ")));
        place.set_hidden(false);
        let id = place.id();
        let id = id.trim_end_matches("-error");
        let document = document();
        // A group of boxes has no such state.
        if let Some(field) = document.get_element_by_id(id).filter(|field| field.tag_name() != "FIELDSET") {
            let _ = field.set_attribute("aria-invalid", "true");
        }
        for sentence in sentences {
            if let Some(link) = link(&document, id, sentence)
                && let Some(links) = links
            {
                let _ = links.append_child(&link);
            }
        }
    }

    fn link(document: &Document, id: &str, sentence: &str) -> Option<Element> {
        let item = document.create_element("li").ok()?;
        let link = document.create_element("a").ok()?;
        link.set_attribute("href", &format!("#{id}")).ok()?;
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

    /// Keeps a code button waiting, also over a reload: until the moment in the tab's storage, or `seconds` from now, or as the server said.
    fn count_down(button: &HtmlButtonElement, seconds: Option<u32>) {
        let key = format!("wait {} {}", button.value(), location_path());
        let now = js_sys::Date::now();
        let seconds = seconds.or_else(|| button.get_attribute("data-wait").and_then(|wait| wait.parse().ok()));
        let until = match seconds {
            Some(seconds) => now + f64::from(seconds) * 1000.0,
            None => storage().and_then(|storage| storage.get_item(&key).ok().flatten()).and_then(|until| until.parse().ok()).unwrap_or(0.0),
        };
        let _ = button.remove_attribute("data-wait");
        if let Some(storage) = storage() {
            let _ = storage.set_item(&key, &until.to_string());
        }
        tick(button.clone(), until);
    }

    fn tick(button: HtmlButtonElement, until: f64) {
        let left = ((until - js_sys::Date::now()) / 1000.0).ceil();
        if left <= 0.0 {
            if let Some(label) = button.get_attribute("data-label") {
                button.set_text_content(Some(&label));
            }
            button.set_disabled(false);
            return;
        }
        button.set_disabled(true);
        let again = button.get_attribute("data-again").unwrap_or_default();
        button.set_text_content(Some(&again.replace("{n}", &left.to_string())));
        set_timeout(move || tick(button, until), std::time::Duration::from_millis(250));
    }

    fn offer_to_reveal(button: HtmlButtonElement) {
        let Some(input) =
            button.get_attribute("data-reveals").and_then(|id| document().get_element_by_id(&id)).and_then(|input| input.dyn_into::<HtmlInputElement>().ok())
        else {
            return;
        };
        let texts = |button: &HtmlButtonElement| (button.text_content().unwrap_or_default(), button.get_attribute("aria-label").unwrap_or_default());
        button.set_hidden(false);
        listen(&button.clone(), "click", move |_: Event| {
            input.set_type(if input.type_() == "password" { "text" } else { "password" });
            let (label, aria) = texts(&button);
            button.set_text_content(button.get_attribute("data-hide").as_deref());
            let _ = button.set_attribute("aria-label", &button.get_attribute("data-hide-label").unwrap_or_default());
            let _ = button.set_attribute("data-hide", &label);
            let _ = button.set_attribute("data-hide-label", &aria);
        });
    }

    /// A choice of province or city fetches the next level's list.
    fn refill_on_change(select: HtmlSelectElement) {
        listen(&select.clone(), "change", move |_: Event| {
            let Some(next) = select
                .get_attribute("data-asks-for")
                .and_then(|id| document().get_element_by_id(&id))
                .and_then(|next| next.dyn_into::<HtmlSelectElement>().ok())
            else {
                return;
            };
            next.set_length(1);
            // What hangs on that one in turn is empty now too.
            if let Ok(changed) = Event::new("change") {
                let _ = next.dispatch_event(&changed);
            }
            let (parent, asked) = (select.value(), select.clone());
            if parent.is_empty() {
                return;
            }
            spawn_local(async move {
                let from = asked.get_attribute("data-from").unwrap_or_default();
                let Some(answer) = ask(&(from + &parent), None).await else { return };
                // A later choice is not overwritten by an earlier one's answer.
                if asked.value() != parent {
                    return;
                }
                next.set_length(1);
                for choice in answer.regions {
                    if let Ok(option) = document().create_element("option") {
                        let _ = option.set_attribute("value", &choice.code);
                        option.set_text_content(Some(&choice.name));
                        let _ = next.append_child(&option);
                    }
                }
            });
        });
    }

    /// Says how strong the password being typed is, once the typing pauses. The server judges: no dictionary is shipped.
    fn measure(place: HtmlElement) {
        let Some(input) =
            place.get_attribute("data-meter").and_then(|id| document().get_element_by_id(&id)).and_then(|input| input.dyn_into::<HtmlInputElement>().ok())
        else {
            return;
        };
        listen(&input.clone(), "input", move |_: Event| {
            let (typed, input, place) = (input.value(), input.clone(), place.clone());
            set_timeout(
                move || {
                    if input.value() != typed {
                        return;
                    }
                    if typed.is_empty() {
                        place.set_hidden(true);
                        return;
                    }
                    spawn_local(async move {
                        let body = to_json([("password".to_owned(), typed.clone())]);
                        let path = place.get_attribute("data-from").unwrap_or_default();
                        let Some(answer) = ask(&path, Some(&body)).await.filter(|_| input.value() == typed) else { return };
                        if let Ok(Some(meter)) = place.query_selector("meter") {
                            let _ = meter.set_attribute("value", &answer.score.to_string());
                        }
                        if let Ok(Some(words)) = place.query_selector("[role=status]") {
                            words.set_text_content(Some(&answer.msg));
                        }
                        place.set_hidden(false);
                    });
                },
                std::time::Duration::from_millis(300),
            );
        });
    }

    fn location_path() -> String {
        window().location().pathname().unwrap_or_default()
    }

    fn storage() -> Option<Storage> {
        window().session_storage().ok().flatten()
    }

    /// For as long as the page lives.
    fn listen<E: wasm_bindgen::convert::FromWasmAbi + 'static>(target: &web_sys::EventTarget, event: &str, on: impl FnMut(E) + 'static) {
        let on = Closure::<dyn FnMut(E)>::new(on).into_js_value();
        let _ = target.add_event_listener_with_callback(event, on.unchecked_ref());
    }

    fn first<T: wasm_bindgen::JsCast>(form: &HtmlFormElement, selector: &str) -> Option<T> {
        form.query_selector(selector).ok().flatten().and_then(|element| element.dyn_into().ok())
    }

    fn all<T: wasm_bindgen::JsCast>(form: &HtmlFormElement, selector: &str) -> Vec<T> {
        let Ok(found) = form.query_selector_all(selector) else { return Vec::new() };
        (0..found.length()).filter_map(|index| found.get(index)?.dyn_into().ok()).collect()
    }
}
