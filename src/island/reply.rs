//! Reading an operation's reply, by the browser's own parser.

use js_sys::{Array, Object};
use wasm_bindgen::{JsCast as _, JsValue};

use super::request::property;
use crate::values::envelope::{Envelope, Status};

/// The envelope; `None` when the answer is none, such as a proxy's page.
pub fn envelope(reply: &JsValue) -> Option<Envelope> {
    let text = |name| property(reply, name).as_string();
    let errors: Object = property(reply, "errors").dyn_into().ok()?;
    let errors = Object::entries(&errors).into_iter().map(|entry| {
        let [field, sentences] = [0, 1].map(|place| Array::from(&entry).get(place));
        let sentences = Array::from(&sentences).into_iter();
        let sentences = sentences.filter_map(|sentence| sentence.as_string());
        (field.as_string().unwrap_or_default(), sentences.collect())
    });
    Some(Envelope {
        status: Status::find(&text("status")?)?,
        msg: text("msg")?,
        errors: errors.collect(),
        reason: text("reason"),
        retry_after: property(reply, "retry_after").as_f64().map(whole),
        redirect_url: text("redirect_url"),
    })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the server counts whole seconds, far below what either type ends at"
)]
fn whole(seconds: f64) -> u64 {
    seconds as u64
}
