//! What the router's handlers share.

use std::sync::Arc;

use axum::http::request::Parts;
use leptos::prelude::{provide_context, use_context};

use super::{openapi, visitor::Warned};
use crate::{app::Assets, server::Portal, values::visit::Visit};

#[derive(Clone)]
pub struct WebState {
    pub portal: Arc<Portal>,
    pub assets: Arc<Assets>,
    pub warned: Arc<Warned>,
}

impl WebState {
    /// Gives the pages and the server functions their context: the portal, and what the layers
    /// found out about the request.
    pub fn provide(&self) {
        provide_context(Arc::clone(&self.portal));
        provide_context(openapi::place(&self.portal.settings));
        if let Some(visit) =
            use_context::<Parts>().and_then(|parts| parts.extensions.get::<Visit>().cloned())
        {
            provide_context(visit);
        }
    }
}
