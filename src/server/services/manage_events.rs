//! Managing events, from the command line: what makes no sense is refused, and what was done is
//! written down with who did it.

use crate::{
    server::{
        Portal,
        error::Fault,
        policy::{
            audit::AuditEvent,
            operator::{self, Operator},
        },
        store::{self, bookings::Attendee, events::Event},
    },
    values::{event::EventKey, has_control, kept, time::Timestamp},
};

/// The longest title, city or place, in characters.
const LONGEST: usize = 100;

pub struct NewEvent {
    pub key: EventKey,
    pub title: String,
    pub city: String,
    pub place: String,
    pub starts_at: Timestamp,
    pub capacity: u32,
    /// Now, unless given.
    pub opens_at: Option<Timestamp>,
    /// At the start, unless given.
    pub closes_at: Option<Timestamp>,
}

/// What is to be changed; the rest stays.
#[derive(Default, PartialEq, Eq)]
pub struct EventChange {
    pub title: Option<String>,
    pub city: Option<String>,
    pub place: Option<String>,
    pub starts_at: Option<Timestamp>,
    pub capacity: Option<u32>,
    pub opens_at: Option<Timestamp>,
    pub closes_at: Option<Timestamp>,
}

/// What the operator can put right, or a fault.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    #[error("there is no event {0}")]
    Unknown(String),
    #[error("there is an event {0} already")]
    Exists(String),
    #[error("nothing to change was given")]
    NothingToChange,
    #[error("the {0} must not be empty")]
    Empty(&'static str),
    #[error("the {0} must have no control characters")]
    Control(&'static str),
    #[error("the {0} must have at most {LONGEST} characters")]
    TooLong(&'static str),
    #[error("the event must not start in the past, at {}", .0.rfc3339())]
    Past(Timestamp),
    #[error("the capacity must be at least 1")]
    NoSeats,
    #[error("sign-up must open before it closes: it would open at {} and close at {}", .opens_at.rfc3339(), .closes_at.rfc3339())]
    ClosesFirst {
        opens_at: Timestamp,
        closes_at: Timestamp,
    },
    #[error("sign-up must close when the event starts, or before: it would close at {} and the event starts at {}", .closes_at.rfc3339(), .starts_at.rfc3339())]
    ClosesLate {
        closes_at: Timestamp,
        starts_at: Timestamp,
    },
    #[error("{taken} seats of the event {key} are taken: its capacity cannot be {capacity}")]
    TooSmall {
        key: String,
        taken: i64,
        capacity: i64,
    },
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<sqlx::Error> for Refused {
    fn from(error: sqlx::Error) -> Self {
        Self::Fault(error.into())
    }
}

/// Adds the event.
///
/// # Errors
/// It makes no sense, or its key is in use.
pub async fn add(portal: &Portal, new: &NewEvent, operator: &Operator) -> Result<(), Refused> {
    let now = portal.env.now();
    let event = Event {
        key: new.key.as_str().to_owned(),
        title: text("title", &new.title)?,
        city: text("city", &new.city)?,
        place: text("place", &new.place)?,
        starts_at: future(new.starts_at, now)?,
        capacity: new.capacity.into(),
        taken: 0,
        opens_at: new.opens_at.unwrap_or(now),
        closes_at: new.closes_at.unwrap_or(new.starts_at),
    };
    judge(&event)?;
    let mut tx = portal.store.begin().await?;
    if !store::events::add(&mut tx, &event).await? {
        return Err(Refused::Exists(event.key));
    }
    let about = event.key;
    operator::record(portal, &mut tx, AuditEvent::EventAdded, about, operator).await?;
    Ok(tx.commit().await?)
}

/// Changes the event.
///
/// # Errors
/// There is none, it would make no sense, or more seats are taken than it would have.
pub async fn set(
    portal: &Portal,
    key: &EventKey,
    change: &EventChange,
    operator: &Operator,
) -> Result<(), Refused> {
    if *change == EventChange::default() {
        return Err(Refused::NothingToChange);
    }
    let mut tx = portal.store.begin().await?;
    let old = store::events::find(&mut tx, key.as_str())
        .await?
        .ok_or_else(|| Refused::Unknown(key.as_str().to_owned()))?;
    let mut event = old.clone();
    for (what, place, new) in [
        ("title", &mut event.title, &change.title),
        ("city", &mut event.city, &change.city),
        ("place", &mut event.place, &change.place),
    ] {
        if let Some(new) = new {
            *place = text(what, new)?;
        }
    }
    if let Some(starts_at) = change.starts_at {
        event.starts_at = future(starts_at, portal.env.now())?;
        // Where sign-up closed at the start, it still does.
        if old.closes_at == old.starts_at {
            event.closes_at = starts_at;
        }
    }
    event.capacity = change.capacity.map_or(event.capacity, i64::from);
    event.opens_at = change.opens_at.unwrap_or(event.opens_at);
    event.closes_at = change.closes_at.unwrap_or(event.closes_at);
    judge(&event)?;
    write(portal, tx, (&old, &event), operator).await
}

/// Closes the event's sign-up now, unless it is closed already.
///
/// # Errors
/// There is no such event.
pub async fn close(portal: &Portal, key: &EventKey, operator: &Operator) -> Result<(), Refused> {
    let mut tx = portal.store.begin().await?;
    let old = store::events::find(&mut tx, key.as_str())
        .await?
        .ok_or_else(|| Refused::Unknown(key.as_str().to_owned()))?;
    let closes_at = old.closes_at.min(portal.env.now());
    let event = Event {
        closes_at,
        opens_at: old.opens_at.min(closes_at),
        ..old.clone()
    };
    write(portal, tx, (&old, &event), operator).await
}

async fn write(
    portal: &Portal,
    mut tx: store::Tx,
    (old, new): (&Event, &Event),
    operator: &Operator,
) -> Result<(), Refused> {
    let changes = differences(old, new);
    if changes.is_empty() {
        return Ok(());
    }
    if !store::events::set(&mut tx, new).await? {
        // Seats may have been taken since it was read.
        let taken = store::events::find(&mut tx, &new.key)
            .await?
            .map_or(old.taken, |event| event.taken);
        return Err(Refused::TooSmall {
            key: new.key.clone(),
            taken,
            capacity: new.capacity,
        });
    }
    let about = format!("{}: {}", new.key, changes.join(", "));
    operator::record(portal, &mut tx, AuditEvent::EventChanged, about, operator).await?;
    Ok(tx.commit().await?)
}

/// What is other than before, as the audit tells it.
fn differences(old: &Event, new: &Event) -> Vec<String> {
    let facts = |event: &Event| {
        [
            ("title", event.title.clone()),
            ("city", event.city.clone()),
            ("place", event.place.clone()),
            ("starts_at", event.starts_at.rfc3339()),
            ("capacity", event.capacity.to_string()),
            ("opens_at", event.opens_at.rfc3339()),
            ("closes_at", event.closes_at.rfc3339()),
        ]
    };
    facts(old)
        .into_iter()
        .zip(facts(new))
        .filter(|(old, new)| old != new)
        .map(|((name, old), (_, new))| format!("{name} {old} → {new}"))
        .collect()
}

/// A title, city or place, kept as people's names are.
fn text(what: &'static str, raw: &str) -> Result<String, Refused> {
    let text = kept(raw);
    if text.is_empty() {
        Err(Refused::Empty(what))
    } else if has_control(&text) {
        Err(Refused::Control(what))
    } else if text.chars().count() > LONGEST {
        Err(Refused::TooLong(what))
    } else {
        Ok(text)
    }
}

fn future(starts_at: Timestamp, now: Timestamp) -> Result<Timestamp, Refused> {
    if starts_at > now {
        Ok(starts_at)
    } else {
        Err(Refused::Past(starts_at))
    }
}

/// Whether the event makes sense, as it would be.
fn judge(event: &Event) -> Result<(), Refused> {
    let Event {
        starts_at,
        capacity,
        opens_at,
        closes_at,
        ..
    } = *event;
    if capacity < 1 {
        Err(Refused::NoSeats)
    } else if closes_at <= opens_at {
        Err(Refused::ClosesFirst {
            opens_at,
            closes_at,
        })
    } else if closes_at > starts_at {
        Err(Refused::ClosesLate {
            closes_at,
            starts_at,
        })
    } else {
        Ok(())
    }
}

/// # Errors
/// The database failed.
pub async fn list(portal: &Portal) -> Result<Vec<Event>, Fault> {
    Ok(store::events::list(&mut *portal.store.read().await?).await?)
}

/// Who has signed up, in that order. That an operator has had the list is written down.
///
/// # Errors
/// There is no such event.
pub async fn attendees(
    portal: &Portal,
    key: &EventKey,
    operator: &Operator,
) -> Result<Vec<Attendee>, Refused> {
    let mut tx = portal.store.begin().await?;
    if store::events::find(&mut tx, key.as_str()).await?.is_none() {
        return Err(Refused::Unknown(key.as_str().to_owned()));
    }
    let attendees = store::bookings::list_attendees(&mut tx, key.as_str()).await?;
    let about = format!("{}: {} people", key.as_str(), attendees.len());
    operator::record(
        portal,
        &mut tx,
        AuditEvent::AttendeesExported,
        about,
        operator,
    )
    .await?;
    tx.commit().await?;
    Ok(attendees)
}
