//! What the router's handlers share.

use std::sync::Arc;

use axum::http::request::Parts;
use leptos::prelude::{provide_context, with_context};

use super::{kept_pages::KeptPages, openapi, visitor::Warned};
use crate::{app::Assets, server::Portal, values::visit::Visit};

#[derive(Clone)]
pub struct WebState {
    pub portal: Arc<Portal>,
    pub assets: Arc<Assets>,
    /// What lets the page's own script run ([`super::security_headers::inline_script`]).
    pub inline_script: Arc<str>,
    pub kept_pages: Arc<KeptPages>,
    pub warned: Arc<Warned>,
}

impl WebState {
    /// Gives the pages and the server functions their context: the portal, and what the layers
    /// found out about the request.
    pub fn provide(&self) {
        provide_context(Arc::clone(&self.portal));
        provide_context(openapi::place(&self.portal.settings));
        let visit = with_context::<Parts, _>(|parts| parts.extensions.get::<Visit>().cloned());
        if let Some(visit) = visit.flatten() {
            // Of its own, since each word of a page asks for it.
            provide_context(visit.lang);
            provide_context(Arc::new(visit));
        }
    }
}
