//! Plain forms: a page's POST goes through the operation it names, as JSON, and is answered with a
//! redirect or with the page again.

use std::sync::Arc;

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderValue, Method, Response, StatusCode, Uri, header, request::Parts},
    response::{IntoResponse as _, Redirect},
};
use serde_json::Value;

use super::{
    cookies, endpoints, origin::origin_allowed, pages, rate_limit::RateLimit, render,
    state::WebState, unsent, urlencoded,
};
use crate::{
    api::{self, Operation, caller::CurrentSession, login::ACCOUNT_LOGIN},
    app::{Page, SignInFirst},
    server::visitor::Visitor,
    text,
    values::{
        envelope::{Envelope, Status},
        form_data::{ACCOUNT, FORM, UNSENT, to_json},
        form_state::{FormState, sends_code},
        lang::Lang,
        redirects,
        visit::Visit,
    },
};

/// Asks for the page again with the lists that follow from what was chosen; nothing is saved.
const REGIONS: &str = "regions";

pub async fn submit(state: WebState, page: &'static Page, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    match parse(&state, page, &parts, body).await {
        Ok((operation, typed)) => perform(&state, page, parts, operation, typed).await,
        Err(status) => {
            render::failed(&state, Request::from_parts(parts, Body::empty()), status).await
        }
    }
}

/// The operation and the fields of a form that came from one of our own pages.
async fn parse(
    state: &WebState,
    page: &Page,
    parts: &Parts,
    body: Body,
) -> Result<(&'static Operation, Vec<(String, String)>), StatusCode> {
    let (Some(visitor), Some(rate_limit)) = (
        parts.extensions.get::<Visitor>(),
        parts.extensions.get::<Arc<RateLimit>>(),
    ) else {
        return Err(StatusCode::INTERNAL_SERVER_ERROR);
    };
    rate_limit
        .admit(&visitor.network())
        .map_err(|_| StatusCode::TOO_MANY_REQUESTS)?;
    if !origin_allowed(&state.portal.settings, &parts.headers, false) {
        return Err(StatusCode::FORBIDDEN);
    }
    let kind = parts.headers.get(header::CONTENT_TYPE);
    let essence = kind.map(endpoints::essence).unwrap_or_default();
    if !essence.eq_ignore_ascii_case("application/x-www-form-urlencoded")
        || parts.headers.contains_key(header::CONTENT_ENCODING)
    {
        return Err(StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
    let bytes = endpoints::read_body(&parts.headers, body)
        .await
        .map_err(|(status, _)| status)?;
    let typed = urlencoded::pairs(&bytes).ok_or(StatusCode::BAD_REQUEST)?;
    let wanted = typed
        .iter()
        .rev()
        .find(|(name, _)| name == FORM)
        .map_or("", |(_, value)| value.as_str());
    let operation = api::find(wanted)
        .filter(|operation| operation.is_on(page.path) || signs_in_first(page, operation))
        .ok_or(StatusCode::BAD_REQUEST)?;
    Ok((operation, typed))
}

async fn perform(
    state: &WebState,
    page: &Page,
    parts: Parts,
    operation: &Operation,
    typed: Vec<(String, String)>,
) -> Response<Body> {
    let Some(visitor) = parts.extensions.get::<Visitor>().cloned() else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let request = operation_request(&parts, operation, &typed);
    let response = endpoints::run(state, &visitor, request).await;
    let (answered, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.ok();
    let reply = bytes.and_then(|bytes| serde_json::from_slice::<Envelope>(&bytes).ok());
    let (StatusCode::OK, Some(reply)) = (answered.status, reply) else {
        let status = if answered.status == StatusCode::OK {
            StatusCode::INTERNAL_SERVER_ERROR
        } else {
            answered.status
        };
        return render::failed(state, Request::from_parts(parts, Body::empty()), status).await;
    };
    let signs_in_first = signs_in_first(page, operation);
    let stays = sends_code(operation.name) || operation.name == REGIONS;
    if reply.status == Status::Ok && signs_in_first {
        return signed_in_again(state, page, parts, &typed).await;
    }
    if reply.status == Status::Ok && !stays {
        let url = reply
            .redirect_url
            .unwrap_or_else(|| redirects::after(operation.name, page.path));
        let mut redirect = Redirect::to(&url).into_response();
        if redirects::is_told(operation.name) {
            let headers = redirect.headers_mut();
            cookies::append_done(headers, &state.portal.settings, Some(operation.name));
        }
        return redirect;
    }
    if signs_in_first {
        let form = FormState::after(operation.name, typed, reply);
        return login_page(state, page, parts, form).await;
    }
    let nobody = |parts: &Parts| {
        let visit = parts.extensions.get::<Visit>();
        visit.is_none_or(|visit| visit.username.is_none())
    };
    if reply.reason.as_deref() == Some("login_required") || page.signed_in && nobody(&parts) {
        return sign_in_first(state, page, parts, visitor.lang, &typed).await;
    }
    let status = if stays {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    // The page itself shows the lists that were asked for.
    let reply = if operation.name == REGIONS && reply.status == Status::Ok {
        Envelope::default()
    } else {
        reply
    };
    let form = FormState::after(operation.name, typed, reply);
    again(state, parts, status, form).await
}

/// Whether this is the login form that [`sign_in_first`] answers with, at the address of the page
/// that one must be signed in to see.
fn signs_in_first(page: &Page, operation: &Operation) -> bool {
    page.signed_in && operation.name == ACCOUNT_LOGIN.name
}

/// The session is over: the login page instead, which carries what was typed.
async fn sign_in_first(
    state: &WebState,
    page: &Page,
    parts: Parts,
    lang: Lang,
    typed: &[(String, String)],
) -> Response<Body> {
    let Some(unsent) = unsent::pack(page, typed).filter(|_| page.signed_in) else {
        return render::login_first(page.path);
    };
    let form = FormState {
        form: ACCOUNT_LOGIN.name.to_owned(),
        typed: vec![(UNSENT.to_owned(), unsent)],
        msg: text::of(lang, "login-unsent"),
        ..FormState::default()
    };
    login_page(state, page, parts, form).await
}

/// The login page at the address of this one.
async fn login_page(
    state: &WebState,
    page: &Page,
    mut parts: Parts,
    form: FormState,
) -> Response<Body> {
    parts.extensions.insert(SignInFirst);
    if let Some(visit) = parts.extensions.get_mut::<Visit>() {
        visit.next = Some(page.path.to_owned());
    }
    again(state, parts, StatusCode::UNPROCESSABLE_ENTITY, form).await
}

/// Back at the page, its form filled as it was sent too late; nothing of it is saved. Another
/// account is shown nothing of it.
async fn signed_in_again(
    state: &WebState,
    page: &Page,
    mut parts: Parts,
    typed: &[(String, String)],
) -> Response<Body> {
    let carried = typed.iter().rev().find(|(name, _)| name == UNSENT);
    let carried = carried.and_then(|(_, unsent)| unsent::unpack(page, unsent));
    let session = parts.extensions.get::<CurrentSession>().cloned();
    let (Some((form, typed)), Some(visit)) = (carried, parts.extensions.get_mut::<Visit>()) else {
        return Redirect::to(page.path).into_response();
    };
    if let Err(fault) = pages::note_person(visit, session.as_ref()).await {
        tracing::error!(%fault, "who has just signed in could not be found");
        return Redirect::to(page.path).into_response();
    }
    let mut form = FormState {
        form,
        typed,
        ..FormState::default()
    };
    let is_another = form
        .value(ACCOUNT)
        .is_some_and(|mark| Some(mark) != visit.account.as_deref());
    let said = if is_another {
        form.typed.clear();
        form.reason = Some("account_changed".to_owned());
        "refused-account_changed"
    } else {
        "form-unsent"
    };
    form.msg = text::of(visit.lang, said);
    again(state, parts, StatusCode::OK, form).await
}

/// The page once more, with the form as it stands now.
async fn again(
    state: &WebState,
    parts: Parts,
    status: StatusCode,
    form: FormState,
) -> Response<Body> {
    let mut request = Request::from_parts(parts, Body::empty());
    request.extensions_mut().insert(form);
    render::render(state, request, status).await
}

/// The form as the request that a program would make, with everything the layers left on the
/// original.
fn operation_request(parts: &Parts, operation: &Operation, typed: &[(String, String)]) -> Request {
    let fields = to_json(typed.iter().cloned());
    let mut request = Request::new(Body::from(Value::Object(fields).to_string()));
    *request.method_mut() = if operation.reads() {
        Method::GET
    } else {
        Method::POST
    };
    *request.uri_mut() = operation
        .path()
        .parse()
        .unwrap_or_else(|_| Uri::from_static("/"));
    *request.extensions_mut() = parts.extensions.clone();
    *request.headers_mut() = parts.headers.clone();
    for name in [
        header::CONTENT_LENGTH,
        header::TRANSFER_ENCODING,
        header::REFERER,
    ] {
        request.headers_mut().remove(name);
    }
    request.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    request
        .headers_mut()
        .insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    request
}
