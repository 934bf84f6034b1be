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
    server::Portal,
};

/// Where this portal is reached, and whose it is.
pub fn place(portal: &Portal) -> Place {
    Place {
        origin: portal.settings.origin(),
        cookie: super::cookies::session_name(&portal.settings),
        imprint: Arc::clone(&portal.imprint),
    }
}

pub fn router(portal: &Portal) -> Router {
    let (place, written) = (place(portal), Arc::new(OnceLock::new()));
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
