//! The table `wechat_identities`: which WeChat a person has bound.

use sqlx::AnyConnection;

use super::accounts::{Account, select};
use crate::values::time::Timestamp;

/// Whether the account has a WeChat bound.
pub async fn count(db: &mut AnyConnection, account: &str) -> sqlx::Result<i64> {
    sqlx::query_scalar("SELECT COUNT(*) FROM wechat_identities WHERE account = $1")
        .bind(account)
        .fetch_one(db)
        .await
}

/// The account that has bound this WeChat: the same person by `unionid` where there is one, else
/// the same `openid` of the same application. One statement: an account of another moment than the
/// binding could be one that has just thrown it off.
pub async fn find_account(
    db: &mut AnyConnection,
    app_id: &str,
    openid: &str,
    unionid: Option<&str>,
) -> sqlx::Result<Option<Account>> {
    sqlx::query_as(concat!(
        "SELECT a.* FROM wechat_identities w JOIN (",
        select!("1 = 1"),
        ") a ON a.id = w.account
         WHERE w.unionid = $3 OR (w.app_id = $1 AND w.openid = $2)
         ORDER BY CASE WHEN w.unionid = $3 THEN 0 ELSE 1 END"
    ))
    .bind(app_id)
    .bind(openid)
    .bind(unionid.unwrap_or_default())
    .fetch_optional(db)
    .await
}

/// Binds the WeChat unless it, or another for this account, is bound already; says whether it did.
/// A race is decided by the unique columns.
pub async fn add(
    db: &mut AnyConnection,
    account: &str,
    app_id: &str,
    openid: &str,
    unionid: Option<&str>,
    now: Timestamp,
) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "INSERT INTO wechat_identities (account, app_id, openid, unionid, \
         bound_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
    )
    .bind(account)
    .bind(app_id)
    .bind(openid)
    .bind(unionid)
    .bind(now)
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Says whether there was one.
pub async fn remove(db: &mut AnyConnection, account: &str) -> sqlx::Result<bool> {
    let done = sqlx::query("DELETE FROM wechat_identities WHERE account = $1")
        .bind(account)
        .execute(db)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Removes what the account has bound after `since`; says whether there was anything.
pub async fn remove_since(
    db: &mut AnyConnection,
    account: &str,
    since: Timestamp,
) -> sqlx::Result<bool> {
    let done = sqlx::query("DELETE FROM wechat_identities WHERE account = $1 AND bound_at > $2")
        .bind(account)
        .bind(since)
        .execute(db)
        .await?;
    Ok(done.rows_affected() == 1)
}
