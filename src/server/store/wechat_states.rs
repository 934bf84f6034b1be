//! The table `wechat_states`: WeChat authorizations that came back, so that none does twice.

use sqlx::AnyConnection;

use super::remove_some;
use crate::values::time::Timestamp;

/// Notes that the state came back; says whether it is the first time.
pub async fn add(
    db: &mut AnyConnection,
    state_hash: &str,
    expires_at: Timestamp,
) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "INSERT INTO wechat_states (state_hash, expires_at) VALUES ($1, $2) ON CONFLICT DO NOTHING",
    )
    .bind(state_hash)
    .bind(expires_at)
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Forgets up to `most` states that no cookie can hold any more; says how many.
pub async fn remove_expired(
    db: &mut AnyConnection,
    now: Timestamp,
    most: i64,
) -> sqlx::Result<u64> {
    remove_some(
        db,
        "DELETE FROM wechat_states WHERE state_hash IN (SELECT state_hash FROM wechat_states \
         WHERE expires_at <= $1 LIMIT $2)",
        now.millis(),
        most,
    )
    .await
}
