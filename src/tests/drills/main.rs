//! The drills: the built program as it will be run, on a bad day. It is killed under load, called by everybody at once, left without room and
//! without its database, and replaced node by node behind a proxy.
//!
//! `make drill` kills it 200 times; `cargo test` runs a short one. `MENHU_DRILL_KILLS` says how often, `MENHU_TEST_DATABASES` on what. `make bench`
//! measures instead.

#[expect(dead_code, unused_imports, reason = "the scenarios need more of it")]
#[path = "../support/mod.rs"]
mod support;

mod bench;
mod kills;
mod load;
mod logs;
mod nodes;
mod outage;
mod program;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};
use support::Databases;

fn main() -> ExitCode {
    // The program's own client chooses one; these come before it.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let arguments = Arguments::from_args();
    let kills = std::env::var("MENHU_DRILL_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(6);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let databases = Databases::start(&runtime, arguments.list);
    // One that can be stopped while the others are at work.
    let away = Databases::start(&runtime, arguments.list);
    let mut trials = Vec::new();
    let trial = |name: String, run: Box<dyn FnOnce(&tokio::runtime::Handle) + Send>| {
        let handle = runtime.handle().clone();
        Trial::test(name, move || {
            run(&handle);
            Ok(())
        })
    };
    for name in databases.names() {
        let all = databases.clone();
        let label = format!("kills::every_acknowledged_write_survives_{kills}_kills::{name}");
        trials.push(trial(label, Box::new(move |handle| handle.block_on(kills::every_acknowledged_write_survives(&all, name, kills)))));
        let all = databases.clone();
        let measure = trial(format!("bench::{name}"), Box::new(move |handle| handle.block_on(bench::measure(&all, name))));
        trials.push(measure.with_ignored_flag(true));
        let all = databases.clone();
        let label = format!("load::five_hundred_logins_at_once_are_served_or_sent_away::{name}");
        trials.push(trial(label, Box::new(move |handle| handle.block_on(load::five_hundred_logins_at_once(&all, name)))));
    }
    let all = databases.clone();
    let label = "load::what_is_half_sent_or_too_long_is_closed_in_time".to_owned();
    trials.push(trial(label, Box::new(move |handle| handle.block_on(load::what_is_half_sent(&all)))));
    let all = databases.clone();
    let label = "logs::a_security_event_is_one_json_line_whatever_people_send".to_owned();
    trials.push(trial(label, Box::new(move |handle| handle.block_on(logs::one_json_line_each(&all)))));
    let label = "outage::a_full_disk_is_told_and_recovered_from".to_owned();
    // Only root may make a disk that is small.
    trials.push(trial(label, Box::new(|handle| handle.block_on(outage::a_full_disk()))).with_ignored_flag(!support::is_root()));
    if databases.names().contains(&"postgres") {
        let label = "outage::a_database_that_is_away_is_told_and_waited_for".to_owned();
        let gone = away.clone();
        trials.push(trial(label, Box::new(move |handle| handle.block_on(outage::a_database_away(&gone)))));
        let all = databases.clone();
        let label = "outage::a_database_that_goes_silent_is_told_and_waited_for".to_owned();
        trials.push(trial(label, Box::new(move |handle| handle.block_on(outage::a_silent_database(&all)))));
        let all = databases.clone();
        let label = "nodes::two_nodes_behind_a_proxy_are_one_portal".to_owned();
        trials.push(trial(label, Box::new(move |handle| handle.block_on(nodes::two_nodes_behind_a_proxy(&all)))));
        let all = databases.clone();
        let label = "nodes::nodes_are_replaced_one_by_one_and_nobody_notices".to_owned();
        trials.push(trial(label, Box::new(move |handle| handle.block_on(nodes::replaced_one_by_one(&all)))));
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    databases.stop();
    away.stop();
    conclusion.exit_code()
}
