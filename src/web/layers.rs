//! What every request passes: known hosts, the client's address and language, headers that protect, and the last net for panics.

use std::{
    any::Any,
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use axum::{
    Extension,
    body::Body,
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header},
    middleware::Next,
};
use ipnet::IpNet;
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use tokio::time::timeout;
use tracing::Instrument as _;

use super::{envelope, metrics, state::WebState};
use crate::{
    api::PREFIX,
    server::{settings::Settings, visitor::Visitor},
    values::lang::Lang,
};

pub const LANG_COOKIE: &str = "lang";

/// For every answer that says nothing else: JSON, static files, errors.
const CLOSED_POLICY: &str = "default-src 'none'; base-uri 'none'; object-src 'none'; form-action 'none'; frame-ancestors 'none'";

/// Whether `make dev` runs us: the page then listens for new builds, on a port of cargo-leptos.
pub fn is_watched() -> bool {
    std::env::var_os("LEPTOS_WATCH").is_some()
}

/// Puts the page's policy on the answer being rendered, and returns its nonce; `wasm-unsafe-eval` lets the islands' WASM be compiled and
/// nothing else.
pub fn page_policy() -> String {
    let nonce = leptos::nonce::use_nonce().map(|nonce| nonce.to_string()).unwrap_or_default();
    let reload = if is_watched() { " ws://127.0.0.1:3001" } else { "" };
    let policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; connect-src 'self'{reload}; \
         form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
    );
    if let (Ok(policy), Some(response)) = (HeaderValue::from_str(&policy), use_context::<ResponseOptions>()) {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
    nonce
}

/// On every answer there is.
pub async fn security_headers(State(state): State<WebState>, request: Request, next: Next) -> Response<Body> {
    let mut response = next.run(request).await;
    let mut missing = |name: HeaderName, value: &'static str| {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    };
    missing(header::CONTENT_SECURITY_POLICY, CLOSED_POLICY);
    missing(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    missing(header::REFERRER_POLICY, "same-origin");
    missing(header::X_FRAME_OPTIONS, "DENY");
    missing(HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()");
    missing(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    missing(header::CACHE_CONTROL, "no-store");
    if state.portal.settings.is_https() {
        missing(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains");
    }
    response
}

/// Longer than any operation takes, waiting for a slow body and for a gateway included: what is not done by then waits for a database or a network
/// that went silent, and its transaction is given up.
const PATIENCE: Duration = Duration::from_secs(20);

/// No request is answered never.
pub async fn in_time(Extension(visitor): Extension<Visitor>, request: Request, next: Next) -> Response<Body> {
    timeout(PATIENCE, next.run(request)).await.unwrap_or_else(|_| {
        tracing::error!("a request took too long");
        envelope::error(visitor.lang, StatusCode::SERVICE_UNAVAILABLE, "busy", Some(2))
    })
}

/// In production, only under the name people know: a made-up Host finds nothing.
pub async fn known_host(State(state): State<WebState>, Extension(visitor): Extension<Visitor>, request: Request, next: Next) -> Response<Body> {
    let settings = &state.portal.settings;
    if settings.is_production() {
        let host = request
            .headers()
            .get(header::HOST)
            .and_then(|host| host.to_str().ok())
            .or_else(|| request.uri().authority().map(axum::http::uri::Authority::as_str));
        if !host.is_some_and(|host| is_ours(settings, host)) {
            return envelope::error(visitor.lang, StatusCode::MISDIRECTED_REQUEST, "host", None);
        }
    }
    next.run(request).await
}

fn is_ours(settings: &Settings, host: &str) -> bool {
    let ours = settings.public_url.host_str().unwrap_or_default();
    let port = settings.public_url.port();
    match host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit())) {
        Some((name, given)) => name.eq_ignore_ascii_case(ours) && given.parse().ok() == port.or(settings.public_url.port_or_known_default()),
        None => host.eq_ignore_ascii_case(ours) && port.is_none(),
    }
}

/// Finds out who is asking, leaves it on the request, and logs the request with its outcome: one line, without personal data.
pub async fn visitor(State(state): State<WebState>, mut request: Request, next: Next) -> Response<Body> {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map_or(IpAddr::from([0, 0, 0, 0]), |peer| peer.0.ip());
    let address = client_address(peer, request.headers(), &state.portal.settings.trusted_proxies);
    let device = request
        .headers()
        .get(header::USER_AGENT)
        .map(|agent| String::from_utf8_lossy(agent.as_bytes()).chars().filter(|c| !c.is_control()).take(200).collect())
        .unwrap_or_default();
    let chosen = chosen_language(&request);
    let lang = chosen.unwrap_or_else(|| language(&request));
    let id = state.portal.env.id();
    let span = tracing::info_span!("request", id, %address);
    request.extensions_mut().insert(Visitor { address, device, request: id, lang });
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let clock = state.portal.env.clone();
    async move {
        let began_at = clock.now();
        let mut response = next.run(request).await;
        let status = response.status().as_u16();
        tracing::info!(%method, path, status, "answered");
        metrics::count(method.as_str(), &path, status, (clock.now() - began_at).millis());
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(lang.tag()));
        headers.append(header::VARY, HeaderValue::from_static("Accept-Language, Cookie"));
        if chosen.is_some()
            && let Ok(cookie) = HeaderValue::from_str(&format!("{LANG_COOKIE}={}; Path=/; Max-Age=31536000; SameSite=Lax", lang.as_str()))
        {
            headers.append(header::SET_COOKIE, cookie);
        }
        response
    }
    .instrument(span)
    .await
}

/// The language that `?lang=` asks for, on a page.
fn chosen_language(request: &Request) -> Option<Lang> {
    if request.uri().path().starts_with(PREFIX) {
        return None;
    }
    url::form_urlencoded::parse(request.uri().query()?.as_bytes()).find(|(name, _)| name == LANG_COOKIE).and_then(|(_, value)| Lang::of(&value))
}

/// The language of the cookie, else the one the browser prefers.
fn language(request: &Request) -> Lang {
    let cookies = request.headers().get_all(header::COOKIE).iter().filter_map(|cookies| cookies.to_str().ok()).flat_map(|cookies| cookies.split(';'));
    let cookie = cookies.filter_map(|cookie| cookie.trim().split_once('=')).find(|(name, _)| *name == LANG_COOKIE).and_then(|(_, value)| Lang::of(value));
    cookie.unwrap_or_else(|| Lang::preferred(request.headers().get(header::ACCEPT_LANGUAGE).and_then(|accept| accept.to_str().ok()).unwrap_or_default()))
}

/// The client's own address: the peer's, unless the peer is a trusted proxy; then the last address in X-Forwarded-For that is not one.
fn client_address(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(&address.to_canonical()));
    let mut client = peer.to_canonical();
    if !is_trusted(client) {
        return client;
    }
    let forwarded: Vec<&str> = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(',')).collect();
    for hop in forwarded.iter().rev() {
        let Ok(address) = hop.trim().parse::<IpAddr>() else { break };
        client = address.to_canonical();
        if !is_trusted(client) {
            break;
        }
    }
    client
}

/// Whether a request comes from where it may: our own or a listed origin; or nothing says where from, as with programs; or the browser says
/// that it is our own page, or (for reading pages) that the person typed the address.
pub fn origin_allowed(settings: &Settings, headers: &HeaderMap, reads_page: bool) -> bool {
    if let Some(origin) = headers.get(header::ORIGIN) {
        return origin.to_str().is_ok_and(|origin| origin == settings.origin() || settings.allowed_origins.iter().any(|listed| listed == origin));
    }
    match headers.get("sec-fetch-site").map(HeaderValue::as_bytes) {
        None | Some(b"same-origin") => true,
        Some(b"none") => reads_page,
        Some(_) => false,
    }
}

/// What is left of a request that panicked: the generic envelope. The process lives.
pub fn panicked(panic: Box<dyn Any + Send>) -> Response<Body> {
    let cause = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("unknown");
    tracing::error!(cause, "a request panicked");
    envelope::error(Lang::default(), StatusCode::INTERNAL_SERVER_ERROR, "internal", None)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(peer: &str, forwarded: &str, trusted: &str) -> String {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", forwarded.parse().expect("a header"));
        let trusted: Vec<IpNet> = trusted.split(' ').filter(|network| !network.is_empty()).map(|network| network.parse().expect("a network")).collect();
        client_address(peer.parse().expect("an address"), &headers, &trusted).to_string()
    }

    #[test]
    fn a_forged_header_is_ignored_unless_a_trusted_proxy_sends_it() {
        assert_eq!(address("192.0.2.1", "203.0.113.9", ""), "192.0.2.1");
        assert_eq!(address("10.0.0.1", "203.0.113.9", "10.0.0.0/8"), "203.0.113.9");
        assert_eq!(address("10.0.0.1", "198.51.100.1, 203.0.113.9, 10.0.0.2", "10.0.0.0/8"), "203.0.113.9");
        assert_eq!(address("10.0.0.1", "rubbish", "10.0.0.0/8"), "10.0.0.1");
        assert_eq!(address("::ffff:10.0.0.1", "2001:db8::1", "10.0.0.0/8"), "2001:db8::1");
    }

    #[tokio::test]
    async fn a_panic_gives_the_generic_envelope_and_the_process_lives() {
        use tower::ServiceExt as _;
        let broken = axum::Router::new().route("/", axum::routing::get(|| async { "no number".parse::<u8>().map(drop).expect("a secret") }));
        let router = broken.layer(tower_http::catch_panic::CatchPanicLayer::custom(panicked));
        for _ in 0..2 {
            let answer = router.clone().oneshot(Request::get("/").body(Body::empty()).expect("a request")).await.expect("an answer");
            assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
            let body = axum::body::to_bytes(answer.into_body(), 4096).await.expect("a body");
            let body = String::from_utf8_lossy(&body);
            assert!(body.contains(r#""reason":"internal""#) && !body.contains("secret"), "{body}");
        }
    }
}
