//! Answers that must not be told apart by their time: whether a name or a number is known.

use std::time::Duration;

use serde_json::{Value, json};

use super::{
    Portal,
    report::{Report, median},
};
use crate::{
    program::{PASSWORD, address_of, call, client, populate},
    support::Databases,
};

/// Of each kind.
const TRIES: u32 = 60;

pub async fn measure(databases: &Databases, report: &mut Report, kind: &'static str) {
    report.heading(
        &format!("medians of {TRIES} tries on {kind}"),
        ["one", "other"],
    );
    let portal = Portal::new(databases, kind).await;
    let _running = portal.program.start().await;
    populate(&portal.database, TRIES + 1).await;
    let (url, client) = (portal.program.url(), client());
    let mut asked = 0;
    let mut ask = async |operation: &str, body: Value| {
        // What the last one set going in the background is done.
        tokio::time::sleep(Duration::from_millis(20)).await;
        asked += 1;
        // Addresses of their own: what counts for each is no business of this.
        let answer = call(&client, &url, operation, &address_of(asked), Some(body)).await;
        answer.expect("an answer").took.as_secs_f64() * 1000.0
    };
    let login = |name: &str, number: u32, password: &str| {
        let name = format!("{name}{number}");
        (
            "account_login",
            json!({"username": name, "password": password}),
        )
    };
    let code = |prefix: u32, number: u32| {
        let mobile = format!("{prefix}{number:08}");
        (
            "send_sms_code",
            json!({"action_name": "ChangePwd", "mobile": mobile}),
        )
    };
    let wrong = "not the password";
    for _ in 0..5 {
        let (operation, body) = login("person", TRIES, wrong);
        ask(operation, body).await;
    }
    let mut times: [Vec<f64>; 6] = Default::default();
    for number in 0..TRIES {
        let calls = [
            login("person", number, wrong),
            login("nobody", number, wrong),
            login("person", TRIES, PASSWORD),
            login("person", number, PASSWORD),
            code(135, number),
            code(136, number),
        ];
        for (times, (operation, body)) in times.iter_mut().zip(calls) {
            times.push(ask(operation, body).await);
        }
    }
    let cases = [
        "login, wrong password",
        "login, unknown name",
        "login, locked account",
        "login, right password",
        "ChangePwd, known number",
        "ChangePwd, unknown number",
    ];
    for (case, times) in cases.into_iter().zip(times) {
        report.fact(case, median(times), "ms");
    }
}
