//! The table `wechat_identities`: which WeChat a person has bound.

use sqlx::AnyConnection;

/// Whether the account has a WeChat bound.
pub async fn count(db: &mut AnyConnection, account: &str) -> sqlx::Result<i64> {
    sqlx::query_scalar("SELECT COUNT(*) FROM wechat_identities WHERE account = $1").bind(account.to_owned()).fetch_one(db).await
}
