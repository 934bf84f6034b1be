//! The command line: serve, migrate, looking after messages, and managing events.

use std::{io::stdout, path::Path, process::ExitCode};

use clap::{Args, Parser, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};

use crate::values::time::Timestamp;
use crate::{
    serve::{init_logging, serve},
    server::{
        Portal,
        env::Env,
        error::Fault,
        services::manage_events::{EventChange, NewEvent},
        settings::{Secret, Settings},
        store::{Store, audit::Recorded, copy::Progress},
    },
    values::{email::Email, event::BookinType, login_name::LoginName, mobile::Mobile},
};

/// menhu (门户): an account portal for companies in mainland China.
#[derive(Parser)]
#[command(version, about, name = "menhu")]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Subcommand)]
enum Command {
    /// Bring the database up to date and serve (the default)
    Serve,
    /// Bring the database up to date
    Migrate,
    /// Move a grown installation: copy everything from one database to another, new one, in one transaction
    ///
    /// Stop the servers first: what they write while this runs waits or fails, and what they write afterwards is not copied. The new servers need
    /// the same `MENHU_SECRET`, which in development is the file beside the database.
    Copy {
        /// Where everything is, such as `sqlite://data/menhu.db`
        #[arg(long, env = "MENHU_COPY_FROM", hide_env_values = true)]
        from: Secret,
        /// Where it shall be, such as `postgres://USER:PASSWORD@HOST/NAME`
        #[arg(long, env = "MENHU_COPY_TO", hide_env_values = true)]
        to: Secret,
    },
    /// Look after the messages on their way out
    #[command(subcommand)]
    Outbox(OutboxCommand),
    /// Security events, the newest first
    Audit {
        /// Only those of the account with this username, mobile or email
        #[arg(long)]
        account: Option<LoginName>,
        /// At most so many
        #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(i64).range(1..=100_000))]
        limit: i64,
    },
    /// Manage the events that people sign up for
    #[command(subcommand)]
    Event(EventCommand),
}

#[derive(Subcommand)]
enum OutboxCommand {
    /// The newest messages, and what each attempt to send them came to
    List {
        /// Only those in this state
        #[arg(long, value_parser = ["queued", "sent", "dropped", "failed"])]
        state: Option<String>,
        /// At most so many
        #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(i64).range(1..=10_000))]
        limit: i64,
    },
    /// Send messages at once that failed, or that wait for their next attempt
    Retry {
        /// The message's id, as `list` shows it
        #[arg(required_unless_present = "all")]
        id: Option<String>,
        /// All of them
        #[arg(long, conflicts_with = "id")]
        all: bool,
    },
}

#[derive(Subcommand)]
enum EventCommand {
    /// Add an event
    Add(AddEvent),
    /// Change some of an event's data
    Set(SetEvent),
    /// Close an event's sign-up now
    Close { bookin_type: BookinType },
    /// All events, with seats taken
    List,
    /// Who has signed up
    Attendees {
        bookin_type: BookinType,
        /// As comma-separated values, with a head line
        #[arg(long)]
        csv: bool,
    },
}

#[derive(Args)]
struct AddEvent {
    /// What programs call it by
    bookin_type: BookinType,
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
    bookin_type: BookinType,
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
    Timestamp::parse(text).ok_or_else(|| format!("{text} is no RFC 3339 time; write it like 2027-04-16T14:00:00+08:00"))
}

/// Runs what the command line asks for.
#[must_use]
pub fn run() -> ExitCode {
    let Cli { command, settings } = Cli::parse();
    let command = command.unwrap_or(Command::Serve);
    // A tool at work on the database needs none of the gateways that production must have.
    if matches!(command, Command::Serve)
        && let Err(sentence) = settings.check()
    {
        eprintln!("menhu: {sentence}");
        return ExitCode::FAILURE;
    }
    init_logging(&settings);
    let done = tokio::runtime::Runtime::new().map_err(|error| error.to_string()).and_then(|runtime| runtime.block_on(perform(command, settings)));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("menhu: {sentence}");
            ExitCode::FAILURE
        }
    }
}

async fn perform(command: Command, settings: Settings) -> Result<(), String> {
    let told = |fault: Fault| fault.to_string();
    match command {
        Command::Serve => serve(settings).await.map_err(told),
        Command::Migrate => Portal::open(settings, Env::system()).await.map(|_| ()).map_err(told),
        Command::Copy { from, to } => copy(&from, &to).await.map_err(told),
        Command::Outbox(command) => {
            let portal = Portal::open(settings, Env::system()).await.map_err(told)?;
            manage_outbox(&portal, command).await
        }
        Command::Audit { account, limit } => {
            let portal = Portal::open(settings, Env::system()).await.map_err(told)?;
            let events =
                crate::server::services::manage_audit::list(&portal, account.as_ref(), limit).await.map_err(told)?.ok_or("there is no such account")?;
            for Recorded { account, event, about, address, device, request, created_at, .. } in events {
                println!("{}\t{event}\t{}\t{about}\t{address}\t{device}\t{request}", created_at.rfc3339(), account.unwrap_or_default());
            }
            Ok(())
        }
        Command::Event(command) => {
            let portal = Portal::open(settings, Env::system()).await.map_err(told)?;
            manage_events(&portal, command).await
        }
    }
}

async fn copy(from: &Secret, to: &Secret) -> Result<(), Fault> {
    if let Some(missing) = missing_file(from) {
        return Err(Fault::Internal(format!("there is no database at {missing}")));
    }
    let (from, to) = (Store::open(from, 2).await?, Store::open(to, 2).await?);
    to.migrate().await?;
    let bars = ProgressStyle::with_template("{msg:18} {wide_bar} {human_pos}/{human_len} {eta}").unwrap_or_else(|_| ProgressStyle::default_bar());
    let bar = ProgressBar::no_length().with_style(bars);
    let copied = from
        .copy_to(&to, |Progress { table, done, rows }| {
            bar.set_message(table);
            bar.set_length(rows);
            bar.set_position(done);
        })
        .await;
    bar.finish_and_clear();
    for (table, rows) in copied? {
        println!("{table}\t{rows}");
    }
    to.close().await;
    Ok(())
}

/// The SQLite file of this address, when it is not there: opening it would make an empty one.
fn missing_file(url: &Secret) -> Option<&str> {
    let file = url.reveal().strip_prefix("sqlite:")?.trim_start_matches("//").split('?').next()?;
    (!Path::new(file).exists()).then_some(file)
}

async fn manage_events(portal: &Portal, command: EventCommand) -> Result<(), String> {
    let told = |fault: Fault| fault.to_string();
    let known = |done: bool, bookin_type: &BookinType| {
        if done { Ok(()) } else { Err(format!("there is no event {}, or it has more seats taken than that", bookin_type.as_str())) }
    };
    match command {
        EventCommand::Add(AddEvent { bookin_type, title, city, place, starts_at, capacity, opens_at, closes_at }) => {
            let event = NewEvent {
                bookin_type: bookin_type.clone(),
                title,
                city,
                place,
                starts_at,
                capacity,
                opens_at: opens_at.unwrap_or_else(|| portal.env.now()),
                closes_at: closes_at.unwrap_or(starts_at),
            };
            let added = crate::server::services::manage_events::add(&portal, &event).await.map_err(told)?;
            if added { Ok(()) } else { Err(format!("there is an event {} already", bookin_type.as_str())) }
        }
        EventCommand::Set(SetEvent { bookin_type, title, city, place, starts_at, capacity, opens_at, closes_at }) => {
            let change = EventChange { title, city, place, starts_at, capacity, opens_at, closes_at };
            known(crate::server::services::manage_events::set(&portal, &bookin_type, &change).await.map_err(told)?, &bookin_type)
        }
        EventCommand::Close { bookin_type } => {
            let change = EventChange { closes_at: Some(portal.env.now()), ..EventChange::default() };
            known(crate::server::services::manage_events::set(&portal, &bookin_type, &change).await.map_err(told)?, &bookin_type)
        }
        EventCommand::List => {
            for event in crate::server::services::manage_events::list(&portal).await.map_err(told)? {
                println!(
                    "{}\t{}\t{} {}\t{}\t{}/{}\tcloses {}",
                    event.bookin_type,
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
        EventCommand::Attendees { bookin_type, csv } => {
            let mut lines = csv::WriterBuilder::new().delimiter(if csv { b',' } else { b'\t' }).from_writer(stdout());
            let failed = |error: csv::Error| error.to_string();
            if csv {
                lines.write_record(["name", "mobile", "email", "company", "signed_up_at"]).map_err(failed)?;
            }
            for attendee in crate::server::services::manage_events::attendees(&portal, &bookin_type).await.map_err(told)? {
                let when = attendee.created_at.rfc3339();
                lines
                    .write_record([&attendee.realname, &attendee.mobile, &attendee.email, &attendee.company_name, &when].map(|text| harmless(text)))
                    .map_err(failed)?;
            }
            lines.flush().map_err(|error| error.to_string())
        }
    }
}

async fn manage_outbox(portal: &Portal, command: OutboxCommand) -> Result<(), String> {
    let told = |fault: Fault| fault.to_string();
    match command {
        OutboxCommand::List { state, limit } => {
            for (message, attempts) in crate::server::services::manage_outbox::list(&portal, state.as_deref(), limit).await.map_err(told)? {
                let next = if message.state == "queued" { format!("\tnext {}", message.next_at.rfc3339()) } else { String::new() };
                println!(
                    "{}\t{}\t{}\t{}\t{}\t{}\t{} attempts{next}",
                    message.id,
                    message.state,
                    message.channel,
                    masked(&message.recipient),
                    message.template,
                    message.created_at.rfc3339(),
                    message.attempts,
                );
                for attempt in attempts {
                    let took = (attempt.ended_at - attempt.began_at).millis();
                    println!("\t{}\t{}\t{}\t{}\t{took} ms", attempt.began_at.rfc3339(), attempt.gateway, attempt.outcome, attempt.answer);
                }
            }
            Ok(())
        }
        OutboxCommand::Retry { id, .. } => {
            let revived = crate::server::services::manage_outbox::retry(&portal, id.as_deref()).await.map_err(told)?;
            println!("{revived} to be sent now");
            if revived == 0 && id.is_some() { Err("there is no such message that failed or waits and whose time is not over".into()) } else { Ok(()) }
        }
    }
}

/// As much of a number or an address as tells people apart.
fn masked(recipient: &str) -> String {
    recipient.parse::<Mobile>().map(|mobile| mobile.masked()).or_else(|_| recipient.parse::<Email>().map(|email| email.masked())).unwrap_or_default()
}

/// A text that a spreadsheet will not take for a formula.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}
