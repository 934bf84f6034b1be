//! `menhu copy`: everything from one database to another.

use std::path::PathBuf;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::operator::OperatorArgs;
use crate::server::{
    env::Env,
    error::Fault,
    policy::{audit::AuditEvent, operator},
    settings::{Secret, files::sqlite_file},
    store::{Store, copy::Progress},
};

#[derive(Args)]
pub struct Copy {
    /// Where everything is, such as `sqlite://data/menhu.db`
    #[arg(long, env = "MENHU_COPY_FROM", hide_env_values = true)]
    from: Secret,
    /// Where it shall be, such as `postgres://USER:PASSWORD@HOST/NAME`
    #[arg(long, env = "MENHU_COPY_TO", hide_env_values = true)]
    to: Secret,
    #[command(flatten)]
    operator: OperatorArgs,
}

pub async fn run(Copy { from, to, operator }: Copy) -> Result<(), Fault> {
    if let Some(missing) = missing_file(&from) {
        return Err(Fault::Internal(format!(
            "there is no database at {}",
            missing.display()
        )));
    }
    let kind = to.reveal().split(':').next().unwrap_or_default();
    let recorded = operator::recorded(
        &Env::system(),
        AuditEvent::DatabaseCopied,
        format!("to {kind}"),
        &operator.operator(),
    );
    let (from, to) = (Store::open(&from, 2).await?, Store::open(&to, 2).await?);
    to.migrate().await?;
    let bars = ProgressStyle::with_template("{msg:18} {wide_bar} {human_pos}/{human_len} {eta}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    let bar = ProgressBar::no_length().with_style(bars);
    let copied = from
        .copy_to(&to, &recorded, |Progress { table, done, rows }| {
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
fn missing_file(url: &Secret) -> Option<PathBuf> {
    sqlite_file(url.reveal()).filter(|file| !file.exists())
}
