//! `/openapi.json`: the contract as a document, written when it is first asked for.

use std::sync::{Arc, OnceLock};

use axum::{
    Router,
    body::Bytes,
    http::{HeaderName, header},
    routing::get,
};

use crate::{
    openapi::{Place, document},
    server::settings::Settings,
};

/// Where this portal is reached.
pub fn place(settings: &Settings) -> Place {
    Place {
        origin: settings.origin(),
        cookie: super::cookies::session_name(settings),
    }
}

pub fn router(settings: &Settings) -> Router {
    let (place, written) = (place(settings), Arc::new(OnceLock::new()));
    Router::new().route(
        "/openapi.json",
        get(move || std::future::ready(answer(&place, &written))),
    )
}

fn answer(place: &Place, written: &OnceLock<Bytes>) -> ([(HeaderName, &'static str); 2], Bytes) {
    let text = written.get_or_init(|| document(place).to_string().into());
    (
        [
            (header::CONTENT_TYPE, "application/json"),
            (header::CACHE_CONTROL, "public, max-age=300"),
        ],
        text.clone(),
    )
}
