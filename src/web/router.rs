//! The parts of the portal put together behind one router. Tests use the same router.

use std::{any::Any, sync::Arc};

use axum::{Extension, Router, middleware::from_fn_with_state, routing::get};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;

use super::{
    assets, calendar, dev, endpoints,
    health::{self, Draining},
    host,
    kept_pages::KeptPages,
    metrics, openapi, pages, panic,
    rate_limit::RateLimit,
    security_headers::{inline_script, security_headers},
    session,
    state::{Shared, WebState},
    time_limit,
    visitor::{self, Warned},
    wechat,
};
use crate::server::Portal;

/// The whole portal as a service, and what of it is looked after from outside. The outermost layer
/// comes last.
pub fn router(portal: &Arc<Portal>) -> (Router, Arc<RateLimit>, Draining) {
    let draining = Draining::default();
    let imprint = Arc::clone(&portal.imprint);
    let rate_limit = Arc::new(RateLimit::per_minute(portal.settings.flood_per_minute));
    let assets = assets::find(&portal.settings.site);
    let state = WebState::new(Shared {
        portal: Arc::clone(portal),
        inline_script: inline_script(assets.loader().as_deref()),
        assets,
        kept_pages: KeptPages::default(),
        warned: Warned::default(),
    });
    let mut people = pages::router(&state)
        .merge(calendar::router(&state))
        .merge(wechat::router(&state));
    if portal.gateways.dev_outbox.is_some() {
        people = people
            .merge(dev::outbox::router(&state))
            .merge(dev::wechat::router(&state));
    }
    // Each `Router::layer` is boxed, and cloned with all that are within it, for each request: those
    // that stand together are one. In a `ServiceBuilder` the outermost comes first.
    let with_session = ServiceBuilder::new()
        .layer(from_fn_with_state(state.clone(), host::known_host))
        .layer(Extension(Arc::clone(&rate_limit)))
        .layer(from_fn_with_state(state.clone(), session::complete_removal))
        .layer(session::layer(portal))
        .layer(from_fn_with_state(state.clone(), session::provide));
    let of_visitor = ServiceBuilder::new()
        .layer(from_fn_with_state(state.clone(), visitor::identify))
        .layer(from_fn_with_state(state.clone(), time_limit::limit_time));
    let of_all = ServiceBuilder::new()
        .layer(from_fn_with_state(state.clone(), security_headers))
        .layer(CatchPanicLayer::custom(
            move |panic: Box<dyn Any + Send>| panic::panicked(&imprint, &*panic),
        ))
        .layer(from_fn_with_state(state.clone(), host::one_host));
    let router = pages::around(people, &state)
        .merge(endpoints::router(&state))
        .layer(with_session)
        // Read under the machine's own address, which people do not know.
        .merge(metrics::router(&state))
        .layer(of_visitor)
        .merge(assets::router(&state))
        .merge(openapi::router(portal))
        .route("/healthz", get(health::healthz))
        .route(
            "/readyz",
            get(health::readyz)
                .with_state(state)
                .layer(Extension(draining.clone())),
        )
        .layer(of_all);
    (router, rate_limit, draining)
}
