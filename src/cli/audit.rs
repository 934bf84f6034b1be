//! `menhu audit`: what happened to accounts, and what operators did.

use std::net::IpAddr;

use clap::{
    Args,
    builder::{PossibleValuesParser, TypedValueParser},
};
use serde_json::json;

use super::{moment, plain, sentence};
use crate::{
    server::{
        Portal,
        policy::audit::AuditEvent,
        services::manage_audit::{self, Wanted},
        store::audit::Recorded,
    },
    values::{login_name::LoginName, time::Timestamp},
};

#[derive(Args)]
pub struct Audit {
    /// Only those of the account with this username, mobile or email
    #[arg(long)]
    account: Option<LoginName>,
    /// Only those of this name, such as `login_failed`
    #[arg(long, value_parser = audit_event())]
    event: Option<AuditEvent>,
    /// Only those from this address
    #[arg(long)]
    address: Option<IpAddr>,
    /// Only those of the request with this id, as the log has it
    #[arg(long)]
    request: Option<String>,
    /// From this moment on: 2027-04-16T14:00:00+08:00, or 2027-04-16, the beginning of that day in
    /// Beijing
    #[arg(long, value_parser = moment)]
    since: Option<Timestamp>,
    /// Before this moment
    #[arg(long, value_parser = moment)]
    until: Option<Timestamp>,
    /// At most so many
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(i64).range(1..=100_000))]
    limit: i64,
    /// As JSON, an object a line
    #[arg(long)]
    json: bool,
}

pub async fn run(portal: &Portal, audit: Audit) -> Result<(), String> {
    let Audit {
        account,
        event,
        address,
        request,
        since,
        until,
        limit,
        json,
    } = audit;
    let wanted = Wanted {
        account,
        event,
        address,
        request,
        since,
        until,
        limit,
    };
    let found = manage_audit::list(portal, &wanted)
        .await
        .map_err(sentence)?;
    for recorded in found.ok_or("there is no such account")? {
        println!(
            "{}",
            if json {
                object(&recorded)
            } else {
                line(&recorded)
            }
        );
    }
    Ok(())
}

/// What happened, by its name.
fn audit_event() -> impl TypedValueParser<Value = AuditEvent> {
    PossibleValuesParser::new(AuditEvent::ALL.map(AuditEvent::as_str))
        .try_map(|name| AuditEvent::of(&name).ok_or("there is no such event"))
}

/// One line of it; an event that happened more than once in its minute says how often.
fn line(recorded: &Recorded) -> String {
    let event = match recorded.count {
        ..=1 => recorded.event.clone(),
        count => format!("{} ×{count}", recorded.event),
    };
    [
        &recorded.created_at.rfc3339(),
        &event,
        recorded.account.as_deref().unwrap_or_default(),
        &recorded.about,
        &recorded.address,
        &recorded.device,
        &recorded.request,
    ]
    .map(plain)
    .join("\t")
}

fn object(recorded: &Recorded) -> String {
    json!({
        "created_at": recorded.created_at.rfc3339(),
        "event": recorded.event,
        "account": recorded.account,
        "about": recorded.about,
        "address": recorded.address,
        "device": recorded.device,
        "request": recorded.request,
        "count": recorded.count,
        "id": recorded.id,
    })
    .to_string()
}
