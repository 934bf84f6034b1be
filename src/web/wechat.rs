//! WeChat's pages: out to it, and back from it. Plain links and redirects, so that they work
//! without scripts.

use axum::{
    Extension, Router,
    body::Body,
    extract::{Query, Request, State},
    http::{Response, StatusCode},
    response::{IntoResponse as _, Redirect},
    routing::get,
};
use serde::Deserialize;
use tower_sessions::cookie::SameSite;

use super::{cookies, render, state::WebState};
use crate::{
    api::caller::CurrentSession,
    server::{
        error::{Error, Fault, Refused, Result},
        policy::wechat_state::LIFETIME,
        services::wechat::{self, AuthorizationStart, CALLBACK, CallbackResult},
        settings::Settings,
        visitor::Visitor,
    },
    values::{redirects, return_to},
};

const START: &str = "/binding/wechat/start";
const LOGIN: &str = "/login/wechat";

pub fn router(state: &WebState) -> Router {
    Router::new()
        .route(START, get(start))
        .route(LOGIN, get(login))
        .route(CALLBACK, get(callback))
        .with_state(state.clone())
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

async fn start(
    State(state): State<WebState>,
    Extension(session): Extension<CurrentSession>,
    request: Request,
) -> Response<Body> {
    let started = match session.find().await {
        Ok(Some(here)) => wechat::start_binding(&state.portal, &here),
        Ok(None) => return render::login_first("/binding"),
        Err(fault) => Err(fault.into()),
    };
    start_authorization(&state, started, request).await
}

async fn login(
    State(state): State<WebState>,
    Query(query): Query<LoginQuery>,
    request: Request,
) -> Response<Body> {
    let started = wechat::start_login(
        &state.portal,
        query.next.filter(|wanted| return_to::is_known(wanted)),
    );
    start_authorization(&state, started, request).await
}

async fn start_authorization(
    state: &WebState,
    started: Result<AuthorizationStart>,
    request: Request,
) -> Response<Body> {
    match started {
        Ok(AuthorizationStart { url, cookie }) => {
            let mut response = Redirect::to(&url).into_response();
            set_cookie(&mut response, &state.portal.settings, &cookie, LIFETIME);
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
    Extension(session): Extension<CurrentSession>,
    Extension(visitor): Extension<Visitor>,
    request: Request,
) -> Response<Body> {
    let cookie = cookies::find(
        request.headers(),
        cookies::wechat_name(&state.portal.settings),
    )
    .map(ToOwned::to_owned);
    let finished = async {
        let here = session.find().await?;
        let returned = query.state.as_deref().unwrap_or_default();
        let arrival = wechat::finish(
            &state.portal,
            returned,
            cookie.as_deref(),
            query.code.as_deref().filter(|code| !code.is_empty()),
            here.as_ref(),
            &visitor,
        )
        .await;
        Result::Ok((arrival, here.is_some()))
    };
    let led = match finished.await {
        Ok((Ok(CallbackResult::Bound), _)) => {
            Ok(format!("/binding?done={}", redirects::WECHAT_BIND))
        }
        Ok((Ok(CallbackResult::SignedIn { signed_in, next }), _)) => session
            .enter(&signed_in)
            .await
            .map(|()| return_to::after_login(next.as_deref()).to_owned())
            .map_err(Error::Fault),
        Ok((Err(Error::Refused(Refused::WechatOff)), _)) => {
            return render::failed(&state, request, StatusCode::NOT_FOUND).await;
        }
        Ok((Err(Error::Refused(refused)), signed_in)) => {
            let page = if signed_in && refused != Refused::WechatNotBound {
                "/binding"
            } else {
                "/login"
            };
            Ok(format!("{page}?refused={}", refused.slug()))
        }
        Ok((Err(error), _)) | Err(error) => Err(error),
    };
    let mut response = match led {
        Ok(location) => Redirect::to(&location).into_response(),
        Err(Error::Fault(fault)) => failed(&state, &fault, request).await,
        Err(Error::Refused(_)) => {
            render::failed(&state, request, StatusCode::INTERNAL_SERVER_ERROR).await
        }
    };
    set_cookie(&mut response, &state.portal.settings, "", 0);
    response
}

async fn failed(state: &WebState, fault: &Fault, request: Request) -> Response<Body> {
    tracing::error!(%fault, "WeChat failed");
    render::failed(
        state,
        request,
        if fault.is_passing() {
            StatusCode::SERVICE_UNAVAILABLE
        } else {
            StatusCode::INTERNAL_SERVER_ERROR
        },
    )
    .await
}

fn set_cookie(response: &mut Response<Body>, settings: &Settings, value: &str, seconds: i64) {
    let (headers, name) = (response.headers_mut(), cookies::wechat_name(settings));
    cookies::append(headers, settings, name, value, SameSite::Lax, seconds);
}
