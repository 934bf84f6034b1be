//! The table `sessions`, and the store that tower-sessions keeps them in: ids hashed, each with its account, dead when its epoch is not the
//! account's.

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;
use serde_json::Value;
use sqlx::{AnyConnection, FromRow};
use time::OffsetDateTime;
use tower_sessions::{
    SessionStore,
    session::{Id, Record},
    session_store::{Error, Result as StoreResult},
};

use super::Store;
use crate::server::{
    crypto::keys::token_hash,
    env::Clock,
    policy::session::{IDLE, LONGEST},
};
use crate::values::time::{Duration, MINUTE, Timestamp};

/// The key in a session's data that holds the id of a row an operation has already written: the session takes that id over.
pub const TICKET: &str = "ticket";
/// The key in a session's data that holds the signed-in account's id. Read from the row's own column, never from the data it keeps.
pub const ACCOUNT: &str = "account";
/// The key that holds what the session is listed under.
pub const PUBLIC_ID: &str = "public_id";
/// The key that is there when the session outlives the browser.
pub const REMEMBER: &str = "remember";
/// Keys that are read from columns and not kept in the data.
const COLUMNS: [&str; 4] = [TICKET, ACCOUNT, PUBLIC_ID, REMEMBER];

/// Writing down that a session was used may wait this long.
const TOUCH: Duration = MINUTE;

pub struct NewSession {
    /// What the owner sees it by; not the id in the cookie.
    pub public_id: String,
    pub account: String,
    pub epoch: i64,
    pub device: String,
    pub address: String,
    pub idle: Duration,
    pub ends_at: Timestamp,
}

fn hashed(id: i128) -> String {
    token_hash(&id.to_le_bytes())
}

pub async fn add(db: &mut AnyConnection, id: i128, session: &NewSession, now: Timestamp) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO sessions (id_hash, public_id, account, epoch, data, device, address, idle, ends_at, seen_at, created_at)
         VALUES ($1, $2, $3, $4, '{}', $5, $6, $7, $8, $9, $9)",
    )
    .bind(hashed(id))
    .bind(session.public_id.clone())
    .bind(session.account.clone())
    .bind(session.epoch)
    .bind(session.device.clone())
    .bind(session.address.clone())
    .bind(session.idle)
    .bind(session.ends_at)
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}

/// A live session as its owner sees it.
#[derive(Clone, Debug, FromRow)]
pub struct Listed {
    pub public_id: String,
    pub device: String,
    pub address: String,
    pub created_at: Timestamp,
    pub seen_at: Timestamp,
}

/// The account's live sessions, the last seen first.
pub async fn list(db: &mut AnyConnection, account: &str, epoch: i64, now: Timestamp) -> sqlx::Result<Vec<Listed>> {
    sqlx::query_as(
        "SELECT public_id, device, address, created_at, seen_at FROM sessions
         WHERE account = $1 AND epoch = $2 AND ends_at > $3 AND seen_at + idle > $3 ORDER BY seen_at DESC, public_id",
    )
    .bind(account.to_owned())
    .bind(epoch)
    .bind(now)
    .fetch_all(db)
    .await
}

/// Ends one session of the account; says whether there was one.
pub async fn remove(db: &mut AnyConnection, account: &str, public_id: &str) -> sqlx::Result<bool> {
    let done =
        sqlx::query("DELETE FROM sessions WHERE account = $1 AND public_id = $2").bind(account.to_owned()).bind(public_id.to_owned()).execute(db).await?;
    Ok(done.rows_affected() > 0)
}

/// Ends all sessions of the account but the one named, if any is.
pub async fn remove_others(db: &mut AnyConnection, account: &str, kept: &str) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM sessions WHERE account = $1 AND public_id <> $2").bind(account.to_owned()).bind(kept.to_owned()).execute(db).await?;
    Ok(())
}

/// Forgets sessions that are over.
pub async fn remove_expired(db: &mut AnyConnection, now: Timestamp) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM sessions WHERE ends_at <= $1 OR seen_at + idle <= $1").bind(now).execute(db).await?;
    Ok(())
}

/// The sessions as tower-sessions asks for them. Whether one is alive is judged here, on the portal's clock; the dates tower-sessions carries
/// along only shape the cookie.
#[derive(Clone)]
pub struct Sessions {
    pub store: Store,
    pub clock: Arc<dyn Clock>,
}

impl std::fmt::Debug for Sessions {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("Sessions")
    }
}

#[derive(FromRow)]
struct Row {
    account: Option<String>,
    public_id: String,
    data: String,
    idle: Duration,
    seen_at: Timestamp,
}

fn backend(error: impl std::fmt::Display) -> Error {
    Error::Backend(error.to_string())
}

/// The data without what lives in columns.
fn encoded(record: &Record) -> StoreResult<String> {
    let kept: HashMap<&String, &Value> = record.data.iter().filter(|(key, _)| !COLUMNS.contains(&key.as_str())).collect();
    serde_json::to_string(&kept).map_err(|error| Error::Encode(error.to_string()))
}

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> StoreResult<()> {
        if let Some(ticket) = record.data.remove(TICKET) {
            record.id = ticket.as_str().and_then(|id| id.parse().ok()).ok_or_else(|| backend("a ticket that is no id"))?;
            return Ok(());
        }
        let now = self.clock.now();
        sqlx::query(
            "INSERT INTO sessions (id_hash, public_id, account, epoch, data, device, address, idle, ends_at, seen_at, created_at)
             VALUES ($1, $1, NULL, 0, $2, '', '', $3, $4, $5, $5)",
        )
        .bind(hashed(record.id.0))
        .bind(encoded(record)?)
        .bind(IDLE)
        .bind(now + LONGEST)
        .bind(now)
        .execute(&mut *self.store.read().await.map_err(backend)?)
        .await
        .map_err(backend)?;
        Ok(())
    }

    /// Never brings back a session that was ended while its request was running.
    async fn save(&self, record: &Record) -> StoreResult<()> {
        sqlx::query("UPDATE sessions SET data = $2 WHERE id_hash = $1")
            .bind(hashed(record.id.0))
            .bind(encoded(record)?)
            .execute(&mut *self.store.read().await.map_err(backend)?)
            .await
            .map_err(backend)?;
        Ok(())
    }

    async fn load(&self, id: &Id) -> StoreResult<Option<Record>> {
        let (now, hash) = (self.clock.now(), hashed(id.0));
        let mut db = self.store.read().await.map_err(backend)?;
        let row: Option<Row> = sqlx::query_as(
            "SELECT s.account, s.public_id, s.data, s.idle, s.seen_at FROM sessions s LEFT JOIN accounts a ON a.id = s.account
             WHERE s.id_hash = $1 AND s.ends_at > $2 AND s.seen_at + s.idle > $2 AND (s.account IS NULL OR a.session_epoch = s.epoch)",
        )
        .bind(hash.clone())
        .bind(now)
        .fetch_optional(&mut *db)
        .await
        .map_err(backend)?;
        let Some(row) = row else { return Ok(None) };
        if row.seen_at + TOUCH <= now {
            sqlx::query("UPDATE sessions SET seen_at = $2 WHERE id_hash = $1").bind(hash).bind(now).execute(&mut *db).await.map_err(backend)?;
        }
        let mut data: HashMap<String, Value> = serde_json::from_str(&row.data).map_err(|error| Error::Decode(error.to_string()))?;
        if let Some(account) = row.account {
            data.insert(ACCOUNT.into(), Value::String(account));
            data.insert(PUBLIC_ID.into(), Value::String(row.public_id));
            if row.idle > IDLE {
                data.insert(REMEMBER.into(), Value::Bool(true));
            }
        }
        Ok(Some(Record { id: *id, data, expiry_date: OffsetDateTime::UNIX_EPOCH }))
    }

    async fn delete(&self, id: &Id) -> StoreResult<()> {
        sqlx::query("DELETE FROM sessions WHERE id_hash = $1")
            .bind(hashed(id.0))
            .execute(&mut *self.store.read().await.map_err(backend)?)
            .await
            .map_err(backend)?;
        Ok(())
    }
}
