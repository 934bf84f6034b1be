//! The table `login_failures`: wrong passwords in a row, by counter: an account's several, or one for
//! a name that nobody has.

use sqlx::{AnyConnection, FromRow};

use super::remove_some;
use crate::values::time::Timestamp;

#[derive(FromRow)]
pub struct Row {
    pub failures: i64,
    /// Attempts under way.
    pub pending: i64,
    pub locked_until: Timestamp,
    pub last_at: Timestamp,
}

/// Locks the subject's row, made when missing, until the transaction ends.
pub async fn lock(db: &mut AnyConnection, subject: &str, now: Timestamp) -> sqlx::Result<Row> {
    sqlx::query_as(
        "INSERT INTO login_failures (subject, failures, pending, locked_until, last_at) VALUES ($1, 0, 0, 0, $2)
         ON CONFLICT (subject) DO UPDATE SET failures = login_failures.failures RETURNING failures, pending, locked_until, last_at",
    )
    .bind(subject)
    .bind(now)
    .fetch_one(db)
    .await
}

pub async fn set(db: &mut AnyConnection, subject: &str, row: &Row) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE login_failures SET failures = $2, pending = $3, locked_until = $4, last_at = $5 \
         WHERE subject = $1",
    )
    .bind(subject)
    .bind(row.failures)
    .bind(row.pending)
    .bind(row.locked_until)
    .bind(row.last_at)
    .execute(db)
    .await?;
    Ok(())
}

pub async fn remove(db: &mut AnyConnection, subject: &str) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM login_failures WHERE subject = $1")
        .bind(subject)
        .execute(db)
        .await?;
    Ok(())
}

/// Forgets up to `most` counters that nobody has added to since `before`; says how many.
pub async fn remove_expired(
    db: &mut AnyConnection,
    before: Timestamp,
    most: i64,
) -> sqlx::Result<u64> {
    remove_some(
        db,
        "DELETE FROM login_failures WHERE subject IN (SELECT subject FROM login_failures \
         WHERE last_at < $1 AND locked_until < $1 LIMIT $2)",
        before.millis(),
        most,
    )
    .await
}
