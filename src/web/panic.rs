//! The answer to a request that panicked.

use std::any::Any;

use axum::{
    body::Body,
    http::{Response, StatusCode},
};

use super::envelope;
use crate::values::{imprint::Imprint, lang::Lang};

/// What is left of a request that panicked: the generic envelope. The process lives.
pub fn panicked(imprint: &Imprint, panic: &(dyn Any + Send)) -> Response<Body> {
    let cause = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("unknown");
    tracing::error!(cause, "a request panicked");
    envelope::error(
        imprint,
        Lang::default(),
        StatusCode::INTERNAL_SERVER_ERROR,
        "internal",
        None,
    )
}

#[cfg(test)]
mod tests {
    use axum::extract::Request;

    use super::*;

    #[tokio::test]
    async fn a_panic_gives_the_generic_envelope_and_the_process_lives() {
        use tower::ServiceExt as _;
        let broken = axum::Router::new().route(
            "/",
            axum::routing::get(|| async { "no number".parse::<u8>().map(drop).expect("a secret") }),
        );
        let imprint = Imprint {
            contact: Some("400-000-0000".to_owned()),
            ..Imprint::default()
        };
        let router = broken.layer(tower_http::catch_panic::CatchPanicLayer::custom(
            move |panic: Box<dyn Any + Send>| panicked(&imprint, &*panic),
        ));
        for _ in 0..2 {
            let answer = router
                .clone()
                .oneshot(Request::get("/").body(Body::empty()).expect("a request"))
                .await
                .expect("an answer");
            assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
            let body = axum::body::to_bytes(answer.into_body(), 4096)
                .await
                .expect("a body");
            let body = String::from_utf8_lossy(&body);
            assert!(
                body.contains(r#""reason":"internal""#)
                    && body.contains("400-000-0000")
                    && !body.contains("secret"),
                "{body}"
            );
        }
    }
}
