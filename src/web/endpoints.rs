//! The layer over `/users/`: everything the server functions' codecs leave open (method, origin,
//! content type, size, soundness), and the envelope around whatever is not in it yet.

use std::{sync::Arc, time::Duration};

use axum::{
    Extension, Router,
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header},
    response::IntoResponse as _,
    routing::any,
};
use http_body_util::BodyExt as _;
use serde::Deserialize;
use tokio::time::timeout;
use url::form_urlencoded;

use super::{
    envelope, json, origin::origin_allowed, rate_limit::RateLimit, speculative::is_speculative,
    state::WebState,
};
use crate::{
    api::{self, caller::FormAccount},
    server::visitor::Visitor,
    values::{form_data::ACCOUNT, input::Text},
};

/// The largest body, in bytes.
pub const LARGEST_BODY: usize = 16 * 1024;
/// How much of a body that is too large is read, in bytes.
const LONGEST_DRAIN: usize = 8 * 1024 * 1024;
/// Some editors and libraries put it before every text.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
/// How long a body may take to arrive.
const BODY_TIMEOUT: Duration = Duration::from_secs(15);

pub fn router(state: &WebState) -> Router {
    Router::new()
        .route("/users/", any(endpoint))
        .route("/users", any(endpoint))
        .route("/users/{*rest}", any(endpoint))
        .with_state(state.clone())
}

async fn endpoint(
    State(state): State<WebState>,
    Extension(visitor): Extension<Visitor>,
    Extension(rate_limit): Extension<Arc<RateLimit>>,
    request: Request,
) -> Response<Body> {
    let origin = request.headers().get(header::ORIGIN).cloned();
    let admitted = match rate_limit.admit(&visitor.network()) {
        Ok(()) => admit(&state, &visitor, request).await,
        Err(seconds) => Err(envelope::error(
            &state.portal.imprint,
            visitor.lang,
            StatusCode::TOO_MANY_REQUESTS,
            "flood",
            Some(seconds),
        )),
    };
    let mut response = match admitted {
        Ok(request) => run(&state, &visitor, request).await,
        Err(response) => response,
    };
    allow_origin(&state, origin, response.headers_mut());
    response
}

/// Runs the operation at the request's path, inside its layers. Also the way of plain forms.
pub async fn run(state: &WebState, visitor: &Visitor, request: Request) -> Response<Body> {
    let refuse = |status, reason, retry_after| {
        envelope::error(
            &state.portal.imprint,
            visitor.lang,
            status,
            reason,
            retry_after,
        )
    };
    let (mut parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        return refuse(StatusCode::BAD_REQUEST, "malformed", None);
    };
    let account = form_account(parts.uri.query().unwrap_or_default(), &bytes);
    parts.extensions.insert(account);
    let request = Request::from_parts(parts, Body::from(bytes));
    let context = state.clone();
    let response = leptos_axum::handle_server_fns_with_context(move || context.provide(), request)
        .await
        .into_response();
    match response.status() {
        StatusCode::OK => response,
        StatusCode::BAD_REQUEST => refuse(StatusCode::BAD_REQUEST, "malformed", None),
        StatusCode::SERVICE_UNAVAILABLE => refuse(StatusCode::SERVICE_UNAVAILABLE, "busy", Some(2)),
        _ if is_malformed(response).await => refuse(StatusCode::BAD_REQUEST, "malformed", None),
        _ => refuse(StatusCode::INTERNAL_SERVER_ERROR, "internal", None),
    }
}

/// Which account's page the request says that it comes from: in its body, or in the query of an
/// operation that has none.
fn form_account(query: &str, body: &[u8]) -> FormAccount {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Fields {
        account: Text,
    }
    let fields = if body.is_empty() {
        form_urlencoded::parse(query.as_bytes())
            .find(|(name, _)| name == ACCOUNT)
            .map(|(_, mark)| Fields {
                account: mark.as_ref().into(),
            })
    } else {
        serde_json::from_slice(body).ok()
    };
    FormAccount(fields.unwrap_or_default().account)
}

/// Whether the operation's arguments could not be read, which its codec calls a fault like any
/// other: a query that says a thing twice.
async fn is_malformed(failed: Response<Body>) -> bool {
    let read = to_bytes(failed.into_body(), LARGEST_BODY)
        .await
        .ok()
        .and_then(|bytes| serde_json::from_slice::<api::ApiError>(&bytes).ok());
    read.is_some_and(|error| error.reason == "malformed")
}

/// The request as its operation may see it, or the answer it gets instead.
async fn admit(
    state: &WebState,
    visitor: &Visitor,
    request: Request,
) -> Result<Request, Response<Body>> {
    let refuse =
        |status, reason| envelope::error(&state.portal.imprint, visitor.lang, status, reason, None);
    let settings = &state.portal.settings;
    let (mut parts, body) = request.into_parts();
    let Some(operation) = api::at(parts.uri.path()) else {
        return Err(refuse(StatusCode::NOT_FOUND, "not_found"));
    };
    let method = operation.method;
    if parts.method == Method::OPTIONS
        && parts
            .headers
            .contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
    {
        return Err(if origin_allowed(settings, &parts.headers, false) {
            preflight(method)
        } else {
            refuse(StatusCode::FORBIDDEN, "origin")
        });
    }
    let is_speculative = is_speculative(&parts.method, &parts.headers);
    // HEAD is GET without the body, which hyper leaves out by itself.
    if parts.method == Method::HEAD && method == "GET" {
        parts.method = Method::GET;
    }
    if parts.method.as_str() != method {
        let mut response = refuse(StatusCode::METHOD_NOT_ALLOWED, "method");
        response.headers_mut().insert(
            header::ALLOW,
            HeaderValue::from_static(if method == "GET" { "GET, HEAD" } else { "POST" }),
        );
        return Err(response);
    }
    if !origin_allowed(settings, &parts.headers, false) {
        return Err(refuse(StatusCode::FORBIDDEN, "origin"));
    }
    // A browser's form asks for HTML; the server functions would answer that with a redirect.
    parts
        .headers
        .insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    parts.headers.remove(header::REFERER);
    if method == "GET" {
        if operation.acts && is_speculative {
            return Err(envelope::nothing_done(visitor.lang));
        }
        return Ok(Request::from_parts(parts, Body::empty()));
    }
    if !is_json(&parts.headers) {
        return Err(refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, "content_type"));
    }
    let bytes = read_body(&parts.headers, body)
        .await
        .map_err(|(status, reason)| refuse(status, reason))?;
    if !json::is_sound_object(&bytes) {
        return Err(refuse(StatusCode::BAD_REQUEST, "malformed"));
    }
    Ok(Request::from_parts(parts, Body::from(bytes)))
}

/// The whole body without a byte order mark before it, if it is small enough and arrives in time.
///
/// One that is too large, or says that it will be, is refused at once. What is still being sent is
/// thrown away beside the answer for a while: a line that is closed while somebody still talks
/// takes the answer with it.
pub async fn read_body(
    headers: &HeaderMap,
    mut body: Body,
) -> Result<Bytes, (StatusCode, &'static str)> {
    const TOO_LARGE: (StatusCode, &str) = (StatusCode::PAYLOAD_TOO_LARGE, "too_large");
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > LARGEST_BODY) {
        // Whoever asks first has sent nothing yet.
        if !headers.contains_key(header::EXPECT) {
            throw_away(body);
        }
        return Err(TOO_LARGE);
    }
    let whole = async {
        let mut kept = Vec::new();
        while let Some(frame) = body.frame().await {
            let Ok(data) = frame
                .map_err(|_| (StatusCode::BAD_REQUEST, "malformed"))?
                .into_data()
            else {
                continue;
            };
            kept.extend_from_slice(&data);
            if kept.len() > LARGEST_BODY {
                return Err(TOO_LARGE);
            }
        }
        Ok(kept)
    };
    let read = timeout(BODY_TIMEOUT, whole)
        .await
        .unwrap_or(Err((StatusCode::REQUEST_TIMEOUT, "timeout")));
    if read == Err(TOO_LARGE) {
        throw_away(body);
    }
    let bytes = Bytes::from(read?);
    let mark = if bytes.starts_with(BYTE_ORDER_MARK) {
        BYTE_ORDER_MARK.len()
    } else {
        0
    };
    Ok(bytes.slice(mark..))
}

/// Reads on for a while, beside whatever else happens.
fn throw_away(mut body: Body) {
    tokio::spawn(timeout(BODY_TIMEOUT, async move {
        let mut length = 0;
        while length <= LONGEST_DRAIN
            && let Some(Ok(frame)) = body.frame().await
        {
            length += frame.data_ref().map_or(0, Bytes::len);
        }
    }));
}

/// A content type without the parameters that follow it.
pub fn essence(kind: &HeaderValue) -> &str {
    let kind = kind.to_str().unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim()
}

/// `application/json`, whatever parameters follow, not compressed, and said once.
fn is_json(headers: &HeaderMap) -> bool {
    let mut types = headers.get_all(header::CONTENT_TYPE).iter();
    let (Some(only), None) = (types.next(), types.next()) else {
        return false;
    };
    let plain = headers
        .get(header::CONTENT_ENCODING)
        .is_none_or(|encoding| encoding.as_bytes().eq_ignore_ascii_case(b"identity"));
    essence(only).eq_ignore_ascii_case("application/json") && plain
}

fn preflight(method: &str) -> Response<Body> {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_METHODS,
        HeaderValue::from_static(if method == "GET" { "GET" } else { "POST" }),
    );
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static("content-type"),
    );
    headers.insert(
        header::ACCESS_CONTROL_MAX_AGE,
        HeaderValue::from_static("600"),
    );
    response
}

/// Lets a listed origin read the answer, and says that answers differ by origin.
fn allow_origin(state: &WebState, origin: Option<HeaderValue>, headers: &mut HeaderMap) {
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
    if let Some(origin) = origin
        && state
            .portal
            .settings
            .allowed_origins
            .iter()
            .any(|listed| listed.as_bytes() == origin.as_bytes())
    {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(
            header::ACCESS_CONTROL_ALLOW_CREDENTIALS,
            HeaderValue::from_static("true"),
        );
    }
}
