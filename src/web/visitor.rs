//! Who is asking, as far as the network tells, and the log's one line for each request.

use std::net::{IpAddr, SocketAddr};

use axum::{
    body::Body,
    extract::{ConnectInfo, Request, State},
    http::{Response, header},
    middleware::Next,
};
use tracing::Instrument as _;

use super::{
    client_address::client_address, cookies, language::Language, metrics, state::WebState,
};
use crate::server::visitor::Visitor;

/// Finds out who is asking, leaves it on the request, and logs the request with its outcome: one
/// line, without personal data.
pub async fn identify(
    State(state): State<WebState>,
    mut request: Request,
    next: Next,
) -> Response<Body> {
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::from([0, 0, 0, 0]), |peer| peer.0.ip());
    let address = client_address(
        peer,
        request.headers(),
        &state.portal.settings.trusted_proxies,
    );
    let device = request
        .headers()
        .get(header::USER_AGENT)
        .map(|agent| {
            String::from_utf8_lossy(agent.as_bytes())
                .chars()
                .filter(|c| !c.is_control())
                .take(200)
                .collect()
        })
        .unwrap_or_default();
    let language = Language::of(&request);
    let lang = language.lang;
    let device_cookie = cookies::find(
        request.headers(),
        cookies::device_name(&state.portal.settings),
    )
    .map(ToOwned::to_owned);
    let id = state.portal.env.id();
    let span = tracing::info_span!("request", id, %address);
    request.extensions_mut().insert(Visitor {
        address,
        device,
        device_cookie,
        request: id,
        lang,
    });
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let clock = state.portal.env.clone();
    async move {
        let began_at = clock.now();
        let mut response = next.run(request).await;
        let status = response.status().as_u16();
        tracing::info!(%method, path, status, "answered");
        metrics::count(
            method.as_str(),
            &path,
            status,
            (clock.now() - began_at).millis(),
        );
        language.describe(response.headers_mut());
        response
    }
    .instrument(span)
    .await
}
