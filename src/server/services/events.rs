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
    values::{
        FieldErrors, Problem,
        event::{EventKey, Phase},
    },
};

/// All events, the next first and those that are over last, each with whether this account has
/// signed up.
///
/// # Errors
/// The database failed.
pub async fn list(portal: &Portal, account: &Account) -> Result<Vec<(events::Event, bool)>, Fault> {
    let mut db = portal.store.read().await?;
    let now = portal.env.now();
    let mut events: Vec<_> = store::events::list_of_account(&mut db, &account.id)
        .await?
        .into_iter()
        .map(|row| (row.event, row.booked == 1))
        .collect();
    events.sort_by_key(|(event, _)| event.starts_at <= now);
    Ok(events)
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
    let mut tx = portal.store.begin().await?;
    if !store::bookings::add_by_session(&mut tx, account, &session.public_id, key, now).await? {
        session::hold(&mut tx, session).await?;
        find(&mut tx, key).await?;
        return Err(Refused::AlreadyBooked.into());
    }
    // Everybody's row late, so that it is held for a short time.
    if !store::events::take_seat(&mut tx, key, now).await? {
        let event = find(&mut tx, key).await?;
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
    let was_booked = store::bookings::remove(&mut tx, &account.id, key).await?;
    if !was_booked || !store::events::give_seat_back(&mut tx, key, now).await? {
        let event = find(&mut tx, key).await?;
        return Err(if event.phase(now) == Phase::Past {
            Refused::Closed
        } else {
            Refused::NotBooked
        }
        .into());
    }
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
