//! The parts of the portal put together behind one router. Tests use the same router.

use std::{any::Any, sync::Arc};

use axum::{Extension, Router, middleware, routing::get};
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
    let router = pages::around(people, &state)
        .merge(endpoints::router(&state))
        .layer(middleware::from_fn_with_state(
            state.clone(),
            session::provide,
        ))
        .layer(session::layer(portal))
        .layer(middleware::from_fn_with_state(
            state.clone(),
            session::complete_removal,
        ))
        .layer(Extension(Arc::clone(&rate_limit)))
        .layer(middleware::from_fn_with_state(
            state.clone(),
            host::known_host,
        ))
        // Read under the machine's own address, which people do not know.
        .merge(metrics::router(&state))
        .layer(middleware::from_fn_with_state(
            state.clone(),
            time_limit::limit_time,
        ))
        .layer(middleware::from_fn_with_state(
            state.clone(),
            visitor::identify,
        ))
        .merge(assets::router(&state))
        .merge(openapi::router(portal))
        .route("/healthz", get(health::healthz))
        .route(
            "/readyz",
            get(health::readyz)
                .with_state(state.clone())
                .layer(Extension(draining.clone())),
        )
        .layer(middleware::from_fn_with_state(
            state.clone(),
            host::one_host,
        ))
        .layer(CatchPanicLayer::custom(
            move |panic: Box<dyn Any + Send>| panic::panicked(&imprint, &*panic),
        ))
        .layer(middleware::from_fn_with_state(state, security_headers));
    (router, rate_limit, draining)
}
