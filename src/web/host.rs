//! The name the portal is reached by: one, and in production only its own.

use axum::{
    Extension,
    body::Body,
    extract::{Request, State},
    http::{Response, StatusCode, header, uri::Authority},
    middleware::Next,
};

use super::{envelope, language::Language, state::WebState};
use crate::server::{settings::Settings, visitor::Visitor};

/// A request names one host, once. Of two names a proxy in front may have judged the other.
pub async fn one_host(
    State(state): State<WebState>,
    request: Request,
    next: Next,
) -> Response<Body> {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let first = hosts.next();
    let is_twice = hosts.next().is_some();
    // `GET http://host/path`: hyper has taken the name apart from the path.
    let disagrees = request.uri().authority().is_some_and(|authority| {
        first.is_some_and(|host| {
            !host
                .as_bytes()
                .eq_ignore_ascii_case(authority.as_str().as_bytes())
        })
    });
    if is_twice || disagrees {
        let lang = Language::of(&request).lang;
        return envelope::error(
            &state.portal.imprint,
            lang,
            StatusCode::BAD_REQUEST,
            "host",
            None,
        );
    }
    next.run(request).await
}

/// In production, only under the name people know: a made-up Host finds nothing.
pub async fn known_host(
    State(state): State<WebState>,
    Extension(visitor): Extension<Visitor>,
    request: Request,
    next: Next,
) -> Response<Body> {
    let settings = &state.portal.settings;
    if settings.is_production() {
        let host = request
            .headers()
            .get(header::HOST)
            .and_then(|host| host.to_str().ok())
            .or_else(|| request.uri().authority().map(Authority::as_str));
        if !host.is_some_and(|host| is_ours(settings, host)) {
            return envelope::error(
                &state.portal.imprint,
                visitor.lang,
                StatusCode::MISDIRECTED_REQUEST,
                "host",
                None,
            );
        }
    }
    next.run(request).await
}

fn is_ours(settings: &Settings, host: &str) -> bool {
    let ours = settings.public_url.host_str().unwrap_or_default();
    let port = settings.public_url.port();
    match host
        .rsplit_once(':')
        .filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()))
    {
        Some((name, given)) => {
            name.eq_ignore_ascii_case(ours)
                && given.parse().ok() == port.or(settings.public_url.port_or_known_default())
        }
        None => host.eq_ignore_ascii_case(ours) && port.is_none(),
    }
}
