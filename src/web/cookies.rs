//! Cookies: the names of ours, and finding one in a request.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Response, header},
};

use crate::{
    server::settings::{SameSite, Settings},
    values::time::Duration,
};

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

/// The device's: which accounts have signed in here.
pub fn device_name(settings: &Settings) -> &'static str {
    if settings.is_https() {
        "__Host-menhu-device"
    } else {
        "menhu-device"
    }
}

/// Has the browser keep a cookie for so long; one of no time is taken back.
pub fn set(
    response: &mut Response<Body>,
    settings: &Settings,
    name: &str,
    value: &str,
    lifetime: Duration,
) {
    let secure = if settings.is_https() { "; Secure" } else { "" };
    let same_site = match settings.cookie_samesite {
        SameSite::Lax => "Lax",
        SameSite::None => "None",
    };
    let seconds = lifetime.whole_seconds();
    let cookie = format!(
        "{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite={same_site}{secure}"
    );
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
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
