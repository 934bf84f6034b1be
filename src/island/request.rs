//! Asking the server, and reading what it answers.

use js_sys::{JSON, Reflect};
use leptos::{prelude::window, web_sys};
use serde_json::{Map, Value};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, RequestInit, Response};

/// Posts JSON, or gets where there is no body: the answer's text; `None` when none came.
pub async fn text(path: &str, body: Option<&Map<String, Value>>) -> Option<String> {
    let init = RequestInit::new();
    if let Some(body) = body {
        let headers = Headers::new().ok()?;
        headers.set("content-type", "application/json").ok()?;
        init.set_method("POST");
        init.set_headers(&headers);
        init.set_body(&JsValue::from_str(&serde_json::to_string(body).ok()?));
    }
    let answer = JsFuture::from(window().fetch_with_str_and_init(path, &init))
        .await
        .ok()?;
    let answer: Response = answer.dyn_into().ok()?;
    JsFuture::from(answer.text().ok()?).await.ok()?.as_string()
}

/// The same, read by the browser's own parser: one of ours for each type would make the WASM
/// larger.
pub async fn json(path: &str, body: Option<&Map<String, Value>>) -> Option<JsValue> {
    JSON::parse(&text(path, body).await?).ok()
}

/// A property of an object that came as JSON; undefined where there is none.
pub fn property(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}
