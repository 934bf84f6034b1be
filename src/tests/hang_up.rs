//! Callers who hang up: at whatever moment it happens, nothing reserved for them stays behind.

use std::time::Duration;

use reqwest::RequestBuilder;
use serde_json::json;

use crate::{
    scenarios,
    support::{PASSWORD, Person, TestApp, until},
};

scenarios! {
    every_way: [],
    once: [
        right_logins_that_hang_up_never_lock_the_account,
        right_passwords_that_hang_up_never_lock_the_account,
        right_codes_that_hang_up_cost_no_try,
    ],
}

/// Sends the request and hangs up after so many milliseconds.
async fn hang_up(request: RequestBuilder, after: u64) {
    let _ = tokio::time::timeout(Duration::from_millis(after), request.send()).await;
}

/// A client of its own for each call: hanging up closes the line.
fn login(person: &Person) -> RequestBuilder {
    person
        .post("/users/account_login/")
        .json(&json!({"username": "person1", "password": PASSWORD}))
}

/// Waits until the last of those who hung up has been seen to.
async fn no_failure_is_left(t: &TestApp) {
    until("the attempts to be given back", async || {
        let left = t
            .count("SELECT COUNT(*) FROM login_failures WHERE failures > 0")
            .await;
        (left == 0).then_some(())
    })
    .await;
}

async fn right_logins_that_hang_up_never_lock_the_account(t: TestApp) {
    t.registered_user(1).await;
    for after in (0..24).map(|step| 1 + 4 * step) {
        hang_up(login(&t.person()), after).await;
    }
    no_failure_is_left(&t).await;
    assert!(t.lets_in("person1", PASSWORD).await);
}

async fn right_passwords_that_hang_up_never_lock_the_account(t: TestApp) {
    let person = t.registered_user(1).await;
    // Its hash is weak, for speed: a login makes it take as long as anybody's.
    assert!(t.lets_in("person1", PASSWORD).await);
    let body = json!({"password": PASSWORD, "email": "li@company.cn", "code": "000000"});
    for after in (0..24).rev().map(|step| 1 + 2 * step) {
        // Without a code that was sent, the operation goes no further than the password.
        hang_up(
            person.post("/users/change_notify_email/").json(&body),
            after,
        )
        .await;
    }
    no_failure_is_left(&t).await;
    assert!(t.lets_in("person1", PASSWORD).await);
}

async fn right_codes_that_hang_up_cost_no_try(t: TestApp) {
    let person = t.registered_user(1).await;
    assert!(t.lets_in("person1", PASSWORD).await);
    let code = t.get_code(&person, "ChangeMobile", "13800000009").await;
    let body = json!({"action_name": "ChangeMobile", "mobile": "13800000009", "code": code});
    for after in 0..20 {
        hang_up(person.post("/users/vaild_sms_code/").json(&body), after).await;
    }
    assert_eq!(
        person.call("vaild_sms_code", &body).await.body["status"],
        "ok"
    );
    let body = json!({"password": PASSWORD, "mobile": "13800000009", "code": code});
    for after in (0..24).rev().map(|step| 1 + 2 * step) {
        hang_up(person.post("/users/change_mobile/").json(&body), after).await;
    }
    no_failure_is_left(&t).await;
    assert_eq!(
        t.count("SELECT MAX(tries) FROM codes").await,
        0,
        "no try is gone"
    );
    let changed = t
        .count("SELECT COUNT(*) FROM accounts WHERE mobile = '+8613800000009'")
        .await;
    let used = t
        .count("SELECT COUNT(*) FROM codes WHERE action = 'ChangeMobile' AND code_hash = ''")
        .await;
    assert_eq!(
        changed, used,
        "the code is used up exactly when the mobile is changed"
    );
    if changed == 0 {
        assert_eq!(
            person.call("change_mobile", &body).await.body["status"],
            "ok"
        );
    }
}
