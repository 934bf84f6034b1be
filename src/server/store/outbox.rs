//! The table `outbox`: messages on their way out.

use sqlx::{AnyConnection, FromRow};

use crate::server::env::Millis;

#[derive(Clone, Debug, FromRow)]
pub struct Queued {
    pub id: String,
    pub channel: String,
    pub recipient: String,
    pub template: String,
    /// The sealed parameters; empty once the message has left or was dropped.
    pub sealed: String,
    pub lang: String,
    pub attempts: i64,
    pub expires_at: Millis,
    pub created_at: Millis,
}

pub async fn add(db: &mut AnyConnection, message: &Queued) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO outbox (id, channel, recipient, template, sealed, lang, state, attempts, next_at, leased_until, expires_at, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, 'queued', 0, $8, 0, $7, $8)",
    )
    .bind(message.id.clone())
    .bind(message.channel.clone())
    .bind(message.recipient.clone())
    .bind(message.template.clone())
    .bind(message.sealed.clone())
    .bind(message.lang.clone())
    .bind(message.expires_at)
    .bind(message.created_at)
    .execute(db)
    .await?;
    Ok(())
}

/// Leases up to `most` due messages to one worker. The condition stands twice, so that of two workers that chose the same row only one gets it.
pub async fn lease(db: &mut AnyConnection, most: i64, until: Millis, now: Millis) -> sqlx::Result<Vec<Queued>> {
    sqlx::query_as(
        "UPDATE outbox SET leased_until = $2, attempts = attempts + 1
         WHERE state = 'queued' AND next_at <= $3 AND leased_until <= $3
           AND id IN (SELECT id FROM outbox WHERE state = 'queued' AND next_at <= $3 AND leased_until <= $3 ORDER BY created_at LIMIT $1)
         RETURNING id, channel, recipient, template, sealed, lang, attempts, expires_at, created_at",
    )
    .bind(most)
    .bind(until)
    .bind(now)
    .fetch_all(db)
    .await
}

/// The message has left (`sent`), came too late (`dropped`) or was given up on (`failed`). What it said is scrubbed unless it failed, since
/// then it may be tried again by hand.
pub async fn set_state(db: &mut AnyConnection, id: &str, state: &str, error: &str, now: Millis) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE outbox SET state = $2, last_error = $3, done_at = $4, leased_until = 0, sealed = CASE WHEN $2 = 'failed' THEN sealed ELSE '' END WHERE id = $1 AND state = 'queued'",
    )
    .bind(id.to_owned())
    .bind(state.to_owned())
    .bind(error.to_owned())
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}

pub async fn set_retry(db: &mut AnyConnection, id: &str, error: &str, next_at: Millis) -> sqlx::Result<()> {
    sqlx::query("UPDATE outbox SET last_error = $2, next_at = $3, leased_until = 0 WHERE id = $1 AND state = 'queued'")
        .bind(id.to_owned())
        .bind(error.to_owned())
        .bind(next_at)
        .execute(db)
        .await?;
    Ok(())
}
