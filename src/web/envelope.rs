//! Answers that the boundary gives itself, in the envelope.

use axum::{
    body::Body,
    http::{HeaderValue, Response, StatusCode, header},
};
use serde::Serialize;

use crate::{
    api::{ApiError, Reply, reply::Nothing},
    text,
    values::{imprint::Imprint, lang::Lang},
};

/// A refusal before, or a fault in, an operation. The sentence is the catalogue's `error-<reason>`.
pub fn error(
    imprint: &Imprint,
    lang: Lang,
    status: StatusCode,
    reason: &str,
    retry_after: Option<u64>,
) -> Response<Body> {
    let envelope = ApiError {
        msg: text::with_imprint(lang, imprint, &format!("error-{reason}"), &[]),
        reason: reason.to_owned(),
        retry_after,
        ..ApiError::default()
    };
    let mut response = answer(&envelope);
    *response.status_mut() = status;
    if let Some(seconds) = retry_after {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, seconds.into());
    }
    response
}

/// To a request that must change nothing, instead of the operation's own answer.
pub fn nothing_done(lang: Lang) -> Response<Body> {
    answer(&Reply::ok(lang, "nothing-done", Nothing {}))
}

fn answer(envelope: &impl Serialize) -> Response<Body> {
    let mut response = Response::new(Body::from(serde_json::to_vec(envelope).unwrap_or_default()));
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    response
}
