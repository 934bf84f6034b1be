//! `menhu dev`: what makes development easier, and has no place in production.

use clap::Subcommand;

use super::{open, sentence};
use crate::server::{
    services::seed::{self, Seeded},
    settings::Settings,
};

#[derive(Subcommand)]
pub enum DevCommand {
    /// Put data into the database to try the portal with: two accounts, an event with a booking, an
    /// event that is full
    ///
    /// Prints what to sign in with; no code has to be sent. May be run again: what is there stays,
    /// and the accounts get their password back.
    Seed,
}

pub async fn run(settings: Settings, command: DevCommand) -> Result<(), String> {
    // Before the database is opened: everybody knows the password.
    settings.check_mode()?;
    if settings.is_production() {
        return Err(
            "dev seed makes accounts whose password everybody knows; it works in development only"
                .into(),
        );
    }
    let portal = open(settings).await?;
    match command {
        DevCommand::Seed => {
            let Seeded {
                accounts,
                booked,
                full,
            } = seed::run(&portal).await.map_err(sentence)?;
            for account in accounts {
                println!(
                    "account\t{}\t{}\t{}",
                    account.username,
                    account.mobile.e164(),
                    seed::PASSWORD
                );
            }
            println!("event\t{booked}\tthe first account has signed up\nevent\t{full}\tfull");
            Ok(())
        }
    }
}
