//! `menhu audit`: what happened to accounts.

use clap::Args;

use super::sentence;
use crate::{
    server::{Portal, services::manage_audit, store::audit::Recorded},
    values::login_name::LoginName,
};

#[derive(Args)]
pub struct Audit {
    /// Only those of the account with this username, mobile or email
    #[arg(long)]
    account: Option<LoginName>,
    /// At most so many
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(i64).range(1..=100_000))]
    limit: i64,
}

pub async fn run(portal: &Portal, Audit { account, limit }: Audit) -> Result<(), String> {
    let found = manage_audit::list(portal, account.as_ref(), limit)
        .await
        .map_err(sentence)?;
    for Recorded {
        account,
        event,
        about,
        address,
        device,
        request,
        created_at,
        ..
    } in found.ok_or("there is no such account")?
    {
        let account = account.unwrap_or_default();
        println!(
            "{}\t{event}\t{account}\t{about}\t{address}\t{device}\t{request}",
            created_at.rfc3339()
        );
    }
    Ok(())
}
