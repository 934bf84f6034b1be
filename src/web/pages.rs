//! The pages' routes: who may see them, rendering, and errors in the same look.

use axum::{
    Extension, Router,
    body::Body,
    extract::{Request, State},
    http::{Method, Response, StatusCode},
    middleware::{self, Next},
    response::{IntoResponse as _, Redirect},
    routing::get,
};
use leptos_axum::generate_route_list;
use url::form_urlencoded;

use super::{
    forms,
    language::LANG_COOKIE,
    render::{failed, login_first, render},
    state::WebState,
};
use crate::{
    api::caller::CurrentSession,
    app::{App, PAGES, Page},
    server::{error::Fault, settings::FreeMail, visitor::Visitor},
    text,
    values::{form_state::FormState, redirects, return_to, visit::Visit},
};

pub fn router(state: &WebState) -> Router {
    // Also starts the executor that rendering needs.
    let known: Vec<String> = generate_route_list(App)
        .iter()
        .map(|route| route.path().to_owned())
        .collect();
    let mut router = Router::new();
    for page in &PAGES {
        assert!(
            known.iter().any(|path| path == page.path),
            "{} is in PAGES but not in the router",
            page.path
        );
        let show = move |State(state): State<WebState>,
                         Extension(visit): Extension<Visit>,
                         request: Request| show(state, page, visit, request);
        let submit = move |State(state): State<WebState>, request: Request| {
            forms::submit(state, page, request)
        };
        router = router.route(page.path, get(show).post(submit));
    }
    router
        .fallback(not_found)
        .method_not_allowed_fallback(wrong_method)
        .layer(middleware::from_fn_with_state(state.clone(), visit))
        .with_state(state.clone())
}

/// Finds out what the pages show of everybody: language, who is signed in.
async fn visit(State(state): State<WebState>, mut request: Request, next: Next) -> Response<Body> {
    let mut visit = anonymous_visit(&state, &request);
    match username(request.extensions().get::<CurrentSession>().cloned()).await {
        Ok(username) => visit.username = username,
        Err(fault) => {
            tracing::error!(%fault, "a page could not be shown");
            request.extensions_mut().insert(visit);
            return failed(
                &state,
                request,
                if fault.is_passing() {
                    StatusCode::SERVICE_UNAVAILABLE
                } else {
                    StatusCode::INTERNAL_SERVER_ERROR
                },
            )
            .await;
        }
    }
    request.extensions_mut().insert(visit);
    next.run(request).await
}

fn anonymous_visit(state: &WebState, request: &Request) -> Visit {
    let settings = &state.portal.settings;
    let lang = request
        .extensions()
        .get::<Visitor>()
        .map_or_else(Default::default, |visitor| visitor.lang);
    let path = request.uri().path().to_owned();
    let query: Vec<(String, String)> =
        form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes())
            .into_owned()
            .collect();
    let other = if lang.as_str() == "zh" { "en" } else { "zh" };
    let kept = query.iter().filter(|(name, _)| name != LANG_COOKIE);
    let other_query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(kept)
        .append_pair(LANG_COOKIE, other)
        .finish();
    Visit {
        lang,
        other_lang: format!("{path}?{other_query}"),
        path,
        username: None,
        next: query
            .into_iter()
            .find(|(name, _)| name == "next")
            .map(|(_, value)| value)
            .filter(|value| return_to::is_known(value)),
        icp: settings.icp.clone(),
        development: !settings.is_production(),
        wechat: state.portal.gateways.wechat.is_some(),
        free_mail: settings.free_mail != FreeMail::Refuse,
    }
}

async fn username(session: Option<CurrentSession>) -> Result<Option<String>, Fault> {
    let Some(session) = session else {
        return Ok(None);
    };
    Ok(session
        .find()
        .await?
        .map(|session| session.account.username))
}

async fn show(
    state: WebState,
    page: &'static Page,
    visit: Visit,
    request: Request,
) -> Response<Body> {
    if page.signed_in && visit.username.is_none() {
        return login_first(page.path);
    }
    if visit.username.is_some() && matches!(page.path, "/login" | "/register") {
        return Redirect::to(return_to::after_login(visit.next.as_deref())).into_response();
    }
    let mut request = request;
    if let Some(state) = told(&visit, request.uri().query()) {
        request.extensions_mut().insert(state);
    }
    render(&state, request, StatusCode::OK).await
}

/// How long who changed their contacts too often waits, in seconds; the address does not say more.
const A_DAY: u64 = 86_400;

/// What the address says came of a form, or of a visit to WeChat: `?done=` and the operation,
/// `?refused=` and why. Only the catalogue's own sentences can be told so.
fn told(visit: &Visit, query: Option<&str>) -> Option<FormState> {
    let (key, value) = form_urlencoded::parse(query?.as_bytes())
        .find(|(key, _)| key == "done" || key == "refused")?;
    let state = |form: &str, msg: String, done: bool| FormState {
        form: form.to_owned(),
        msg,
        done,
        ..FormState::default()
    };
    if key == "refused" {
        let slug = redirects::WECHAT_REFUSALS
            .into_iter()
            .find(|slug| *slug == value)?;
        return Some(state(
            redirects::WECHAT_BIND,
            text::with(
                visit.lang,
                &format!("refused-{slug}"),
                &[("wait", &text::wait(visit.lang, A_DAY))],
            ),
            false,
        ));
    }
    let name = crate::api::OPERATIONS
        .iter()
        .map(|operation| operation.name)
        .chain([redirects::WECHAT_BIND])
        .find(|name| *name == value)?;
    Some(state(
        name,
        text::of(visit.lang, &format!("done-{name}")),
        true,
    ))
}

async fn not_found(State(state): State<WebState>, request: Request) -> Response<Body> {
    failed(&state, request, StatusCode::NOT_FOUND).await
}

async fn wrong_method(State(state): State<WebState>, request: Request) -> Response<Body> {
    let mut response = if request.method() == Method::OPTIONS {
        StatusCode::METHOD_NOT_ALLOWED.into_response()
    } else {
        failed(&state, request, StatusCode::METHOD_NOT_ALLOWED).await
    };
    response.headers_mut().insert(
        axum::http::header::ALLOW,
        axum::http::HeaderValue::from_static("GET, HEAD, POST"),
    );
    response
}
