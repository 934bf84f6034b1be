//! Sessions over HTTP: tower-sessions reads and writes the cookie, the table `sessions` is ours.
//!
//! How a session is found: [`provide`] puts a [`CurrentSession`] on each request. Whoever asks it
//! first reads the session and its account, in one statement; pages, operations and the other
//! routes all ask the same one. Nothing is kept in the data that tower-sessions would carry along.
//!
//! How a session begins: the operation that signs somebody in writes the session's row in its own
//! transaction, under an id that it draws itself (`policy::session::open`), so that both happen or
//! neither does. tower-sessions would rather draw the id, and write the row once the answer is
//! made. So `CurrentSession::enter` leaves the id in the session's data, under [`OPENED`]; when
//! tower-sessions then asks for a new row, [`Sessions::create`] takes that id over and writes
//! nothing. The cookie carries it from then on.

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;
use axum::{
    Extension,
    body::Body,
    extract::{Request, State},
    http::Response,
    middleware::Next,
};
use time::OffsetDateTime;
use tower_sessions::{
    Session, SessionManagerLayer, SessionStore,
    session::{Id, Record},
    session_store::{Error, Result},
};

use super::{cookies, state::WebState};
use crate::{
    api::caller::{CurrentSession, OPENED},
    server::{
        Portal,
        policy::{known_devices, session},
    },
};

/// Reads and writes the cookie.
pub fn layer(portal: &Arc<Portal>) -> SessionManagerLayer<Sessions> {
    SessionManagerLayer::new(Sessions {
        portal: Arc::clone(portal),
    })
    .with_name(cookies::session_name(&portal.settings))
    .with_secure(portal.settings.is_https())
    .with_same_site(cookies::session_same_site(&portal.settings))
}

/// Completes the cookie that the layer takes back.
pub async fn complete_removal(
    State(state): State<WebState>,
    request: Request,
    next: Next,
) -> Response<Body> {
    let mut response = next.run(request).await;
    cookies::complete_removal(response.headers_mut(), &state.portal.settings);
    response
}

/// Puts the request's [`CurrentSession`] on it.
pub async fn provide(
    State(state): State<WebState>,
    Extension(cookie): Extension<Session>,
    mut request: Request,
    next: Next,
) -> Response<Body> {
    let session = CurrentSession::new(Arc::clone(&state.portal), cookie);
    request.extensions_mut().insert(session.clone());
    let mut response = next.run(request).await;
    let (settings, headers) = (&state.portal.settings, response.headers_mut());
    if let Some(value) = session.wechat_cookie().await {
        cookies::append_wechat(headers, settings, &value);
    }
    if let Some(value) = session.device_cookie().await {
        cookies::append(
            headers,
            settings,
            cookies::device_name(settings),
            &value,
            cookies::session_same_site(settings),
            known_devices::LIFETIME.whole_seconds(),
        );
    }
    response
}

/// The table `sessions` as tower-sessions asks for it. Whether a session is alive is judged on the
/// portal's clock; the dates that tower-sessions carries along only shape the cookie.
#[derive(Clone)]
pub struct Sessions {
    pub portal: Arc<Portal>,
}

impl std::fmt::Debug for Sessions {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("Sessions")
    }
}

fn backend(error: impl std::fmt::Display) -> Error {
    Error::Backend(error.to_string())
}

#[async_trait]
impl SessionStore for Sessions {
    /// The row is there already: an operation has written it.
    async fn create(&self, record: &mut Record) -> Result<()> {
        let opened = record.data.remove(OPENED);
        let id = opened.as_ref().and_then(|id| id.as_str()?.parse().ok());
        record.id = id.ok_or_else(|| backend("a session that no operation has opened"))?;
        Ok(())
    }

    /// There is nothing to write. What tower-sessions expects, an upsert, would bring back a
    /// session that was ended while its request was running.
    async fn save(&self, _: &Record) -> Result<()> {
        Ok(())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let found = session::find(&self.portal, id.0).await.map_err(backend)?;
        Ok(found.map(|_| Record {
            id: *id,
            data: HashMap::new(),
            expiry_date: OffsetDateTime::UNIX_EPOCH,
        }))
    }

    /// The row is gone already: whoever has the cookie taken back has ended the session.
    async fn delete(&self, _: &Id) -> Result<()> {
        Ok(())
    }
}
