//! What a server function fails with: never the caller's fault.

use std::collections::BTreeMap;

use leptos::{prelude::*, server_fn::codec::JsonEncoding};
use serde::{Deserialize, Serialize};

use super::Status;

/// The envelope of an answer that never reached its operation, or broke in it. The server fills it
/// in at its boundary, where it knows the status and the caller's language; in the browser it is
/// what a 4xx or 5xx carried, or empty when nothing came back at all.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct ApiError {
    pub status: Status,
    pub msg: String,
    pub errors: BTreeMap<String, Vec<String>>,
    pub reason: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
}

impl Default for ApiError {
    fn default() -> Self {
        Self {
            status: Status::Error,
            msg: String::new(),
            errors: BTreeMap::new(),
            reason: "internal".into(),
            retry_after: None,
        }
    }
}

impl FromServerFnError for ApiError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        let reason = match error {
            ServerFnErrorErr::Deserialization(_)
            | ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_) => "malformed",
            _ => "internal",
        };
        Self {
            reason: reason.into(),
            ..Self::default()
        }
    }
}
