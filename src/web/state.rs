//! What the router's handlers share.

use std::{ops::Deref, sync::Arc};

use axum::http::request::Parts;
use leptos::prelude::{provide_context, with_context};

use super::{kept_pages::KeptPages, openapi, visitor::Warned};
use crate::{app::Assets, server::Portal, values::visit::Visit};

/// One pointer: each layer clones it, for each request.
#[derive(Clone)]
pub struct WebState(Arc<Shared>);

pub struct Shared {
    pub portal: Arc<Portal>,
    pub assets: Assets,
    /// What lets the page's own script run ([`super::security_headers::inline_script`]).
    pub inline_script: String,
    pub kept_pages: KeptPages,
    pub warned: Warned,
}

impl Deref for WebState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl WebState {
    pub fn new(shared: Shared) -> Self {
        Self(Arc::new(shared))
    }

    /// Gives the pages and the server functions their context: the portal, and what the layers
    /// found out about the request.
    pub fn provide(&self) {
        provide_context(Arc::clone(&self.portal));
        provide_context(Arc::clone(&self.portal.imprint));
        provide_context(openapi::place(&self.portal));
        let visit = with_context::<Parts, _>(|parts| parts.extensions.get::<Visit>().cloned());
        if let Some(visit) = visit.flatten() {
            // Of its own, since each word of a page asks for it.
            provide_context(visit.lang);
            provide_context(Arc::new(visit));
        }
    }
}
