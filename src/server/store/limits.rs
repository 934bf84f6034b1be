//! The tables `limits` (moments of past deeds by key) and `budgets` (deeds of a day).

use sqlx::AnyConnection;

use super::remove_some;
use crate::values::time::Timestamp;

/// Locks the key's row, made when missing, until the transaction ends; the moments it holds.
pub async fn lock(
    db: &mut AnyConnection,
    key: &str,
    now: Timestamp,
) -> sqlx::Result<Vec<Timestamp>> {
    let stamps: String = sqlx::query_scalar(
        "INSERT INTO limits (key, stamps, expires_at) VALUES ($1, '', $2) ON CONFLICT (key) DO \
             UPDATE SET stamps = limits.stamps RETURNING stamps",
    )
    .bind(key)
    .bind(now)
    .fetch_one(db)
    .await?;
    Ok(parsed(&stamps))
}

/// The moments that the key's row holds, if there is one.
pub async fn find(db: &mut AnyConnection, key: &str) -> sqlx::Result<Vec<Timestamp>> {
    let stamps: Option<String> = sqlx::query_scalar("SELECT stamps FROM limits WHERE key = $1")
        .bind(key)
        .fetch_optional(db)
        .await?;
    Ok(parsed(&stamps.unwrap_or_default()))
}

fn parsed(stamps: &str) -> Vec<Timestamp> {
    stamps
        .split(',')
        .filter_map(|stamp| stamp.parse().ok())
        .map(Timestamp)
        .collect()
}

pub async fn set(
    db: &mut AnyConnection,
    key: &str,
    stamps: &[Timestamp],
    expires_at: Timestamp,
) -> sqlx::Result<()> {
    let stamps: Vec<String> = stamps
        .iter()
        .map(|stamp| stamp.millis().to_string())
        .collect();
    sqlx::query("UPDATE limits SET stamps = $2, expires_at = $3 WHERE key = $1")
        .bind(key)
        .bind(stamps.join(","))
        .bind(expires_at)
        .execute(db)
        .await?;
    Ok(())
}

/// Adds `count` deeds to the day unless that would be more than `most` (one more even when `count`
/// is 0); says whether it did.
pub async fn spend(db: &mut AnyConnection, day: i64, count: i64, most: i64) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "INSERT INTO budgets (day, used) SELECT $1, $2 WHERE $3 > 0 ON CONFLICT (day) DO UPDATE \
             SET used = budgets.used + $2 WHERE budgets.used < $3",
    )
    .bind(day)
    .bind(count)
    .bind(most)
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Forgets up to `most` rows that no window reaches any more; says how many.
pub async fn remove_expired(
    db: &mut AnyConnection,
    before: Timestamp,
    most: i64,
) -> sqlx::Result<u64> {
    remove_some(
        db,
        "DELETE FROM limits WHERE key IN (SELECT key FROM limits WHERE expires_at < $1 LIMIT $2)",
        before.millis(),
        most,
    )
    .await
}

/// Forgets up to `most` days before this one; says how many.
pub async fn remove_budgets(db: &mut AnyConnection, day: i64, most: i64) -> sqlx::Result<u64> {
    remove_some(
        db,
        "DELETE FROM budgets WHERE day IN (SELECT day FROM budgets WHERE day < $1 LIMIT $2)",
        day,
        most,
    )
    .await
}
