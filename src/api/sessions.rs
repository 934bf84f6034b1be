//! Signed-in devices: `GET sessions`, `POST session_revoke`.

use leptos::{
    prelude::*,
    server_fn::codec::{GetUrl, Json},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ApiError, Reply, reply::Nothing};
use crate::values::input::{Flag, Text};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SessionList {
    pub sessions: Vec<SessionRow>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SessionRow {
    pub id: String,
    /// The one that asks.
    pub current: bool,
    /// The browser's `User-Agent`.
    pub device: String,
    pub address: String,
    /// RFC 3339 with Beijing's offset.
    pub signed_in_at: String,
    pub last_seen_at: String,
}

/// One session's `id`, or `all` for every other one.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct SessionRevokeForm {
    pub id: Text,
    pub all: Flag,
}

/// `GET /users/sessions/`: where the account is signed in.
///
/// Fails with `error`: `login_required`.
///
/// # Errors
/// A fault of ours.
#[server(prefix = "/users", endpoint = "sessions/", input = GetUrl, output = Json)]
pub async fn sessions() -> Result<Reply<SessionList>, ApiError> {
    let caller = super::caller::Caller::find()?;
    let outcome = async {
        let account = caller.signed_in().await?;
        let own = caller.session_id().await?;
        let sessions = crate::server::services::sessions::list(&caller.portal, &account).await?.into_iter().map(|session| SessionRow {
            current: session.public_id == own,
            id: session.public_id,
            device: session.device,
            address: session.address,
            signed_in_at: session.created_at.rfc3339(),
            last_seen_at: session.seen_at.rfc3339(),
        });
        Ok(SessionList { sessions: sessions.collect() })
    };
    let outcome = outcome.await;
    caller.answer(super::Status::Error, "done-me", outcome)
}

/// `POST /users/session_revoke/`: signs one device out, or all others.
///
/// Fails with `error`: `login_required`, the problem of `id`, `no_such_session`.
///
/// # Errors
/// A fault of ours.
#[server(prefix = "/users", endpoint = "session_revoke/", input = Json, output = Json)]
pub async fn session_revoke(#[server(flatten)] form: SessionRevokeForm) -> Result<Reply<Nothing>, ApiError> {
    use crate::values::FieldErrors;

    let caller = super::caller::Caller::find()?;
    let outcome = async {
        let account = caller.signed_in().await?;
        if form.all == Flag::Yes {
            crate::server::services::sessions::end_others(&caller.portal, &account, &caller.session_id().await?, &caller.visitor).await?;
        } else {
            let id = form.id.given().map_err(|problem| FieldErrors::one("id", problem))?;
            crate::server::services::sessions::end_one(&caller.portal, &account, id, &caller.visitor).await?;
        }
        Ok(Nothing {})
    };
    let outcome = outcome.await;
    caller.answer(super::Status::Error, "done-session_revoke", outcome)
}
