//! The table `audit`: security events, kept for longer than the law asks.

use sqlx::{AnyConnection, FromRow};

use super::remove_some;
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
    /// How often it happened in the minute that follows.
    pub count: i64,
    pub created_at: Timestamp,
}

/// Adds the event; one whose id is there already counts there.
pub async fn add(db: &mut AnyConnection, event: &Recorded) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO audit (id, account, event, about, address, device, request, count, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         ON CONFLICT (id) DO UPDATE SET count = audit.count + excluded.count",
    )
    .bind(&event.id)
    .bind(&event.account)
    .bind(&event.event)
    .bind(&event.about)
    .bind(&event.address)
    .bind(&event.device)
    .bind(&event.request)
    .bind(event.count)
    .bind(event.created_at)
    .execute(db)
    .await?;
    Ok(())
}

/// Which events are wanted; what is empty is not asked for.
pub struct Filter<'a> {
    pub account: &'a str,
    pub event: &'a str,
    /// Two spellings of one.
    pub addresses: [String; 2],
    pub request: &'a str,
    pub since: Timestamp,
    /// Not included.
    pub until: Timestamp,
    pub limit: i64,
}

/// The newest events that are wanted.
pub async fn list(db: &mut AnyConnection, filter: &Filter<'_>) -> sqlx::Result<Vec<Recorded>> {
    let [address, mapped] = &filter.addresses;
    sqlx::query_as(
        "SELECT id, account, event, about, address, device, request, count, created_at FROM audit
         WHERE ($1 = '' OR account = $1) AND ($2 = '' OR event = $2) AND ($3 = '' OR address IN ($3, $4))
           AND ($5 = '' OR request = $5) AND created_at >= $6 AND created_at < $7
         ORDER BY created_at DESC, id LIMIT $8",
    )
    .bind(filter.account)
    .bind(filter.event)
    .bind(address)
    .bind(mapped)
    .bind(filter.request)
    .bind(filter.since)
    .bind(filter.until)
    .bind(filter.limit)
    .fetch_all(db)
    .await
}

/// Forgets up to `most` events from before this moment; says how many.
pub async fn remove_expired(
    db: &mut AnyConnection,
    before: Timestamp,
    most: i64,
) -> sqlx::Result<u64> {
    remove_some(
        db,
        "DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE created_at < $1 LIMIT $2)",
        before.millis(),
        most,
    )
    .await
}
