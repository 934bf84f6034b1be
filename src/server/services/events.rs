//! Signing up for events: one seat per account and event, never more seats than there are.

use sqlx::AnyConnection;

use crate::{
    server::{
        Portal,
        error::{Fault, Refused, Result},
        policy::{
            audit::{self, AuditEvent, Entry},
            session::{self, LiveSession},
        },
        store::{self, accounts::Account, events},
        visitor::Visitor,
    },
    values::{FieldErrors, Problem, event::EventKey},
};

/// All events, the next first and those that are over last, each with whether this account has
/// signed up.
///
/// # Errors
/// The database failed.
pub async fn list(portal: &Portal, account: &Account) -> Result<Vec<(events::Event, bool)>, Fault> {
    let mut db = portal.store.read().await?;
    let booked = store::bookings::list(&mut db, &account.id).await?;
    let now = portal.env.now();
    let mut events = store::events::list(&mut db).await?;
    events.sort_by_key(|event| event.starts_at <= now);
    Ok(events
        .into_iter()
        .map(|event| {
            let mine = booked.contains(&event.key);
            (event, mine)
        })
        .collect())
}

/// Signs the account up.
///
/// # Errors
/// [`Problem::Unknown`] for `bookin_type`, [`Refused::AlreadyBooked`], [`Refused::Closed`],
/// [`Refused::SoldOut`].
pub async fn book(
    portal: &Portal,
    session: &LiveSession,
    key: &EventKey,
    visitor: &Visitor,
) -> Result<()> {
    let (now, key) = (portal.env.now(), key.as_str());
    let account = &session.account;
    let mut tx = session::begin(portal, session).await?;
    let event = find(&mut tx, key).await?;
    if !store::bookings::add(&mut tx, &account.id, key, now).await? {
        return Err(Refused::AlreadyBooked.into());
    }
    if !store::events::take_seat(&mut tx, key, now).await? {
        return Err(if event.is_open(now) {
            Refused::SoldOut
        } else {
            Refused::Closed
        }
        .into());
    }
    audit::commit(
        portal,
        tx,
        &Entry::of(AuditEvent::Booked, account, visitor).about(key),
    )
    .await?;
    Ok(())
}

/// Gives the seat back.
///
/// # Errors
/// [`Problem::Unknown`] for `bookin_type`, [`Refused::Closed`], [`Refused::NotBooked`].
pub async fn cancel(
    portal: &Portal,
    session: &LiveSession,
    key: &EventKey,
    visitor: &Visitor,
) -> Result<()> {
    let (now, key) = (portal.env.now(), key.as_str());
    let account = &session.account;
    let mut tx = session::begin(portal, session).await?;
    let event = find(&mut tx, key).await?;
    if now >= event.starts_at {
        return Err(Refused::Closed.into());
    }
    if !store::bookings::remove(&mut tx, &account.id, key).await? {
        return Err(Refused::NotBooked.into());
    }
    store::events::give_seat_back(&mut tx, key).await?;
    audit::commit(
        portal,
        tx,
        &Entry::of(AuditEvent::BookingCancelled, account, visitor).about(key),
    )
    .await?;
    Ok(())
}

/// The event that must be there.
async fn find(tx: &mut AnyConnection, key: &str) -> Result<events::Event> {
    let event = store::events::find(tx, key).await?;
    Ok(event.ok_or_else(|| FieldErrors::one("bookin_type", Problem::Unknown))?)
}
