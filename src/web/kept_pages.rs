//! Pages of nobody in particular, rendered once: such a page is the same for everybody who is not
//! signed in, but for its language and for the page that signing in leads to. It is kept with its
//! compressed forms, and a browser that has it already is told so.
//!
//! Pages of people who are signed in are neither kept nor compressed. They hold personal data beside
//! what the address had them say, and how well the two compress together would tell of the data
//! (BREACH).

use std::{
    collections::HashMap,
    io::Write as _,
    sync::{Arc, PoisonError, RwLock},
};

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::Request,
    http::{HeaderMap, HeaderValue, Response, StatusCode, header, response::Parts},
    response::IntoResponse as _,
};
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest as _, Sha256};

use super::{
    assets::is_watched,
    language::LANG_COOKIE,
    render::{LARGEST_PAGE, render},
    state::WebState,
};
use crate::{
    app::Page,
    values::{lang::Lang, return_to, visit::Visit},
};

/// Every page kept so far. There are only so many: what an address may say beside the page is a
/// language and one of a few pages to go on to.
pub type KeptPages = RwLock<HashMap<Variant, Arc<KeptPage>>>;

/// What tells one such page from another.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Variant {
    path: &'static str,
    lang: Lang,
    next: Option<String>,
}

impl Variant {
    /// Of this visit; none where the page would say more than that, or to somebody.
    pub fn of(page: &'static Page, visit: &Visit, query: &[(String, String)]) -> Option<Self> {
        let is_known = |(name, value): &(String, String)| {
            name == LANG_COOKIE || (name == "next" && return_to::is_known(value))
        };
        let next = query.iter().filter(|(name, _)| name == "next").count();
        (visit.username.is_none() && next <= 1 && query.iter().all(is_known) && !is_watched()).then(
            || Self {
                path: page.path,
                lang: visit.lang,
                next: visit.next.clone(),
            },
        )
    }
}

/// A page, and its answer's headers.
pub struct KeptPage {
    headers: HeaderMap,
    plain: Bytes,
    gzip: Bytes,
    brotli: Bytes,
}

/// The page of this variant, in the form that the browser takes, or the word that it has it.
pub async fn show(state: &WebState, variant: Variant, request: Request) -> Response<Body> {
    let wanted = request.headers().clone();
    let kept = state.kept_pages.read();
    let kept = kept
        .unwrap_or_else(PoisonError::into_inner)
        .get(&variant)
        .cloned();
    let kept = match kept {
        Some(kept) => kept,
        None => match KeptPage::of(render(state, request, StatusCode::OK).await).await {
            Ok(page) => {
                let page = Arc::new(page);
                let mut pages = state
                    .kept_pages
                    .write()
                    .unwrap_or_else(PoisonError::into_inner);
                pages.insert(variant, Arc::clone(&page));
                page
            }
            Err(response) => return response,
        },
    };
    kept.answer(&wanted)
}

impl KeptPage {
    /// The rendered page; again as it is, when it is none to keep.
    async fn of(rendered: Response<Body>) -> Result<Self, Response<Body>> {
        if rendered.status() != StatusCode::OK {
            return Err(rendered);
        }
        let (Parts { mut headers, .. }, body) = rendered.into_parts();
        let plain = to_bytes(body, LARGEST_PAGE).await;
        let plain = plain.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())?;
        // A hundred milliseconds for the longest.
        let compressed = {
            let plain = plain.clone();
            tokio::task::spawn_blocking(move || (gzip(&plain), brotli(&plain))).await
        };
        let (gzip, brotli) =
            compressed.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())?;
        let hash = hex::encode(&Sha256::digest(&plain)[..16]);
        let etag = HeaderValue::from_str(&format!("\"{hash}\"")).expect("ASCII");
        for (name, value) in [
            // Kept by the browser alone, and asked about each time: who has signed in meanwhile
            // gets another page here.
            (header::CACHE_CONTROL, "private, no-cache"),
            (header::VARY, "Accept-Encoding"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        headers.remove(header::CONTENT_LENGTH);
        headers.insert(header::ETAG, etag);
        Ok(Self {
            headers,
            plain,
            gzip,
            brotli,
        })
    }

    fn answer(&self, wanted: &HeaderMap) -> Response<Body> {
        let etag = &self.headers[header::ETAG];
        let is_here = wanted
            .get_all(header::IF_NONE_MATCH)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            // A proxy that compresses weakens what it passes on.
            .any(|tag| tag.trim().trim_start_matches("W/") == etag);
        let mut response = if is_here {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            let (encoding, body) = if takes(wanted, "br") {
                (Some("br"), &self.brotli)
            } else if takes(wanted, "gzip") {
                (Some("gzip"), &self.gzip)
            } else {
                (None, &self.plain)
            };
            let mut response = Response::new(Body::from(body.clone()));
            if let Some(encoding) = encoding {
                let encoding = HeaderValue::from_static(encoding);
                response
                    .headers_mut()
                    .insert(header::CONTENT_ENCODING, encoding);
            }
            response
        };
        response.headers_mut().extend(self.headers.clone());
        response
    }
}

/// Whether the browser takes this encoding, by name and with a weight above nothing.
fn takes(wanted: &HeaderMap, encoding: &str) -> bool {
    wanted
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|offer| {
            let (name, weight) = offer.split_once(';').unwrap_or((offer, "q=1"));
            let weight = weight.trim().trim_start_matches("q=").parse::<f32>();
            name.trim().eq_ignore_ascii_case(encoding) && weight.is_ok_and(|weight| weight > 0.0)
        })
}

fn gzip(plain: &[u8]) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    // Writing to memory does not fail.
    let written = encoder.write_all(plain).and_then(|()| encoder.finish());
    written.unwrap_or_default().into()
}

fn brotli(plain: &[u8]) -> Bytes {
    let (mut source, mut compressed) = (plain, Vec::new());
    let parameters = brotli::enc::BrotliEncoderParams::default();
    let written = brotli::BrotliCompress(&mut source, &mut compressed, &parameters);
    if written.is_err() {
        Bytes::new()
    } else {
        compressed.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoding_is_taken_that_was_offered() {
        for (offered, br, gzip) in [
            ("gzip, deflate, br, zstd", true, true),
            ("gzip;q=1.0, br;q=0", false, true),
            ("BR", true, false),
            ("br;q=0.5", true, false),
            ("identity", false, false),
            ("x-br, gzipped", false, false),
            ("br;level=1", false, false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(offered));
            assert_eq!(
                (takes(&headers, "br"), takes(&headers, "gzip")),
                (br, gzip),
                "{offered}"
            );
        }
        assert!(!takes(&HeaderMap::new(), "br"));
    }
}
