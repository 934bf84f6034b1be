//! The table `sessions`: ids are stored hashed; a session is dead when its epoch is not its
//! account's.

use sqlx::{AnyConnection, FromRow};

use super::{
    accounts::{Account, select},
    locking, remove_some,
};
use crate::values::time::{Duration, Timestamp};

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

pub async fn add(
    db: &mut AnyConnection,
    id_hash: &str,
    session: &NewSession,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO sessions (id_hash, public_id, account, epoch, data, device, address, idle, ends_at, seen_at, created_at)
         VALUES ($1, $2, $3, $4, '{}', $5, $6, $7, $8, $9, $9)",
    )
    .bind(id_hash)
    .bind(&session.public_id)
    .bind(&session.account)
    .bind(session.epoch)
    .bind(&session.device)
    .bind(&session.address)
    .bind(session.idle)
    .bind(session.ends_at)
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}

/// A live session, and the account that is signed in with it.
#[derive(FromRow)]
pub struct Found {
    pub public_id: String,
    pub idle: Duration,
    pub seen_at: Timestamp,
    #[sqlx(flatten)]
    pub account: Account,
}

/// The live session under this id, in one statement with its account: every request asks for both.
pub async fn find(
    db: &mut AnyConnection,
    id_hash: &str,
    now: Timestamp,
) -> sqlx::Result<Option<Found>> {
    sqlx::query_as(concat!(
        "SELECT s.public_id, s.idle, s.seen_at, a.* FROM sessions s JOIN (",
        select!("1 = 1"),
        ") a ON a.id = s.account AND a.session_epoch = s.epoch
         WHERE s.id_hash = $1 AND s.ends_at > $2 AND s.seen_at + s.idle > $2"
    ))
    .bind(id_hash)
    .bind(now)
    .fetch_optional(db)
    .await
}

/// Locks the account and its session until the transaction ends, unless the session has been ended;
/// says whether it did. The account first, everywhere: whoever ends sessions has it too, and none
/// waits for another in a circle.
pub async fn lock(
    db: &mut AnyConnection,
    account: &str,
    epoch: i64,
    public_id: &str,
) -> sqlx::Result<bool> {
    let query = locking!(
        db,
        "SELECT a.id FROM accounts a JOIN sessions s ON s.account = a.id
         WHERE a.id = $1 AND a.session_epoch = $2 AND s.public_id = $3"
    );
    let held: Option<String> = sqlx::query_scalar(query)
        .bind(account)
        .bind(epoch)
        .bind(public_id)
        .fetch_optional(db)
        .await?;
    Ok(held.is_some())
}

/// Writes down that the session was used.
pub async fn set_seen(db: &mut AnyConnection, id_hash: &str, now: Timestamp) -> sqlx::Result<()> {
    sqlx::query("UPDATE sessions SET seen_at = $2 WHERE id_hash = $1")
        .bind(id_hash)
        .bind(now)
        .execute(db)
        .await?;
    Ok(())
}

/// Ends the session under this id, if there is one.
pub async fn remove_by_id(db: &mut AnyConnection, id_hash: &str) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM sessions WHERE id_hash = $1")
        .bind(id_hash)
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
pub async fn list(
    db: &mut AnyConnection,
    account: &str,
    epoch: i64,
    now: Timestamp,
) -> sqlx::Result<Vec<Listed>> {
    sqlx::query_as(
        "SELECT public_id, device, address, created_at, seen_at FROM sessions
         WHERE account = $1 AND epoch = $2 AND ends_at > $3 AND seen_at + idle > $3 ORDER BY seen_at DESC, public_id",
    )
    .bind(account)
    .bind(epoch)
    .bind(now)
    .fetch_all(db)
    .await
}

/// Ends one session of the account; says whether there was one.
pub async fn remove(db: &mut AnyConnection, account: &str, public_id: &str) -> sqlx::Result<bool> {
    let done = sqlx::query("DELETE FROM sessions WHERE account = $1 AND public_id = $2")
        .bind(account)
        .bind(public_id)
        .execute(db)
        .await?;
    Ok(done.rows_affected() > 0)
}

/// Ends all sessions of the account but the one named, if any is.
pub async fn remove_others(db: &mut AnyConnection, account: &str, kept: &str) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM sessions WHERE account = $1 AND public_id <> $2")
        .bind(account)
        .bind(kept)
        .execute(db)
        .await?;
    Ok(())
}

/// Ends the account's oldest sessions until it has `most`.
pub async fn remove_oldest(db: &mut AnyConnection, account: &str, most: i64) -> sqlx::Result<()> {
    sqlx::query(
        "DELETE FROM sessions WHERE account = $1 AND id_hash NOT IN (SELECT id_hash FROM sessions \
         WHERE account = $1 ORDER BY created_at DESC, id_hash LIMIT $2)",
    )
    .bind(account)
    .bind(most)
    .execute(db)
    .await?;
    Ok(())
}

/// Forgets up to `most` sessions that are over; says how many.
pub async fn remove_expired(
    db: &mut AnyConnection,
    now: Timestamp,
    most: i64,
) -> sqlx::Result<u64> {
    remove_some(
        db,
        "DELETE FROM sessions WHERE id_hash IN (SELECT id_hash FROM sessions \
         WHERE ends_at <= $1 OR seen_at + idle <= $1 LIMIT $2)",
        now.millis(),
        most,
    )
    .await
}
