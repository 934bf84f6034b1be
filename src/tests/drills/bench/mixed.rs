//! Reads while logins take every permit to hash, against the same reads when nothing else goes on.

use std::time::Duration;

use serde_json::json;
use tokio::time::sleep;

use super::{
    Portal,
    floor::Floor,
    load::{Load, TURNS},
    logins,
    report::{Measured, Report, median},
    signed_in,
};
use crate::{
    program::{PASSWORD, populate},
    support::Databases,
};

const PEOPLE: u32 = 2000;
const CONNECTIONS: u32 = 16;
/// The logins begin before the reads and end after them.
const LOGINS: u32 = 5;
const READS: u32 = 3;

pub async fn measure(databases: &Databases, report: &mut Report, kind: &'static str) {
    let (portal, floor) = (
        Portal::new(databases, kind).await,
        Floor::start(databases, kind).await,
    );
    let _running = portal.program.start().await;
    let cookies = populate(&portal.database, PEOPLE).await;
    report.heading(
        &format!("reads beside {CONNECTIONS} who sign in, on {kind}"),
        ["beside", "quiet"],
    );
    let me = Load::get(portal.path("/users/me/"), &signed_in(&cookies[0]));
    me.look("\"status\":\"ok\"").await;
    let body = |number| json!({"username": format!("person{number}"), "password": PASSWORD});
    let login =
        Load::lines(portal.path("/users/account_login/"), logins(PEOPLE, body)).may_be_refused();
    both(report, "menhu: me, 16", &me, &login).await;

    let read = Load::get(floor.path("/read"), &[]);
    let body = |_| json!({"password": PASSWORD});
    let login = Load::lines(floor.path("/login"), logins(PEOPLE, body));
    both(report, "floor: read, 16", &read, &login).await;
}

async fn both(report: &mut Report, case: &str, read: &Load, login: &Load) {
    let (mut beside, mut quiet, mut rates) = (Vec::new(), Vec::new(), Vec::new());
    read.run(CONNECTIONS, 1).await;
    for _ in 0..TURNS {
        quiet.push(read.run(CONNECTIONS, READS).await);
        let reads = async {
            sleep(Duration::from_secs(1)).await;
            read.run(CONNECTIONS, READS).await
        };
        let (logins, reads) = tokio::join!(login.run(CONNECTIONS, LOGINS), reads);
        rates.push(logins.rate);
        beside.push(reads);
    }
    report.compared(case, &beside, &quiet);
    let p99 = |runs: &[Measured]| Measured::median(runs).p99;
    report.fact(
        &format!("{case}: p99 against quiet"),
        p99(&beside) / p99(&quiet),
        "times",
    );
    report.fact(
        &format!("{case}: logins meanwhile"),
        median(rates),
        "a second",
    );
}
