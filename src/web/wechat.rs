//! WeChat's addresses: out to it to sign in, and back from it. Plain links and redirects, so that
//! they work without scripts.

use std::{sync::Arc, time::Duration};

use axum::{
    Extension, Router,
    body::Body,
    extract::{Request, State},
    http::{Method, Response, StatusCode, Uri, header},
    middleware::{self, Next},
    response::{IntoResponse as _, Redirect},
    routing::get,
};
use tokio::{sync::Semaphore, time::timeout};
use url::form_urlencoded;

use super::{cookies, rate_limit::RateLimit, render, speculative::is_prefetch, state::WebState};
use crate::{
    api::caller::CurrentSession,
    server::{
        error::{Error, Fault, Refused, Result},
        services::wechat::{self, AuthorizationStart, CALLBACK, CallbackResult},
        visitor::Visitor,
    },
    values::{redirects, return_to},
};

pub const START: &str = "/binding/wechat/start";
pub const LOGIN: &str = "/login/wechat";

/// How many may ask WeChat at once: each asks with the application's secret, and waits for as long
/// as WeChat lets it.
const AT_ONCE: usize = 16;
/// How long another one waits for its turn.
const TURN_TIMEOUT: Duration = Duration::from_secs(2);

pub fn router(state: &WebState) -> Router {
    let turns = Arc::new(Semaphore::new(AT_ONCE));
    Router::new()
        .route(START, get(to_form))
        .route(LOGIN, get(login))
        .route(CALLBACK, get(callback))
        .layer(middleware::from_fn_with_state(
            (state.clone(), turns),
            guard,
        ))
        .with_state(state.clone())
}

/// Lets through whom the flood guard admits, and so many at once. Nothing comes of looking ahead: a
/// code is good once, and the cookie of somebody who is at WeChat's would be replaced.
async fn guard(
    State((state, turns)): State<(WebState, Arc<Semaphore>)>,
    Extension(visitor): Extension<Visitor>,
    Extension(rate_limit): Extension<Arc<RateLimit>>,
    request: Request,
    next: Next,
) -> Response<Body> {
    if state.portal.gateways.wechat.is_none() {
        return next.run(request).await;
    }
    if request.method() == Method::HEAD {
        return Redirect::to("/login").into_response();
    }
    // A browser that is refused this asks again once the person does.
    if is_prefetch(request.headers()) {
        return render::failed(&state, request, StatusCode::SERVICE_UNAVAILABLE).await;
    }
    if let Err(seconds) = rate_limit.admit(&visitor.network()) {
        return later(&state, request, StatusCode::TOO_MANY_REQUESTS, seconds).await;
    }
    let _turn = if request.uri().path() == CALLBACK {
        let Ok(Ok(turn)) = timeout(TURN_TIMEOUT, turns.acquire()).await else {
            return later(&state, request, StatusCode::SERVICE_UNAVAILABLE, 2).await;
        };
        Some(turn)
    } else {
        None
    };
    next.run(request).await
}

/// A page that says to come back in so many seconds.
async fn later(
    state: &WebState,
    request: Request,
    status: StatusCode,
    seconds: u64,
) -> Response<Body> {
    let mut response = render::failed(state, request, status).await;
    response
        .headers_mut()
        .insert(header::RETRY_AFTER, seconds.into());
    response
}

/// What the address says under this name, the first time it does.
fn parameter(uri: &Uri, name: &str) -> Option<String> {
    form_urlencoded::parse(uri.query()?.as_bytes())
        .find(|(given, _)| given == name)
        .map(|(_, value)| value.into_owned())
}

/// Where binding began before it asked for the password; old links still lead to its form.
async fn to_form() -> Redirect {
    Redirect::to("/binding")
}

async fn login(State(state): State<WebState>, request: Request) -> Response<Body> {
    let started = wechat::start_login(
        &state.portal,
        parameter(request.uri(), "next").filter(|wanted| return_to::is_known(wanted)),
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
            cookies::append_wechat(response.headers_mut(), &state.portal.settings, &cookie);
            response
        }
        Err(Error::Refused(_)) => render::failed(state, request, StatusCode::NOT_FOUND).await,
        Err(Error::Fault(fault)) => failed(state, &fault, request).await,
    }
}

/// Arrives by a navigation from WeChat's site, which carries the cookies since they are `Lax`. A
/// refusal may come with `state` alone.
async fn callback(
    State(state): State<WebState>,
    Extension(session): Extension<CurrentSession>,
    Extension(visitor): Extension<Visitor>,
    request: Request,
) -> Response<Body> {
    let name = cookies::wechat_name(&state.portal.settings);
    let cookie = cookies::find(request.headers(), name).map(ToOwned::to_owned);
    let (code, returned) = (
        parameter(request.uri(), "code"),
        parameter(request.uri(), "state").unwrap_or_default(),
    );
    let finished = async {
        let here = session.find().await?;
        let arrival = wechat::finish(
            &state.portal,
            &returned,
            cookie.as_deref(),
            code.as_deref().filter(|code| !code.is_empty()),
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
    cookies::append_wechat(response.headers_mut(), &state.portal.settings, "");
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
