//! `/healthz`: the process lives. `/readyz`: the database answers, the secret is the one it is used
//! with, and the server is not about to stop.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use axum::{Extension, extract::State, http::StatusCode};

use super::state::WebState;
use crate::server::policy::secret;

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
    match secret::fits(&state.portal).await {
        Ok(true) => (StatusCode::OK, "ok"),
        Ok(false) => {
            tracing::warn!("not ready: the secret is not the database's");
            (StatusCode::SERVICE_UNAVAILABLE, "secret")
        }
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "database")
        }
    }
}
