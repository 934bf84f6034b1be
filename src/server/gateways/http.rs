//! The HTTP client of all gateways: five seconds for everything, small answers, no redirects, and
//! errors without addresses.

use std::time::Duration;

use reqwest::{Client, RequestBuilder, StatusCode, redirect};

/// From asking to having the whole answer.
const TIMEOUT: Duration = Duration::from_secs(5);
/// Longer answers are cut off: none that we understand is.
const LONGEST: usize = 64 * 1024;

#[derive(Clone)]
pub struct Http(Client);

/// Why there is no answer.
#[derive(Debug)]
pub enum TransportError {
    /// The request never left.
    Unsent(String),
    /// It may have arrived.
    Unanswered(String),
}

impl Http {
    pub fn new() -> Result<Self, String> {
        // Whoever was first has chosen the same one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = || {
            Client::builder()
                .timeout(TIMEOUT)
                .connect_timeout(Duration::from_secs(3))
                .redirect(redirect::Policy::none())
                .no_proxy()
        };
        // A machine without any certificate authorities can still talk to itself.
        let client = builder()
            .build()
            .or_else(|_| builder().tls_certs_only([]).build());
        client
            .map(Self)
            .map_err(|error| format!("no HTTP client can be made: {error}"))
    }

    pub fn client(&self) -> &Client {
        &self.0
    }

    /// The status, and the body's text.
    pub async fn answer(
        &self,
        request: RequestBuilder,
    ) -> Result<(StatusCode, String), TransportError> {
        let mut response = request.send().await.map_err(transport_error)?;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(transport_error)? {
            body.extend_from_slice(&chunk);
            if body.len() > LONGEST {
                return Err(TransportError::Unanswered("the answer does not end".into()));
            }
        }
        Ok((
            response.status(),
            String::from_utf8_lossy(&body).into_owned(),
        ))
    }
}

/// Without the address: it may hold a secret.
fn transport_error(error: reqwest::Error) -> TransportError {
    let unsent = error.is_connect() || error.is_builder();
    let error = error.without_url();
    let said = if error.is_timeout() {
        "no answer in time".into()
    } else {
        super::root_cause(&error)
    };
    if unsent {
        TransportError::Unsent(said)
    } else {
        TransportError::Unanswered(said)
    }
}
