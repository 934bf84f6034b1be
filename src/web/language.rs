//! The language of a request: what `?lang=` asks for, else the cookie's, else the one that the
//! browser prefers.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, header},
};

use tower_sessions::cookie::SameSite;

use super::{cookies, speculative::is_speculative};
use crate::{api::PREFIX, server::settings::Settings, values::lang::Lang};

/// Of the cookie, and of the parameter in a page's address.
pub const LANG_COOKIE: &str = "lang";
/// In seconds.
const A_YEAR: i64 = 31_536_000;

pub struct Language {
    pub lang: Lang,
    /// Whether the address asked for it: then the browser is to keep it.
    is_kept: bool,
}

impl Language {
    pub fn of(request: &Request) -> Self {
        let chosen = chosen(request);
        Self {
            lang: chosen.unwrap_or_else(|| preferred(request.headers())),
            is_kept: chosen.is_some() && !is_speculative(request.method(), request.headers()),
        }
    }

    /// Says on the answer which language it is in, and what that depends on.
    pub fn describe(&self, settings: &Settings, headers: &mut HeaderMap) {
        headers.insert(
            header::CONTENT_LANGUAGE,
            HeaderValue::from_static(self.lang.tag()),
        );
        headers.append(
            header::VARY,
            HeaderValue::from_static("Accept-Language, Cookie"),
        );
        if self.is_kept {
            let (name, value) = (LANG_COOKIE, self.lang.as_str());
            cookies::append(headers, settings, name, value, SameSite::Lax, A_YEAR);
        }
    }
}

/// The language that `?lang=` asks for, on a page.
fn chosen(request: &Request) -> Option<Lang> {
    if request.uri().path().starts_with(PREFIX) {
        return None;
    }
    let mut query = url::form_urlencoded::parse(request.uri().query()?.as_bytes());
    query
        .find(|(name, _)| name == LANG_COOKIE)
        .and_then(|(_, value)| Lang::of(&value))
}

/// The language of the cookie, else the one the browser prefers.
fn preferred(headers: &HeaderMap) -> Lang {
    let accepted = || {
        headers
            .get(header::ACCEPT_LANGUAGE)
            .and_then(|accept| accept.to_str().ok())
            .unwrap_or_default()
    };
    cookies::find(headers, LANG_COOKIE)
        .and_then(Lang::of)
        .unwrap_or_else(|| Lang::preferred(accepted()))
}
