//! The outbox: messages are sent, tried again, given up on where it can be seen, and never lost.

use std::{collections::BTreeSet, slice};

use menhu::server::gateways::dev_outbox::{DevOutbox, FaultMode};
use serde_json::json;

use crate::{
    scenarios,
    support::{NEW_PASSWORD, PASSWORD, Person, TestApp, operator},
};

scenarios! {
    every_way: [],
    once: [
        a_message_that_fails_is_tried_five_times_more_and_then_given_up_on,
        what_was_given_up_on_is_seen_and_sent_again_from_the_command_line,
        a_code_is_tried_to_the_end_of_its_life,
        a_code_that_would_come_too_late_is_dropped,
        a_message_lives_as_long_as_what_it_is_for,
        two_nodes_send_each_message_once,
        what_a_dead_worker_held_is_sent_when_its_lease_ends,
        a_message_of_an_operation_that_failed_is_never_sent,
        messages_done_with_are_forgotten_after_a_month,
        the_development_outbox_shows_what_arrived_and_what_waits,
        the_development_outbox_can_be_late_lossy_or_refusing,
    ],
}

const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

fn outbox(t: &TestApp) -> &DevOutbox {
    t.portal.gateways.dev_outbox.as_ref().expect("development")
}

/// An operation that tells the owner by mail and by SMS.
async fn tell_the_owner(person: &Person) {
    let form = json!({"old_password": PASSWORD, "new_password": NEW_PASSWORD, "confirm_password": NEW_PASSWORD});
    assert_eq!(
        person.call("change_my_pwd", form).await.body["status"],
        "ok"
    );
}

/// Works through what is due now; the background workers do the same, so what they have begun is
/// waited for.
async fn deliver(t: &TestApp) {
    for _ in 0..500 {
        menhu::server::services::outbox::deliver_due(&t.portal)
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

async fn a_message_that_fails_is_tried_five_times_more_and_then_given_up_on(t: TestApp) {
    let person = t.registered_user(1).await;
    t.bind_emails().await;
    outbox(&t).set_fault_mode(FaultMode::Fail);
    tell_the_owner(&person).await;
    deliver(&t).await;
    let mut pauses = Vec::new();
    for tries in 1..=5 {
        assert_eq!(
            t.count(
                "SELECT COUNT(*) FROM outbox_attempts WHERE outcome = 'later' AND \
             gateway = 'outbox'"
            )
            .await,
            2 * tries
        );
        let now = t.portal.env.now().millis();
        let next = t
            .count("SELECT MAX(next_at) FROM outbox WHERE state = 'queued'")
            .await;
        assert!(next > now, "it waits");
        pauses.push(next - now);
        t.clock.advance(next - now - 1);
        deliver(&t).await;
        t.clock.advance(1);
        deliver(&t).await;
    }
    assert_eq!(
        t.count("SELECT COUNT(*) FROM outbox_attempts").await,
        12,
        "six times each"
    );
    assert_eq!(
        t.count("SELECT COUNT(*) FROM outbox WHERE state = 'failed'")
            .await,
        2
    );
    let mut least = 2 * SECOND;
    for pause in &pauses {
        assert!(
            (least..=least + least / 4).contains(pause),
            "two seconds at first, then eight times as long: {pauses:?}"
        );
        least *= 8;
    }
    assert!(
        pauses.iter().sum::<i64>() > HOUR,
        "an outage of an hour is sat out: {pauses:?}"
    );
    t.clock.advance(DAY / 2);
    deliver(&t).await;
    assert_eq!(
        t.count("SELECT COUNT(*) FROM outbox_attempts").await,
        12,
        "and never again by itself"
    );
    assert!(outbox(&t).messages().is_empty());
}

async fn what_was_given_up_on_is_seen_and_sent_again_from_the_command_line(t: TestApp) {
    let person = t.registered_user(1).await;
    t.bind_emails().await;
    outbox(&t).set_fault_mode(FaultMode::Fail);
    tell_the_owner(&person).await;
    deliver(&t).await;
    t.run("UPDATE outbox SET failures = 5, next_at = 0").await;
    deliver(&t).await;
    let (worked, listed) = t.menhu(&["outbox", "list", "--state", "failed"]);
    assert!(
        worked && listed.contains("PasswordChanged") && listed.contains("failed, as told"),
        "{listed}"
    );
    assert!(
        listed.contains("139****0001")
            && !listed.contains("13900000001")
            && !listed.contains("person1@"),
        "{listed}"
    );
    let id = listed
        .lines()
        .find(|line| line.contains("\tsms\t"))
        .and_then(|line| line.split('\t').next())
        .expect("an id")
        .to_owned();
    assert!(
        !t.menhu(&["outbox", "retry", "unknown"]).0,
        "there is no such message"
    );
    // The command's clock is the machine's own, and to it this message is not over.
    t.run("UPDATE outbox SET expires_at = 9000000000000000")
        .await;
    outbox(&t).set_fault_mode(FaultMode::Deliver);
    let (worked, said) = t.menhu(&["outbox", "retry", &id]);
    assert!(worked && said.starts_with("1 to be sent"), "{said}");
    t.run("UPDATE outbox SET next_at = 0").await;
    deliver(&t).await;
    assert_eq!(
        outbox(&t)
            .messages()
            .iter()
            .map(|letter| letter.id.clone())
            .collect::<Vec<_>>(),
        slice::from_ref(&id)
    );
    assert!(t.menhu(&["outbox", "retry", "--all"]).0);
    t.run("UPDATE outbox SET next_at = 0").await;
    deliver(&t).await;
    assert_eq!(outbox(&t).messages().len(), 2);
    assert_eq!(
        t.count("SELECT COUNT(*) FROM outbox WHERE sealed <> ''")
            .await,
        0,
        "what has left is scrubbed"
    );
    let written_down = [format!("{id}: 1"), "all: 1".to_owned()];
    assert_eq!(
        retries(&t).await,
        written_down,
        "and nothing of the unknown"
    );
}

/// What operators had sent again, as it is written down.
async fn retries(t: &TestApp) -> Vec<String> {
    sqlx::query_scalar(
        "SELECT about FROM audit WHERE event = 'messages_retried' ORDER BY created_at",
    )
    .fetch_all(&mut t.sql().await)
    .await
    .expect("the events")
}

async fn ask_for_code(t: &TestApp) {
    let answer = t
        .person()
        .call(
            "send_sms_code",
            json!({"action_name": "AccountReg", "mobile": "13800138000"}),
        )
        .await;
    assert_eq!(answer.body["status"], "ok", "{}", answer.text);
}

async fn a_code_is_tried_to_the_end_of_its_life(t: TestApp) {
    outbox(&t).set_fault_mode(FaultMode::Fail);
    ask_for_code(&t).await;
    for _ in 0..260 {
        deliver(&t).await;
        t.clock.advance(SECOND);
    }
    assert_eq!(
        t.count("SELECT COUNT(*) FROM outbox WHERE state = 'queued'")
            .await,
        1,
        "not given up while it could still be used"
    );
    outbox(&t).set_fault_mode(FaultMode::Deliver);
    for _ in 0..39 {
        deliver(&t).await;
        t.clock.advance(SECOND);
    }
    assert_eq!(outbox(&t).messages().len(), 1, "it came while it was good");
}

async fn a_code_that_would_come_too_late_is_dropped(t: TestApp) {
    outbox(&t).set_fault_mode(FaultMode::Fail);
    ask_for_code(&t).await;
    deliver(&t).await;
    outbox(&t).set_fault_mode(FaultMode::Deliver);
    t.clock.advance(5 * MINUTE);
    deliver(&t).await;
    assert!(outbox(&t).messages().is_empty());
    assert_eq!(
        t.count(
            "SELECT COUNT(*) FROM outbox WHERE state = 'dropped' AND sealed = '' AND last_error = \
             'expired'"
        )
        .await,
        1
    );
    assert_eq!(
        menhu::server::services::manage_outbox::retry(&t.portal, None, &operator())
            .await
            .expect("the database answers"),
        0,
        "nor can it be revived"
    );
    assert!(retries(&t).await.is_empty());
}

async fn a_message_lives_as_long_as_what_it_is_for(t: TestApp) {
    let person = t.registered_user(1).await;
    ask_for_code(&t).await;
    assert_eq!(person.ask("resend_bind_email").await["status"], "ok");
    let body = json!({"password": PASSWORD, "email": "li@company.cn"});
    let sent = person.call("send_email_code", body).await;
    assert_eq!(sent.body["status"], "ok", "{}", sent.text);
    tell_the_owner(&person).await;
    let lives: Vec<(String, i64)> =
        sqlx::query_as("SELECT template, expires_at - created_at FROM outbox ORDER BY template")
            .fetch_all(&mut t.sql().await)
            .await
            .expect("the messages");
    let wanted = [
        ("AccountReg", 5 * MINUTE),
        ("BindEmail", 30 * MINUTE),
        ("ChangeNotifyEmail", 5 * MINUTE),
        ("PasswordChanged", DAY),
    ];
    assert_eq!(
        lives,
        wanted.map(|(template, life)| (template.to_owned(), life))
    );
}

async fn two_nodes_send_each_message_once(t: TestApp) {
    let other = t.beside(&[]).await;
    let mut expected = BTreeSet::new();
    for number in 1..=30 {
        let mobile = format!("138{number:08}");
        let node = if number % 2 == 0 { &t } else { &other };
        assert_eq!(
            node.person()
                .call(
                    "send_sms_code",
                    json!({"action_name": "AccountReg", "mobile": mobile})
                )
                .await
                .body["status"],
            "ok"
        );
        expected.insert(format!("+86{mobile}"));
        if number % 15 == 0 {
            t.forget_limits().await;
        }
    }
    tokio::join!(deliver(&t), deliver(&other));
    let arrived: Vec<String> = outbox(&t)
        .messages()
        .into_iter()
        .chain(outbox(&other).messages())
        .map(|letter| letter.to)
        .collect();
    assert_eq!(arrived.len(), 30);
    assert_eq!(arrived.into_iter().collect::<BTreeSet<_>>(), expected);
    assert_eq!(t.count("SELECT COUNT(*) FROM outbox_attempts").await, 30);
}

async fn what_a_dead_worker_held_is_sent_when_its_lease_ends(t: TestApp) {
    outbox(&t).set_fault_mode(FaultMode::Fail);
    ask_for_code(&t).await;
    deliver(&t).await;
    // As a worker leaves it that died between leasing and writing down.
    t.run("UPDATE outbox SET next_at = 0, attempts = 2, leased_until = 1795312830000")
        .await;
    outbox(&t).set_fault_mode(FaultMode::Deliver);
    t.clock.advance(30 * SECOND - 1);
    menhu::server::services::outbox::deliver_due(&t.portal)
        .await
        .expect("the outbox works");
    assert!(
        outbox(&t).messages().is_empty(),
        "it may still be on its way"
    );
    t.clock.advance(1);
    deliver(&t).await;
    assert_eq!(outbox(&t).messages().len(), 1);
}

async fn a_message_of_an_operation_that_failed_is_never_sent(t: TestApp) {
    let person = t.registered_user(1).await;
    let form = json!({"old_password": "not the password", "new_password": NEW_PASSWORD, "confirm_password": NEW_PASSWORD});
    assert_eq!(
        person.call("change_my_pwd", form).await.body["reason"],
        "password_wrong"
    );
    assert!(t.messages().await.is_empty());
    assert_eq!(t.count("SELECT COUNT(*) FROM outbox").await, 0);
}

async fn messages_done_with_are_forgotten_after_a_month(t: TestApp) {
    ask_for_code(&t).await;
    deliver(&t).await;
    t.clock.advance(30 * DAY - MINUTE);
    menhu::server::services::prune::run(&t.portal)
        .await
        .expect("tidied");
    assert_eq!(t.count("SELECT COUNT(*) FROM outbox").await, 1);
    assert_eq!(t.count("SELECT COUNT(*) FROM outbox_attempts").await, 1);
    t.clock.advance(2 * MINUTE);
    menhu::server::services::prune::run(&t.portal)
        .await
        .expect("tidied");
    assert_eq!(
        t.count("SELECT (SELECT COUNT(*) FROM outbox) + (SELECT COUNT(*) FROM outbox_attempts)")
            .await,
        0
    );
}

async fn the_development_outbox_shows_what_arrived_and_what_waits(t: TestApp) {
    let person = t.registered_user(1).await;
    t.bind_emails().await;
    ask_for_code(&t).await;
    tell_the_owner(&person).await;
    deliver(&t).await;
    outbox(&t).set_fault_mode(FaultMode::Fail);
    t.person()
        .call(
            "send_sms_code",
            json!({"action_name": "AccountReg", "mobile": "13800138001"}),
        )
        .await;
    deliver(&t).await;
    let page = t.person().page("/dev/outbox").await;
    assert_eq!(
        (
            page.all(".letter.sms .bubble").len(),
            page.all(".letter.email iframe").len()
        ),
        (2, 1)
    );
    assert!(
        page.text(".letter:first-child .badge").contains("等待重试"),
        "what has not arrived is seen without its text"
    );
    let found = t.person().page("/dev/outbox?to=13800138000").await;
    assert_eq!(found.all(".letter").len(), 1);
    assert_eq!(
        found.attribute("#to", "value").as_deref(),
        Some("13800138000")
    );
    let html = page.attribute("iframe", "src").expect("a mail");
    let mail = t.person().get(&html).await;
    assert!(
        mail.text.contains("您的密码已修改")
            && mail.header("content-security-policy").contains("sandbox"),
        "{}",
        mail.text
    );
    assert_eq!(mail.header("x-frame-options"), "SAMEORIGIN");
    let source = t.person().get(&html.replace(".html", ".eml")).await;
    assert!(
        source.text.contains("Content-Type: multipart/alternative")
            && source.header("content-type").starts_with("text/plain"),
        "{}",
        source.text
    );
    assert_eq!(t.person().get("/dev/outbox/unknown.html").await.status, 404);
    let listed = t.person().get("/dev/outbox.json").await.body;
    assert_eq!(listed.as_array().map(Vec::len), Some(3));
    assert!(listed[0].get("html").is_none() && listed[0]["state"] == "sent");
}

async fn the_development_outbox_can_be_late_lossy_or_refusing(t: TestApp) {
    let switch = async |mode: &'static str| {
        let request = t
            .person()
            .post("/dev/outbox")
            .header("origin", &t.url)
            .header("sec-fetch-site", "same-origin")
            .form(&[("mode", mode)]);
        t.person().send(request).await.status
    };
    assert_eq!(switch("nonsense").await, 400);
    let foreign = t
        .person()
        .post("/dev/outbox")
        .header("origin", "https://evil.cn")
        .form(&[("mode", "drop")]);
    assert_eq!(t.person().send(foreign).await.status, 400);
    assert_eq!(outbox(&t).fault_mode(), FaultMode::Deliver);
    let send = async |number: u32| {
        t.person()
            .call(
                "send_sms_code",
                json!({"action_name": "AccountReg", "mobile": format!("138{number:08}")}),
            )
            .await;
        deliver(&t).await;
        outbox(&t).messages().len()
    };
    assert_eq!((switch("delay").await, send(1).await), (303, 0));
    t.clock.advance(20 * SECOND);
    assert_eq!(outbox(&t).messages().len(), 1, "late");
    assert_eq!((switch("drop").await, send(2).await), (303, 1));
    t.clock.advance(MINUTE);
    assert_eq!(
        (
            t.messages().await.len(),
            t.count("SELECT COUNT(*) FROM outbox WHERE state = 'sent'")
                .await
        ),
        (1, 2),
        "lost, and nobody knows"
    );
    assert_eq!((switch("fail").await, send(3).await), (303, 1));
    assert_eq!(switch("deliver").await, 303);
    t.clock.advance(3 * SECOND);
    deliver(&t).await;
    assert_eq!(outbox(&t).messages().len(), 2, "tried again");
}
