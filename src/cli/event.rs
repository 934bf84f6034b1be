//! `menhu event`: the events that people sign up for.

use std::io::stdout;

use clap::{Args, Subcommand};

use super::sentence;
use crate::{
    server::{
        Portal,
        services::manage_events::{self, EventChange, NewEvent},
    },
    values::{event::EventKey, time::Timestamp},
};

#[derive(Subcommand)]
pub enum EventCommand {
    /// Add an event
    Add(AddEvent),
    /// Change some of an event's data
    Set(SetEvent),
    /// Close an event's sign-up now
    Close { key: EventKey },
    /// All events, with seats taken
    List,
    /// Who has signed up
    Attendees {
        key: EventKey,
        /// As comma-separated values, with a head line
        #[arg(long)]
        csv: bool,
    },
}

#[derive(Args)]
pub struct AddEvent {
    /// What programs call it by
    key: EventKey,
    #[arg(long)]
    title: String,
    #[arg(long)]
    city: String,
    #[arg(long)]
    place: String,
    /// RFC 3339, such as 2027-04-16T14:00:00+08:00
    #[arg(long, value_parser = moment)]
    starts_at: Timestamp,
    #[arg(long, value_parser = clap::value_parser!(u32))]
    capacity: u32,
    /// When sign-up opens; now, unless given
    #[arg(long, value_parser = moment)]
    opens_at: Option<Timestamp>,
    /// When sign-up closes; at the start, unless given
    #[arg(long, value_parser = moment)]
    closes_at: Option<Timestamp>,
}

#[derive(Args)]
pub struct SetEvent {
    key: EventKey,
    #[arg(long)]
    title: Option<String>,
    #[arg(long)]
    city: Option<String>,
    #[arg(long)]
    place: Option<String>,
    #[arg(long, value_parser = moment)]
    starts_at: Option<Timestamp>,
    /// Never below the seats already taken
    #[arg(long)]
    capacity: Option<u32>,
    #[arg(long, value_parser = moment)]
    opens_at: Option<Timestamp>,
    #[arg(long, value_parser = moment)]
    closes_at: Option<Timestamp>,
}

fn moment(text: &str) -> Result<Timestamp, String> {
    Timestamp::parse(text).ok_or_else(|| {
        format!("{text} is no RFC 3339 time; write it like 2027-04-16T14:00:00+08:00")
    })
}

pub async fn run(portal: &Portal, command: EventCommand) -> Result<(), String> {
    match command {
        EventCommand::Add(event) => add(portal, event).await,
        EventCommand::Set(SetEvent {
            key,
            title,
            city,
            place,
            starts_at,
            capacity,
            opens_at,
            closes_at,
        }) => {
            let change = EventChange {
                title,
                city,
                place,
                starts_at,
                capacity,
                opens_at,
                closes_at,
            };
            set(portal, &key, &change).await
        }
        EventCommand::Close { key } => {
            let change = EventChange {
                closes_at: Some(portal.env.now()),
                ..EventChange::default()
            };
            set(portal, &key, &change).await
        }
        EventCommand::List => list(portal).await,
        EventCommand::Attendees { key, csv } => attendees(portal, &key, csv).await,
    }
}

async fn add(portal: &Portal, event: AddEvent) -> Result<(), String> {
    let key = event.key.clone();
    let event = NewEvent {
        key: event.key,
        title: event.title,
        city: event.city,
        place: event.place,
        starts_at: event.starts_at,
        capacity: event.capacity,
        opens_at: event.opens_at.unwrap_or_else(|| portal.env.now()),
        closes_at: event.closes_at.unwrap_or(event.starts_at),
    };
    if manage_events::add(portal, &event).await.map_err(sentence)? {
        Ok(())
    } else {
        Err(format!("there is an event {} already", key.as_str()))
    }
}

async fn set(portal: &Portal, key: &EventKey, change: &EventChange) -> Result<(), String> {
    if manage_events::set(portal, key, change)
        .await
        .map_err(sentence)?
    {
        Ok(())
    } else {
        Err(format!(
            "there is no event {}, or it has more seats taken than that",
            key.as_str()
        ))
    }
}

async fn list(portal: &Portal) -> Result<(), String> {
    for event in manage_events::list(portal).await.map_err(sentence)? {
        println!(
            "{}\t{}\t{} {}\t{}\t{}/{}\tcloses {}",
            event.key,
            event.title,
            event.city,
            event.place,
            event.starts_at.rfc3339(),
            event.taken,
            event.capacity,
            event.closes_at.rfc3339()
        );
    }
    Ok(())
}

async fn attendees(portal: &Portal, key: &EventKey, csv: bool) -> Result<(), String> {
    let delimiter = if csv { b',' } else { b'\t' };
    let mut lines = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .from_writer(stdout());
    let failed = |error: csv::Error| error.to_string();
    if csv {
        let head = ["name", "mobile", "email", "company", "signed_up_at"];
        lines.write_record(head).map_err(failed)?;
    }
    for attendee in manage_events::attendees(portal, key)
        .await
        .map_err(sentence)?
    {
        let when = attendee.created_at.rfc3339();
        let cells = [
            &attendee.realname,
            &attendee.mobile,
            &attendee.email,
            &attendee.company_name,
            &when,
        ];
        lines
            .write_record(cells.map(|text| harmless(text)))
            .map_err(failed)?;
    }
    lines.flush().map_err(|error| error.to_string())
}

/// A text that a spreadsheet will not take for a formula.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}
