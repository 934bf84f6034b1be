//! Cookies: the names of ours, and finding one in a request.

use axum::http::{HeaderMap, header};

use crate::server::settings::Settings;

/// The session's. `__Host-` binds the cookie to this very host and to https; browsers refuse it
/// without.
pub fn session_name(settings: &Settings) -> &'static str {
    if settings.is_https() {
        "__Host-menhu"
    } else {
        "menhu"
    }
}

/// WeChat's: kept while somebody is there and not yet back.
pub fn wechat_name(settings: &Settings) -> &'static str {
    if settings.is_https() {
        "__Host-menhu-wechat"
    } else {
        "menhu-wechat"
    }
}

/// The value of the first cookie of this name.
pub fn find<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok());
    let mut pairs = lines
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    pairs
        .find(|(given, _)| *given == name)
        .map(|(_, value)| value)
}
