//! What the fuzz targets (`src/tests/fuzz`) call of this module; nobody else sees it.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

use super::{client_address, cookies, json, unsent, urlencoded};
use crate::app::PAGES;

type Pairs = Vec<(String, String)>;

/// Whether a body is a JSON object that operations may be given.
#[must_use]
pub fn is_sound_object(bytes: &[u8]) -> bool {
    json::is_sound_object(bytes)
}

/// The pairs of a form's body.
#[must_use]
pub fn form(bytes: &[u8]) -> Option<Pairs> {
    urlencoded::pairs(bytes)
}

/// What the login page carries of a form that came too late.
#[must_use]
pub fn carried(path: &str, typed: &[(String, String)]) -> Option<String> {
    let page = PAGES.iter().find(|page| page.path == path)?;
    unsent::pack(page, typed)
}

/// What is read of that, whoever wrote it.
#[must_use]
pub fn brought_back(path: &str, carried: &str) -> Option<Pairs> {
    let page = PAGES.iter().find(|page| page.path == path)?;
    unsent::unpack(page, carried).map(|(_, typed)| typed)
}

/// Who asks, when the proxy 192.0.2.1 says these lines and its whole network is trusted; nobody,
/// when they cannot be said in a header.
#[must_use]
pub fn client_behind_proxy(lines: &[&[u8]]) -> Option<String> {
    let headers = headers(&HeaderName::from_static("x-forwarded-for"), lines)?;
    let trusted = [ipnet::Ipv4Net::new_assert([192, 0, 2, 0].into(), 24).into()];
    let client = client_address::client_address([192, 0, 2, 1].into(), &headers, &trusted);
    Some(client.address.to_string())
}

/// The cookies of a request as they are read; no line where none is.
#[must_use]
pub fn tidied_cookies(lines: &[&[u8]]) -> Option<Option<String>> {
    let headers = tidied(lines)?;
    let line = headers.get(header::COOKIE);
    Some(line.map(|line| line.to_str().unwrap_or("no text").to_owned()))
}

/// The cookie of this name among them.
#[must_use]
pub fn cookie(lines: &[&[u8]], name: &str) -> Option<String> {
    cookies::find(&tidied(lines)?, name).map(ToOwned::to_owned)
}

fn tidied(lines: &[&[u8]]) -> Option<HeaderMap> {
    let mut headers = headers(&header::COOKIE, lines)?;
    cookies::tidy(&mut headers, "menhu");
    Some(headers)
}

fn headers(name: &HeaderName, lines: &[&[u8]]) -> Option<HeaderMap> {
    let mut headers = HeaderMap::new();
    for line in lines {
        headers.append(name, HeaderValue::from_bytes(line).ok()?);
    }
    Some(headers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_fuzz_targets_call_does_what_they_expect() {
        assert!(is_sound_object(b"{}"));
        let typed = vec![
            ("form".to_owned(), "change_my_info".to_owned()),
            ("qq".to_owned(), "1".to_owned()),
        ];
        assert_eq!(form(b"form=change_my_info&qq=1").as_ref(), Some(&typed));
        let carried = carried("/profile", &typed).expect("a form of the page");
        assert_eq!(brought_back("/profile", &carried), Some(typed));
        assert_eq!(
            client_behind_proxy(&[b"203.0.113.9:1", b"192.0.2.2"]).as_deref(),
            Some("203.0.113.9")
        );
        assert_eq!(client_behind_proxy(&[b"\n"]), None);
        let lines: [&[u8]; 2] = [b"a; b=c;d=e", b"b=f"];
        assert_eq!(tidied_cookies(&lines), Some(Some("b=c; d=e".to_owned())));
        assert_eq!(cookie(&lines, "d").as_deref(), Some("e"));
    }
}
