//! Headers that protect: a content security policy for pages, a stricter one for everything else,
//! and what goes on every answer.

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderName, HeaderValue, Response, header},
    middleware::Next,
};
use base64::{Engine as _, prelude::BASE64_STANDARD as BASE64};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use sha2::{Digest as _, Sha256};

use super::{assets::is_watched, state::WebState};

/// For every answer that says nothing else: JSON, static files, errors.
const CLOSED_POLICY: &str = "default-src 'none'; base-uri 'none'; object-src 'none'; form-action \
     'none'; frame-ancestors 'none'";

/// The source, in the words of a policy, of the one script that stands in the page: its hash, so
/// that the page is the same each time. While `make dev` runs us, the script that reloads is
/// another.
pub fn inline_script(loader: Option<&str>) -> String {
    match loader {
        _ if is_watched() => " 'unsafe-inline'".to_owned(),
        Some(script) => format!(" 'sha256-{}'", BASE64.encode(Sha256::digest(script))),
        None => String::new(),
    }
}

/// Puts the page's policy on the answer being rendered; `wasm-unsafe-eval` lets the islands' WASM
/// be compiled and nothing else. `form_target` is the one other site that a form of the page may
/// lead to: browsers hold redirects after a form against the policy too.
pub fn page_policy(inline_script: &str, form_target: Option<&str>) {
    let reload = if is_watched() {
        " ws://127.0.0.1:3001"
    } else {
        ""
    };
    let form_target = form_target.map(|origin| format!(" {origin}"));
    let form_target = form_target.unwrap_or_default();
    let policy = format!(
        "default-src 'none'; script-src 'self'{inline_script} 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; connect-src 'self'{reload}; \
         form-action 'self'{form_target}; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
    );
    if let (Ok(policy), Some(response)) = (
        HeaderValue::from_str(&policy),
        use_context::<ResponseOptions>(),
    ) {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
}

/// On every answer there is.
pub async fn security_headers(
    State(state): State<WebState>,
    request: Request,
    next: Next,
) -> Response<Body> {
    let mut response = next.run(request).await;
    let mut missing = |name: HeaderName, value: &'static str| {
        response
            .headers_mut()
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    };
    missing(header::CONTENT_SECURITY_POLICY, CLOSED_POLICY);
    missing(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    missing(header::REFERRER_POLICY, "same-origin");
    missing(header::X_FRAME_OPTIONS, "DENY");
    missing(
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=()",
    );
    missing(
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    missing(header::CACHE_CONTROL, "no-store");
    if state.portal.settings.is_https() {
        missing(
            header::STRICT_TRANSPORT_SECURITY,
            "max-age=31536000; includeSubDomains",
        );
    }
    response
}
