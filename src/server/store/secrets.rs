//! The table `secrets`: by which secrets' keys the database is used, the oldest first.

use sqlx::AnyConnection;

use crate::values::time::Timestamp;

/// The fingerprints, the oldest first.
pub async fn list(db: &mut AnyConnection) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar("SELECT fingerprint FROM secrets ORDER BY number")
        .fetch_all(db)
        .await
}

/// Adds the next one. Of two nodes that do so at once with different secrets, one gets the number;
/// the other must look again.
pub async fn add(db: &mut AnyConnection, fingerprint: &str, now: Timestamp) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO secrets (number, fingerprint, created_at)
         SELECT COALESCE(MAX(number), 0) + 1, $1, $2 FROM secrets WHERE 1 = 1 ON CONFLICT DO NOTHING",
    )
    .bind(fingerprint)
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}

/// Forgets those that came before this one.
pub async fn remove_before(db: &mut AnyConnection, fingerprint: &str) -> sqlx::Result<()> {
    sqlx::query(
        "DELETE FROM secrets WHERE number < (SELECT number FROM secrets WHERE fingerprint = $1)",
    )
    .bind(fingerprint)
    .execute(db)
    .await?;
    Ok(())
}
