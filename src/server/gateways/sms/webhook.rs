//! SMS by a webhook of the operator's own: one JSON object a message, the same `id` again on a
//! retry, any 2xx accepts.

use std::collections::BTreeMap;

use reqwest::StatusCode;
use serde_json::json;

use super::{
    super::{RenderedMessage, SendError, SendErrorKind, http::Http},
    variables,
};
use crate::server::settings::Secret;

pub struct Webhook {
    pub url: Secret,
    pub http: Http,
}

impl Webhook {
    pub async fn send(&self, message: &RenderedMessage) -> Result<String, SendError> {
        let params: BTreeMap<&str, String> = variables(message).into_iter().collect();
        let body = json!({"id": message.id, "mobile": message.to, "template": message.template, "params": params, "text": message.text});
        let (status, _) = self
            .http
            .answer(self.http.client().post(self.url.reveal()).json(&body))
            .await?;
        let said = format!("HTTP {}", status.as_u16());
        match status {
            status if status.is_success() => Ok(said),
            StatusCode::UNAUTHORIZED
            | StatusCode::FORBIDDEN
            | StatusCode::NOT_FOUND
            | StatusCode::METHOD_NOT_ALLOWED => Err(SendErrorKind::Misconfigured.with(said)),
            StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS => {
                Err(SendErrorKind::Transient.with(said))
            }
            status if status.is_client_error() => Err(SendErrorKind::Permanent.with(said)),
            // A redirect is a wrong address.
            status if status.is_redirection() => Err(SendErrorKind::Misconfigured.with(said)),
            _ => Err(SendErrorKind::Transient.with(said)),
        }
    }
}
