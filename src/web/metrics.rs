//! `/metrics`, for Prometheus: requests, security events, messages. For this machine itself, and
//! for the networks of a setting.

use std::{net::IpAddr, sync::OnceLock};

use axum::{
    Extension, Router,
    body::Body,
    extract::State,
    http::{HeaderMap, Response, StatusCode, header},
    response::IntoResponse as _,
    routing::get,
};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use super::state::WebState;
use crate::{
    api,
    app::PAGES,
    server::{services::manage_outbox, store::outbox::MessageState, visitor::Visitor},
    values::message::Channel,
};

/// Seconds.
const BUCKETS: [f64; 9] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5];

/// One recorder a process: what is measured is the process.
static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

/// Begins to measure; what was measured, as text, is the handle's.
fn recorder() -> Option<&'static PrometheusHandle> {
    let install = || {
        PrometheusBuilder::new()
            .set_buckets(&BUCKETS)
            .ok()?
            .install_recorder()
            .ok()
    };
    RECORDER.get_or_init(install).as_ref()
}

/// Forgets what is too old to be told; called now and then.
pub fn prune() {
    if let Some(recorder) = recorder() {
        recorder.run_upkeep();
    }
}

pub fn router(state: &WebState) -> Router {
    recorder();
    Router::new()
        .route("/metrics", get(show))
        .with_state(state.clone())
}

async fn show(
    State(state): State<WebState>,
    Extension(visitor): Extension<Visitor>,
    headers: HeaderMap,
) -> Response<Body> {
    if !may_read(&state, visitor.address, &headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let (Some(recorder), Ok(waiting)) = (recorder(), manage_outbox::count(&state.portal).await)
    else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    for channel in [Channel::Sms, Channel::Email] {
        for state in [MessageState::Queued, MessageState::Failed] {
            let number = waiting
                .iter()
                .find(|waiting| waiting.channel == channel && waiting.state == state)
                .map_or(0, |waiting| waiting.number);
            metrics::gauge!("menhu_outbox_messages", "channel" => channel.as_str(), "state" => state.as_str()).set(f64::from(u32::try_from(number).unwrap_or(u32::MAX)));
        }
    }
    (
        [(
            header::CONTENT_TYPE,
            "text/plain; version=0.0.4; charset=utf-8",
        )],
        recorder.render(),
    )
        .into_response()
}

/// A proxy on this machine that nobody told us to trust speaks for somebody else, who is not this
/// machine.
fn may_read(state: &WebState, client: IpAddr, headers: &HeaderMap) -> bool {
    let client = client.to_canonical();
    let forwarded = ["x-forwarded-for", "x-real-ip", "forwarded", "via"]
        .iter()
        .any(|name| headers.contains_key(*name));
    (client.is_loopback() && !forwarded)
        || state
            .portal
            .settings
            .metrics_from
            .iter()
            .any(|network| network.contains(&client))
}

/// Counts an answered request. Addresses that are none of ours count as one, or anybody could fill
/// the memory with names.
pub fn count(method: &str, path: &str, status: u16, millis: i64) {
    let ours = api::at(path).is_some()
        || PAGES.iter().any(|page| page.path == path)
        || matches!(path, "/healthz" | "/readyz" | "/metrics");
    let route = if ours {
        path.to_owned()
    } else {
        "other".to_owned()
    };
    let method = if matches!(method, "GET" | "HEAD" | "POST") {
        method.to_owned()
    } else {
        "other".to_owned()
    };
    metrics::counter!("menhu_http_requests_total", "method" => method, "route" => route.clone(), "status" => status.to_string()).increment(1);
    metrics::histogram!("menhu_http_request_seconds", "route" => route)
        .record(f64::from(u32::try_from(millis).unwrap_or(u32::MAX)) / 1000.0);
}
