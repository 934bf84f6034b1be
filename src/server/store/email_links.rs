//! The table `email_links`: links mailed to bind an address, by the hash of their token.

use sqlx::{AnyConnection, FromRow};

use super::remove_some;
use crate::values::{email::Email, time::Timestamp};

pub async fn add(
    db: &mut AnyConnection,
    token_hash: &str,
    account: &str,
    email: &Email,
    expires_at: Timestamp,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO email_links (token_hash, account, email, expires_at, created_at) \
         VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(token_hash)
    .bind(account)
    .bind(email)
    .bind(expires_at)
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}

#[derive(FromRow)]
pub struct Link {
    pub account: String,
    pub email: Email,
}

/// The link, if it was used.
pub async fn find_used(db: &mut AnyConnection, token_hash: &str) -> sqlx::Result<Option<Link>> {
    sqlx::query_as(
        "SELECT account, email FROM email_links WHERE token_hash = $1 AND used_at IS NOT NULL",
    )
    .bind(token_hash)
    .fetch_optional(db)
    .await
}

/// Uses the link up; `None` when it is unknown, used or expired.
pub async fn set_used(
    db: &mut AnyConnection,
    token_hash: &str,
    now: Timestamp,
) -> sqlx::Result<Option<Link>> {
    sqlx::query_as(
        "UPDATE email_links SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL \
         AND expires_at > $2 RETURNING account, email",
    )
    .bind(token_hash)
    .bind(now)
    .fetch_optional(db)
    .await
}

/// Forgets up to `most` links that ended before this moment; says how many.
pub async fn remove_expired(
    db: &mut AnyConnection,
    before: Timestamp,
    most: i64,
) -> sqlx::Result<u64> {
    remove_some(
        db,
        "DELETE FROM email_links WHERE token_hash IN (SELECT token_hash FROM email_links \
         WHERE expires_at < $1 LIMIT $2)",
        before.millis(),
        most,
    )
    .await
}
