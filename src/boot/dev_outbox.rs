//! `/dev/outbox`, in development: every message as it would have arrived, and the same as JSON.

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderValue, Response, header},
    response::IntoResponse as _,
    routing::get,
};
use leptos::prelude::*;
use serde_json::{Value, json};

use super::Shared;
use crate::{api::caller::rfc3339, server::gateways::Letter};

pub fn router(shared: &Shared) -> Router {
    Router::new().route("/dev/outbox", get(page)).route("/dev/outbox.json", get(list)).with_state(shared.clone())
}

fn letters(shared: &Shared) -> Vec<Letter> {
    shared.portal.gateways.dev_outbox.as_ref().map(crate::server::gateways::dev_outbox::DevOutbox::letters).unwrap_or_default()
}

async fn list(State(shared): State<Shared>) -> Json<Vec<Value>> {
    let rows = letters(&shared).into_iter().map(|letter| {
        let mut row = json!(letter);
        row["state"] = json!("sent");
        row["created_at"] = json!(rfc3339(letter.created_at));
        row
    });
    Json(rows.collect())
}

async fn page(State(shared): State<Shared>) -> Response<axum::body::Body> {
    let letters = letters(&shared);
    let empty = letters.is_empty();
    let rows = letters
        .iter()
        .map(|letter| {
            view! {
                <li class=format!("letter {}", letter.channel)>
                    <p class="hint">{letter.channel.clone()} " → " {letter.to.clone()} " · " {rfc3339(letter.created_at)}</p>
                    {letter.subject.clone().map(|subject| view! { <h2>{subject}</h2> })}
                    <p class="bubble">{letter.text.clone()}</p>
                </li>
            }
        })
        .collect_view();
    let css = shared.assets.css.clone();
    let html = view! {
        <!DOCTYPE html>
        <html lang="zh-CN">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <meta http-equiv="refresh" content="3" />
                <title>"开发发件箱"</title>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="stylesheet" href=css />
            </head>
            <body>
                <main class="narrow">
                    <h1>"开发发件箱"</h1>
                    {empty.then(|| view! { <p class="note">"还没有消息。"</p> })}
                    <ol class="outbox">{rows}</ol>
                </main>
            </body>
        </html>
    }
    .to_html();
    let mut response = axum::response::Html(html).into_response();
    response.headers_mut().insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; object-src 'none'; form-action 'none'; frame-ancestors 'none'",
        ),
    );
    response
}
