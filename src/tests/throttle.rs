//! The guard against guessing, from several sides at once: many right passwords, two nodes, known
//! devices, signed-in owners, and what a stranger can learn or do by locking.

use futures::future::join_all;
use menhu::values::message::Channel;
use serde_json::{Value, json};

use crate::{
    scenarios,
    support::{PASSWORD, Person, TestApp, UserFixture},
};

scenarios! {
    every_way: [],
    once: [
        forty_right_logins_from_one_address_through_two_nodes_all_pass,
        right_passwords_at_one_moment_pass_when_one_try_is_left,
        a_lock_does_not_tell_whether_two_names_are_one_account,
        strangers_lock_no_known_device_out,
        a_known_device_has_five_tries_of_its_own,
        a_known_device_is_known_to_its_accounts_only,
        a_device_knows_the_five_accounts_that_signed_in_last,
        strangers_lock_nobody_out_who_is_signed_in,
        a_signed_in_person_s_wrong_passwords_lock_no_login,
        a_signed_in_person_s_right_password_starts_the_count_anew,
        the_owner_is_told_of_a_lock_once_a_day,
        the_owner_is_told_of_the_next_day_s_lock,
        failures_are_forgotten_after_a_day_without_a_new_one,
        wrong_passwords_through_two_nodes_are_judged_five_times,
        an_attempt_under_way_elsewhere_takes_up_a_try_for_ten_seconds,
        a_flood_of_attempts_is_a_row_a_minute,
    ],
}

const DAY: i64 = 24 * 3_600_000;

fn credentials(name: &str, password: &str) -> Value {
    json!({"username": name, "password": password})
}

async fn logs_in(person: &Person, name: &str, password: &str) -> bool {
    let answer = person
        .call("account_login", credentials(name, password))
        .await;
    answer.body["status"] == "ok"
}

/// Whether the right password lets in; on a machine that is busy, at the second or third time.
async fn passes(t: &TestApp, name: &str) -> bool {
    for _ in 0..20 {
        let login = credentials(name, PASSWORD);
        let answer = t.person().call("account_login", login).await;
        if answer.status != 503 {
            return answer.body["status"] == "ok";
        }
    }
    false
}

/// Wrong passwords until so many tries are left.
async fn lock_but_for(t: &TestApp, left: usize) {
    for _ in left..5 {
        assert!(!t.lets_in("person1", "not the password").await);
    }
}

/// Five wrong passwords, from nowhere the owner has been.
async fn lock(t: &TestApp, name: &str) {
    for _ in 0..5 {
        assert!(!logs_in(&t.person(), name, "not the password").await);
    }
}

// Without the wait for attempts under way, 13 to 27 of them passed; and when a login that brought
// the hash up to date was taken for a change of the password, 22 to 33. Seen on both databases.
async fn forty_right_logins_from_one_address_through_two_nodes_all_pass(t: TestApp) {
    for number in 1..=4 {
        t.registered_user(number).await;
    }
    let other = t.beside(&[]).await;
    let (t, other) = (&t, &other);
    let logins = (0..40).map(|n: u32| async move {
        let node = if n.is_multiple_of(2) { t } else { other };
        passes(node, &format!("person{}", 1 + n % 4)).await
    });
    let passed = join_all(logins).await;
    assert_eq!(passed.iter().filter(|passed| **passed).count(), 40);
}

// Without the wait, the second found the account locked by the first's reservation.
async fn right_passwords_at_one_moment_pass_when_one_try_is_left(t: TestApp) {
    t.registered_user(1).await;
    let other = t.beside(&[]).await;
    // The hash of the fixture is weak: a login makes it take as long as anybody's.
    assert!(t.lets_in("person1", PASSWORD).await);
    for round in 0..3 {
        for _ in 0..4 {
            assert!(!t.lets_in("person1", "not the password").await);
        }
        t.clock.advance(60_000);
        other.clock.advance(60_000);
        let (t, other) = (&t, &other);
        let logins = (0..8).map(|n: u32| async move {
            let node = if n.is_multiple_of(2) { t } else { other };
            passes(node, "person1").await
        });
        assert!(
            join_all(logins).await.into_iter().all(|passed| passed),
            "round {round}"
        );
    }
}

// Without charging attempts on a locked name to the network, the last login passed exactly when the
// two names were one account's.
async fn a_lock_does_not_tell_whether_two_names_are_one_account(t: TestApp) {
    let mut answers = Vec::new();
    for second in ["13900000001", "person3@example.cn", "nobody@example.cn"] {
        let t = t.again(&[]).await;
        for number in 1..=3 {
            t.registered_user(number).await;
        }
        lock(&t, "person1").await;
        lock(&t, second).await;
        answers.push(t.lets_in("person2", PASSWORD).await);
    }
    assert_eq!(answers, [false; 3], "ten failures are the network's minute");
}

/// Somebody who has signed in with a password here, and signed out again.
async fn owner(t: &TestApp, number: u32) -> Person {
    t.registered_user(number).await;
    let owner = t.person();
    assert!(logs_in(&owner, &format!("person{number}"), PASSWORD).await);
    owner.call("account_logout", json!({})).await;
    assert!(!owner.is_signed_in().await);
    owner
}

async fn strangers_lock_no_known_device_out(t: TestApp) {
    let owner = owner(&t, 1).await;
    for _ in 0..3 {
        lock(&t, "person1").await;
    }
    assert!(
        !t.lets_in("person1", PASSWORD).await,
        "strangers are locked out"
    );
    assert!(
        logs_in(&owner, "person1", PASSWORD).await,
        "the owner is not"
    );
    assert!(
        !t.lets_in("person1", PASSWORD).await,
        "whose login lets no stranger in"
    );
    let login = credentials("person1", PASSWORD);
    let answer = owner.call("account_login", login).await;
    let attributes = answer
        .device_cookie()
        .split_once("; ")
        .unwrap_or_default()
        .1;
    assert_eq!(
        attributes,
        "HttpOnly; SameSite=Lax; Path=/; Max-Age=15552000"
    );
    // For half a year, from the last time on.
    owner.call("account_logout", json!({})).await;
    t.clock.advance(180 * DAY - 1);
    lock(&t, "person1").await;
    assert!(logs_in(&owner, "person1", PASSWORD).await);
    owner.call("account_logout", json!({})).await;
    t.clock.advance(180 * DAY);
    lock(&t, "person1").await;
    assert!(!logs_in(&owner, "person1", PASSWORD).await);
}

async fn a_known_device_has_five_tries_of_its_own(t: TestApp) {
    let owner = owner(&t, 1).await;
    for _ in 0..5 {
        assert!(!logs_in(&owner, "person1", "not the password").await);
    }
    assert!(!logs_in(&owner, "person1", PASSWORD).await, "locked");
    assert!(
        t.lets_in("person1", PASSWORD).await,
        "which keeps no other device out"
    );
    assert!(t.messages().await.is_empty(), "and is told to nobody");
    t.clock.advance(30_000);
    assert!(logs_in(&owner, "person1", PASSWORD).await);
}

async fn a_known_device_is_known_to_its_accounts_only(t: TestApp) {
    let first = owner(&t, 1).await;
    t.registered_user(2).await;
    lock(&t, "person2").await;
    assert!(
        !logs_in(&first, "person2", PASSWORD).await,
        "a device of somebody else is a stranger's"
    );
    // What somebody makes up, or takes from elsewhere, says nothing.
    lock(&t, "person1").await;
    for cookie in ["", "00", "menhu", &"ab".repeat(500)] {
        let stranger = t.person().holding(&format!("menhu-device={cookie}"));
        assert!(!logs_in(&stranger, "person1", PASSWORD).await, "{cookie}");
    }
    assert!(logs_in(&first, "person1", PASSWORD).await);
}

async fn strangers_lock_nobody_out_who_is_signed_in(t: TestApp) {
    let person = t.registered_user(1).await;
    for _ in 0..3 {
        lock(&t, "person1").await;
    }
    let answer = person
        .call(
            "send_email_code",
            json!({"password": PASSWORD, "email": "li@company.cn"}),
        )
        .await;
    assert_eq!(answer.body["status"], "ok", "{}", answer.text);
}

async fn a_signed_in_person_s_wrong_passwords_lock_no_login(t: TestApp) {
    let person = t.registered_user(1).await;
    let confirm = async |password: &str| {
        let body = json!({"password": password, "email": "li@company.cn"});
        person.call("send_email_code", body).await.body["reason"].clone()
    };
    for _ in 0..5 {
        assert_eq!(confirm("not the password").await, "password_wrong");
    }
    assert_eq!(confirm(PASSWORD).await, "password_wrong", "locked");
    assert!(t.lets_in("person1", PASSWORD).await);
    t.clock.advance(30_000);
    assert_eq!(confirm(PASSWORD).await, Value::Null);
}

async fn the_owner_is_told_of_a_lock_once_a_day(t: TestApp) {
    t.registered_user(1).await;
    let told = async |to: &str| {
        let messages = t.messages_to(to).await;
        let told = messages
            .iter()
            .filter(|message| message.template.as_str() == "AccountLocked");
        told.count()
    };
    lock_but_for(&t, 1).await;
    assert_eq!(told("13900000001").await, 0, "four lock nothing");
    assert!(!t.lets_in("person1", "not the password").await);
    assert_eq!(told("13900000001").await, 1);
    // The address that the account was registered with is nobody's until it is bound.
    assert_eq!(told("person1@example.cn").await, 0);
    t.clock.advance(3_600_000);
    lock(&t, "person1").await;
    assert_eq!(told("13900000001").await, 1, "once a day");
    // Where a mail is bound, a stranger's guesses cost no SMS.
    t.run("UPDATE accounts SET notify_email = 'li@company.cn', notify_email_key = 'li@company.cn'")
        .await;
    t.clock.advance(24 * 3_600_000);
    lock(&t, "person1").await;
    assert_eq!(told("13900000001").await, 1);
    assert_eq!(told("li@company.cn").await, 1);
    let mail = t.messages_to("li@company.cn").await.remove(0);
    assert_eq!(mail.channel, Channel::Email);
    assert!(mail.text.contains("未知设备"), "{}", mail.text);
    // A name that nobody has tells nobody.
    let before = t.messages().await.len();
    lock(&t, "nobody").await;
    assert_eq!(t.messages().await.len(), before);
}

// Before, each was a row that was kept for 200 days.
async fn a_flood_of_attempts_is_a_row_a_minute(t: TestApp) {
    t.register(&t.person(), &UserFixture::number(1)).await;
    lock(&t, "person1").await;
    lock(&t, "13800138000").await;
    let before = t.count("SELECT COUNT(*) FROM audit").await;
    for name in ["person1", "13800138000"] {
        for number in 0..10 {
            t.lets_in(name, "not the password").await;
            t.lets_in(&format!("somebody{number}"), "not the password")
                .await;
        }
    }
    assert_eq!(t.count("SELECT COUNT(*) FROM audit").await - before, 2);
    let counted = t
        .count("SELECT CAST(SUM(count) AS BIGINT) FROM audit WHERE event = 'login_blocked'")
        .await;
    assert_eq!(counted, 40);
}

async fn a_device_knows_the_five_accounts_that_signed_in_last(t: TestApp) {
    let device = t.person();
    // The last one several times: it takes up one of the five places all the same.
    for number in 1..=6 {
        t.registered_user(number).await;
    }
    for number in [1, 2, 3, 4, 5, 6, 6, 6] {
        let name = format!("person{number}");
        assert!(logs_in(&device, &name, PASSWORD).await);
        device.call("account_logout", json!({})).await;
    }
    for number in 1..=6 {
        let name = format!("person{number}");
        lock(&t, &name).await;
        assert_eq!(
            logs_in(&device, &name, PASSWORD).await,
            number > 1,
            "{name}"
        );
        device.call("account_logout", json!({})).await;
        t.clock.advance(60_000);
    }
}

async fn a_signed_in_person_s_right_password_starts_the_count_anew(t: TestApp) {
    let person = t.registered_user(1).await;
    // Without a code that was sent, the operation goes no further than the password.
    let confirm = async |password: &str| {
        let body = json!({"password": password, "email": "li@company.cn", "code": "000000"});
        person.call("change_notify_email", body).await.body["reason"].clone()
    };
    for _ in 0..2 {
        for _ in 0..4 {
            assert_eq!(confirm("not the password").await, "password_wrong");
        }
        assert_eq!(confirm(PASSWORD).await, "code_wrong");
    }
}

async fn the_owner_is_told_of_the_next_day_s_lock(t: TestApp) {
    t.registered_user(1).await;
    let told = async || t.messages_to("13900000001").await.len();
    lock(&t, "person1").await;
    assert_eq!(told().await, 1);
    t.clock.advance(DAY - 1);
    lock(&t, "person1").await;
    assert_eq!(told().await, 1);
    t.clock.advance(61_000);
    assert!(!t.lets_in("person1", "not the password").await);
    assert_eq!(told().await, 2);
}

async fn failures_are_forgotten_after_a_day_without_a_new_one(t: TestApp) {
    t.registered_user(1).await;
    lock_but_for(&t, 1).await;
    t.clock.advance(DAY);
    lock_but_for(&t, 4).await;
    assert!(!t.lets_in("person1", PASSWORD).await, "the fifth");
    t.clock.advance(DAY + 1);
    lock_but_for(&t, 1).await;
    assert!(t.lets_in("person1", PASSWORD).await);
}

// Each node judges one at a time: an attempt under way at one of them counts at the other.
async fn wrong_passwords_through_two_nodes_are_judged_five_times(t: TestApp) {
    t.registered_user(1).await;
    let other = t.beside(&[]).await;
    // The hash of the fixture is weak: a login makes it take as long as anybody's.
    assert!(t.lets_in("person1", PASSWORD).await);
    let (t, other) = (&t, &other);
    let tries = (0..20).map(|n: u32| async move {
        let node = if n.is_multiple_of(2) { t } else { other };
        node.lets_in("person1", "not the password").await
    });
    let passed = join_all(tries).await;
    assert!(passed.iter().all(|passed| !passed));
    let failures = "SELECT MAX(failures) FROM login_failures";
    assert_eq!(t.count(failures).await, 5);
}

async fn an_attempt_under_way_elsewhere_takes_up_a_try_for_ten_seconds(t: TestApp) {
    t.registered_user(1).await;
    let status = async |password: &str| {
        let login = credentials("person1", password);
        t.person().call("account_login", login).await.status
    };
    lock_but_for(&t, 2).await;
    t.run("UPDATE login_failures SET pending = 1").await;
    assert_eq!(status("not the password").await, 200, "one try is left");
    assert_eq!(status(PASSWORD).await, 503, "which waits, and is told so");
    let left = "SELECT failures * 10 + pending FROM login_failures";
    assert_eq!(t.count(left).await, 41, "four failed, one is under way");
    t.clock.advance(10_000);
    assert_eq!(status(PASSWORD).await, 503);
    // A node that has not settled it by now has died.
    t.clock.advance(1);
    assert_eq!(status(PASSWORD).await, 200);
    assert_eq!(t.count("SELECT COUNT(*) FROM sessions").await, 2);
}
