//! The table `audit`: security events, kept for longer than the law asks.

use sqlx::{AnyConnection, FromRow};

use crate::values::time::Timestamp;

#[derive(Clone, Debug, FromRow)]
pub struct Recorded {
    pub id: String,
    pub account: Option<String>,
    pub event: String,
    /// Whom or what it was about, masked.
    pub about: String,
    pub address: String,
    pub device: String,
    /// The request's id, as the log has it.
    pub request: String,
    pub created_at: Timestamp,
}

pub async fn add(db: &mut AnyConnection, event: &Recorded) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO audit (id, account, event, about, address, device, request, \
         created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(&event.id)
    .bind(&event.account)
    .bind(&event.event)
    .bind(&event.about)
    .bind(&event.address)
    .bind(&event.device)
    .bind(&event.request)
    .bind(event.created_at)
    .execute(db)
    .await?;
    Ok(())
}

/// The newest events, of one account or of all.
pub async fn list(
    db: &mut AnyConnection,
    account: Option<&str>,
    most: i64,
) -> sqlx::Result<Vec<Recorded>> {
    sqlx::query_as(
        "SELECT id, account, event, about, address, device, request, created_at FROM audit
         WHERE $1 = '' OR account = $1 ORDER BY created_at DESC, id LIMIT $2",
    )
    .bind(account.unwrap_or_default())
    .bind(most)
    .fetch_all(db)
    .await
}

pub async fn remove_expired(db: &mut AnyConnection, before: Timestamp) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM audit WHERE created_at < $1")
        .bind(before)
        .execute(db)
        .await?;
    Ok(())
}
