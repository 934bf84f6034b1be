//! Requests that nobody has made yet: a browser or an agent looks ahead, and nothing may come of
//! it.

use axum::http::{HeaderMap, Method};

/// What browsers name the headers in which they say that they look ahead.
const PURPOSES: [&str; 4] = ["sec-purpose", "purpose", "x-purpose", "x-moz"];

/// Whether the browser fetches this ahead of a person who may ask for it: a prefetch, a prerender,
/// a preview.
pub fn is_prefetch(headers: &HeaderMap) -> bool {
    PURPOSES
        .into_iter()
        .flat_map(|name| headers.get_all(name))
        .map(|value| value.as_bytes().to_ascii_lowercase())
        .any(|value| {
            value
                .split(|byte| b";, ".contains(byte))
                .any(|word| matches!(word, b"prefetch" | b"prerender" | b"preview"))
        })
}

/// Whether the request must change nothing: it is a HEAD, or fetched ahead.
pub fn is_speculative(method: &Method, headers: &HeaderMap) -> bool {
    method == Method::HEAD || is_prefetch(headers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_browser_s_word_for_it_is_known() {
        for (name, value, ahead) in [
            ("sec-purpose", "prefetch", true),
            ("sec-purpose", "prefetch;prerender", true),
            ("sec-purpose", "prefetch;anonymous-client-ip", true),
            ("purpose", "prefetch", true),
            ("x-purpose", "preview", true),
            ("x-moz", "Prefetch", true),
            ("purpose", "navigation", false),
            ("x-other", "prefetch", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(name, value.parse().expect("a header"));
            assert_eq!(is_prefetch(&headers), ahead, "{name}: {value}");
            assert!(is_speculative(&Method::HEAD, &headers));
        }
    }
}
