//! The drills: the built program as it will be run, on a bad day. It is killed under load, called
//! by everybody at once, left without room and without its database, and replaced node by node
//! behind a proxy.
//!
//! `make drill` kills it 200 times; `cargo test` runs a short one. `MENHU_DRILL_KILLS` says how
//! often, `MENHU_TEST_DATABASES` on what. `make bench` measures instead.

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

use std::{pin::Pin, process::ExitCode};

use libtest_mimic::{Arguments, Trial};
use support::Databases;

#[expect(clippy::too_many_lines, reason = "the list of drills")]
fn main() -> ExitCode {
    // The program's own client chooses one; these come before it.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut arguments = Arguments::from_args();
    // One bad day at a time, unless it is asked for otherwise.
    arguments.test_threads.get_or_insert(1);
    let kills = std::env::var("MENHU_DRILL_KILLS")
        .ok()
        .and_then(|kills| kills.parse().ok())
        .unwrap_or(6);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let measures = arguments
        .filter
        .as_deref()
        .is_some_and(|filter| filter.starts_with("bench"));
    // A write that is measured is on the disk.
    let databases = Databases::start(&runtime, arguments.list, measures);
    // One that can be stopped while the others are at work.
    let away = Databases::start(&runtime, arguments.list || measures, false);
    let trial =
        |name: String, run: Box<dyn FnOnce() -> Pin<Box<dyn Future<Output = ()>>> + Send>| {
            let handle = runtime.handle().clone();
            Trial::test(name, move || {
                handle.block_on(run());
                Ok(())
            })
        };
    macro_rules! drill {
        ($name:expr, $run:path $(, $given:expr)*) => {{
            let all = databases.clone();
            trial($name.to_string(), Box::new(move || Box::pin(async move { $run(&all $(, $given)*).await })))
        }};
    }
    let mut trials = vec![
        drill!(
            "load::what_is_half_sent_or_too_long_is_closed_in_time",
            load::what_is_half_sent
        ),
        drill!(
            "load::costly_passwords_leave_health_checks_quick",
            load::costly_passwords
        ),
        drill!(
            "logs::a_security_event_is_one_json_line_whatever_people_send",
            logs::one_json_line_each
        ),
        drill!(
            "logs::a_log_without_a_terminal_has_no_colours",
            logs::no_colours
        ),
        drill!(
            "logs::a_proxy_that_is_not_believed_is_named_once_an_hour",
            logs::a_proxy_not_believed
        ),
        drill!(
            "outage::each_signal_to_stop_is_heard",
            outage::each_signal_stops
        ),
        // Only root may make a disk that is small.
        trial(
            "outage::a_full_disk_is_told_and_recovered_from".into(),
            Box::new(|| Box::pin(outage::a_full_disk())),
        )
        .with_ignored_flag(!support::is_root()),
    ];
    for kind in databases.names() {
        let name = format!("kills::every_acknowledged_write_survives_{kills}_kills::{kind}");
        trials.push(drill!(
            name,
            kills::every_acknowledged_write_survives,
            kind,
            kills
        ));
        trials.push(drill!(
            format!("load::five_hundred_logins_at_once_are_served_or_sent_away::{kind}"),
            load::five_hundred_logins_at_once,
            kind
        ));
    }
    if databases.names().contains(&"postgres") {
        let gone = away.clone();
        trials.extend([
            trial(
                "outage::a_database_that_is_away_is_told_and_waited_for".into(),
                Box::new(move || Box::pin(async move { outage::a_database_away(&gone).await })),
            ),
            drill!(
                "outage::a_database_that_goes_silent_is_told_and_waited_for",
                outage::a_silent_database
            ),
            drill!(
                "outage::a_database_behind_something_else_is_told_and_waited_for",
                outage::something_else_answers
            ),
            drill!(
                "outage::a_start_waits_for_the_database",
                outage::a_start_waits
            ),
            drill!(
                "nodes::two_nodes_behind_a_proxy_are_one_portal",
                nodes::two_nodes_behind_a_proxy
            ),
            drill!(
                "nodes::nodes_are_replaced_one_by_one_and_nobody_notices",
                nodes::replaced_one_by_one
            ),
        ]);
    }
    trials.extend(bench::trials(&runtime, &databases));
    let conclusion = libtest_mimic::run(&arguments, trials);
    databases.stop();
    away.stop();
    conclusion.exit_code()
}
