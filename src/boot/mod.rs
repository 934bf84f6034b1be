//! The composition root: the parts of the portal put together behind one router. Tests use the same router.

mod assets;
mod calendar;
pub mod command;
mod dev_outbox;
mod dev_wechat;
mod envelope;
mod flood;
mod forms;
mod health;
mod json;
mod layers;
mod metrics;
mod openapi;
mod pages;
mod run;
mod users;
mod wechat;

use std::sync::Arc;

use axum::{Extension, Router, middleware, routing::get};
use leptos::prelude::provide_context;
use tower_http::catch_panic::CatchPanicLayer;
use tower_sessions::{SessionManagerLayer, cookie::SameSite as CookieSameSite};

pub use run::{Boot, init_logging, listen, log_filter, serve};

use self::{flood::Flood, health::Leaving};
use crate::{
    app::Assets,
    server::{
        Portal,
        settings::{SameSite, Settings},
        store::sessions::Sessions,
    },
    values::visit::Visit,
};

/// What the router's handlers share.
#[derive(Clone)]
pub struct Shared {
    pub portal: Arc<Portal>,
    pub assets: Arc<Assets>,
}

impl Shared {
    /// Gives the pages and the server functions their context: the portal, and what the layers found out about the request.
    fn provide(&self) {
        provide_context(Arc::clone(&self.portal));
        provide_context(openapi::place(&self.portal.settings));
        if let Some(visit) = leptos::prelude::use_context::<axum::http::request::Parts>().and_then(|parts| parts.extensions.get::<Visit>().cloned()) {
            provide_context(visit);
        }
    }
}

/// The whole portal as a service, and what of it is looked after from outside. The outermost layer comes last.
fn router(portal: &Arc<Portal>) -> (Router, Arc<Flood>, Leaving) {
    let leaving = Leaving::default();
    let flood = Arc::new(Flood::per_minute(portal.settings.flood_per_minute));
    let shared = Shared { portal: Arc::clone(portal), assets: Arc::new(assets::find(&portal.settings.site)) };
    let mut people = pages::router(&shared).merge(users::router(&shared)).merge(calendar::router(&shared)).merge(wechat::router(&shared));
    if portal.gateways.dev_outbox.is_some() {
        people = people.merge(dev_outbox::router(&shared)).merge(dev_wechat::router(&shared));
    }
    let sessions = SessionManagerLayer::new(Sessions { store: portal.store.clone(), clock: Arc::clone(&portal.env.clock) })
        .with_name(cookie_name(&portal.settings))
        .with_secure(portal.settings.is_https())
        .with_same_site(match portal.settings.cookie_samesite {
            SameSite::Lax => CookieSameSite::Lax,
            SameSite::None => CookieSameSite::None,
        });
    let router = people
        .layer(sessions)
        .layer(Extension(Arc::clone(&flood)))
        .layer(middleware::from_fn_with_state(shared.clone(), layers::known_host))
        // Read under the machine's own address, which people do not know.
        .merge(metrics::router(&shared))
        .layer(middleware::from_fn(layers::in_time))
        .layer(middleware::from_fn_with_state(shared.clone(), layers::visitor))
        .merge(assets::router(&shared))
        .merge(openapi::router(&portal.settings))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz).with_state(shared.clone()).layer(Extension(leaving.clone())))
        .layer(CatchPanicLayer::custom(layers::panicked))
        .layer(middleware::from_fn_with_state(shared, layers::security_headers));
    (router, flood, leaving)
}

/// `__Host-` binds the cookie to this very host and to https; browsers refuse it without.
fn cookie_name(settings: &Settings) -> &'static str {
    if settings.is_https() { "__Host-menhu" } else { "menhu" }
}
