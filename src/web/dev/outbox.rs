//! `/dev/outbox`, in development: every message as it arrived, a switch that makes the next ones
//! late, lost or refused, and the same as JSON.

use axum::{
    Json, Router,
    body::Body,
    extract::{Form, Path, Query, Request, State},
    http::{HeaderMap, HeaderValue, Response, StatusCode, header},
    response::{Html, IntoResponse as _, Redirect},
    routing::get,
};
use leptos::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::{origin::origin_allowed, render, state::WebState};
use crate::{
    server::{
        gateways::{
            RenderedMessage,
            dev_outbox::{DevOutbox, FaultMode},
        },
        services::manage_outbox,
        store::outbox::{Listed, MessageState},
        visitor::Visitor,
    },
    text::{self, with},
    values::{email::Email, lang::Lang, message::Channel},
};

/// Of the pages of development: nothing but our stylesheet, our script and the mails' frames.
pub const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; frame-src 'self'; \
                          base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'";

/// Of a mail: the styles that mails carry within them, and nothing that runs or is fetched.
const MAIL_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox; base-uri 'none'; object-src 'none'; form-action 'none'; frame-ancestors 'self'";

/// Asks for the list anew every other second, and leaves the rest of the page alone.
const LIVE: &str = "setInterval(async()=>{try{const answer=await fetch(location.href);if(!answer.ok)return;\
const fresh=new DOMParser().parseFromString(await answer.text(),'text/html').querySelector('#messages');\
const shown=document.querySelector('#messages');\
const ids=list=>[...list.querySelectorAll('[data-id]')].map(item=>item.dataset.id+item.dataset.state).join();\
if(fresh&&ids(fresh)!==ids(shown))shown.replaceWith(fresh)}catch{}},2000)";

pub fn router(state: &WebState) -> Router {
    Router::new()
        .route("/dev/outbox", get(page).post(set_fault_mode))
        .route("/dev/outbox.json", get(list))
        .route(
            "/dev/outbox.js",
            get(|| async {
                (
                    [(header::CONTENT_TYPE, "text/javascript; charset=utf-8")],
                    LIVE,
                )
            }),
        )
        .route("/dev/outbox/{file}", get(mail))
        .with_state(state.clone())
}

fn outbox(state: &WebState) -> Option<&DevOutbox> {
    state.portal.gateways.dev_outbox.as_ref()
}

fn messages(state: &WebState) -> Vec<RenderedMessage> {
    outbox(state).map(DevOutbox::messages).unwrap_or_default()
}

async fn list(State(state): State<WebState>) -> Json<Vec<Value>> {
    let rows = messages(&state).into_iter().map(|message| {
        let mut row = json!(message);
        row["state"] = json!("sent");
        row["created_at"] = json!(message.created_at.rfc3339());
        row
    });
    Json(rows.collect())
}

/// A mail by its id: `….html` as a client shows it, `….eml` as it is sent.
async fn mail(
    State(state): State<WebState>,
    Path(file): Path<String>,
    request: Request,
) -> Response<Body> {
    let found = file.rsplit_once('.').and_then(|(id, kind)| {
        Some((
            messages(&state)
                .into_iter()
                .find(|message| message.id == id)?,
            kind,
        ))
    });
    match found {
        Some((message, "html")) if message.html.is_some() => {
            let mut response = Html(message.html.unwrap_or_default()).into_response();
            let headers = response.headers_mut();
            headers.insert(
                header::CONTENT_SECURITY_POLICY,
                HeaderValue::from_static(MAIL_POLICY),
            );
            headers.insert(
                header::X_FRAME_OPTIONS,
                HeaderValue::from_static("SAMEORIGIN"),
            );
            response
        }
        Some((message, "eml")) if message.html.is_some() => match DevOutbox::source(&message) {
            Ok(source) => (
                [(header::CONTENT_TYPE, "text/plain; charset=utf-8")],
                source,
            )
                .into_response(),
            Err(_) => render::failed(&state, request, StatusCode::INTERNAL_SERVER_ERROR).await,
        },
        _ => render::failed(&state, request, StatusCode::NOT_FOUND).await,
    }
}

#[derive(Deserialize)]
struct ModeForm {
    mode: String,
}

async fn set_fault_mode(
    State(state): State<WebState>,
    headers: HeaderMap,
    Form(form): Form<ModeForm>,
) -> Response<Body> {
    let mode = FaultMode::ALL
        .into_iter()
        .find(|mode| mode.as_str() == form.mode);
    match (mode, outbox(&state)) {
        (Some(mode), Some(outbox)) if origin_allowed(&state.portal.settings, &headers, false) => {
            outbox.set_fault_mode(mode);
            Redirect::to("/dev/outbox").into_response()
        }
        _ => StatusCode::BAD_REQUEST.into_response(),
    }
}

#[derive(Deserialize)]
struct Search {
    #[serde(default)]
    to: String,
}

async fn page(
    State(state): State<WebState>,
    Query(Search { to }): Query<Search>,
    request: Request,
) -> Response<Body> {
    let lang = request
        .extensions()
        .get::<Visitor>()
        .map_or_else(Lang::default, |visitor| visitor.lang);
    let sought = to.trim().to_lowercase();
    let mailbox = sought.parse::<Email>().ok();
    let is_to = |to: &str| {
        let same = |mailbox: &Email| mailbox.key() == Email::from_stored(to).key();
        to.to_lowercase().contains(&sought) || mailbox.as_ref().is_some_and(same)
    };
    let messages: Vec<RenderedMessage> = messages(&state)
        .into_iter()
        .filter(|message| is_to(&message.to))
        .collect();
    let waiting = manage_outbox::list(&state.portal, None, 200)
        .await
        .map(|listed| {
            listed
                .into_iter()
                .map(|(message, _)| message)
                .filter(|message| message.state != MessageState::Sent && is_to(&message.recipient))
                .collect()
        });
    let Ok(waiting) = waiting else {
        return render::failed(&state, request, StatusCode::SERVICE_UNAVAILABLE).await;
    };
    let mode = outbox(&state)
        .map(DevOutbox::fault_mode)
        .unwrap_or_default();
    let html = document(lang, &state.assets.css, &to, mode, waiting, messages);
    let mut response = Html(html).into_response();
    response.headers_mut().insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(POLICY),
    );
    response
}

fn document(
    lang: Lang,
    css: &str,
    sought: &str,
    mode: FaultMode,
    waiting: Vec<Listed>,
    messages: Vec<RenderedMessage>,
) -> String {
    let say = |key: &str| text::of(lang, key);
    let modes = FaultMode::ALL.map(|offered| {
        let class = if offered == mode {
            "primary"
        } else {
            "secondary"
        };
        view! {
            <button
                type="submit"
                name="mode"
                value=offered.as_str()
                class=class
                aria-pressed=(offered == mode).to_string()
            >
                {say(&format!("outbox-{}", offered.as_str()))}
            </button>
        }
    });
    let empty = messages.is_empty() && waiting.is_empty();
    view! {
        <!DOCTYPE html>
        <html lang=lang.tag()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <noscript>
                    <meta http-equiv="refresh" content="5" />
                </noscript>
                <title>{say("outbox-title")}</title>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="stylesheet" href=css.to_owned() />
                <script src="/dev/outbox.js" defer></script>
            </head>
            <body>
                <main class="outbox">
                    <h1>{say("outbox-title")}</h1>
                    <form method="post" action="/dev/outbox" class="modes">
                        <p id="mode">{say("outbox-mode")}</p>
                        <div class="actions" role="group" aria-labelledby="mode">
                            {modes.collect_view()}
                        </div>
                    </form>
                    <form method="get" action="/dev/outbox" role="search" class="field">
                        <label for="to">{say("outbox-search")}</label>
                        <div class="with-button">
                            <input
                                id="to"
                                name="to"
                                type="search"
                                value=sought.to_owned()
                                autocomplete="off"
                            />
                            <button type="submit" class="secondary">
                                {say("outbox-find")}
                            </button>
                        </div>
                    </form>
                    <div id="messages">
                        {empty.then(|| view! { <p class="note">{say("outbox-empty")}</p> })}
                        <ol class="letters">
                            {waiting
                                .into_iter()
                                .map(|message| underway(lang, message))
                                .collect_view()}
                            {messages
                                .into_iter()
                                .map(|message| arrived(lang, message))
                                .collect_view()}
                        </ol>
                    </div>
                </main>
            </body>
        </html>
    }
    .to_html()
}

/// A message that has not arrived: not what it says, but how it stands.
fn underway(lang: Lang, message: Listed) -> impl IntoView {
    let state = text::of(lang, &format!("outbox-state-{}", message.state));
    let tries = with(
        lang,
        "outbox-tries",
        &[("number", &message.attempts.to_string())],
    );
    view! {
        <li
            class="letter"
            data-id=message.id
            data-state=format!("{}{}", message.state, message.attempts)
        >
            <p class="hint">
                {message.template} " → " {message.recipient} " · " {message.created_at.rfc3339()}
            </p>
            <p>
                <span class="badge">{state}</span>
                " "
                {tries}
                " "
                {message.last_error}
            </p>
        </li>
    }
}

fn arrived(lang: Lang, message: RenderedMessage) -> impl IntoView {
    let RenderedMessage {
        id,
        channel,
        to,
        text,
        subject,
        created_at,
        ..
    } = message;
    let body = if channel == Channel::Sms {
        view! { <p class="bubble">{text}</p> }.into_any()
    } else {
        let (html, source) = (
            format!("/dev/outbox/{id}.html"),
            format!("/dev/outbox/{id}.eml"),
        );
        let title = subject.clone().unwrap_or_default();
        view! {
            <h2>{subject}</h2>
            <iframe src=html title=title></iframe>
            <details>
                <summary>{text::of(lang, "outbox-text")}</summary>
                <pre>{text}</pre>
            </details>
            <p>
                <a href=source>{text::of(lang, "outbox-source")}</a>
            </p>
        }
        .into_any()
    };
    view! {
        <li class=format!("letter {channel}") data-id=id.clone() data-state="sent">
            <p class="hint">
                {to} " · "
                <time datetime=created_at
                    .rfc3339()>
                    {created_at.rfc3339().get(..19).unwrap_or_default().replace('T', " ")}
                </time>
            </p>
            {body}
        </li>
    }
}
