//! Signed-in devices: seeing them, signing one out, signing all others out.

use serde_json::{Value, json};

use crate::{
    scenarios,
    support::{PASSWORD, Person, TestApp, Way},
};

scenarios! {
    every_way: [
        a_person_sees_the_devices_that_are_signed_in,
        a_person_signs_one_device_out,
        a_person_signs_all_others_out,
        a_device_that_is_gone_already_is_told,
    ],
    once: [
        the_list_says_when_where_and_on_what,
        the_list_leaves_out_what_is_over,
        that_devices_were_signed_out_is_written_down,
        another_account_s_session_is_none_of_yours,
        an_id_that_is_none_is_its_field_s_error,
        the_ids_in_the_list_open_nothing,
        signing_out_the_device_one_is_at_ends_its_session,
        who_is_not_signed_in_sees_nothing,
    ],
}

async fn list(person: &Person) -> Vec<Value> {
    person.ask("sessions").await["sessions"]
        .as_array()
        .expect("a list")
        .clone()
}

/// What this device is listed under.
async fn own(person: &Person) -> String {
    let current: Vec<Value> = list(person)
        .await
        .into_iter()
        .filter(|session| session["current"] == true)
        .collect();
    assert_eq!(current.len(), 1, "one of them is the current one");
    current[0]["id"].as_str().expect("an id").to_owned()
}

async fn a_person_sees_the_devices_that_are_signed_in(t: TestApp) {
    let person = t.registered_user(1).await;
    t.another_device(1).await;
    t.another_device(1).await;
    t.registered_user(2).await;
    if t.way == Way::Form {
        let page = person.page("/profile").await;
        assert_eq!(page.all("ul.devices > li").len(), 3);
        assert_eq!(
            (
                page.all("ul.devices .badge").len(),
                page.text("ul.devices .badge")
            ),
            (1, "这台设备".to_owned())
        );
        assert_eq!(
            page.all("ul.devices button[value=session_revoke]").len(),
            2,
            "logging out is for the one in use"
        );
        assert!(page.offers("session_revoke", &json!({"all": true})));
    } else {
        assert!(person.submit("sessions", json!({})).await.ok);
        assert_eq!(list(&person).await.len(), 3);
        own(&person).await;
    }
}

async fn a_person_signs_one_device_out(t: TestApp) {
    let (person, lost, other) = (
        t.registered_user(1).await,
        t.another_device(1).await,
        t.another_device(1).await,
    );
    let seen = person
        .submit("session_revoke", json!({"id": own(&lost).await}))
        .await;
    assert_eq!((seen.ok, seen.msg.as_str()), (true, "已退出。"), "{seen:?}");
    assert!(!lost.is_signed_in().await, "at once");
    assert!(person.is_signed_in().await && other.is_signed_in().await);
}

async fn a_person_signs_all_others_out(t: TestApp) {
    let (person, second, third, neighbour) = (
        t.registered_user(1).await,
        t.another_device(1).await,
        t.another_device(1).await,
        t.registered_user(2).await,
    );
    let seen = person.submit("session_revoke", json!({"all": true})).await;
    assert_eq!((seen.ok, seen.msg.as_str()), (true, "已退出。"), "{seen:?}");
    assert!(!second.is_signed_in().await && !third.is_signed_in().await);
    assert!(person.is_signed_in().await && neighbour.is_signed_in().await);
    assert_eq!(list(&person).await.len(), 1);
    assert!(
        !person
            .page("/profile")
            .await
            .offers("session_revoke", &json!({})),
        "nothing is left to sign out"
    );
}

async fn a_device_that_is_gone_already_is_told(t: TestApp) {
    let (person, lost) = (t.registered_user(1).await, t.another_device(1).await);
    let stale = person
        .fill("session_revoke", json!({"id": own(&lost).await}))
        .await;
    lost.call("account_logout", json!({})).await;
    let seen = person.press(stale).await;
    assert_eq!(
        (seen.ok, seen.msg.as_str()),
        (false, "这个设备已经退出。"),
        "{seen:?}"
    );
}

async fn the_list_says_when_where_and_on_what(t: TestApp) {
    t.registered_user(1).await;
    let person = t.person();
    let login = json!({"username": "person1", "password": PASSWORD});
    let request = person.post("/users/account_login/").header(
        "user-agent",
        format!("Chrome/140 \u{e9}{}", "x".repeat(300)),
    );
    assert_eq!(person.send(request.json(&login)).await.body["status"], "ok");
    t.clock.advance(600_000);
    let mut current = list(&person)
        .await
        .into_iter()
        .find(|session| session["current"] == true)
        .expect("the current one");
    let device = current["device"].take();
    assert!(
        device.as_str().is_some_and(
            |device| device.starts_with("Chrome/140 ") && device.chars().count() == 200
        ),
        "{device}"
    );
    assert!(
        current["id"]
            .take()
            .as_str()
            .is_some_and(|id| id.len() == 32)
    );
    let expected = json!({
        "id": null, "current": true, "device": null, "address": "127.0.0.1",
        "signed_in_at": "2026-11-22T10:00:00+08:00", "last_seen_at": "2026-11-22T10:10:00+08:00",
    });
    assert_eq!(current, expected);
}

async fn the_list_leaves_out_what_is_over(t: TestApp) {
    let person = t.registered_user(1).await;
    t.another_device(1).await;
    t.clock.advance(59 * 60_000);
    assert_eq!(list(&person).await.len(), 2);
    t.clock.advance(60_000);
    assert_eq!(
        list(&person).await.len(),
        1,
        "the other one was idle for an hour"
    );
    t.another_device(1).await;
    t.run("UPDATE sessions SET epoch = 0 WHERE seen_at = created_at")
        .await;
    assert_eq!(
        list(&person).await.len(),
        1,
        "a session of another epoch is dead"
    );
}

async fn that_devices_were_signed_out_is_written_down(t: TestApp) {
    let (person, lost) = (t.registered_user(1).await, t.another_device(1).await);
    for body in [json!({"id": own(&lost).await}), json!({"all": true})] {
        t.clock.advance(1);
        let answer = person.call("session_revoke", body).await;
        assert_eq!(answer.body["status"], "ok", "{}", answer.text);
    }
    let told: Vec<String> = sqlx::query_scalar(
        "SELECT about FROM audit WHERE event = 'sessions_ended' AND account IS NOT NULL \
         ORDER BY created_at",
    )
    .fetch_all(&mut t.sql().await)
    .await
    .expect("the events");
    assert_eq!(told, ["one", "all others"]);
}

async fn another_account_s_session_is_none_of_yours(t: TestApp) {
    let (person, other) = (t.registered_user(1).await, t.registered_user(2).await);
    let theirs = own(&other).await;
    let body = person
        .call("session_revoke", json!({"id": theirs}))
        .await
        .body;
    assert_eq!(
        (&body["status"], &body["reason"]),
        (&json!("error"), &json!("no_such_session"))
    );
    let made_up = person
        .call("session_revoke", json!({"id": "0".repeat(32)}))
        .await
        .body;
    assert_eq!(body, made_up, "that it exists is not told either");
    assert!(other.is_signed_in().await);
}

async fn an_id_that_is_none_is_its_field_s_error(t: TestApp) {
    let (person, other) = (t.registered_user(1).await, t.another_device(1).await);
    for wrong in [
        json!({}),
        json!({"id": ""}),
        json!({"id": null, "all": false}),
        json!({"id": true}),
        json!({"all": "0"}),
        json!({"all": []}),
    ] {
        let body = person.call("session_revoke", &wrong).await.body;
        assert!(body["errors"]["id"].is_array(), "{wrong}: {body}");
    }
    for unknown in [
        json!("%"),
        json!("' OR 1=1 --"),
        json!(1),
        json!("长".repeat(300)),
    ] {
        assert_eq!(
            person
                .call("session_revoke", json!({"id": unknown}))
                .await
                .body["reason"],
            "no_such_session",
            "{unknown}"
        );
    }
    assert!(other.is_signed_in().await && person.is_signed_in().await);
}

async fn the_ids_in_the_list_open_nothing(t: TestApp) {
    let person = t.registered_user(1).await;
    let id = own(&person).await;
    assert!(!person.cookie().contains(&id));
    assert!(!t.is_alive(&format!("menhu={id}")).await);
    assert!(
        !person
            .get("/profile")
            .await
            .text
            .contains(person.cookie().trim_start_matches("menhu="))
    );
}

async fn signing_out_the_device_one_is_at_ends_its_session(t: TestApp) {
    let person = t.registered_user(1).await;
    let cookie = person.cookie();
    assert_eq!(
        person
            .call("session_revoke", json!({"id": own(&person).await}))
            .await
            .body["status"],
        "ok"
    );
    assert!(!t.is_alive(&cookie).await);
    assert_eq!(t.count("SELECT COUNT(*) FROM sessions").await, 0);
}

async fn who_is_not_signed_in_sees_nothing(t: TestApp) {
    let person = t.registered_user(1).await;
    let id = own(&person).await;
    let stranger = t.person();
    for body in [
        stranger.ask("sessions").await,
        stranger
            .call("session_revoke", json!({"id": id}))
            .await
            .body,
        stranger
            .call("session_revoke", json!({"all": true}))
            .await
            .body,
    ] {
        assert_eq!(
            (&body["status"], &body["reason"]),
            (&json!("error"), &json!("login_required"))
        );
    }
    assert!(person.is_signed_in().await);
}
