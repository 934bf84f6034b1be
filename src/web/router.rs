//! The parts of the portal put together behind one router. Tests use the same router.

use std::sync::Arc;

use axum::{Extension, Router, middleware, routing::get};
use tower_http::catch_panic::CatchPanicLayer;
use tower_sessions::{SessionManagerLayer, cookie::SameSite as CookieSameSite};

use super::{
    assets, calendar, cookies, dev, endpoints,
    health::{self, Draining},
    layers, metrics, openapi, pages,
    rate_limit::RateLimit,
    state::WebState,
    wechat,
};
use crate::server::{Portal, settings::SameSite, store::sessions::Sessions};

/// The whole portal as a service, and what of it is looked after from outside. The outermost layer comes last.
pub fn router(portal: &Arc<Portal>) -> (Router, Arc<RateLimit>, Draining) {
    let draining = Draining::default();
    let rate_limit = Arc::new(RateLimit::per_minute(portal.settings.flood_per_minute));
    let state = WebState { portal: Arc::clone(portal), assets: Arc::new(assets::find(&portal.settings.site)) };
    let mut people = pages::router(&state).merge(endpoints::router(&state)).merge(calendar::router(&state)).merge(wechat::router(&state));
    if portal.gateways.dev_outbox.is_some() {
        people = people.merge(dev::outbox::router(&state)).merge(dev::wechat::router(&state));
    }
    let sessions = SessionManagerLayer::new(Sessions { store: portal.store.clone(), clock: Arc::clone(&portal.env.clock) })
        .with_name(cookies::session_name(&portal.settings))
        .with_secure(portal.settings.is_https())
        .with_same_site(match portal.settings.cookie_samesite {
            SameSite::Lax => CookieSameSite::Lax,
            SameSite::None => CookieSameSite::None,
        });
    let router = people
        .layer(sessions)
        .layer(Extension(Arc::clone(&rate_limit)))
        .layer(middleware::from_fn_with_state(state.clone(), layers::known_host))
        // Read under the machine's own address, which people do not know.
        .merge(metrics::router(&state))
        .layer(middleware::from_fn(layers::in_time))
        .layer(middleware::from_fn_with_state(state.clone(), layers::visitor))
        .merge(assets::router(&state))
        .merge(openapi::router(&portal.settings))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz).with_state(state.clone()).layer(Extension(draining.clone())))
        .layer(CatchPanicLayer::custom(layers::panicked))
        .layer(middleware::from_fn_with_state(state, layers::security_headers));
    (router, rate_limit, draining)
}
