//! The contract as a document: OpenAPI 3.1, made of the very types that the operations take and
//! give back, and of the catalogue's words.
//!
//! A form says which fields there are, the values' rules how they look, an operation what it may
//! refuse. [`model`] puts the three together; from it come the document ([`document()`]) and the
//! page at `/docs`.

pub mod document;
pub mod model;
pub mod schema;

pub use document::document;
pub use model::Operation;

use std::sync::Arc;

use crate::values::imprint::Imprint;

/// Where the portal is reached, under which name its session cookie goes, and whose it is: what the
/// document cannot know by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// `https://accounts.example.cn`
    pub origin: String,
    pub cookie: &'static str,
    pub imprint: Arc<Imprint>,
}

/// What an answer that never reached its operation, or broke in it, carries: HTTP status, `reason`,
/// and whether only a body can cause it.
pub const BOUNDARY: [(u16, &str, bool); 11] = [
    (400, "malformed", false),
    (403, "origin", false),
    (404, "not_found", false),
    (405, "method", false),
    (408, "timeout", true),
    (413, "too_large", true),
    (415, "content_type", true),
    (421, "host", false),
    (429, "flood", false),
    (500, "internal", false),
    (503, "busy", false),
];
