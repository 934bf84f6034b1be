//! WeChat's double, in development: a page with 确认 and 拒绝 in the QR code's place, and the one
//! endpoint that the portal asks.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    Json, Router,
    extract::{Query, State},
    http::{HeaderValue, Response, StatusCode, header},
    response::{IntoResponse as _, Redirect},
    routing::get,
};
use leptos::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use super::super::state::WebState;
use crate::{server::gateways::wechat::WeChat, text, values::lang::Lang};

/// The people whose telephones are at hand.
const PEOPLE: [&str; 3] = ["jia", "yi", "bing"];

#[derive(Clone)]
struct Double {
    state: WebState,
    /// Codes given out → whose they are; `None` once used.
    codes: Arc<Mutex<HashMap<String, Option<String>>>>,
}

pub fn router(state: &WebState) -> Router {
    Router::new()
        .route("/dev/wechat/connect/qrconnect", get(ask))
        .route("/dev/wechat/confirm", get(confirm))
        .route("/dev/wechat/sns/oauth2/access_token", get(access_token))
        .with_state(Double {
            state: state.clone(),
            codes: Arc::default(),
        })
}

#[derive(Deserialize)]
struct Asked {
    redirect_uri: String,
    state: String,
    /// Who confirms; nobody refuses.
    who: Option<String>,
}

async fn ask(
    State(double): State<Double>,
    Query(asked): Query<Asked>,
) -> Response<axum::body::Body> {
    let say = |key: &str| text::of(Lang::Zh, key);
    let link = |who: Option<&str>| {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query
            .append_pair("redirect_uri", &asked.redirect_uri)
            .append_pair("state", &asked.state);
        if let Some(who) = who {
            query.append_pair("who", who);
        }
        format!("/dev/wechat/confirm?{}", query.finish())
    };
    let people = PEOPLE.map(|who| {
        view! {
            <p>
                <a class="button primary" href=link(Some(who))>
                    {text::with(
                        Lang::Zh,
                        "dev-wechat-confirm",
                        &[("who", &say(&format!("dev-wechat-{who}")))],
                    )}
                </a>
            </p>
        }
    });
    let css = double.state.assets.css.clone();
    let html = view! {
        <!DOCTYPE html>
        <html lang="zh-CN">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <title>{say("dev-wechat-title")}</title>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="stylesheet" href=css />
            </head>
            <body>
                <main class="narrow">
                    <h1>{say("dev-wechat-title")}</h1>
                    <p>{say("dev-wechat-lead")}</p>
                    {people.collect_view()}
                    <p>
                        <a class="button secondary" href=link(None)>
                            {say("dev-wechat-refuse")}
                        </a>
                    </p>
                </main>
            </body>
        </html>
    }
    .to_html();
    let mut response = axum::response::Html(html).into_response();
    response.headers_mut().insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(super::outbox::POLICY),
    );
    response
}

async fn confirm(
    State(double): State<Double>,
    Query(asked): Query<Asked>,
) -> Response<axum::body::Body> {
    let Ok(mut back) = Url::parse(&asked.redirect_uri) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    // As WeChat does: only to the site that the application is registered for.
    if back.origin() != double.state.portal.settings.public_url.origin() {
        return StatusCode::BAD_REQUEST.into_response();
    }
    if let Some(who) = asked.who {
        let code = double.state.portal.env.id();
        double
            .codes
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(code.clone(), Some(who));
        back.query_pairs_mut().append_pair("code", &code);
    }
    back.query_pairs_mut().append_pair("state", &asked.state);
    Redirect::to(back.as_str()).into_response()
}

async fn access_token(
    State(double): State<Double>,
    Query(query): Query<HashMap<String, String>>,
) -> Json<Value> {
    let given = |name: &str| query.get(name).map_or("", String::as_str);
    let config = double
        .state
        .portal
        .gateways
        .wechat
        .as_ref()
        .map(WeChat::config);
    if config.is_none_or(|config| {
        config.app_id != given("appid") || config.app_secret.reveal() != given("secret")
    }) {
        return Json(json!({"errcode": 40125, "errmsg": "invalid appsecret"}));
    }
    let mut codes = double.codes.lock().unwrap_or_else(PoisonError::into_inner);
    match codes.get_mut(given("code")).map(Option::take) {
        None => Json(json!({"errcode": 40029, "errmsg": "invalid code"})),
        Some(None) => Json(json!({"errcode": 40163, "errmsg": "code been used"})),
        Some(Some(who)) => Json(json!({
            "access_token": double.state.portal.env.id(), "expires_in": 7200, "refresh_token": double.state.portal.env.id(),
            "openid": format!("openid-{who}"), "scope": "snsapi_login", "unionid": format!("unionid-{who}"),
        })),
    }
}
