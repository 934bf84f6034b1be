//! Security events: written down in the transaction of what they tell of, masked, and read by
//! operators.

use serde_json::{Value, json};

use crate::{
    scenarios,
    support::{NEW_PASSWORD, PASSWORD, TestApp, UserFixture, wrong},
};

scenarios! {
    every_way: [],
    once: [
        what_happens_to_an_account_is_written_down,
        failures_on_names_that_nobody_has_are_written_down_too,
        what_was_refused_is_written_down_as_refused,
        everything_that_changes_an_account_is_in_its_trail,
        wrong_codes_for_a_number_are_in_its_holder_s_trail,
        what_strangers_repeat_within_a_minute_is_one_row,
        nobody_s_whole_number_or_address_is_in_it,
        events_are_kept_for_half_a_year_and_forgotten_later,
        an_operator_reads_an_account_s_events,
        an_operator_asks_by_time_event_address_and_request,
        events_are_read_as_json_lines_too,
        what_operators_do_is_written_down_with_their_name,
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
    wanted[5].0 = "login_blocked".into();
    assert_eq!(
        events(&t).await,
        wanted,
        "and so is the failure that locks, and what meets the lock"
    );
}

async fn what_was_refused_is_written_down_as_refused(t: TestApp) {
    let person = t.registered_user(1).await;
    let code = t.get_code(&person, "ChangeMobile", "13800138000").await;
    let before = events(&t).await.len();
    let calls = [
        (
            "change_mobile",
            json!({"password": PASSWORD, "mobile": "13800138000", "code": wrong(&code)}),
        ),
        // Nothing was reserved, sent or guessed by these.
        ("new_industry_bookin", json!({"bookin_type": "none"})),
        (
            "change_notify_email",
            json!({"password": PASSWORD, "email": "li@example.cn", "code": "123456"}),
        ),
        (
            "send_sms_code",
            json!({"action_name": "ChangeMobile", "mobile": "13800138000"}),
        ),
        (
            "send_email_code",
            json!({"password": "not the password", "email": "li@example.cn"}),
        ),
    ];
    for (operation, body) in calls {
        t.clock.advance(1);
        let answer = person.call(operation, body).await;
        assert_eq!(answer.body["status"], "error", "{}", answer.text);
    }
    for _ in 0..5 {
        t.clock.advance(1);
        person
            .call(
                "vaild_sms_code",
                json!({"action_name": "ChangeMobile", "mobile": "13800138000", "code": wrong(&code)}),
            )
            .await;
    }
    let wanted = [
        ("code_wrong", "ChangeMobile 138****8000"),
        ("send_refused", "ChangeMobile 138****8000"),
        ("password_wrong", "password"),
        ("code_wrong", "ChangeMobile 138****8000"),
        ("code_wrong", "ChangeMobile 138****8000"),
        ("code_wrong", "ChangeMobile 138****8000"),
        ("code_tries_used_up", "ChangeMobile 138****8000"),
        ("code_tries_used_up", "ChangeMobile 138****8000"),
    ];
    assert_eq!(
        events(&t).await[before..],
        wanted.map(|(event, about)| (event.to_owned(), about.to_owned()))
    );
    assert_eq!(
        t.count("SELECT COUNT(*) FROM audit WHERE account IS NULL")
            .await,
        0,
        "all of it in the account's own trail"
    );
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
    // The law asks for half a year; two hundred days are what the documents say.
    for (span, left) in [(200 * 24 * 3_600_000, 2), (1, 0)] {
        t.clock.advance(span);
        menhu::server::services::prune::run(&t.portal)
            .await
            .expect("tidied");
        assert_eq!(names(&t).await.len(), left);
    }
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

async fn everything_that_changes_an_account_is_in_its_trail(t: TestApp) {
    let person = t.registered_user(1).await;
    let recv = json!({"province": "浙江省", "city": "杭州市", "area": "西湖区", "street": "文三路 90 号",
        "recv_name": "张三", "recv_phone": "13800138000"});
    let calls = [
        ("change_my_info", json!({"realname": "李四"})),
        (
            "change_company_info",
            json!({"company_name": "李四科技有限公司"}),
        ),
        ("change_my_recv_info", recv),
        ("account_logout", json!({})),
        // Nobody is signed in any more: nothing happened.
        ("account_logout", json!({})),
    ];
    for (operation, body) in calls {
        t.clock.advance(1);
        let answer = person.call(operation, body).await;
        assert_eq!(answer.body["status"], "ok", "{}", answer.text);
    }
    let wanted = [
        ("profile_changed", "person"),
        ("profile_changed", "company"),
        ("profile_changed", "delivery"),
        ("logged_out", ""),
    ];
    assert_eq!(
        events(&t).await,
        wanted.map(|(event, about)| (event.to_owned(), about.to_owned()))
    );
}

async fn wrong_codes_for_a_number_are_in_its_holder_s_trail(t: TestApp) {
    t.registered_user(1).await;
    for phone in ["13900000001", "13800138000"] {
        let code = t.person();
        code.call(
            "send_sms_code",
            json!({"action_name": "ChangePwd", "mobile": phone}),
        )
        .await;
        let fields = json!({"mobile": phone, "code": "000000", "password": NEW_PASSWORD, "re_password": NEW_PASSWORD});
        t.person().call("change_pwd_by_mobile", fields).await;
    }
    assert_eq!(
        t.count(
            "SELECT COUNT(*) FROM audit WHERE event = 'code_wrong' AND about = 'ChangePwd \
             139****0001' AND account IS NOT NULL"
        )
        .await,
        1
    );
    assert_eq!(
        t.count("SELECT COUNT(*) FROM audit WHERE event = 'code_wrong' AND account IS NULL")
            .await,
        1,
        "a number that nobody has"
    );
}

async fn what_strangers_repeat_within_a_minute_is_one_row(t: TestApp) {
    let code = t.get_code(&t.person(), "AccountReg", "13800138000").await;
    let guess = json!({"action_name": "AccountReg", "mobile": "13800138000", "code": wrong(&code)});
    for _ in 0..5 {
        t.person().call("vaild_sms_code", &guess).await;
    }
    // The guess that was the last is a row of its own.
    for (span, rows, told) in [(0, 2, 2), (1, 2, 3), (59_998, 2, 4), (1, 3, 5), (1, 3, 6)] {
        t.clock.advance(span);
        t.person().call("vaild_sms_code", &guess).await;
        let counted = [
            "SELECT COUNT(*) FROM audit WHERE event = 'code_tries_used_up'",
            "SELECT CAST(SUM(count) AS BIGINT) FROM audit WHERE event = 'code_tries_used_up'",
        ];
        assert_eq!(t.count(counted[0]).await, rows, "{told}");
        assert_eq!(t.count(counted[1]).await, told);
    }
}

/// What this command tells, a line for each event.
fn told(t: &TestApp, arguments: &[&str]) -> Vec<String> {
    let (worked, said) = t.menhu(&[&["audit"], arguments].concat());
    assert!(worked, "{arguments:?}");
    said.lines().map(ToOwned::to_owned).collect()
}

async fn an_operator_asks_by_time_event_address_and_request(t: TestApp) {
    let t = t.again(&[("--trusted-proxies", "127.0.0.1")]).await;
    for address in ["203.0.113.1", "203.0.113.10", "2001:db8::1"] {
        let login = json!({"username": "nobody", "password": "not the password"});
        let request = t
            .person()
            .post("/users/account_login/")
            .header("x-forwarded-for", address)
            .json(&login);
        t.person().send(request).await;
        t.clock.advance(24 * 3_600_000);
    }
    t.registered_user(1).await;
    t.get_code(&t.person(), "ChangePwd", "13900000001").await;
    assert_eq!(told(&t, &[]).len(), 4);
    for (arguments, number) in [
        (&["--event", "login_failed"][..], 3),
        (&["--event", "code_sent"], 1),
        (&["--event", "mobile_changed"], 0),
        (&["--address", "203.0.113.1"], 1),
        (&["--address", "::ffff:203.0.113.1"], 1),
        (&["--address", "2001:DB8:0::1"], 1),
        (&["--address", "203.0.113.2"], 0),
        // The first was at 2026-11-22 10:00 in Beijing, each of the others a day later.
        (&["--since", "2026-11-23T10:00:00+08:00"], 3),
        (&["--since", "2026-11-23T02:00:01Z"], 2),
        (&["--until", "2026-11-23T10:00:00+08:00"], 1),
        (&["--since", "2026-11-23", "--until", "2026-11-24"], 1),
        (&["--event", "login_failed", "--since", "2026-11-23"], 2),
        (&["--event", "login_failed", "--limit", "2"], 2),
        (&["--account", "13900000001", "--event", "login_failed"], 0),
    ] {
        assert_eq!(told(&t, arguments).len(), number, "{arguments:?}");
    }
    let line = told(&t, &["--address", "203.0.113.10"]).remove(0);
    let request = line.rsplit('\t').next().expect("a request").to_owned();
    assert!(!request.is_empty());
    assert_eq!(told(&t, &["--request", &request]), [line]);
    for wrong in [
        &["--since", "yesterday"][..],
        &["--until", "2026-13-01"],
        &["--address", "here"],
        &["--event", "login"],
        &["--event", "login%"],
    ] {
        assert!(!t.menhu(&[&["audit"], wrong].concat()).0, "{wrong:?}");
    }
}

async fn events_are_read_as_json_lines_too(t: TestApp) {
    let request = t
        .person()
        .post("/users/account_login/")
        .header("user-agent", "tab\there \u{9b}31m")
        .json(&json!({"username": "nobody", "password": "not the password"}));
    t.person().send(request).await;
    let line = told(&t, &["--json"]).remove(0);
    let event: Value = serde_json::from_str(&line).expect("JSON");
    assert_eq!(
        [
            &event["created_at"],
            &event["event"],
            &event["account"],
            &event["about"],
            &event["address"]
        ],
        [
            &json!("2026-11-22T10:00:00+08:00"),
            &json!("login_failed"),
            &Value::Null,
            &json!("no***"),
            &json!("127.0.0.1")
        ]
    );
    assert!(event["request"].as_str().is_some_and(|id| !id.is_empty()));
    assert!(event["device"].is_string());
    // As a line, it has its seven columns whatever the device says, and steers no terminal.
    let line = told(&t, &[]).remove(0);
    assert_eq!(line.split('\t').count(), 7, "{line}");
    assert!(
        line.split('\t')
            .all(|cell| !cell.contains(char::is_control)),
        "{line:?}"
    );
}

async fn what_operators_do_is_written_down_with_their_name(t: TestApp) {
    let add = "event add salon --title 沙龙 --city 北京 --place 三层 --starts-at \
               2999-04-16T14:00:00+08:00 --capacity 10";
    let words = |line: &'static str| line.split_whitespace().collect::<Vec<_>>();
    let done = |arguments: &[&str], shell: &[(&str, &str)]| {
        let output = t.menhu_as(arguments, shell);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{arguments:?}: {said}");
    };
    done(&words(add), &[("USER", "zhang")]);
    done(
        &words("event set salon --capacity 20 --title 沙龙"),
        &[("SUDO_USER", "li"), ("USER", "root")],
    );
    done(&words("event set salon --capacity 20"), &[]);
    done(
        &words("event attendees salon --operator 王五"),
        &[("USER", "zhang")],
    );
    done(&words("event close salon"), &[]);
    let events: Vec<(String, String, String, String, Option<String>)> = sqlx::query_as(
        "SELECT event, about, address, device, account FROM audit ORDER BY created_at, event",
    )
    .fetch_all(&mut t.sql().await)
    .await
    .expect("the events");
    let seen: Vec<[&str; 3]> = events
        .iter()
        .map(|(event, about, _, device, _)| [event.as_str(), about, device])
        .collect();
    assert_eq!(
        seen[..3],
        [
            ["event_added", "salon", "operator zhang"],
            ["event_changed", "salon: capacity 10 → 20", "operator li"],
            ["attendees_exported", "salon: 0 people", "operator 王五"],
        ],
        "and nothing of what changed nothing"
    );
    assert_eq!(seen.len(), 4);
    assert!(seen[3][1].starts_with("salon: closes_at "), "{seen:?}");
    assert!(seen[3][2].starts_with("operator uid "), "{seen:?}");
    assert!(
        events
            .iter()
            .all(|(_, _, address, _, account)| address == "-" && account.is_none())
    );
    assert_eq!(
        t.count("SELECT COUNT(*) FROM audit WHERE count <> 1").await,
        0
    );
    assert_eq!(told(&t, &["--event", "event_changed"]).len(), 2);
    // What was refused did not happen.
    t.menhu_refuses(&["event", "attendees", "none"]);
    t.menhu_refuses(&["event", "set", "salon", "--capacity", "0"]);
    assert_eq!(told(&t, &[]).len(), 4);
}
