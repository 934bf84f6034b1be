//! Cookies: the names of ours, how they are set, and finding one among those of others.

use std::collections::HashSet;

use axum::http::{HeaderMap, HeaderValue, header};
use tower_sessions::{
    cookie::{Cookie, SameSite as CookieSameSite, time::Duration},
    session::Id,
};

use crate::{
    server::{
        policy::wechat_state,
        settings::{SameSite, Settings},
    },
    values::redirects,
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

/// The device's: which accounts have signed in here.
pub fn device_name(settings: &Settings) -> &'static str {
    if settings.is_https() {
        "__Host-menhu-device"
    } else {
        "menhu-device"
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

/// Has the browser keep WeChat's for as long as an authorization may take; nothing takes it back.
/// It comes along from WeChat's site, by a navigation.
pub fn append_wechat(headers: &mut HeaderMap, settings: &Settings, value: &str) {
    let seconds = if value.is_empty() {
        0
    } else {
        wechat_state::LIFETIME.whole_seconds()
    };
    let name = wechat_name(settings);
    append(headers, settings, name, value, CookieSameSite::Lax, seconds);
}

/// The `SameSite` of the session's cookie and the device's.
pub fn session_same_site(settings: &Settings) -> CookieSameSite {
    match settings.cookie_samesite {
        SameSite::Lax => CookieSameSite::Lax,
        SameSite::None => CookieSameSite::None,
    }
}

/// A cookie of ours for so many seconds; one of no seconds is taken back. It has the same
/// attributes either way: without `Secure` a browser does not let a `__Host-` cookie be touched.
pub fn append(
    headers: &mut HeaderMap,
    settings: &Settings,
    name: &str,
    value: &str,
    same_site: CookieSameSite,
    seconds: i64,
) {
    let cookie = Cookie::build((name, value))
        .path("/")
        .http_only(true)
        .secure(settings.is_https())
        .same_site(same_site)
        .max_age(Duration::seconds(seconds))
        .build();
    if let Ok(cookie) = HeaderValue::from_str(&cookie.to_string()) {
        headers.append(header::SET_COOKIE, cookie);
    }
}

/// Has the page that comes next say what was done; without a name, that it has been said.
pub fn append_done(headers: &mut HeaderMap, settings: &Settings, operation: Option<&str>) {
    let seconds = operation.map_or(0, |_| redirects::DONE_SECONDS.into());
    // The island's has the same attributes, which no script could set with `HttpOnly`.
    let cookie = Cookie::build((redirects::DONE_COOKIE, operation.unwrap_or_default()))
        .path("/")
        .secure(settings.is_https())
        .same_site(CookieSameSite::Lax)
        .max_age(Duration::seconds(seconds))
        .build();
    if let Ok(cookie) = HeaderValue::from_str(&cookie.to_string()) {
        headers.append(header::SET_COOKIE, cookie);
    }
}

/// tower-sessions takes its cookie back without most of the attributes that it was set with.
pub fn complete_removal(headers: &mut HeaderMap, settings: &Settings) {
    let name = session_name(settings);
    let is_bare_removal = |line: &HeaderValue| {
        let rest = line
            .as_bytes()
            .strip_prefix(name.as_bytes())
            .and_then(|rest| rest.strip_prefix(b"="));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(b";"))
    };
    if !headers
        .get_all(header::SET_COOKIE)
        .iter()
        .any(is_bare_removal)
    {
        return;
    }
    let kept: Vec<HeaderValue> = headers
        .get_all(header::SET_COOKIE)
        .iter()
        .filter(|line| !is_bare_removal(line))
        .cloned()
        .collect();
    headers.remove(header::SET_COOKIE);
    for line in kept {
        headers.append(header::SET_COOKIE, line);
    }
    append(headers, settings, name, "", session_same_site(settings), 0);
}

/// Puts the cookies of a request into one line that every reader understands alike. Others on this
/// host and its parents set cookies too: bytes that are no text, names without a value, names with
/// `%`, which some decode into ours. Of two with one name the first is meant, the one with the
/// longer path; of two sessions, the first that can be one.
pub fn tidy(headers: &mut HeaderMap, session: &str) {
    let (mut names, mut kept) = (HashSet::new(), Vec::new());
    for line in headers.get_all(header::COOKIE) {
        for pair in line.as_bytes().split(|byte| *byte == b';') {
            let Some((name, value)) = std::str::from_utf8(pair)
                .ok()
                .and_then(|pair| pair.split_once('='))
                .map(|(name, value)| (name.trim(), value.trim()))
            else {
                continue;
            };
            let is_sound = !name.is_empty()
                && name
                    .bytes()
                    .all(|byte| byte.is_ascii_graphic() && byte != b'%')
                && value.bytes().all(|byte| (b' '..=b'~').contains(&byte))
                && (name != session || value.parse::<Id>().is_ok());
            if is_sound && names.insert(name.to_owned()) {
                kept.push(format!("{name}={value}"));
            }
        }
    }
    headers.remove(header::COOKIE);
    if let Ok(line) = HeaderValue::from_str(&kept.join("; "))
        && !kept.is_empty()
    {
        headers.insert(header::COOKIE, line);
    }
}

/// The value of the cookie of this name, in a request that was tidied.
pub fn find<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let line = headers.get(header::COOKIE)?.to_str().ok()?;
    line.split("; ")
        .filter_map(|pair| pair.split_once('='))
        .find(|(given, _)| *given == name)
        .map(|(_, value)| value)
}
