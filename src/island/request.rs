//! Asking the server, and reading what it answers. JSON is written and read by the browser: a
//! printer and a parser of ours would be a fifth of the WASM.

use js_sys::{Array, JSON, Object, Reflect};
use leptos::{prelude::window, web_sys};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, RequestInit, Response};

use crate::values::form_data::{Given, gathered};

/// Gets the JSON there; `None` when none came.
pub async fn get(path: &str) -> Option<JsValue> {
    answer(path, &RequestInit::new()).await
}

/// Posts a form's pairs as JSON: what came back; `None` when that is no JSON.
pub async fn post(
    path: &str,
    pairs: impl IntoIterator<Item = (String, String)>,
) -> Option<JsValue> {
    let body = Object::new();
    for (name, given) in gathered(pairs) {
        let value = match given {
            Given::One(value) => value.into(),
            Given::Many(list) => list.iter().map(JsValue::from).collect::<Array>().into(),
        };
        Reflect::set(&body, &name.into(), &value).ok()?;
    }
    let headers = Headers::new().ok()?;
    headers.set("content-type", "application/json").ok()?;
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_headers(&headers);
    init.set_body(&JSON::stringify(&body).ok()?.into());
    answer(path, &init).await
}

async fn answer(path: &str, init: &RequestInit) -> Option<JsValue> {
    let answer = JsFuture::from(window().fetch_with_str_and_init(path, init))
        .await
        .ok()?;
    let answer: Response = answer.dyn_into().ok()?;
    JsFuture::from(answer.json().ok()?).await.ok()
}

/// A property of an object that came as JSON; undefined where there is none.
pub fn property(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}
