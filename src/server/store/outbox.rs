//! The tables `outbox` and `outbox_attempts`: messages on their way out, and what each attempt to
//! send them came to.

use sqlx::{AnyConnection, FromRow};

use super::remove_some;
use crate::values::{message::Channel, names::names, time::Timestamp};

names! {
    /// How a message stands.
    pub enum MessageState {
        /// It is to be sent, for the first time or again.
        Queued = "queued",
        Sent = "sent",
        /// It would have come too late.
        Dropped = "dropped",
        /// It was given up on.
        Failed = "failed",
    }
}

names! {
    /// What an attempt came to. The names are those that were stored and counted from the first
    /// version on.
    pub enum AttemptResult {
        Sent = "sent",
        Transient = "later",
        Unknown = "unclear",
        Misconfigured = "operator",
        Permanent = "never",
    }
}

#[derive(Clone, Debug, FromRow)]
pub struct Queued {
    pub id: String,
    pub channel: Channel,
    pub recipient: String,
    /// As stored: a newer version may have queued what this one does not know.
    pub template: String,
    /// The sealed parameters; empty once the message has left or was dropped.
    pub sealed: String,
    pub lang: String,
    /// How often it was leased, this time included.
    pub attempts: i64,
    /// How often it is known to have failed.
    pub failures: i64,
    pub expires_at: Timestamp,
    pub created_at: Timestamp,
}

/// Adds the message, to leave at `leaves_at`. One of this id that still waits is given its words.
pub async fn add(
    db: &mut AnyConnection,
    message: &Queued,
    leaves_at: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO outbox (id, channel, recipient, template, sealed, lang, state, attempts, next_at, leased_until, expires_at, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, 'queued', 0, $9, 0, $7, $8)
         ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed WHERE outbox.state = 'queued' AND outbox.attempts = 0",
    )
    .bind(&message.id)
    .bind(message.channel)
    .bind(&message.recipient)
    .bind(&message.template)
    .bind(&message.sealed)
    .bind(&message.lang)
    .bind(message.expires_at)
    .bind(message.created_at)
    .bind(leaves_at)
    .execute(db)
    .await?;
    Ok(())
}

/// Leases up to `most` due messages of a channel to one worker. The condition stands twice, so that
/// of two workers that chose the same row only one gets it.
pub async fn lease(
    db: &mut AnyConnection,
    channel: Channel,
    most: i64,
    until: Timestamp,
    now: Timestamp,
) -> sqlx::Result<Vec<Queued>> {
    sqlx::query_as(
        "UPDATE outbox SET leased_until = $2, attempts = attempts + 1
         WHERE state = 'queued' AND next_at <= $3 AND leased_until <= $3
           AND id IN (SELECT id FROM outbox WHERE state = 'queued' AND channel = $4 AND next_at <= $3 AND leased_until <= $3 ORDER BY created_at LIMIT $1)
         RETURNING id, channel, recipient, template, sealed, lang, attempts, failures, expires_at, created_at",
    )
    .bind(most)
    .bind(until)
    .bind(now)
    .bind(channel)
    .fetch_all(db)
    .await
}

/// The message has left (`sent`), came too late (`dropped`) or was given up on (`failed`). What it
/// said is scrubbed unless it failed, since then it may be tried again by hand.
pub async fn set_state(
    db: &mut AnyConnection,
    id: &str,
    state: MessageState,
    error: &str,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE outbox SET state = $2, last_error = $3, done_at = $4, leased_until = 0, sealed = \
             CASE WHEN $2 = 'failed' THEN sealed ELSE '' END WHERE id = $1 AND state = 'queued'",
    )
    .bind(id)
    .bind(state)
    .bind(error)
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}

pub async fn set_retry(
    db: &mut AnyConnection,
    id: &str,
    error: &str,
    next_at: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE outbox SET last_error = $2, next_at = $3, failures = failures + 1, \
         leased_until = 0 WHERE id = $1 AND state = 'queued'",
    )
    .bind(id)
    .bind(error)
    .bind(next_at)
    .execute(db)
    .await?;
    Ok(())
}

/// Lets go of a message that was not tried: others may lease it at this moment, as if it had not
/// been leased.
pub async fn set_left(db: &mut AnyConnection, id: &str, next_at: Timestamp) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE outbox SET next_at = $2, leased_until = 0, attempts = attempts - 1 \
         WHERE id = $1 AND state = 'queued'",
    )
    .bind(id)
    .bind(next_at)
    .execute(db)
    .await?;
    Ok(())
}

pub struct NewAttempt<'a> {
    pub id: String,
    pub message: &'a str,
    pub gateway: &'a str,
    pub outcome: AttemptResult,
    pub answer: &'a str,
    pub began_at: Timestamp,
    pub ended_at: Timestamp,
}

pub async fn add_attempt(db: &mut AnyConnection, attempt: &NewAttempt<'_>) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO outbox_attempts (id, message, gateway, outcome, answer, began_at, \
         ended_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(&attempt.id)
    .bind(attempt.message)
    .bind(attempt.gateway)
    .bind(attempt.outcome)
    .bind(attempt.answer)
    .bind(attempt.began_at)
    .bind(attempt.ended_at)
    .execute(db)
    .await?;
    Ok(())
}

/// A message as an operator sees it: not what it says.
#[derive(Clone, Debug, FromRow)]
pub struct Listed {
    pub id: String,
    pub channel: Channel,
    pub recipient: String,
    pub template: String,
    pub state: MessageState,
    pub attempts: i64,
    pub last_error: Option<String>,
    /// When it is tried next, while it is queued.
    pub next_at: Timestamp,
    pub expires_at: Timestamp,
    pub created_at: Timestamp,
}

/// The newest messages in this state, or in any.
pub async fn list(
    db: &mut AnyConnection,
    state: Option<MessageState>,
    most: i64,
) -> sqlx::Result<Vec<Listed>> {
    sqlx::query_as(
        "SELECT id, channel, recipient, template, state, attempts, last_error, next_at, expires_at, created_at FROM outbox
         WHERE $1 = '' OR state = $1 ORDER BY created_at DESC, id LIMIT $2",
    )
    .bind(state.map_or("", MessageState::as_str))
    .bind(most)
    .fetch_all(db)
    .await
}

#[derive(Clone, Debug, FromRow)]
pub struct Waiting {
    pub channel: Channel,
    pub state: MessageState,
    pub number: i64,
}

/// How many messages have not left, by channel and state.
pub async fn count_waiting(db: &mut AnyConnection) -> sqlx::Result<Vec<Waiting>> {
    sqlx::query_as(
        "SELECT channel, state, COUNT(*) AS number FROM outbox WHERE state IN \
         ('queued', 'failed') GROUP BY channel, state",
    )
    .fetch_all(db)
    .await
}

#[derive(Clone, Debug, FromRow)]
pub struct ListedAttempt {
    pub gateway: String,
    pub outcome: AttemptResult,
    pub answer: String,
    pub began_at: Timestamp,
    pub ended_at: Timestamp,
}

/// What the attempts at one message came to, the first one first.
pub async fn list_attempts(
    db: &mut AnyConnection,
    message: &str,
) -> sqlx::Result<Vec<ListedAttempt>> {
    sqlx::query_as(
        "SELECT gateway, outcome, answer, began_at, ended_at FROM outbox_attempts \
         WHERE message = $1 ORDER BY began_at, id",
    )
    .bind(message)
    .fetch_all(db)
    .await
}

/// Makes messages that failed or wait due at once, with all their tries before them: the one named,
/// or all. Not those whose time is over, nor one that is being sent. Says how many.
pub async fn revive(db: &mut AnyConnection, id: Option<&str>, now: Timestamp) -> sqlx::Result<u64> {
    let done = sqlx::query(
        "UPDATE outbox SET state = 'queued', failures = 0, next_at = $2, leased_until = 0, done_at = NULL
         WHERE ($1 = '' OR id = $1) AND state IN ('failed', 'queued') AND expires_at > $2 AND leased_until <= $2 AND sealed <> ''",
    )
    .bind(id.unwrap_or_default())
    .bind(now)
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// Forgets up to `most` attempts at messages that were done with before this moment; says how many.
pub async fn remove_attempts(
    db: &mut AnyConnection,
    before: Timestamp,
    most: i64,
) -> sqlx::Result<u64> {
    remove_some(
        db,
        "DELETE FROM outbox_attempts WHERE id IN (SELECT a.id FROM outbox_attempts a \
         JOIN outbox m ON m.id = a.message WHERE m.done_at < $1 LIMIT $2)",
        before.millis(),
        most,
    )
    .await
}

/// Forgets up to `most` messages that were done with before this moment, once nothing tells of
/// attempts at them any more; says how many.
pub async fn remove_done(
    db: &mut AnyConnection,
    before: Timestamp,
    most: i64,
) -> sqlx::Result<u64> {
    remove_some(
        db,
        "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE done_at < $1 AND NOT EXISTS \
         (SELECT 1 FROM outbox_attempts WHERE message = outbox.id) LIMIT $2)",
        before.millis(),
        most,
    )
    .await
}
