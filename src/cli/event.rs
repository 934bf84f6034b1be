//! `menhu event`: the events that people sign up for.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{attendees, moment, operator::OperatorArgs, plain, sentence};
use crate::{
    server::{
        Portal,
        policy::operator::Operator,
        services::manage_events::{self, EventChange, NewEvent, Refused},
    },
    values::{event::EventKey, time::Timestamp},
};

#[derive(Args)]
pub struct EventArgs {
    #[command(flatten)]
    operator: OperatorArgs,
    #[command(subcommand)]
    command: EventCommand,
}

#[derive(Subcommand)]
enum EventCommand {
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
        /// As a workbook in this file, which is made or written anew
        #[arg(long, value_name = "FILE", conflicts_with = "csv")]
        xlsx: Option<PathBuf>,
    },
}

#[derive(Args)]
struct AddEvent {
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
struct SetEvent {
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

pub async fn run(
    portal: &Portal,
    EventArgs { operator, command }: EventArgs,
) -> Result<(), String> {
    let operator = operator.operator();
    match command {
        EventCommand::Add(event) => add(portal, event, &operator).await.map_err(told),
        EventCommand::Set(event) => set(portal, event, &operator).await.map_err(told),
        EventCommand::Close { key } => manage_events::close(portal, &key, &operator)
            .await
            .map_err(told),
        EventCommand::List => list(portal).await,
        EventCommand::Attendees { key, csv, xlsx } => {
            let found = manage_events::attendees(portal, &key, &operator)
                .await
                .map_err(told)?;
            match xlsx {
                Some(path) => attendees::write_workbook(found, &path),
                None => attendees::print(found, csv),
            }
        }
    }
}

fn told(refused: Refused) -> String {
    refused.to_string()
}

async fn add(portal: &Portal, event: AddEvent, operator: &Operator) -> Result<(), Refused> {
    let AddEvent {
        key,
        title,
        city,
        place,
        starts_at,
        capacity,
        opens_at,
        closes_at,
    } = event;
    let event = NewEvent {
        key,
        title,
        city,
        place,
        starts_at,
        capacity,
        opens_at,
        closes_at,
    };
    manage_events::add(portal, &event, operator).await
}

async fn set(portal: &Portal, event: SetEvent, operator: &Operator) -> Result<(), Refused> {
    let SetEvent {
        key,
        title,
        city,
        place,
        starts_at,
        capacity,
        opens_at,
        closes_at,
    } = event;
    let change = EventChange {
        title,
        city,
        place,
        starts_at,
        capacity,
        opens_at,
        closes_at,
    };
    manage_events::set(portal, &key, &change, operator).await
}

async fn list(portal: &Portal) -> Result<(), String> {
    for event in manage_events::list(portal).await.map_err(sentence)? {
        println!(
            "{}\t{}\t{} {}\t{}\t{}/{}\tcloses {}",
            event.key,
            plain(&event.title),
            plain(&event.city),
            plain(&event.place),
            event.starts_at.rfc3339(),
            event.taken,
            event.capacity,
            event.closes_at.rfc3339()
        );
    }
    Ok(())
}
