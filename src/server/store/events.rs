//! The table `events`: what one can sign up for, and how many seats are gone.

use sqlx::{AnyConnection, FromRow};

use crate::values::{event::Phase, time::Timestamp};

#[derive(Clone, Debug, FromRow)]
pub struct Event {
    /// What programs know it by; the column is called as in the document.
    #[sqlx(rename = "bookin_type")]
    pub key: String,
    pub title: String,
    pub city: String,
    pub place: String,
    pub starts_at: Timestamp,
    pub capacity: i64,
    pub taken: i64,
    pub opens_at: Timestamp,
    pub closes_at: Timestamp,
}

impl Event {
    /// Whether one can sign up or cancel at this moment.
    #[must_use]
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.phase(now) == Phase::Open
    }

    #[must_use]
    pub fn phase(&self, now: Timestamp) -> Phase {
        if self.starts_at <= now {
            Phase::Past
        } else if self.closes_at <= now {
            Phase::Closed
        } else if now < self.opens_at {
            Phase::NotYet
        } else {
            Phase::Open
        }
    }

    #[must_use]
    pub fn seats_left(&self) -> i64 {
        (self.capacity - self.taken).max(0)
    }
}

/// What [`Event`] is read from, of `events e`.
macro_rules! columns {
    () => {
        "e.bookin_type, title, city, place, starts_at, capacity, taken, opens_at, closes_at"
    };
}

pub async fn find(db: &mut AnyConnection, key: &str) -> sqlx::Result<Option<Event>> {
    sqlx::query_as(concat!(
        "SELECT ",
        columns!(),
        " FROM events e WHERE bookin_type = $1"
    ))
    .bind(key)
    .fetch_optional(db)
    .await
}

pub async fn list(db: &mut AnyConnection) -> sqlx::Result<Vec<Event>> {
    sqlx::query_as(concat!(
        "SELECT ",
        columns!(),
        " FROM events e ORDER BY starts_at, position, bookin_type"
    ))
    .fetch_all(db)
    .await
}

/// An event as somebody who may sign up sees it.
#[derive(Clone, Debug, FromRow)]
pub struct EventOfAccount {
    #[sqlx(flatten)]
    pub event: Event,
    /// 1 when the account has signed up.
    pub booked: i64,
}

pub async fn list_of_account(
    db: &mut AnyConnection,
    account: &str,
) -> sqlx::Result<Vec<EventOfAccount>> {
    sqlx::query_as(concat!(
        "SELECT ",
        columns!(),
        ", CASE WHEN b.account IS NULL THEN 0 ELSE 1 END AS booked
         FROM events e LEFT JOIN bookings b ON b.bookin_type = e.bookin_type AND b.account = $1
         ORDER BY starts_at, position, e.bookin_type"
    ))
    .bind(account)
    .fetch_all(db)
    .await
}

/// Takes one seat of an open event; says whether there was one. The condition is the statement's
/// own, so that the last seat goes to one.
pub async fn take_seat(db: &mut AnyConnection, key: &str, now: Timestamp) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "UPDATE events SET taken = taken + 1 WHERE bookin_type = $1 AND taken < \
             capacity AND opens_at <= $2 AND closes_at > $2 AND starts_at > $2",
    )
    .bind(key)
    .bind(now)
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Gives one seat back, unless the event has begun; says whether it did.
pub async fn give_seat_back(
    db: &mut AnyConnection,
    key: &str,
    now: Timestamp,
) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "UPDATE events SET taken = taken - 1 WHERE bookin_type = $1 AND taken > 0 AND starts_at > $2",
    )
    .bind(key)
    .bind(now)
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Adds the event unless its key is in use; says whether it did.
pub async fn add(db: &mut AnyConnection, event: &Event) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "INSERT INTO events (bookin_type, title, city, place, starts_at, capacity, opens_at, closes_at, position)
         SELECT $1, $2, $3, $4, $5, $6, $7, $8, COALESCE(MAX(position), 0) + 1 FROM events WHERE 1 = 1 ON CONFLICT DO NOTHING",
    )
    .bind(&event.key)
    .bind(&event.title)
    .bind(&event.city)
    .bind(&event.place)
    .bind(event.starts_at)
    .bind(event.capacity)
    .bind(event.opens_at)
    .bind(event.closes_at)
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Writes the event's data unless more seats are taken than it would have; says whether it did.
pub async fn set(db: &mut AnyConnection, event: &Event) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "UPDATE events SET title = $2, city = $3, place = $4, starts_at = $5, capacity = $6, \
             opens_at = $7, closes_at = $8 WHERE bookin_type = $1 AND taken <= $6",
    )
    .bind(&event.key)
    .bind(&event.title)
    .bind(&event.city)
    .bind(&event.place)
    .bind(event.starts_at)
    .bind(event.capacity)
    .bind(event.opens_at)
    .bind(event.closes_at)
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}
