//! The table `bookings`: who comes to what.

use sqlx::{AnyConnection, FromRow};

use super::{accounts::Account, locking};
use crate::values::time::Timestamp;

/// Adds the booking unless there is one, or no such event; says whether it did.
pub async fn add(
    db: &mut AnyConnection,
    account: &str,
    event_key: &str,
    now: Timestamp,
) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "INSERT INTO bookings (account, bookin_type, created_at) \
         SELECT $1, bookin_type, $3 FROM events WHERE bookin_type = $2 ON CONFLICT DO NOTHING",
    )
    .bind(account)
    .bind(event_key)
    .bind(now)
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// As [`add`], unless the session has been ended. It holds the session as
/// [`sessions::lock`](super::sessions::lock) does: a statement less where a thousand people want the
/// same event.
pub async fn add_by_session(
    db: &mut AnyConnection,
    account: &Account,
    session: &str,
    event_key: &str,
    now: Timestamp,
) -> sqlx::Result<bool> {
    let query = locking!(
        db,
        "INSERT INTO bookings (account, bookin_type, created_at)
         SELECT held.id, e.bookin_type, $5 FROM events e JOIN (
             SELECT a.id FROM accounts a JOIN sessions s ON s.account = a.id
             WHERE a.id = $1 AND a.session_epoch = $2 AND s.public_id = $3",
        ") held ON 1 = 1 WHERE e.bookin_type = $4 ON CONFLICT DO NOTHING"
    );
    let done = sqlx::query(query)
        .bind(&account.id)
        .bind(account.session_epoch)
        .bind(session)
        .bind(event_key)
        .bind(now)
        .execute(db)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Removes the booking; says whether there was one.
pub async fn remove(db: &mut AnyConnection, account: &str, event_key: &str) -> sqlx::Result<bool> {
    let done = sqlx::query("DELETE FROM bookings WHERE account = $1 AND bookin_type = $2")
        .bind(account)
        .bind(event_key)
        .execute(db)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// What the account has signed up for.
pub async fn list(db: &mut AnyConnection, account: &str) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar("SELECT bookin_type FROM bookings WHERE account = $1 ORDER BY bookin_type")
        .bind(account)
        .fetch_all(db)
        .await
}

/// Somebody who comes.
#[derive(Clone, Debug, FromRow)]
pub struct Attendee {
    pub realname: String,
    pub mobile: String,
    pub email: String,
    pub company_name: String,
    pub created_at: Timestamp,
}

/// Who has signed up, in that order.
pub async fn list_attendees(
    db: &mut AnyConnection,
    event_key: &str,
) -> sqlx::Result<Vec<Attendee>> {
    sqlx::query_as(
        "SELECT a.realname, a.mobile, a.email, a.company_name, b.created_at FROM bookings b JOIN accounts a ON a.id = b.account
         WHERE b.bookin_type = $1 ORDER BY b.created_at, a.id",
    )
    .bind(event_key)
    .fetch_all(db)
    .await
}
