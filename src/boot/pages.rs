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
use leptos::prelude::{provide_context, use_context};
use leptos_axum::{ResponseOptions, generate_route_list, render_app_async_with_context};
use tower_sessions::Session;
use url::form_urlencoded;

use super::{Shared, forms, layers};
use crate::{
    app::{App, Failure, PAGES, Page, shell},
    server::{error::Fault, settings::FreeMail, store::sessions::ACCOUNT, visitor::Visitor},
    text,
    values::{form::FormState, landing, next, visit::Visit},
};

pub fn router(shared: &Shared) -> Router {
    // Also starts the executor that rendering needs.
    let known: Vec<String> = generate_route_list(App).iter().map(|route| route.path().to_owned()).collect();
    let mut router = Router::new();
    for page in &PAGES {
        assert!(known.iter().any(|path| path == page.path), "{} is in PAGES but not in the router", page.path);
        let show = move |State(shared): State<Shared>, Extension(visit): Extension<Visit>, request: Request| show(shared, page, visit, request);
        let submit = move |State(shared): State<Shared>, request: Request| forms::submit(shared, page, request);
        router = router.route(page.path, get(show).post(submit));
    }
    router.fallback(not_found).method_not_allowed_fallback(wrong_method).layer(middleware::from_fn_with_state(shared.clone(), visit)).with_state(shared.clone())
}

/// Finds out what the pages show of everybody: language, who is signed in.
async fn visit(State(shared): State<Shared>, mut request: Request, next: Next) -> Response<Body> {
    let mut visit = anonymous_visit(&shared, &request);
    match username(&shared, request.extensions().get::<Session>().cloned()).await {
        Ok(username) => visit.username = username,
        Err(fault) => {
            tracing::error!(%fault, "a page could not be shown");
            request.extensions_mut().insert(visit);
            return failed(&shared, request, if fault.is_passing() { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::INTERNAL_SERVER_ERROR }).await;
        }
    }
    request.extensions_mut().insert(visit);
    next.run(request).await
}

fn anonymous_visit(shared: &Shared, request: &Request) -> Visit {
    let settings = &shared.portal.settings;
    let lang = request.extensions().get::<Visitor>().map_or_else(Default::default, |visitor| visitor.lang);
    let path = request.uri().path().to_owned();
    let query: Vec<(String, String)> = form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes()).into_owned().collect();
    let other = if lang.as_str() == "zh" { "en" } else { "zh" };
    let kept = query.iter().filter(|(name, _)| name != layers::LANG_COOKIE);
    let other_query = form_urlencoded::Serializer::new(String::new()).extend_pairs(kept).append_pair(layers::LANG_COOKIE, other).finish();
    Visit {
        lang,
        other_lang: format!("{path}?{other_query}"),
        path,
        username: None,
        next: query.into_iter().find(|(name, _)| name == "next").map(|(_, value)| value).filter(|value| next::is_known(value)),
        icp: settings.icp.clone(),
        development: !settings.is_production(),
        wechat: shared.portal.gateways.wechat.is_some(),
        free_mail: settings.free_mail != FreeMail::Refuse,
    }
}

async fn username(shared: &Shared, session: Option<Session>) -> Result<Option<String>, Fault> {
    let Some(session) = session else { return Ok(None) };
    let Some(id) = session.get::<String>(ACCOUNT).await.map_err(|_| Fault::Busy)? else { return Ok(None) };
    Ok(shared.portal.find_account(&id).await?.map(|account| account.username))
}

async fn show(shared: Shared, page: &'static Page, visit: Visit, request: Request) -> Response<Body> {
    if page.signed_in && visit.username.is_none() {
        return login_first(page.path);
    }
    if visit.username.is_some() && matches!(page.path, "/login" | "/register") {
        return Redirect::to(next::after_login(visit.next.as_deref())).into_response();
    }
    let mut request = request;
    if let Some(state) = told(&visit, request.uri().query()) {
        request.extensions_mut().insert(state);
    }
    render(&shared, request, StatusCode::OK).await
}

/// What the address says came of a form, or of a visit to WeChat: `?done=` and the operation, `?refused=` and why. Only the catalogue's own sentences can
/// be told so.
fn told(visit: &Visit, query: Option<&str>) -> Option<FormState> {
    let (key, value) = form_urlencoded::parse(query?.as_bytes()).find(|(key, _)| key == "done" || key == "refused")?;
    let state = |form: &str, msg: String, done: bool| FormState { form: form.to_owned(), msg, done, ..FormState::default() };
    if key == "refused" {
        let slug = landing::WECHAT_REFUSALS.into_iter().find(|slug| *slug == value)?;
        return Some(state(landing::WECHAT_BIND, text::of(visit.lang, &format!("refused-{slug}")), false));
    }
    let name = crate::api::OPERATIONS.into_iter().map(|(_, name)| name).chain([landing::WECHAT_BIND]).find(|name| *name == value)?;
    Some(state(name, text::of(visit.lang, &format!("done-{name}")), true))
}

/// To the login page, and back from there.
pub fn login_first(path: &str) -> Response<Body> {
    Redirect::to(&format!("/login?next={path}")).into_response()
}

/// The page at the request's path, with what the layers and [`forms`] left on the request.
pub async fn render(shared: &Shared, request: Request, status: StatusCode) -> Response<Body> {
    let (context, assets) = (shared.clone(), shared.assets.clone());
    let provide = move || {
        context.provide();
        let extensions = use_context::<axum::http::request::Parts>().map(|parts| parts.extensions).unwrap_or_default();
        if let Some(state) = extensions.get::<FormState>() {
            provide_context(state.clone());
        }
        if let Some(failure) = extensions.get::<Failure>() {
            provide_context(*failure);
        }
        if let Some(response) = use_context::<ResponseOptions>() {
            response.set_status(status);
        }
    };
    render_app_async_with_context(provide, move || shell(&assets, layers::page_policy(), layers::is_watched()))(request).await
}

/// A page that says what went wrong, under the status.
pub async fn failed(shared: &Shared, mut request: Request, status: StatusCode) -> Response<Body> {
    request.extensions_mut().insert(Failure(status.as_u16()));
    render(shared, request, status).await
}

async fn not_found(State(shared): State<Shared>, request: Request) -> Response<Body> {
    failed(&shared, request, StatusCode::NOT_FOUND).await
}

async fn wrong_method(State(shared): State<Shared>, request: Request) -> Response<Body> {
    let mut response = if request.method() == Method::OPTIONS {
        StatusCode::METHOD_NOT_ALLOWED.into_response()
    } else {
        failed(&shared, request, StatusCode::METHOD_NOT_ALLOWED).await
    };
    response.headers_mut().insert(axum::http::header::ALLOW, axum::http::HeaderValue::from_static("GET, HEAD, POST"));
    response
}
