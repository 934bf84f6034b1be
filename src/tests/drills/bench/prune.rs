//! Writes, one after the other, while a million sessions that are over are removed.

use std::time::Duration;

use sqlx::{AnyConnection, Connection as _};
use tokio::time::{Instant, sleep};

use super::{Portal, fill, load::Load, new_names, report::Report};
use crate::{program::populate, support::Databases};

const MANY: u32 = 1_000_000;
const WRITES: u32 = 3;

pub async fn measure(databases: &Databases, report: &mut Report, kind: &'static str) {
    report.heading(
        &format!("change_my_info beside pruning {MANY} sessions, on {kind}"),
        ["pruning", "quiet"],
    );
    let portal = Portal::new(databases, kind).await;
    let cookies = {
        let _migrates = portal.program.start().await;
        populate(&portal.database, 1000).await
    };
    let mut db = fill::connect(&portal.database).await;
    let begun = Instant::now();
    let of = "(SELECT id FROM accounts WHERE username = 'person0')";
    fill::sessions(&mut db, MANY, of, -1).await;
    db.close().await.expect("it is written");
    report.fact("filling", begun.elapsed().as_secs_f64(), "s");
    let mut db = AnyConnection::connect(&portal.database)
        .await
        .expect("the database answers");
    let left = "SELECT COUNT(*) FROM sessions";

    // It prunes as it starts, some of all that there is, and the rest later.
    let write =
        Load::lines(portal.path("/users/change_my_info/"), new_names(&cookies)).may_be_refused();
    let _running = portal.program.start().await;
    let before = fill::count(&mut db, left).await;
    let during = write.run(1, WRITES).await;
    let after = fill::count(&mut db, left).await;
    report.fact(
        "sessions removed meanwhile",
        f64::from(i32::try_from(before - after).unwrap_or(0)),
        "",
    );
    let mut last = after;
    loop {
        sleep(Duration::from_millis(500)).await;
        let now = fill::count(&mut db, left).await;
        if now == last {
            break;
        }
        last = now;
    }
    let quiet = write.run(1, WRITES).await;
    report.compared("change_my_info, 1", &[during], &[quiet]);
    report.fact("writes refused meanwhile", during.refused, "");
}
