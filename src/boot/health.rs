//! `/healthz`: the process lives. `/readyz`: the database answers.

use axum::{extract::State, http::StatusCode};

use super::Shared;

pub async fn healthz() -> &'static str {
    "ok"
}

pub async fn readyz(State(shared): State<Shared>) -> (StatusCode, &'static str) {
    match shared.portal.store.ping().await {
        Ok(()) => (StatusCode::OK, "ok"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "database")
        }
    }
}
