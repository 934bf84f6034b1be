//! `/healthz`: the process lives. `/readyz`: the database answers, and the server is not about to stop.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use axum::{Extension, extract::State, http::StatusCode};

use super::Shared;

/// Whether the server is about to stop: then no proxy should send anybody here any more.
#[derive(Clone, Default)]
pub struct Leaving(Arc<AtomicBool>);

impl Leaving {
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

pub async fn readyz(State(shared): State<Shared>, Extension(leaving): Extension<Leaving>) -> (StatusCode, &'static str) {
    if leaving.has_begun() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping");
    }
    match shared.portal.store.ping().await {
        Ok(()) => (StatusCode::OK, "ok"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "database")
        }
    }
}
