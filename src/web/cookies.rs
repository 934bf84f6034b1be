//! Names of our cookies.

use crate::server::settings::Settings;

/// The session's. `__Host-` binds the cookie to this very host and to https; browsers refuse it without.
pub fn session_name(settings: &Settings) -> &'static str {
    if settings.is_https() { "__Host-menhu" } else { "menhu" }
}
