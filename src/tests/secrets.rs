//! The portal's secret: a node with another one is not ready, and nodes are given a new one while
//! they run.

use menhu::server::{
    gateways::dev_outbox::{DevOutbox, FaultMode},
    services::outbox,
};
use serde_json::json;

use crate::{
    scenarios,
    support::{PASSWORD, TestApp, UserFixture, canaries::SECRET, until},
};

scenarios! {
    every_way: [],
    once: [
        a_node_with_another_secret_says_so_and_is_not_ready,
        nodes_are_given_a_new_secret_one_by_one,
        an_old_node_stays_ready_until_no_node_knows_its_secret,
        what_was_made_with_the_secret_before_still_holds,
        a_message_that_a_node_cannot_open_is_left_to_others,
        a_message_left_to_others_is_looked_at_every_ten_minutes,
        a_message_opens_as_itself_only,
        names_that_nobody_has_are_kept_under_a_keyed_hash,
    ],
}

const NEW: &str = "another secret for tests, and long enough";
const THIRD: &str = "a third secret that nobody here was told of";

/// A node beside this one, under this secret and the one before.
async fn node(t: &TestApp, current: &str, previous: Option<&str>) -> TestApp {
    let mut settings = vec![("--secret", current)];
    settings.extend(previous.map(|previous| ("--secret-previous", previous)));
    t.beside(&settings).await
}

async fn ready(t: &TestApp) -> (u16, String) {
    let answer = t.person().get("/readyz").await;
    (answer.status, answer.text)
}

fn is_ready() -> (u16, String) {
    (200, "ok".into())
}

fn is_not_ready() -> (u16, String) {
    (503, "secret".into())
}

async fn a_node_with_another_secret_says_so_and_is_not_ready(t: TestApp) {
    let stranger = node(&t, THIRD, None).await;
    assert_eq!(ready(&stranger).await, is_not_ready());
    assert_eq!(stranger.person().get("/healthz").await.status, 200);
    // Nor does a secret before help that is another's.
    assert_eq!(
        ready(&node(&t, THIRD, Some(NEW)).await).await,
        is_not_ready()
    );
    assert_eq!(ready(&t).await, is_ready(), "the others go on");
    assert_eq!(ready(&node(&t, SECRET, None).await).await, is_ready());
    assert_eq!(t.count("SELECT COUNT(*) FROM secrets").await, 1);
}

/// As OPERATING.md tells it: first all nodes know the new secret, then all use it, then the old one
/// is taken away.
async fn nodes_are_given_a_new_secret_one_by_one(t: TestApp) {
    let first = [
        node(&t, SECRET, Some(NEW)).await,
        node(&t, SECRET, Some(NEW)).await,
    ];
    for either in [&t, &first[0], &first[1]] {
        assert_eq!(ready(either).await, is_ready());
    }
    drop(t);
    let second = node(&first[0], NEW, Some(SECRET)).await;
    for either in [&first[0], &first[1], &second] {
        assert_eq!(ready(either).await, is_ready());
    }
    // Codes of each are good at the other, whoever sends the message.
    let people = [UserFixture::number(1), UserFixture::number(2)];
    for (person, (asked, used)) in people
        .iter()
        .zip([(&first[0], &second), (&second, &first[0])])
    {
        let form = json!({"action_name": "AccountReg", "mobile": person.phone});
        asked.person().call("send_sms_code", form).await;
        let nodes = [&first[0], &first[1], &second];
        let code = until("the code", async || {
            for node in nodes {
                if let Some(letter) = node.messages_to(&person.phone).await.pop() {
                    return letter.params.get("code").cloned();
                }
            }
            None
        })
        .await;
        let answer = used
            .person()
            .call("account_register", person.form(&code))
            .await;
        assert_eq!(answer.body["status"], "ok", "{}", answer.text);
    }
    // One of the first step may be started again.
    let again = node(&second, SECRET, Some(NEW)).await;
    assert_eq!(ready(&again).await, is_ready());
    let third = node(&second, NEW, None).await;
    for either in [&second, &third, &first[0]] {
        assert_eq!(ready(either).await, is_ready());
    }
    let old = node(&second, SECRET, None).await;
    assert_eq!(ready(&old).await, is_not_ready(), "its secret is over");
    assert_eq!(ready(&third).await, is_ready());
}

async fn an_old_node_stays_ready_until_no_node_knows_its_secret(t: TestApp) {
    let new = node(&t, NEW, Some(SECRET)).await;
    // Also one that is started again in between: it does not turn the new secret away.
    let again = node(&t, SECRET, None).await;
    for either in [&t, &new, &again] {
        assert_eq!(ready(either).await, is_ready());
    }
    let alone = node(&t, NEW, None).await;
    assert_eq!(ready(&alone).await, is_ready());
    assert_eq!(ready(&t).await, is_not_ready());
}

async fn what_was_made_with_the_secret_before_still_holds(t: TestApp) {
    let person = UserFixture::number(1);
    let code = t.get_code(&t.person(), "AccountReg", &person.phone).await;
    let forgot = t.registered_user(2).await;
    let cookie = forgot.cookie();
    let new = node(&t, NEW, Some(SECRET)).await;
    let answer = new
        .person()
        .call("account_register", person.form(&code))
        .await;
    assert_eq!(answer.body["status"], "ok", "{}", answer.text);
    assert!(new.person().holding_all(&cookie).is_signed_in().await);
    assert!(new.lets_in("person1", PASSWORD).await);
}

fn dev_outbox(t: &TestApp) -> &DevOutbox {
    t.portal.gateways.dev_outbox.as_ref().expect("development")
}

/// Works through what is due at this node.
async fn deliver(t: &TestApp) {
    for _ in 0..200 {
        outbox::deliver_due(&t.portal)
            .await
            .expect("the outbox works");
        let busy = "SELECT COUNT(*) FROM outbox WHERE state = 'queued' AND leased_until > 0";
        if t.count(busy).await == 0 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    panic!("a message is on its way for ever");
}

/// A code that was asked for at this node and could not be sent yet.
async fn waiting_code(t: &TestApp, mobile: &str) {
    dev_outbox(t).set_fault_mode(FaultMode::Fail);
    let form = json!({"action_name": "AccountReg", "mobile": mobile});
    let answer = t.person().call("send_sms_code", form).await;
    assert_eq!(answer.body["status"], "ok", "{}", answer.text);
    deliver(t).await;
}

/// Shown to fail when a message that does not open is given up on, or counted as tried.
async fn a_message_that_a_node_cannot_open_is_left_to_others(t: TestApp) {
    let new = node(&t, NEW, Some(SECRET)).await;
    waiting_code(&new, "13800138000").await;
    drop(new);
    let tried = async || {
        (
            t.count("SELECT attempts FROM outbox").await,
            t.count("SELECT failures FROM outbox").await,
            t.count("SELECT COUNT(*) FROM outbox WHERE state = 'queued' AND sealed <> ''")
                .await,
        )
    };
    let before = tried().await;
    assert_eq!(before.2, 1);
    for _ in 0..20 {
        t.clock.advance(3_000);
        deliver(&t).await;
    }
    assert_eq!(tried().await, before, "as if it had not been looked at");
    assert!(dev_outbox(&t).messages().is_empty());
    let other = node(&t, NEW, None).await;
    other.clock.advance(100_000);
    assert_eq!(other.messages_to("13800138000").await.len(), 1);
}

async fn a_message_left_to_others_is_looked_at_every_ten_minutes(t: TestApp) {
    let new = node(&t, NEW, Some(SECRET)).await;
    dev_outbox(&new).set_fault_mode(FaultMode::Fail);
    new.queue("+8613800138000", "PasswordChanged").await;
    deliver(&new).await;
    drop(new);
    // After a quarter of its age, but neither within two seconds nor later than this.
    let created = t.count("SELECT created_at FROM outbox").await;
    for (age, pause) in [
        (2_000, 2_000),
        (8_000, 2_000),
        (240_000, 60_000),
        (2 * 3_600_000, 600_000),
    ] {
        t.clock.advance(created + age - t.portal.env.now().millis());
        t.run("UPDATE outbox SET next_at = 0").await;
        deliver(&t).await;
        let next = t.count("SELECT next_at FROM outbox").await;
        assert_eq!(next - t.portal.env.now().millis(), pause, "after {age}");
    }
}

async fn a_message_opens_as_itself_only(t: TestApp) {
    waiting_code(&t, "13800138000").await;
    waiting_code(&t, "13800138001").await;
    // Somebody who writes to the database has another's code sent to themselves.
    let rows: Vec<(String, String)> = sqlx::query_as("SELECT id, sealed FROM outbox ORDER BY id")
        .fetch_all(&mut t.sql().await)
        .await
        .expect("the messages");
    for ((id, _), (_, other)) in rows.iter().zip(rows.iter().rev()) {
        sqlx::query("UPDATE outbox SET sealed = $2 WHERE id = $1")
            .bind(id)
            .bind(other)
            .execute(&mut t.sql().await)
            .await
            .expect("swapped");
    }
    assert_eq!(rows.len(), 2);
    dev_outbox(&t).set_fault_mode(FaultMode::Deliver);
    for _ in 0..20 {
        t.clock.advance(3_000);
        deliver(&t).await;
    }
    assert!(dev_outbox(&t).messages().is_empty(), "none was sent");
}

async fn names_that_nobody_has_are_kept_under_a_keyed_hash(t: TestApp) {
    let other = node(&t, NEW, Some(SECRET)).await;
    let login = json!({"username": "13800138000", "password": "not the password"});
    for node in [&t, &t, &other] {
        node.person().call("account_login", login.clone()).await;
    }
    let subjects: Vec<String> = sqlx::query_scalar("SELECT subject FROM login_failures")
        .fetch_all(&mut t.sql().await)
        .await
        .expect("the subjects");
    assert_eq!(subjects.len(), 2, "one for each key: {subjects:?}");
    // What anybody can compute of a number.
    let plain = menhu::server::crypto::keys::token_hash(b"+8613800138000");
    assert!(subjects.iter().all(|subject| !subject.contains(&plain)));
}
