//! The command line: a file for each group of commands; here, what they share.

mod arguments;
mod attendees;
mod audit;
mod copy;
mod dev;
mod event;
mod operator;
mod outbox;

use std::{process::ExitCode, sync::Arc};

use clap::{Parser, Subcommand};

use crate::{
    serve::{init_logging, serve},
    server::{Portal, env::Env, error::Fault, open_store, settings::Settings},
    values::time::Timestamp,
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
    /// Move a grown installation: copy everything from one database to another, new one, in one
    /// transaction
    ///
    /// Stop the servers first: what they write while this runs waits or fails, and what they write
    /// afterwards is not copied. The new servers need the same `MENHU_SECRET`, which in development
    /// is the file beside the database.
    Copy(copy::Copy),
    /// Look after the messages on their way out
    #[command(subcommand)]
    Outbox(outbox::OutboxCommand),
    /// Security events, the newest first
    Audit(audit::Audit),
    /// Manage the events that people sign up for
    Event(event::EventArgs),
    /// Make development easier
    #[command(subcommand)]
    Dev(dev::DevCommand),
}

/// Runs what the command line asks for.
#[must_use]
pub fn run() -> ExitCode {
    let Cli { command, settings } = arguments::parse();
    let command = command.unwrap_or(Command::Serve);
    init_logging(&settings);
    arguments::warn_of_unknown::<Cli>();
    let done = tokio::runtime::Runtime::new()
        .map_err(|error| error.to_string())
        .and_then(|runtime| runtime.block_on(perform(command, settings)));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("menhu: {sentence}");
            ExitCode::FAILURE
        }
    }
}

async fn perform(command: Command, settings: Settings) -> Result<(), String> {
    match command {
        Command::Serve => serve(settings.parse()?).await.map_err(sentence),
        Command::Migrate => migrate(settings).await.map_err(sentence),
        Command::Copy(command) => copy::run(command).await.map_err(sentence),
        Command::Outbox(command) => outbox::run(&*open(settings).await?, command).await,
        Command::Audit(command) => audit::run(&*open(settings).await?, command).await,
        Command::Event(command) => event::run(&*open(settings).await?, command).await,
        Command::Dev(command) => dev::run(settings, command).await,
    }
}

async fn migrate(settings: Settings) -> Result<(), Fault> {
    open_store(&settings).await?.close().await;
    Ok(())
}

/// The portal for a tool.
async fn open(settings: Settings) -> Result<Arc<Portal>, String> {
    let config = settings.parse_gateways()?;
    Portal::open(config, Env::system()).await.map_err(sentence)
}

/// A moment as operators write it.
fn moment(text: &str) -> Result<Timestamp, String> {
    Timestamp::parse(text)
        .or_else(|| Timestamp::parse(&format!("{text}T00:00:00+08:00")))
        .ok_or_else(|| {
            format!("{text} is no RFC 3339 time; write it like 2027-04-16T14:00:00+08:00")
        })
}

/// A text in one line of a terminal: whatever steers one is a space.
fn plain(text: &str) -> String {
    text.replace(char::is_control, " ")
}

/// What an operator reads of a fault.
fn sentence(fault: Fault) -> String {
    fault.to_string()
}
