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
    endpoints, origin::origin_allowed, rate_limit::RateLimit, render, state::WebState, urlencoded,
};
use crate::{
    api::{self, Operation},
    app::Page,
    server::visitor::Visitor,
    values::{
        envelope::{Envelope, Status},
        form_data::{FORM, to_json},
        form_state::{FormState, sends_code},
        redirects,
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
        .filter(|operation| operation.is_on(page.path))
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
    let response = endpoints::run(
        state,
        &visitor,
        operation_request(&parts, operation, &typed),
    )
    .await;
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
    let stays = sends_code(operation.name) || operation.name == REGIONS;
    if reply.status == Status::Ok && !stays {
        let url = reply
            .redirect_url
            .unwrap_or_else(|| redirects::after(operation.name, page.path));
        let mut response = Redirect::to(&url).into_response();
        for cookie in answered.headers.get_all(header::SET_COOKIE) {
            response
                .headers_mut()
                .append(header::SET_COOKIE, cookie.clone());
        }
        return response;
    }
    if reply.reason.as_deref() == Some("login_required") {
        return render::login_first(page.path);
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
