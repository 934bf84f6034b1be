//! WeChat's pages: out to it, and back from it. Plain links and redirects, so that they work without scripts.

use axum::{
    Extension, Router,
    body::Body,
    extract::{Query, Request, State},
    http::{HeaderMap, HeaderValue, Response, StatusCode, header},
    response::{IntoResponse as _, Redirect},
    routing::get,
};
use serde::Deserialize;
use tower_sessions::Session;

use super::{render, state::WebState};
use crate::{
    api::caller,
    server::{
        error::{Error, Fault, Refused, Result},
        policy::wechat_state::LIFE,
        services::wechat::{Arrival, CALLBACK, Departure},
        settings::Settings,
        store::{
            accounts::Account,
            sessions::{ACCOUNT, PUBLIC_ID},
        },
        visitor::Visitor,
    },
    values::{redirects, return_to},
};

const START: &str = "/binding/wechat/start";
const LOGIN: &str = "/login/wechat";

pub fn router(state: &WebState) -> Router {
    Router::new().route(START, get(start)).route(LOGIN, get(login)).route(CALLBACK, get(callback)).with_state(state.clone())
}

#[derive(Deserialize)]
struct LoginQuery {
    next: Option<String>,
}

/// What WeChat sends back. A refusal may come with `state` alone.
#[derive(Deserialize)]
struct CallbackQuery {
    code: Option<String>,
    state: Option<String>,
}

/// Who is signed in, and in which session.
async fn here(state: &WebState, session: &Session) -> Result<Option<(Account, String)>, Fault> {
    let Some(id) = session.get::<String>(ACCOUNT).await.map_err(|_| Fault::Busy)? else { return Ok(None) };
    let public_id = session.get::<String>(PUBLIC_ID).await.map_err(|_| Fault::Busy)?.unwrap_or_default();
    Ok(crate::server::services::profile::find_account(&state.portal, &id).await?.map(|account| (account, public_id)))
}

async fn start(State(state): State<WebState>, Extension(session): Extension<Session>, request: Request) -> Response<Body> {
    let departure = match here(&state, &session).await {
        Ok(Some((account, session))) => crate::server::services::wechat::start_binding(&state.portal, &account, &session),
        Ok(None) => return render::login_first("/binding"),
        Err(fault) => Err(fault.into()),
    };
    depart(&state, departure, request).await
}

async fn login(State(state): State<WebState>, Query(query): Query<LoginQuery>, request: Request) -> Response<Body> {
    let departure = crate::server::services::wechat::start_login(&state.portal, query.next.filter(|wanted| return_to::is_known(wanted)));
    depart(&state, departure, request).await
}

async fn depart(state: &WebState, departure: Result<Departure>, request: Request) -> Response<Body> {
    match departure {
        Ok(Departure { url, cookie }) => {
            let mut response = Redirect::to(&url).into_response();
            set_cookie(&mut response, &state.portal.settings, &cookie, LIFE.whole_seconds());
            response
        }
        Err(Error::Refused(_)) => render::failed(state, request, StatusCode::NOT_FOUND).await,
        Err(Error::Fault(fault)) => failed(state, &fault, request).await,
    }
}

/// Arrives by a navigation from WeChat's site, which carries the cookies since they are `Lax`.
async fn callback(
    State(state): State<WebState>,
    Query(query): Query<CallbackQuery>,
    Extension(session): Extension<Session>,
    Extension(visitor): Extension<Visitor>,
    request: Request,
) -> Response<Body> {
    let cookie = find_cookie(request.headers(), cookie_name(&state.portal.settings));
    let finished = async {
        let here = here(&state, &session).await?;
        let there = here.as_ref().map(|(account, session)| (account, session.as_str()));
        let returned = query.state.as_deref().unwrap_or_default();
        let arrival = crate::server::services::wechat::finish(
            &state.portal,
            returned,
            cookie.as_deref(),
            query.code.as_deref().filter(|code| !code.is_empty()),
            there,
            &visitor,
        )
        .await;
        Result::Ok((arrival, here.is_some()))
    };
    let led = match finished.await {
        Ok((Ok(Arrival::Bound), _)) => Ok(format!("/binding?done={}", redirects::WECHAT_BIND)),
        Ok((Ok(Arrival::SignedIn { signed_in, next }), _)) => {
            caller::enter(&session, &signed_in).await.map(|()| return_to::after_login(next.as_deref()).to_owned()).map_err(Error::Fault)
        }
        Ok((Err(Error::Refused(Refused::WechatOff)), _)) => return render::failed(&state, request, StatusCode::NOT_FOUND).await,
        Ok((Err(Error::Refused(refused)), signed_in)) => {
            let page = if signed_in && refused != Refused::WechatNotBound { "/binding" } else { "/login" };
            Ok(format!("{page}?refused={}", refused.slug()))
        }
        Ok((Err(error), _)) | Err(error) => Err(error),
    };
    let mut response = match led {
        Ok(location) => Redirect::to(&location).into_response(),
        Err(Error::Fault(fault)) => failed(&state, &fault, request).await,
        Err(Error::Refused(_)) => render::failed(&state, request, StatusCode::INTERNAL_SERVER_ERROR).await,
    };
    set_cookie(&mut response, &state.portal.settings, "", 0);
    response
}

async fn failed(state: &WebState, fault: &Fault, request: Request) -> Response<Body> {
    tracing::error!(%fault, "WeChat failed");
    render::failed(state, request, if fault.is_passing() { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::INTERNAL_SERVER_ERROR }).await
}

fn cookie_name(settings: &Settings) -> &'static str {
    if settings.is_https() { "__Host-menhu-wechat" } else { "menhu-wechat" }
}

fn set_cookie(response: &mut Response<Body>, settings: &Settings, value: &str, seconds: i64) {
    let secure = if settings.is_https() { "; Secure" } else { "" };
    let cookie = format!("{}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}", cookie_name(settings));
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

fn find_cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|cookies| cookies.to_str().ok()).flat_map(|cookies| cookies.split(';'));
    cookies.filter_map(|cookie| cookie.trim().split_once('=')).find(|(given, _)| *given == name).map(|(_, value)| value.to_owned())
}
