//! The pages' routes: who may see them, rendering, and errors in the same look.

use axum::{
    Extension, Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderValue, Method, Response, StatusCode, Uri, header},
    middleware::{self, Next},
    response::{IntoResponse as _, Redirect},
    routing::get,
};
use leptos_axum::generate_route_list;
use tower::ServiceBuilder;
use url::form_urlencoded;

use super::{
    cookies, forms,
    kept_pages::{self, Variant},
    language::LANG_COOKIE,
    render::{failed, login_first, render},
    state::WebState,
    wechat,
};
use crate::{
    api::caller::CurrentSession,
    app::{App, PAGES, Page},
    server::{error::Fault, policy::session, settings::FreeMail, visitor::Visitor},
    text,
    values::{
        form_state::FormState, imprint::Imprint, lang::Lang, redirects, return_to, visit::Visit,
    },
};

/// What a page's address can have it say of a visit to WeChat: that it led to a binding, or why to
/// nothing.
const DONE: &str = "done";
const REFUSED: &str = "refused";

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
        // Where password managers look for it.
        .route(
            "/.well-known/change-password",
            get(|| std::future::ready(Redirect::to("/password"))),
        )
        .fallback(not_found)
        .method_not_allowed_fallback(wrong_method)
        .with_state(state.clone())
}

/// Puts what must hold of every page around these routes.
pub fn around(routes: Router, state: &WebState) -> Router {
    let around = ServiceBuilder::new()
        .layer(middleware::from_fn_with_state(state.clone(), visit))
        .layer(middleware::from_fn_with_state(state.clone(), own_words));
    routes.layer(around)
}

/// A refusal in the framework's own words, or in none, becomes a page that says it in ours.
async fn own_words(State(state): State<WebState>, request: Request, next: Next) -> Response<Body> {
    if request.method() == Method::OPTIONS {
        return next.run(request).await;
    }
    let (uri, visit) = (
        request.uri().clone(),
        request.extensions().get::<Visit>().cloned(),
    );
    let response = next.run(request).await;
    let status = response.status();
    let is_ours = match response.headers().get(header::CONTENT_TYPE) {
        Some(kind) => !kind.as_bytes().starts_with(b"text/plain"),
        None => false,
    };
    if is_ours || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let mut request = Request::new(Body::empty());
    *request.uri_mut() = uri;
    if let Some(visit) = visit {
        request.extensions_mut().insert(visit);
    }
    let mut page = failed(&state, request, status).await;
    if let Some(allow) = response.headers().get(header::ALLOW) {
        page.headers_mut().insert(header::ALLOW, allow.clone());
    }
    page
}

/// Finds out what the pages show of everybody: language, who is signed in.
async fn visit(State(state): State<WebState>, mut request: Request, next: Next) -> Response<Body> {
    let mut visit = anonymous_visit(&state, &request);
    let session = request.extensions().get::<CurrentSession>().cloned();
    match note_person(&mut visit, session.as_ref()).await {
        Ok(()) => {}
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

/// What the address says behind its path.
fn pairs(uri: &Uri) -> Vec<(String, String)> {
    let query = uri.query().unwrap_or_default();
    form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect()
}

fn anonymous_visit(state: &WebState, request: &Request) -> Visit {
    let settings = &state.portal.settings;
    let lang = request
        .extensions()
        .get::<Visitor>()
        .map_or_else(Default::default, |visitor| visitor.lang);
    let path = request.uri().path().to_owned();
    let query = pairs(request.uri());
    let other = if lang.as_str() == "zh" { "en" } else { "zh" };
    let kept = query.iter().filter(|(name, _)| name != LANG_COOKIE);
    let other_query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(kept)
        .append_pair(LANG_COOKIE, other)
        .finish();
    let said = [LANG_COOKIE, DONE, REFUSED];
    let silent = query
        .iter()
        .filter(|(name, _)| !said.contains(&name.as_str()));
    let silent_query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(silent)
        .finish();
    Visit {
        lang,
        other_lang: format!("{path}?{other_query}"),
        here: format!("{path}?{silent_query}")
            .trim_end_matches('?')
            .to_owned(),
        path,
        username: None,
        account: None,
        next: query
            .into_iter()
            .find(|(name, _)| name == "next")
            .map(|(_, value)| value)
            .filter(|value| return_to::is_known(value)),
        development: !settings.is_production(),
        wechat: state.portal.gateways.wechat.is_some(),
        free_mail: settings.free_mail != FreeMail::Refuse,
    }
}

/// Puts on the visit who is signed in by now.
pub async fn note_person(visit: &mut Visit, session: Option<&CurrentSession>) -> Result<(), Fault> {
    let found = match session {
        Some(session) => session.find().await?,
        None => None,
    };
    let account = found.map(|session| session.account);
    visit.account = account.as_ref().map(session::form_mark);
    visit.username = account.map(|account| account.username);
    Ok(())
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
    let query = pairs(request.uri());
    let done = cookies::find(request.headers(), redirects::DONE_COOKIE).map(ToOwned::to_owned);
    if done.is_none()
        && let Some(variant) = Variant::of(page, &visit, &query)
    {
        return kept_pages::show(&state, variant, request).await;
    }
    let mut request = request;
    let said = done.as_deref().and_then(|name| said_done(visit.lang, name));
    if let Some(state) = said.or_else(|| said_by_address(&state.portal.imprint, &visit, &query)) {
        request.extensions_mut().insert(state);
    }
    let mut response = render(&state, request, StatusCode::OK).await;
    if done.is_some() {
        cookies::append_done(response.headers_mut(), &state.portal.settings, None);
    }
    response
}

/// How long who changed their contacts too often waits, in seconds; the address does not say more.
const A_DAY: u64 = 86_400;

/// That the operation worked, before the redirect to this page.
fn said_done(lang: Lang, name: &str) -> Option<FormState> {
    let known = crate::api::OPERATIONS
        .iter()
        .map(|operation| operation.name);
    let name = known
        .chain([redirects::WECHAT_BIND])
        .find(|known| *known == name)?;
    let sentence = match name {
        "account_register" => "welcome".to_owned(),
        _ => format!("done-{name}"),
    };
    Some(FormState {
        form: name.to_owned(),
        msg: text::of(lang, &sentence),
        done: true,
        ..FormState::default()
    })
}

/// What the address says came of a visit to WeChat. Only the catalogue's own sentences can be told
/// so.
fn said_by_address(
    imprint: &Imprint,
    visit: &Visit,
    query: &[(String, String)],
) -> Option<FormState> {
    let (key, value) = query
        .iter()
        .find(|(key, _)| key == DONE || key == REFUSED)?;
    if key == REFUSED {
        let slug = redirects::WECHAT_REFUSALS
            .into_iter()
            .find(|slug| slug == value)?;
        let wait = text::wait(visit.lang, A_DAY);
        return Some(FormState {
            form: redirects::WECHAT_BIND.to_owned(),
            msg: text::with_imprint(
                visit.lang,
                imprint,
                &format!("refused-{slug}"),
                &[("wait", &wait)],
            ),
            ..FormState::default()
        });
    }
    (value == redirects::WECHAT_BIND)
        .then(|| said_done(visit.lang, value))
        .flatten()
}

async fn not_found(State(state): State<WebState>, request: Request) -> Response<Body> {
    if let Some(page) = without_slash(request.uri()) {
        return Redirect::permanent(&page).into_response();
    }
    failed(&state, request, StatusCode::NOT_FOUND).await
}

/// The page's own address, when this one is it with a slash too many. Only addresses that we know
/// come back, so that none leads away.
fn without_slash(uri: &Uri) -> Option<String> {
    let wanted = uri.path().strip_suffix('/')?.trim_end_matches('/');
    let path = PAGES
        .iter()
        .map(|page| page.path)
        .chain([wechat::LOGIN, wechat::START])
        .find(|path| *path == wanted)?;
    Some(match uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    })
}

async fn wrong_method(State(state): State<WebState>, request: Request) -> Response<Body> {
    let mut response = if request.method() == Method::OPTIONS {
        StatusCode::METHOD_NOT_ALLOWED.into_response()
    } else {
        failed(&state, request, StatusCode::METHOD_NOT_ALLOWED).await
    };
    response
        .headers_mut()
        .insert(header::ALLOW, HeaderValue::from_static("GET, HEAD, POST"));
    response
}
