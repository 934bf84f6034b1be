//! The built browser files: hashed ones for ever, the few others for a day, all precompressed.

use std::{fs, path::Path, sync::LazyLock, time::SystemTime};

use axum::{
    Router,
    body::Body,
    extract::Request,
    http::{HeaderValue, Response, StatusCode, header},
    middleware::{self, Next},
    response::IntoResponse as _,
};
use tower::ServiceBuilder;
use tower_http::{services::ServeDir, set_header::SetResponseHeaderLayer};

use super::state::WebState;
use crate::app::Assets;

/// Whether `make dev` runs us: the page then listens for new builds, on a port of cargo-leptos.
pub fn is_watched() -> bool {
    // Every page asks.
    static WATCHED: LazyLock<bool> = LazyLock::new(|| std::env::var_os("LEPTOS_WATCH").is_some());
    *WATCHED
}

/// The newest file of each kind in `<site>/pkg`. Without any the pages work as they do without
/// scripts, only plain.
pub fn find(site: &Path) -> Assets {
    let newest = |ending: &str| {
        let mut files: Vec<(SystemTime, String)> = fs::read_dir(site.join("pkg"))
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|entry| {
                Some((
                    entry.metadata().ok()?.modified().ok()?,
                    entry.file_name().into_string().ok()?,
                ))
            })
            .filter(|(_, name)| name.starts_with("menhu") && name.ends_with(ending))
            .collect();
        files.sort();
        files
            .pop()
            .map(|(_, name)| format!("/pkg/{name}"))
            .unwrap_or_default()
    };
    let assets = Assets {
        css: newest(".css"),
        js: newest(".js"),
        wasm: newest(".wasm"),
    };
    if assets.css.is_empty() {
        tracing::warn!(site = %site.display(), "no built browser files here: pages will be plain");
    }
    assets
}

pub fn router(state: &WebState) -> Router {
    let site = &state.portal.settings.site;
    // Whoever keeps a file asks whether it is still the same, and takes the headers of that answer
    // for the file's.
    let on_files = |name, value: &'static str| {
        SetResponseHeaderLayer::overriding(name, move |response: &Response<_>| {
            let status = response.status();
            (status.is_success() || status == StatusCode::NOT_MODIFIED)
                .then(|| HeaderValue::from_static(value))
        })
    };
    let kept = |value| on_files(header::CACHE_CONTROL, value);
    // There is a compressed file beside each.
    let varies = || on_files(header::VARY, "Accept-Encoding");
    let hashed = ServiceBuilder::new()
        // `make dev` builds them again and again under the same names.
        .layer(kept(if is_watched() {
            "no-store"
        } else {
            "public, max-age=31536000, immutable"
        }))
        .layer(varies())
        .service(
            ServeDir::new(site.join("pkg"))
                .precompressed_br()
                .precompressed_gzip(),
        );
    let mut router = Router::new()
        .nest_service("/pkg", hashed)
        .layer(middleware::from_fn(only_for_pages));
    for name in ["favicon.svg", "robots.txt"] {
        let file = tower_http::services::ServeFile::new(site.join(name))
            .precompressed_br()
            .precompressed_gzip();
        router = router.route_service(
            &format!("/{name}"),
            ServiceBuilder::new()
                .layer(kept("public, max-age=86400"))
                .layer(varies())
                .service(file),
        );
    }
    router
}

/// What pages ask for is served; type declarations and whatever else a build leaves is not.
async fn only_for_pages(request: Request, next: Next) -> Response<Body> {
    let path = request.uri().path();
    if [".css", ".js", ".wasm"]
        .iter()
        .any(|ending| path.ends_with(ending))
    {
        next.run(request).await
    } else {
        StatusCode::NOT_FOUND.into_response()
    }
}
