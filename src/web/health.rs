//! `/healthz`: the process lives. `/readyz`: the database answers, and the server is not about to
//! stop.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use axum::{Extension, extract::State, http::StatusCode};

use super::state::WebState;

/// Whether the server is about to stop: then no proxy should send anybody here any more.
#[derive(Clone, Default)]
pub struct Draining(Arc<AtomicBool>);

impl Draining {
    pub fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn has_begun(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

pub async fn healthz() -> &'static str {
    "ok"
}

pub async fn readyz(
    State(state): State<WebState>,
    Extension(draining): Extension<Draining>,
) -> (StatusCode, &'static str) {
    if draining.has_begun() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping");
    }
    match state.portal.store.ping().await {
        Ok(()) => (StatusCode::OK, "ok"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "database")
        }
    }
}
