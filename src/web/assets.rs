//! The built browser files: hashed ones for ever, the few others for a day, all precompressed.

use std::{fs, path::Path, time::SystemTime};

use axum::{
    Router,
    http::{HeaderValue, header},
};
use tower::ServiceBuilder;
use tower_http::{services::ServeDir, set_header::SetResponseHeaderLayer};

use super::state::WebState;
use crate::app::Assets;

/// Whether `make dev` runs us: the page then listens for new builds, on a port of cargo-leptos.
pub fn is_watched() -> bool {
    std::env::var_os("LEPTOS_WATCH").is_some()
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
    let kept = |value: &'static str| {
        SetResponseHeaderLayer::overriding(
            header::CACHE_CONTROL,
            move |response: &axum::http::Response<_>| {
                response
                    .status()
                    .is_success()
                    .then(|| HeaderValue::from_static(value))
            },
        )
    };
    let hashed = ServiceBuilder::new()
        // `make dev` builds them again and again under the same names.
        .layer(kept(if is_watched() {
            "no-store"
        } else {
            "public, max-age=31536000, immutable"
        }))
        .service(
            ServeDir::new(site.join("pkg"))
                .precompressed_br()
                .precompressed_gzip(),
        );
    let mut router = Router::new().nest_service("/pkg", hashed);
    for name in ["favicon.svg", "robots.txt"] {
        let file = tower_http::services::ServeFile::new(site.join(name))
            .precompressed_br()
            .precompressed_gzip();
        router = router.route_service(
            &format!("/{name}"),
            ServiceBuilder::new()
                .layer(kept("public, max-age=86400"))
                .service(file),
        );
    }
    router
}
