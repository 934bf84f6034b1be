//! The origin rule: which other sites may call the portal.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::server::settings::Settings;

/// Whether a request comes from where it may: our own or a listed origin; or nothing says where
/// from, as with programs; or the browser says that it is our own page, or (for reading pages) that
/// the person typed the address.
pub fn origin_allowed(settings: &Settings, headers: &HeaderMap, reads_page: bool) -> bool {
    if let Some(origin) = headers.get(header::ORIGIN) {
        return origin.to_str().is_ok_and(|origin| {
            origin == settings.origin()
                || settings
                    .allowed_origins
                    .iter()
                    .any(|listed| listed == origin)
        });
    }
    match headers.get("sec-fetch-site").map(HeaderValue::as_bytes) {
        None | Some(b"same-origin") => true,
        Some(b"none") => reads_page,
        Some(_) => false,
    }
}
