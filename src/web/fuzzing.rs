//! What the fuzz targets (`src/tests/fuzz`) call of this module; nobody else sees it.

use axum::http::{HeaderMap, HeaderValue, header};

use super::{client_address, cookies, json, urlencoded};

/// Whether a body is a JSON object that operations may be given.
#[must_use]
pub fn is_sound_object(bytes: &[u8]) -> bool {
    json::is_sound_object(bytes)
}

/// The JSON that is made of a form's body.
#[must_use]
pub fn form_to_json(bytes: &[u8]) -> Option<String> {
    let pairs = urlencoded::pairs(bytes)?;
    Some(serde_json::Value::Object(crate::values::form_data::to_json(pairs)).to_string())
}

/// Who asks, when the proxy 192.0.2.1 is trusted and says this; nobody, when it cannot be said in a
/// header.
#[must_use]
pub fn client_behind_proxy(said: &[u8]) -> Option<String> {
    let mut headers = HeaderMap::new();
    headers.insert("x-forwarded-for", HeaderValue::from_bytes(said).ok()?);
    let proxy = [192, 0, 2, 1];
    let trusted = [ipnet::IpNet::from(std::net::IpAddr::from(proxy))];
    let client = client_address::client_address(proxy.into(), &headers, &trusted);
    Some(client.address.to_string())
}

/// The cookies of a request as they are read.
#[must_use]
pub fn tidied_cookies(line: &[u8]) -> Option<String> {
    let mut headers = HeaderMap::new();
    headers.insert(header::COOKIE, HeaderValue::from_bytes(line).ok()?);
    cookies::tidy(&mut headers, "menhu");
    headers
        .get(header::COOKIE)
        .map(|line| line.to_str().unwrap_or("no text").to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_fuzz_targets_call_does_what_they_expect() {
        assert!(is_sound_object(b"{}"));
        assert_eq!(form_to_json(b"a=1").as_deref(), Some(r#"{"a":"1"}"#));
        assert_eq!(
            client_behind_proxy(b"203.0.113.9:1").as_deref(),
            Some("203.0.113.9")
        );
        assert_eq!(tidied_cookies(b"a; b=c;d=e").as_deref(), Some("b=c; d=e"));
    }
}
