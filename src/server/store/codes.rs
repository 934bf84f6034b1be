//! The table `codes`: one row for each purpose, holding the newest code and the tries spent.

use sqlx::{AnyConnection, FromRow};

use crate::server::{env::Millis, policy::codes::Purpose};

#[derive(FromRow)]
pub struct Row {
    /// 1 while a code waits to be used.
    pub waiting: i64,
    pub expires_at: Millis,
    pub tries: i64,
    /// When the first of the tries was spent.
    pub tries_since: Millis,
}

pub async fn find(db: &mut AnyConnection, purpose: Purpose<'_>) -> sqlx::Result<Option<Row>> {
    sqlx::query_as("SELECT CASE WHEN code_hash = '' THEN 0 ELSE 1 END AS waiting, expires_at, tries, tries_since FROM codes WHERE action = $1 AND target = $2 AND account = $3")
        .bind(purpose.action.to_owned())
        .bind(purpose.target.to_owned())
        .bind(purpose.account.unwrap_or_default().to_owned())
        .fetch_optional(db)
        .await
}

/// Puts a new code in the place of the old one; the tries stay as they are.
pub async fn add(db: &mut AnyConnection, purpose: Purpose<'_>, hash: &str, expires_at: Millis, now: Millis) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO codes (action, target, account, code_hash, expires_at, tries, tries_since) VALUES ($1, $2, $3, $4, $5, 0, $6)
         ON CONFLICT (action, target, account) DO UPDATE SET code_hash = excluded.code_hash, expires_at = excluded.expires_at",
    )
    .bind(purpose.action.to_owned())
    .bind(purpose.target.to_owned())
    .bind(purpose.account.unwrap_or_default().to_owned())
    .bind(hash.to_owned())
    .bind(expires_at)
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}

/// Spends one of `most` tries on the waiting code and returns its hash; `None` when there is no live code or no try left. Tries first spent
/// before `forgotten` no longer count.
pub async fn reserve_try(db: &mut AnyConnection, purpose: Purpose<'_>, most: i64, forgotten: Millis, now: Millis) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar(
        "UPDATE codes SET tries = CASE WHEN tries_since <= $5 THEN 1 ELSE tries + 1 END,
                          tries_since = CASE WHEN tries = 0 OR tries_since <= $5 THEN $6 ELSE tries_since END
         WHERE action = $1 AND target = $2 AND account = $3 AND code_hash <> '' AND expires_at > $6 AND (tries < $4 OR tries_since <= $5)
         RETURNING code_hash",
    )
    .bind(purpose.action.to_owned())
    .bind(purpose.target.to_owned())
    .bind(purpose.account.unwrap_or_default().to_owned())
    .bind(most)
    .bind(forgotten)
    .bind(now)
    .fetch_optional(db)
    .await
}

/// Takes back one try, if the code is still the same.
pub async fn give_back_try(db: &mut AnyConnection, purpose: Purpose<'_>, hash: &str) -> sqlx::Result<()> {
    sqlx::query("UPDATE codes SET tries = tries - 1 WHERE action = $1 AND target = $2 AND account = $3 AND code_hash = $4 AND tries > 0")
        .bind(purpose.action.to_owned())
        .bind(purpose.target.to_owned())
        .bind(purpose.account.unwrap_or_default().to_owned())
        .bind(hash.to_owned())
        .execute(db)
        .await?;
    Ok(())
}

/// Uses the code up and forgets its tries; says whether it was still there to be used.
pub async fn set_consumed(db: &mut AnyConnection, purpose: Purpose<'_>, hash: &str, now: Millis) -> sqlx::Result<bool> {
    let done =
        sqlx::query("UPDATE codes SET code_hash = '', tries = 0 WHERE action = $1 AND target = $2 AND account = $3 AND code_hash = $4 AND expires_at > $5")
            .bind(purpose.action.to_owned())
            .bind(purpose.target.to_owned())
            .bind(purpose.account.unwrap_or_default().to_owned())
            .bind(hash.to_owned())
            .bind(now)
            .execute(db)
            .await?;
    Ok(done.rows_affected() == 1)
}
