//! What a person agreed to before their data was collected.

/// The version of the terms and the privacy policy that the pages show; recorded with each consent.
pub const VERSION: &str = "2026-11-22";
