//! What things take, side by side in one run: answers that must not be told apart by their time,
//! and how much there is of everything a second.

use std::time::{Duration, Instant};

use futures::future::join_all;
use serde_json::json;

use crate::{
    program::{PASSWORD, Program, address_of, call, client, populate},
    support::Databases,
};

/// Of each kind.
const TRIES: u32 = 200;

#[expect(clippy::too_many_lines, reason = "one story, told in order")]
pub async fn measure(databases: &Databases, kind: &'static str) {
    let (folder, database) = (
        tempfile::tempdir().expect("a folder"),
        databases.make(kind).await,
    );
    let program = Program::new(folder.path(), &database, &[]);
    let _running = program.start().await;
    let cookies = populate(&database, TRIES + 2).await;
    let (url, client) = (program.url(), client());
    // Addresses of their own: what counts for each is no business of this.
    let mut asked = 0;
    let mut ask = async |operation: &str, body| {
        // What the last one set going in the background is done.
        tokio::time::sleep(Duration::from_millis(20)).await;
        asked += 1;
        call(&client, &url, operation, &address_of(asked), Some(body))
            .await
            .expect("an answer")
    };

    let login = |name: String, password: &str| json!({"username": name, "password": password});
    for _ in 0..5 {
        ask(
            "account_login",
            login(format!("person{TRIES}"), "not the password"),
        )
        .await;
    }
    let (mut wrong, mut unknown, mut locked, mut right) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for number in 0..TRIES {
        wrong.push(
            ask(
                "account_login",
                login(format!("person{number}"), "not the password"),
            )
            .await
            .took,
        );
        unknown.push(
            ask(
                "account_login",
                login(format!("nobody{number}"), "not the password"),
            )
            .await
            .took,
        );
        locked.push(
            ask("account_login", login(format!("person{TRIES}"), PASSWORD))
                .await
                .took,
        );
        right.push(
            ask("account_login", login(format!("person{number}"), PASSWORD))
                .await
                .took,
        );
    }
    let (mut known, mut strange) = (Vec::new(), Vec::new());
    for number in 0..TRIES {
        known.push(
            ask(
                "send_sms_code",
                json!({"action_name": "ChangePwd", "mobile": format!("135{number:08}")}),
            )
            .await
            .took,
        );
        strange.push(
            ask(
                "send_sms_code",
                json!({"action_name": "ChangePwd", "mobile": format!("136{number:08}")}),
            )
            .await
            .took,
        );
    }
    eprintln!("{kind}: medians of {TRIES} tries");
    for (what, times) in [
        ("login, wrong password", &mut wrong),
        ("login, unknown name", &mut unknown),
        ("login, locked account", &mut locked),
        ("login, right password", &mut right),
        ("ChangePwd, known number", &mut known),
        ("ChangePwd, unknown number", &mut strange),
    ] {
        times.sort();
        eprintln!(
            "  {what:26} {:7.2} ms",
            times[times.len() / 2].as_secs_f64() * 1000.0
        );
    }

    eprintln!("{kind}: a second, by 16 callers for 3 s");
    for (what, path) in [
        ("GET /healthz", "/healthz"),
        ("GET /users/me/", "/users/me/"),
        ("GET /login", "/login"),
        ("GET /profile", "/profile"),
    ] {
        let url = &url;
        let callers = cookies[..16].iter().map(|cookie| async move {
            let (client, start, mut answered) = (crate::program::client(), Instant::now(), 0);
            while start.elapsed() < Duration::from_secs(3) {
                let mut request = client.get(format!("{url}{path}"));
                if path != "/login" {
                    request = request.header("cookie", cookie);
                }
                let answer = request.send().await.expect("an answer");
                assert_eq!(answer.status().as_u16(), 200, "{path}");
                answer.bytes().await.expect("a body");
                answered += 1;
            }
            answered
        });
        let answered: u32 = join_all(callers).await.into_iter().sum();
        eprintln!("  {what:26} {:7}", answered / 3);
    }
}
