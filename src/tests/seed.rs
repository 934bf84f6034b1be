//! `menhu dev seed`: data to try the portal with in development.

use serde_json::json;

use crate::{
    scenarios,
    support::{PASSWORD, TestApp},
};

scenarios! {
    every_way: [],
    once: [
        what_it_prints_can_be_signed_in_with,
        the_first_account_has_a_booking_and_an_event_is_full,
        it_may_be_run_again_and_gives_the_password_back,
        production_has_no_such_thing,
    ],
}

/// Username, mobile and password of each account, as the program prints them.
fn seed(t: &TestApp) -> Vec<[String; 3]> {
    let (done, printed) = t.menhu(&["dev", "seed"]);
    assert!(done, "{printed}");
    let lines = printed
        .lines()
        .filter_map(|line| line.strip_prefix("account\t"));
    let accounts: Vec<[String; 3]> = lines
        .map(|line| {
            line.split('\t')
                .map(ToOwned::to_owned)
                .collect::<Vec<_>>()
                .try_into()
                .expect("three columns")
        })
        .collect();
    assert_eq!(accounts.len(), 2, "{printed}");
    accounts
}

async fn what_it_prints_can_be_signed_in_with(t: TestApp) {
    for [username, mobile, password] in seed(&t) {
        for name in [username, mobile] {
            assert!(t.lets_in(&name, &password).await, "{name}");
        }
    }
    assert_eq!(
        t.count("SELECT COUNT(*) FROM outbox").await,
        0,
        "nothing was sent"
    );
}

async fn the_first_account_has_a_booking_and_an_event_is_full(t: TestApp) {
    let [username, _, password] = seed(&t).remove(0);
    // The events start a year after the machine's time, not the portal's.
    t.run("UPDATE events SET opens_at = 0, closes_at = 9999999999999, starts_at = 9999999999999")
        .await;
    let person = t.person();
    person
        .call(
            "account_login",
            json!({"username": username, "password": password}),
        )
        .await;
    let events = person.ask("events").await["events"]
        .as_array()
        .expect("a list")
        .clone();
    let find = |key: &str| {
        events
            .iter()
            .find(|event| event["bookin_type"] == key)
            .expect("an event")
            .clone()
    };
    let (booked, full) = (find("dev-booked"), find("dev-full"));
    assert_eq!(
        (&booked["booked"], &booked["seats_left"]),
        (&json!(true), &json!(49))
    );
    assert_eq!(
        (&full["booked"], &full["seats_left"]),
        (&json!(false), &json!(0))
    );
    let refused = person
        .call("new_industry_bookin", json!({"bookin_type": "dev-full"}))
        .await
        .body;
    assert_eq!(refused["reason"], "sold_out");
}

async fn it_may_be_run_again_and_gives_the_password_back(t: TestApp) {
    let accounts = seed(&t);
    t.registered_user(3).await;
    let rows = async || {
        [
            t.count("SELECT COUNT(*) FROM accounts").await,
            t.count("SELECT COUNT(*) FROM bookings").await,
            t.count("SELECT COUNT(*) FROM events").await,
            t.count("SELECT CAST(SUM(taken) AS BIGINT) FROM events")
                .await,
        ]
    };
    let before = rows().await;
    t.run(
        "UPDATE accounts SET password_hash = (SELECT password_hash FROM accounts WHERE username = \
         'person3')",
    )
    .await;
    assert!(t.lets_in(&accounts[0][0], PASSWORD).await, "another one");
    t.run(
        "INSERT INTO login_failures (subject, failures, locked_until, last_at) SELECT id, 5, \
         9999999999999, 0 FROM accounts",
    )
    .await;
    assert!(!t.lets_in(&accounts[0][0], &accounts[0][2]).await);
    assert_eq!(seed(&t), accounts);
    assert_eq!(rows().await, before);
    assert!(t.lets_in(&accounts[0][0], &accounts[0][2]).await);
    // A seat that is gone is not taken a second time.
    t.run("DELETE FROM bookings WHERE bookin_type = 'dev-full'")
        .await;
    seed(&t);
    assert_eq!(
        t.count("SELECT COUNT(*) FROM bookings WHERE bookin_type = 'dev-full'")
            .await,
        0
    );
    // Who has that password already stays signed in.
    let person = t.person();
    let login = json!({"username": accounts[0][0], "password": accounts[0][2]});
    person.call("account_login", login).await;
    seed(&t);
    assert!(person.is_signed_in().await);
}

async fn production_has_no_such_thing(t: TestApp) {
    assert!(!t.menhu(&["--mode", "production", "dev", "seed"]).0);
    assert_eq!(t.count("SELECT COUNT(*) FROM accounts").await, 0);
}
