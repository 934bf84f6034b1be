//! Who is asking, as far as the network tells, and the log's one line for each request.

use std::{
    net::{IpAddr, SocketAddr},
    sync::atomic::{AtomicI64, Ordering},
};

use axum::{
    body::Body,
    extract::{ConnectInfo, Request, State},
    http::{Response, header},
    middleware::Next,
};
use tracing::Instrument as _;

use super::{
    client_address::{Client, Doubt, client_address},
    cookies,
    language::Language,
    metrics,
    state::WebState,
};
use crate::{
    server::visitor::Visitor,
    values::time::{HOUR, Timestamp},
};

/// What was said of proxies, each once an hour.
#[derive(Default)]
pub struct Warned {
    untrusted: Hourly,
    unreadable: Hourly,
}

/// When something was last said.
#[derive(Default)]
struct Hourly(AtomicI64);

impl Hourly {
    /// Whether it is to be said again; then it counts as said.
    fn is_due(&self, now: Timestamp) -> bool {
        let due = |said: i64| (now.0 - said >= HOUR.0).then_some(now.0);
        self.0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, due)
            .is_ok()
    }
}

impl Warned {
    /// Tells the operator of a proxy that is not believed, or not understood.
    fn warn(&self, doubt: &Doubt, peer: IpAddr, now: Timestamp) {
        match doubt {
            Doubt::Untrusted if self.untrusted.is_due(now) => tracing::warn!(
                %peer,
                "X-Forwarded-For is not believed: MENHU_TRUSTED_PROXIES does not name this peer. \
                 Is it your proxy, then everybody behind it counts as one client."
            ),
            Doubt::Unreadable(hop) if self.unreadable.is_due(now) => tracing::warn!(
                %peer,
                ?hop,
                "X-Forwarded-For cannot be read: the proxy names a client by something that is no \
                 address. Such clients share a few limits."
            ),
            _ => {}
        }
    }
}

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
    let settings = &state.portal.settings;
    let Client { address, doubt } =
        client_address(peer, request.headers(), &settings.trusted_proxies);
    if let Some(doubt) = doubt {
        state.warned.warn(&doubt, peer, state.portal.env.now());
    }
    cookies::tidy(request.headers_mut(), cookies::session_name(settings));
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
    async move {
        let env = &state.portal.env;
        let began_at = env.now();
        let mut response = next.run(request).await;
        let status = response.status().as_u16();
        tracing::info!(%method, path, status, "answered");
        metrics::count(
            method.as_str(),
            &path,
            status,
            (env.now() - began_at).millis(),
        );
        language.describe(&state.portal.settings, response.headers_mut());
        response
    }
    .instrument(span)
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::time::SECOND;

    #[test]
    fn a_thing_is_said_once_an_hour() {
        let (hourly, now) = (Hourly::default(), Timestamp(1_795_312_800_000));
        assert!(hourly.is_due(now));
        assert!(!hourly.is_due(now));
        assert!(!hourly.is_due(now + HOUR - SECOND));
        assert!(hourly.is_due(now + HOUR));
        assert!(!hourly.is_due(now + HOUR));
    }
}
