//! The table `consents`: who agreed to which version of the terms, when and from where.

use sqlx::AnyConnection;

use crate::values::time::Timestamp;

pub async fn add(
    db: &mut AnyConnection,
    account: &str,
    version: &str,
    address: &str,
    now: Timestamp,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO consents (account, version, address, created_at) VALUES ($1, $2, $3, \
         $4) ON CONFLICT DO NOTHING",
    )
    .bind(account)
    .bind(version)
    .bind(address)
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}
