//! The table `codes`: one row for each key, holding the newest code and the tries spent.

use sqlx::{AnyConnection, FromRow};

use super::remove_some;
use crate::values::time::Timestamp;

/// What a code belongs to.
#[derive(Clone, Copy, Debug)]
pub struct CodeKey<'a> {
    /// `AccountReg`, `ChangePwd`, `ChangeMobile`, …
    pub action: &'a str,
    /// A mobile in E.164, or an email's key.
    pub target: &'a str,
    /// The account whose session asked; none where nobody is signed in.
    pub account: Option<&'a str>,
}

#[derive(FromRow)]
pub struct CodeRow {
    /// 1 while a code waits to be used.
    pub waiting: i64,
    pub expires_at: Timestamp,
    pub tries: i64,
    /// When the first of the tries was spent.
    pub tries_since: Timestamp,
}

impl CodeRow {
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.waiting == 1
    }
}

pub async fn find(db: &mut AnyConnection, key: CodeKey<'_>) -> sqlx::Result<Option<CodeRow>> {
    sqlx::query_as(
        "SELECT CASE WHEN code_hash = '' THEN 0 ELSE 1 END AS waiting, expires_at, \
         tries, tries_since FROM codes WHERE action = $1 AND target = $2 AND account = $3",
    )
    .bind(key.action)
    .bind(key.target)
    .bind(key.account.unwrap_or_default())
    .fetch_optional(db)
    .await
}

/// Puts a new code in the place of the old one; the tries stay as they are.
pub async fn add(
    db: &mut AnyConnection,
    key: CodeKey<'_>,
    hash: &str,
    expires_at: Timestamp,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO codes (action, target, account, code_hash, expires_at, tries, tries_since) VALUES ($1, $2, $3, $4, $5, 0, $6)
         ON CONFLICT (action, target, account) DO UPDATE SET code_hash = excluded.code_hash, expires_at = excluded.expires_at",
    )
    .bind(key.action)
    .bind(key.target)
    .bind(key.account.unwrap_or_default())
    .bind(hash)
    .bind(expires_at)
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}

/// A try that was spent on a waiting code.
#[derive(FromRow)]
pub struct Try {
    pub hash: String,
    /// How many are spent now.
    pub tries: i64,
}

/// Spends one of `most` tries on the waiting code; `None` when there is no
/// live code or no try left. Tries first spent before `forgotten` no longer count.
pub async fn take_try(
    db: &mut AnyConnection,
    key: CodeKey<'_>,
    most: i64,
    forgotten: Timestamp,
    now: Timestamp,
) -> sqlx::Result<Option<Try>> {
    sqlx::query_as(
        "UPDATE codes SET tries = CASE WHEN tries_since <= $5 THEN 1 ELSE tries + 1 END,
                          tries_since = CASE WHEN tries = 0 OR tries_since <= $5 THEN $6 ELSE tries_since END
         WHERE action = $1 AND target = $2 AND account = $3 AND code_hash <> '' AND expires_at > $6 AND (tries < $4 OR tries_since <= $5)
         RETURNING code_hash AS hash, tries",
    )
    .bind(key.action)
    .bind(key.target)
    .bind(key.account.unwrap_or_default())
    .bind(most)
    .bind(forgotten)
    .bind(now)
    .fetch_optional(db)
    .await
}

/// Uses the code up and forgets its tries; says whether it was still there to be used.
pub async fn set_consumed(
    db: &mut AnyConnection,
    key: CodeKey<'_>,
    hash: &str,
    now: Timestamp,
) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "UPDATE codes SET code_hash = '', tries = 0 WHERE action = $1 AND target = $2 \
             AND account = $3 AND code_hash = $4 AND expires_at > $5",
    )
    .bind(key.action)
    .bind(key.target)
    .bind(key.account.unwrap_or_default())
    .bind(hash)
    .bind(now)
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends the codes that wait for this target and belong to no account.
pub async fn set_ended(db: &mut AnyConnection, target: &str) -> sqlx::Result<()> {
    sqlx::query("UPDATE codes SET code_hash = '' WHERE target = $1 AND account = ''")
        .bind(target)
        .execute(db)
        .await?;
    Ok(())
}

/// Forgets up to `most` codes that can be used no more, once their tries count no longer; says how
/// many.
pub async fn remove_expired(
    db: &mut AnyConnection,
    before: Timestamp,
    most: i64,
) -> sqlx::Result<u64> {
    remove_some(
        db,
        "DELETE FROM codes WHERE (action, target, account) IN (SELECT action, target, account \
         FROM codes WHERE expires_at < $1 AND tries_since < $1 LIMIT $2)",
        before.millis(),
        most,
    )
    .await
}
