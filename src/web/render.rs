//! A page as an answer: rendered, or one that says what went wrong, or the way to the login page.

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{Response, StatusCode, request::Parts},
    response::{IntoResponse as _, Redirect},
};
use leptos::prelude::{provide_context, use_context, with_context};
use leptos_axum::{ResponseOptions, render_app_async_with_context};

use super::{assets::is_watched, security_headers::page_policy, state::WebState};
use crate::{
    api::wechat::WEIXIN_BIND_START,
    app::{Failure, SignInFirst, shell},
    values::form_state::FormState,
};

/// A page that is larger, in bytes, is a mistake.
pub const LARGEST_PAGE: usize = 4 << 20;

/// To the login page, and back from there.
pub fn login_first(path: &str) -> Response<Body> {
    Redirect::to(&format!("/login?next={path}")).into_response()
}

/// The page at the request's path, with what the layers and `web::forms` left on the request.
pub async fn render(state: &WebState, request: Request, status: StatusCode) -> Response<Body> {
    let (context, state_of_page) = (state.clone(), state.clone());
    let provide = move || {
        context.provide();
        let extensions = with_context::<Parts, _>(|parts| parts.extensions.clone());
        let extensions = extensions.unwrap_or_default();
        if let Some(state) = extensions.get::<FormState>() {
            provide_context(state.clone());
        }
        if let Some(failure) = extensions.get::<Failure>() {
            provide_context(*failure);
        }
        if let Some(first) = extensions.get::<SignInFirst>() {
            provide_context(*first);
        }
        if let Some(response) = use_context::<ResponseOptions>() {
            response.set_status(status);
        }
    };
    let form_target = form_target(state, &request);
    let page = move || {
        page_policy(&state_of_page.inline_script, form_target.as_deref());
        shell(&state_of_page.assets, is_watched())
    };
    let rendered = render_app_async_with_context(provide, page)(request).await;
    without_resources(rendered).await
}

/// The page as far as `</html>`. What leptos puts behind it are empty lists of resources and errors,
/// which no page here hands over, in scripts that would have to be let run; `app`'s own script makes
/// them where there are islands.
async fn without_resources(rendered: Response<Body>) -> Response<Body> {
    const END: &[u8] = b"</html>";
    let (head, body) = rendered.into_parts();
    let Ok(page) = to_bytes(body, LARGEST_PAGE).await else {
        tracing::error!("a page could not be rendered to its end");
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let end = page
        .windows(END.len())
        .rposition(|part| part == END)
        .map_or(page.len(), |at| at + END.len());
    Response::from_parts(head, Body::from(page.slice(..end)))
}

/// The origin that the page's form for binding a WeChat leads to.
fn form_target(state: &WebState, request: &Request) -> Option<String> {
    let wechat = state.portal.gateways.wechat.as_ref()?;
    WEIXIN_BIND_START
        .is_on(request.uri().path())
        .then(|| wechat.config().open_url.origin().ascii_serialization())
}

/// A page that says what went wrong, under the status.
pub async fn failed(state: &WebState, mut request: Request, status: StatusCode) -> Response<Body> {
    request.extensions_mut().insert(Failure(status.as_u16()));
    render(state, request, status).await
}
