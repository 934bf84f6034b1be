//! A thousand accounts and sessions against a million: one session asked for again and again, and
//! sessions drawn at random. And whether a write waits while pruning looks through the million.

use std::time::Duration;

use serde_json::Value;
use sqlx::Connection as _;
use tokio::time::{Instant, sleep_until};

use super::{
    Portal, fill,
    line::Line as Connection,
    load::{Line, Load, compare},
    new_names,
    report::Report,
    signed_in,
};
use crate::{
    program::{address_of, populate},
    support::{Databases, until},
};

const FEW: u32 = 1000;
const MANY: u32 = 1_000_000;
/// Those of the million that are asked for, each 49 accounts from the next.
const DRAWN: u32 = 20_000;
/// The program prunes when it starts, and so much later again.
const PRUNES: Duration = Duration::from_mins(1);

pub async fn measure(databases: &Databases, report: &mut Report, kind: &'static str) {
    report.heading(
        &format!("{MANY} accounts and sessions, on {kind}"),
        ["million", "thousand"],
    );
    let (small, large) = (
        Portal::new(databases, kind).await,
        Portal::new(databases, kind).await,
    );
    let migrating = [small.program.start().await, large.program.start().await];
    let few = populate(&small.database, FEW).await;
    let hot = populate(&large.database, FEW).await;
    drop(migrating);
    for portal in [&small, &large] {
        let mut db = fill::connect(&portal.database).await;
        fill::all_seen_later(&mut db).await;
        db.close().await.expect("it is written");
    }
    let (begun, mut db) = (Instant::now(), fill::connect(&large.database).await);
    fill::accounts(&mut db, MANY).await;
    let many = fill::known_sessions(&mut db, DRAWN, 49).await;
    let of = format!("'{}' || t", &fill::account(0)[..24]);
    fill::sessions(&mut db, MANY - DRAWN, &of, 24 * 3_600_000).await;
    fill::run(&mut db, "ANALYZE".into()).await;
    db.close().await.expect("it is written");
    fill::settle();
    report.fact("filling", begun.elapsed().as_secs_f64(), "s");

    let _small = small.program.start().await;
    let started = Instant::now();
    let _large = large.program.start().await;
    let waited = until_written(&large, &hot[1]).await;
    report.fact("first write after the start", waited.as_secs_f64(), "s");
    let ok = "\"status\":\"ok\"";
    let loads = [
        Load::get(large.path("/users/me/"), &signed_in(&hot[0])),
        Load::get(small.path("/users/me/"), &signed_in(&few[0])),
    ];
    for load in &loads {
        load.look(ok).await;
    }
    let [one, other] = &loads;
    compare(report, "me, 16, one session", [one, other], 16).await;
    let drawn = Load::lines(large.path("/users/me/"), reads(&many));
    let all = Load::lines(small.path("/users/me/"), reads(&few));
    compare(report, "me, 16, at random", [&drawn, &all], 16).await;
    prune(report, &large, &hot, started).await;
}

fn reads(cookies: &[String]) -> impl Iterator<Item = Line> {
    (0..DRAWN)
        .zip(cookies.iter().cycle())
        .map(|(number, cookie)| Line {
            cookie: cookie.clone(),
            address: address_of(number % 2000),
            body: Value::Null,
        })
}

/// Writes around the moment when pruning looks for sessions that are over, and finds none.
async fn prune(report: &mut Report, portal: &Portal, cookies: &[String], started: Instant) {
    let path = portal.path("/users/change_my_info/");
    let write = Load::lines(path, new_names(cookies)).may_be_refused();
    let quiet = write.run(1, 3).await;
    // The next time after now.
    let mut tick = started + PRUNES;
    while tick < Instant::now() + Duration::from_secs(3) {
        tick += PRUNES;
    }
    sleep_until(tick - Duration::from_secs(2)).await;
    let during = write.run(1, 4).await;
    report.fact("longest write while pruning looks", during.longest, "ms");
    report.fact("longest write otherwise", quiet.longest, "ms");
    report.fact("writes refused while pruning looks", during.refused, "");
}

/// It prunes as it starts: nothing else is measured before it lets somebody write. How long that
/// takes.
async fn until_written(portal: &Portal, cookie: &str) -> Duration {
    let start = Instant::now();
    let name = r#"{"realname":"演习","qq":"10001"}"#;
    until("a write", async || {
        let mut line = Connection::open(&portal.program.address).await;
        let asked = line.post("/users/change_my_info/", cookie, "10.0.0.1", name);
        (asked.await.0 == 200).then_some(())
    })
    .await;
    start.elapsed()
}
