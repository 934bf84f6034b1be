//! The table `login_failures`: wrong passwords in a row, by account or by a name that nobody has.

use sqlx::{AnyConnection, FromRow};

use crate::values::time::Timestamp;

#[derive(FromRow)]
pub struct Row {
    pub failures: i64,
    pub locked_until: Timestamp,
    pub last_at: Timestamp,
}

/// Locks the subject's row, made when missing, until the transaction ends.
pub async fn lock(db: &mut AnyConnection, subject: &str, now: Timestamp) -> sqlx::Result<Row> {
    sqlx::query_as(
        "INSERT INTO login_failures (subject, failures, locked_until, last_at) VALUES ($1, 0, 0, $2)
         ON CONFLICT (subject) DO UPDATE SET failures = login_failures.failures RETURNING failures, locked_until, last_at",
    )
    .bind(subject)
    .bind(now)
    .fetch_one(db)
    .await
}

pub async fn set(
    db: &mut AnyConnection,
    subject: &str,
    failures: i64,
    locked_until: Timestamp,
    last_at: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE login_failures SET failures = $2, locked_until = $3, last_at = $4 WHERE \
         subject = $1",
    )
    .bind(subject)
    .bind(failures)
    .bind(locked_until)
    .bind(last_at)
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

/// Forgets failures nobody has added to since `before`.
pub async fn remove_expired(db: &mut AnyConnection, before: Timestamp) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM login_failures WHERE last_at < $1")
        .bind(before)
        .execute(db)
        .await?;
    Ok(())
}
