//! Signed-in devices: `GET sessions`, `POST session_revoke`.

use leptos::{
    prelude::*,
    server_fn::codec::{GetUrl, Json},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    ApiError, Operation, Reply,
    form::form,
    operation::Tag,
    reply::{Nothing, Sample},
    respond::respond,
};
use crate::{
    server::{error::Refused, services},
    values::{
        FieldErrors,
        input::{Optional, Tick},
        sessions::{EveryOther, SessionId},
    },
};

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

impl Sample for SessionList {
    fn sample() -> Self {
        let session = SessionRow {
            id: "0123456789abcdef0123456789abcdef".into(),
            current: true,
            device: "Mozilla/5.0 (Windows NT 10.0; Win64; x64)".into(),
            address: "203.0.113.9".into(),
            signed_in_at: "2026-11-22T10:00:00+08:00".into(),
            last_seen_at: "2026-11-22T10:05:00+08:00".into(),
        };
        Self {
            sessions: vec![session],
        }
    }
}

form! {
    /// One session's `id`, or `all` for every other one.
    pub struct SessionRevokeForm {
        pub id: Optional<SessionId>,
        pub all: Tick<EveryOther>,
    }
}

pub const SESSIONS: Operation = Operation::get("sessions", Tag::Sessions)
    .needs_session()
    .gives::<SessionList>();

/// `GET /users/sessions/`: where the account is signed in.
#[server(prefix = "/users", endpoint = "sessions/", input = GetUrl, output = Json)]
pub async fn sessions() -> Result<Reply<SessionList>, ApiError> {
    respond(&SESSIONS, async |caller| {
        let session = caller.signed_in().await?;
        let sessions = services::sessions::list(&caller.portal, &session.account)
            .await?
            .into_iter()
            .map(|listed| SessionRow {
                current: listed.public_id == session.public_id,
                id: listed.public_id,
                device: listed.device,
                address: listed.address,
                signed_in_at: listed.created_at.rfc3339(),
                last_seen_at: listed.seen_at.rfc3339(),
            });
        Ok(SessionList {
            sessions: sessions.collect(),
        })
    })
    .await
}

pub const SESSION_REVOKE: Operation = Operation::post("session_revoke", Tag::Sessions)
    .needs_session()
    .on(&["/profile"])
    .takes::<SessionRevokeForm>()
    .refuses(&[Refused::NoSuchSession]);

/// `POST /users/session_revoke/`: signs one device out, or all others.
#[server(prefix = "/users", endpoint = "session_revoke/", input = Json, output = Json)]
pub async fn session_revoke(
    #[server(flatten)] form: SessionRevokeForm,
) -> Result<Reply<Nothing>, ApiError> {
    respond(&SESSION_REVOKE, async |caller| {
        let session = caller.signed_in().await?;
        if form.all.is_yes() {
            services::sessions::end_others(&caller.portal, &session, &caller.visitor).await?;
        } else {
            let id = form
                .id
                .given()
                .map_err(|problem| FieldErrors::one("id", problem))?;
            services::sessions::end_one(&caller.portal, &session, id, &caller.visitor).await?;
        }
        Ok(Nothing {})
    })
    .await
}
