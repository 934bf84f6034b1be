//! Security events: written down in the transaction of what they tell of, masked, and read by
//! operators.

use serde_json::json;

use crate::{
    scenarios,
    support::{NEW_PASSWORD, PASSWORD, TestApp, UserFixture, wrong},
};

scenarios! {
    every_way: [],
    once: [
        what_happens_to_an_account_is_written_down,
        failures_on_names_that_nobody_has_are_written_down_too,
        what_was_refused_did_not_happen,
        nobody_s_whole_number_or_address_is_in_it,
        events_are_kept_for_half_a_year_and_forgotten_later,
        an_operator_reads_an_account_s_events,
    ],
}

/// Event and what it was about, the first one first, of the accounts that there are or of none.
async fn events(t: &TestApp) -> Vec<(String, String)> {
    sqlx::query_as("SELECT event, about FROM audit ORDER BY created_at, event")
        .fetch_all(&mut t.sql().await)
        .await
        .expect("the events")
}

async fn names(t: &TestApp) -> Vec<String> {
    events(t)
        .await
        .into_iter()
        .map(|(event, _)| event)
        .collect()
}

async fn what_happens_to_an_account_is_written_down(t: TestApp) {
    let person = t.person();
    let ok = async |operation: &str, body: serde_json::Value| {
        t.clock.advance(1);
        let answer = person.call(operation, body).await;
        assert_eq!(answer.body["status"], "ok", "{operation}: {}", answer.text);
    };
    let zhang = UserFixture::number(1);
    t.register(&person, &zhang).await;
    t.clock.advance(1);
    assert_eq!(
        person
            .call(
                "account_login",
                json!({"username": "person1", "password": "not the password"})
            )
            .await
            .body["status"],
        "form_error"
    );
    ok(
        "account_login",
        json!({"username": "person1", "password": PASSWORD}),
    )
    .await;
    ok("new_industry_bookin", json!({"bookin_type": "1"})).await;
    ok("cancel_bookin", json!({"bookin_type": "1"})).await;
    ok(
        "send_sms_code",
        json!({"action_name": "ChangeMobile", "mobile": "13800138000"}),
    )
    .await;
    let code = t.code_of("13800138000").await;
    ok(
        "change_mobile",
        json!({"password": PASSWORD, "mobile": "13800138000", "code": code}),
    )
    .await;
    ok(
        "send_email_code",
        json!({"password": PASSWORD, "email": "li@example.cn"}),
    )
    .await;
    let code = t.code_of("li@example.cn").await;
    ok(
        "change_notify_email",
        json!({"password": PASSWORD, "email": "li@example.cn", "code": code}),
    )
    .await;
    ok("change_my_pwd", json!({"old_password": PASSWORD, "new_password": NEW_PASSWORD, "confirm_password": NEW_PASSWORD})).await;
    let wanted = [
        ("code_sent", "AccountReg 139****0001"),
        ("registered", ""),
        ("login_failed", "pe***"),
        ("logged_in", ""),
        ("booked", "1"),
        ("booking_cancelled", "1"),
        ("code_sent", "ChangeMobile 138****8000"),
        ("mobile_changed", "138****8000"),
        ("code_sent", "ChangeNotifyEmail l***@example.cn"),
        ("email_changed", "l***@example.cn"),
        ("password_changed", ""),
    ];
    assert_eq!(
        events(&t).await,
        wanted.map(|(event, about)| (event.to_owned(), about.to_owned()))
    );
    // Whose, from where, and under which request's id.
    let of_nobody = t
        .count("SELECT COUNT(*) FROM audit WHERE account IS NULL")
        .await;
    assert_eq!(
        of_nobody, 1,
        "the code for registering came before the account"
    );
    assert_eq!(
        t.count(
            "SELECT COUNT(DISTINCT request) FROM audit WHERE address = '127.0.0.1' AND \
         request <> ''"
        )
        .await,
        11
    );
}

async fn failures_on_names_that_nobody_has_are_written_down_too(t: TestApp) {
    for _ in 0..6 {
        t.clock.advance(1);
        t.person()
            .call(
                "account_login",
                json!({"username": "13800138000", "password": "not the password"}),
            )
            .await;
    }
    let failed = ("login_failed".to_owned(), "138****8000".to_owned());
    let mut wanted = vec![failed.clone(); 6];
    wanted[4].0 = "locked".into();
    assert_eq!(events(&t).await, wanted, "and so is the failure that locks");
}

async fn what_was_refused_did_not_happen(t: TestApp) {
    let person = t.registered_user(1).await;
    let code = t.get_code(&person, "ChangeMobile", "13800138000").await;
    let before = events(&t).await;
    person
        .call(
            "change_mobile",
            json!({"password": PASSWORD, "mobile": "13800138000", "code": wrong(&code)}),
        )
        .await;
    person
        .call("new_industry_bookin", json!({"bookin_type": "none"}))
        .await;
    person
        .call(
            "change_notify_email",
            json!({"password": PASSWORD, "email": "li@example.cn", "code": "123456"}),
        )
        .await;
    person
        .call(
            "send_sms_code",
            json!({"action_name": "ChangeMobile", "mobile": "13800138000"}),
        )
        .await;
    assert_eq!(events(&t).await, before);
}

async fn nobody_s_whole_number_or_address_is_in_it(t: TestApp) {
    let person = t.person();
    t.register(&person, &UserFixture::number(1)).await;
    for name in [
        "13800138000",
        "somebody@example.cn",
        "person1",
        "13900000001",
        "person1@example.cn",
    ] {
        person
            .call(
                "account_login",
                json!({"username": name, "password": "not the password"}),
            )
            .await;
    }
    for (_, about) in events(&t).await {
        assert!(
            about.chars().filter(char::is_ascii_digit).count() < 11
                && !about.contains("person1")
                && !about.contains("somebody"),
            "{about}"
        );
    }
}

async fn events_are_kept_for_half_a_year_and_forgotten_later(t: TestApp) {
    t.register(&t.person(), &UserFixture::number(1)).await;
    t.clock.advance(183 * 24 * 3_600_000);
    menhu::server::services::prune::run(&t.portal)
        .await
        .expect("tidied");
    assert_eq!(names(&t).await, ["code_sent", "registered"]);
    t.clock.advance(18 * 24 * 3_600_000);
    menhu::server::services::prune::run(&t.portal)
        .await
        .expect("tidied");
    assert!(names(&t).await.is_empty());
}

async fn an_operator_reads_an_account_s_events(t: TestApp) {
    t.register(&t.person(), &UserFixture::number(1)).await;
    t.clock.advance(60_000);
    t.register(&t.person(), &UserFixture::number(2)).await;
    let (worked, all) = t.menhu(&["audit"]);
    assert!(worked && all.lines().count() == 4, "{all}");
    for name in ["person1", "13900000001", "person1@example.cn"] {
        let (worked, one) = t.menhu(&["audit", "--account", name]);
        let line: Vec<&str> = one.trim_end().split('\t').collect();
        assert!(worked && one.lines().count() == 1, "{one}");
        assert_eq!(
            line[..2],
            ["2026-11-22T10:00:00+08:00", "registered"],
            "{one}"
        );
        assert_eq!(line[4], "127.0.0.1", "{one}");
    }
    assert_eq!(t.menhu(&["audit", "--limit", "1"]).1.lines().count(), 1);
    assert!(
        !t.menhu(&["audit", "--account", "nobody"]).0,
        "there is no such account"
    );
}
