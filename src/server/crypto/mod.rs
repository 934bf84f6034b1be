//! Keyed hashes, sealed texts, and password hashes: what is computed with secrets.

pub mod argon;
pub mod keys;
