//! Managing events, from the command line.

use crate::values::time::Timestamp;
use crate::{
    server::{
        Portal,
        error::Fault,
        store::{self, bookings::Attendee, events::Event},
    },
    values::event::EventKey,
};

pub struct NewEvent {
    pub key: EventKey,
    pub title: String,
    pub city: String,
    pub place: String,
    pub starts_at: Timestamp,
    pub capacity: u32,
    pub opens_at: Timestamp,
    pub closes_at: Timestamp,
}

/// What is to be changed; the rest stays.
#[derive(Default)]
pub struct EventChange {
    pub title: Option<String>,
    pub city: Option<String>,
    pub place: Option<String>,
    pub starts_at: Option<Timestamp>,
    pub capacity: Option<u32>,
    pub opens_at: Option<Timestamp>,
    pub closes_at: Option<Timestamp>,
}

/// Adds the event unless its key is in use; says whether it did.
///
/// # Errors
/// The database failed.
pub async fn add(portal: &Portal, new: &NewEvent) -> Result<bool, Fault> {
    let event = Event {
        key: new.key.as_str().to_owned(),
        title: new.title.clone(),
        city: new.city.clone(),
        place: new.place.clone(),
        starts_at: new.starts_at,
        capacity: new.capacity.into(),
        taken: 0,
        opens_at: new.opens_at,
        closes_at: new.closes_at,
    };
    let mut tx = portal.store.begin().await?;
    let added = store::events::add(&mut tx, &event).await?;
    tx.commit().await?;
    Ok(added)
}

/// Changes the event; `false` when there is none, or more seats are taken than it would have.
///
/// # Errors
/// The database failed.
pub async fn set(portal: &Portal, key: &EventKey, change: &EventChange) -> Result<bool, Fault> {
    let mut tx = portal.store.begin().await?;
    let Some(mut event) = store::events::find(&mut tx, key.as_str()).await? else {
        return Ok(false);
    };
    let texts = [
        (&mut event.title, &change.title),
        (&mut event.city, &change.city),
        (&mut event.place, &change.place),
    ];
    for (old, new) in texts {
        if let Some(new) = new {
            old.clone_from(new);
        }
    }
    event.starts_at = change.starts_at.unwrap_or(event.starts_at);
    event.capacity = change.capacity.map_or(event.capacity, i64::from);
    event.opens_at = change.opens_at.unwrap_or(event.opens_at);
    event.closes_at = change.closes_at.unwrap_or(event.closes_at);
    let done = store::events::set(&mut tx, &event).await?;
    tx.commit().await?;
    Ok(done)
}

/// # Errors
/// The database failed.
pub async fn list(portal: &Portal) -> Result<Vec<Event>, Fault> {
    Ok(store::events::list(&mut *portal.store.read().await?).await?)
}

/// Who has signed up, in that order.
///
/// # Errors
/// The database failed.
pub async fn attendees(portal: &Portal, key: &EventKey) -> Result<Vec<Attendee>, Fault> {
    Ok(store::bookings::list_attendees(&mut *portal.store.read().await?, key.as_str()).await?)
}
