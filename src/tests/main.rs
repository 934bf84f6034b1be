//! The scenarios: sentences over HTTP against the production router, on a fixed clock, on SQLite
//! and on PostgreSQL, and where a person acts, in each of the three ways in.
//!
//! `checks.rs` lists what the server must withstand, with the tests that show it.
//!
//! `cargo test --features ssr --test scenarios -- login` runs those whose name holds "login".
//! `MENHU_TEST_DATABASES=sqlite` leaves PostgreSQL out.

#[expect(dead_code, unused_imports, reason = "the drills need more of it")]
mod support;

mod audit;
mod change_mobile;
mod checks;
mod contract;
mod copy;
mod devices;
mod documented;
mod ended_sessions;
mod envelope;
mod event_commands;
mod events;
mod fields;
mod forms;
mod gateway_settings;
mod hang_up;
mod http;
mod imprint;
mod login;
mod mail;
mod metrics;
mod migrations;
mod notices;
mod notify_email;
mod openapi;
mod outbox;
mod pages;
mod password;
mod profile;
mod prune;
mod register;
mod secrets;
mod seed;
mod sessions;
mod settings;
mod sms;
mod sms_clouds;
mod sms_code;
mod statements;
mod throttle;
mod tree;
mod wechat;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};
use support::{Databases, Scenario, TestApp, Way};

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    // They wait more than they work: for disks, for the other one in a race, for gateways that
    // hang.
    arguments
        .test_threads
        .get_or_insert(2 * std::thread::available_parallelism().map_or(2, usize::from));
    support::canaries::listen();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let databases = Databases::start(&runtime, arguments.list, false);
    let scenarios: Vec<Scenario> = [
        audit::all(),
        change_mobile::all(),
        contract::all(),
        copy::all(),
        devices::all(),
        ended_sessions::all(),
        envelope::all(),
        event_commands::all(),
        events::all(),
        fields::all(),
        forms::all(),
        hang_up::all(),
        http::all(),
        imprint::all(),
        login::all(),
        mail::all(),
        metrics::all(),
        migrations::all(),
        notify_email::all(),
        openapi::all(),
        notices::all(),
        outbox::all(),
        pages::all(),
        password::all(),
        profile::all(),
        prune::all(),
        register::all(),
        secrets::all(),
        seed::all(),
        sessions::all(),
        sms::all(),
        sms_clouds::all(),
        sms_code::all(),
        statements::all(),
        throttle::all(),
        wechat::all(),
    ]
    .into_iter()
    .flatten()
    .collect();
    let mut trials = tree::trials();
    trials.extend(gateway_settings::trials());
    trials.extend(settings::trials());
    trials.push(documented::trial(&scenarios));
    trials.push(checks::trial(&scenarios));
    for Scenario {
        module,
        name,
        every_way,
        run,
    } in scenarios
    {
        let feature = feature_of(module);
        let ways: &[Way] = if every_way {
            &[Way::Json, Way::Island, Way::Form]
        } else {
            &[Way::Json]
        };
        for database in databases.names() {
            for way in ways {
                let (databases, handle, way) = (databases.clone(), runtime.handle().clone(), *way);
                let label = if every_way {
                    format!("{feature}::{name}::{database}::{way:?}")
                } else {
                    format!("{feature}::{name}::{database}")
                };
                trials.push(Trial::test(label, move || {
                    handle.block_on(async {
                        run(TestApp::new(&databases, database, way).await).await;
                    });
                    Ok(())
                }));
            }
        }
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    databases.stop();
    let leaks = support::canaries::found();
    for line in leaks.iter().take(5) {
        eprintln!("a secret stands in the log: {line}");
    }
    if leaks.is_empty() {
        conclusion.exit_code()
    } else {
        ExitCode::FAILURE
    }
}

/// `scenarios::login` → `login`.
fn feature_of(module: &str) -> &str {
    module.rsplit("::").next().unwrap_or(module)
}
