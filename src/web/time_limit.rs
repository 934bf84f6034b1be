//! No request runs without a limit of time.

use std::time::Duration;

use axum::{
    Extension,
    body::Body,
    extract::{Request, State},
    http::{Response, StatusCode},
    middleware::Next,
};
use tokio::time::timeout;

use super::{envelope, state::WebState};
use crate::server::visitor::Visitor;

/// Longer than any operation takes, waiting for a slow body and for a gateway included. What is not
/// done by then waits for a database or a network that went silent; its transaction is given up.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(20);

/// Answers "busy" when the request takes too long.
pub async fn limit_time(
    State(state): State<WebState>,
    Extension(visitor): Extension<Visitor>,
    request: Request,
    next: Next,
) -> Response<Body> {
    timeout(REQUEST_TIMEOUT, next.run(request))
        .await
        .unwrap_or_else(|_| {
            tracing::error!("a request took too long");
            envelope::error(
                &state.portal.imprint,
                visitor.lang,
                StatusCode::SERVICE_UNAVAILABLE,
                "busy",
                Some(2),
            )
        })
}
