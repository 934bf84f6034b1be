//! SMS codes: sending, judging, limits.

use menhu::values::message::Template;
use serde_json::json;

use crate::{
    scenarios,
    support::{Person, TestApp, UserFixture, Way, wrong},
};

scenarios! {
    every_way: [a_code_comes_and_the_next_one_must_wait, a_broken_number_is_told_beside_its_field, a_code_is_told_right_or_wrong],
    once: [
        twenty_sends_in_parallel_give_one_message,
        fifty_wrong_guesses_in_parallel_are_judged_five_times,
        a_warning_comes_before_the_tries_are_used_up_whoever_has_the_number,
        other_addresses_give_no_more_guesses,
        a_new_code_does_not_give_new_tries,
        the_tries_come_back_after_a_day,
        the_tries_of_the_morning_are_spent_in_the_evening,
        checking_neither_uses_the_code_nor_costs_a_try,
        a_code_works_for_its_action_and_number_only,
        a_code_expires_after_five_minutes,
        a_new_code_kills_the_old_one,
        spellings_of_one_number_are_one_number,
        a_number_gets_five_codes_an_hour_and_ten_a_day,
        an_address_asks_for_twenty_codes_an_hour,
        the_day_has_a_budget_for_everybody,
        known_and_unknown_numbers_are_answered_alike,
        a_registered_number_is_told_that_it_has_an_account,
        changing_the_mobile_needs_a_session,
        codes_lie_open_nowhere_in_the_database,
        an_expired_code_is_dropped_instead_of_sent,
    ],
}

const PHONE: &str = "13900000001";

async fn send(person: &Person, action: &str, mobile: &str) -> serde_json::Value {
    person
        .call(
            "send_sms_code",
            json!({"action_name": action, "mobile": mobile}),
        )
        .await
        .body
}

async fn check(person: &Person, action: &str, mobile: &str, code: &str) -> String {
    let body = person
        .call(
            "vaild_sms_code",
            json!({"action_name": action, "mobile": mobile, "code": code}),
        )
        .await
        .body;
    if body["status"] == "ok" {
        "ok".into()
    } else {
        body["reason"].as_str().expect("a reason").into()
    }
}

async fn a_code_comes_and_the_next_one_must_wait(t: TestApp) {
    let person = t.person();
    let fields = json!({"action_name": "AccountReg", "mobile": PHONE, "consent": "1"});
    let seen = person.submit("send_sms_code", fields.clone()).await;
    assert!(seen.ok, "{seen:?}");
    // The page names the number, too.
    let grouped = format!("{} {} {}", &PHONE[..3], &PHONE[3..7], &PHONE[7..]);
    let on_page = format!("验证码已发送至 {grouped}");
    assert!(
        [on_page.as_str(), "验证码已发送，请查看短信。"].contains(&seen.msg.as_str()),
        "{seen:?}"
    );
    let text = t
        .messages_to(PHONE)
        .await
        .first()
        .expect("a message")
        .text
        .clone();
    assert!(
        text.starts_with("【门户】验证码")
            && text.ends_with("，您正在注册账号，5分钟内有效，请勿泄露。"),
        "{text}"
    );
    t.clock.advance(20_000);
    let seen = person.submit("send_sms_code", fields.clone()).await;
    assert!(!seen.ok);
    let sentence = "刚刚发送过，请 40 秒后再试。";
    assert!(
        seen.msg == sentence || seen.error("phone") == sentence,
        "{seen:?}"
    );
    t.clock.advance(40_000);
    assert!(person.submit("send_sms_code", fields).await.ok);
    assert_eq!(t.messages_to(PHONE).await.len(), 2);
}

async fn a_broken_number_is_told_beside_its_field(t: TestApp) {
    let seen = t
        .person()
        .submit(
            "send_sms_code",
            json!({"action_name": "AccountReg", "mobile": "+1 555 0100", "consent": "1"}),
        )
        .await;
    let error = [seen.error("mobile"), seen.error("phone")].concat();
    assert_eq!(error, "请填写 11 位的中国大陆手机号。");
    assert!(t.messages().await.is_empty());
}

/// No page asks whether a code is right before it is used: in the plain form's way the form that
/// uses it says so.
async fn a_code_is_told_right_or_wrong(t: TestApp) {
    let (person, zhang) = (
        t.person(),
        UserFixture {
            phone: PHONE.into(),
            email: "z@example.cn".into(),
        },
    );
    let code = t.get_code(&person, "AccountReg", PHONE).await;
    for (code, ok) in [(wrong(&code), false), (code.as_str(), true)] {
        let (operation, fields) = match t.way {
            Way::Form => ("account_register", zhang.form(code)),
            Way::Json | Way::Island => (
                "vaild_sms_code",
                json!({"action_name": "AccountReg", "mobile": PHONE, "code": code}),
            ),
        };
        let seen = person.submit(operation, fields).await;
        assert_eq!(
            (seen.ok, seen.error("code").is_empty()),
            (ok, ok),
            "{seen:?}"
        );
    }
}

/// Shown to fail when the limits are read without locking their row (on PostgreSQL).
async fn twenty_sends_in_parallel_give_one_message(t: TestApp) {
    let sends: Vec<_> = (0..20)
        .map(|_| {
            let person = t.person();
            tokio::spawn(async move { send(&person, "AccountReg", PHONE).await })
        })
        .collect();
    let mut ok = 0;
    for answer in sends {
        let body = answer.await.expect("an answer");
        if body["status"] == "ok" {
            ok += 1;
        } else {
            assert_eq!(
                (&body["reason"], &body["retry_after"]),
                (&json!("cooldown"), &json!(60)),
                "{body}"
            );
        }
    }
    assert_eq!(ok, 1);
    assert_eq!(t.messages().await.len(), 1);
}

/// Shown to fail when the try is counted after comparing.
async fn fifty_wrong_guesses_in_parallel_are_judged_five_times(t: TestApp) {
    let code = t.get_code(&t.person(), "AccountReg", PHONE).await;
    let guess = wrong(&code);
    let guesses: Vec<_> = (0..50)
        .map(|_| {
            let person = t.person();
            tokio::spawn(async move { check(&person, "AccountReg", PHONE, guess).await })
        })
        .collect();
    let (mut judged, mut refused) = (0, 0);
    for answer in guesses {
        match answer.await.expect("an answer").as_str() {
            "code_wrong" => judged += 1,
            "too_many_tries" => refused += 1,
            other => panic!("{other}"),
        }
    }
    assert_eq!((judged, refused), (5, 45));
    assert_eq!(
        check(&t.person(), "AccountReg", PHONE, &code).await,
        "too_many_tries"
    );
    let register = t
        .person()
        .call(
            "account_register",
            UserFixture {
                phone: PHONE.into(),
                email: "z@example.cn".into(),
            }
            .form(&code),
        )
        .await;
    assert_eq!(
        (&register.body["status"], &register.body["reason"]),
        (&json!("form_error"), &json!("too_many_tries"))
    );
}

async fn other_addresses_give_no_more_guesses(t: TestApp) {
    let t = t.again(&[("--trusted-proxies", "127.0.0.1")]).await;
    let code = t.get_code(&t.person(), "AccountReg", PHONE).await;
    let body = json!({"action_name": "AccountReg", "mobile": PHONE, "code": wrong(&code)});
    let mut judged = 0;
    for number in 0..12 {
        let person = t.person();
        let request = person
            .post("/users/vaild_sms_code/")
            .header("x-forwarded-for", format!("203.0.113.{number}"));
        judged +=
            usize::from(person.send(request.json(&body)).await.body["reason"] == "code_wrong");
    }
    assert_eq!(judged, 5);
}

async fn a_new_code_does_not_give_new_tries(t: TestApp) {
    let person = t.person();
    let code = t.get_code(&person, "AccountReg", PHONE).await;
    for _ in 0..4 {
        assert_eq!(
            check(&person, "AccountReg", PHONE, wrong(&code)).await,
            "code_wrong"
        );
    }
    t.clock.advance(60_000);
    let code = t.get_code(&person, "AccountReg", PHONE).await;
    assert_eq!(
        check(&person, "AccountReg", PHONE, wrong(&code)).await,
        "code_wrong"
    );
    assert_eq!(
        check(&person, "AccountReg", PHONE, &code).await,
        "too_many_tries"
    );
    t.clock.advance(60_000);
    let body = send(&person, "AccountReg", PHONE).await;
    assert_eq!(
        body["reason"], "too_many_tries",
        "a code that could not be used is not sent"
    );
    assert_eq!(
        send(&person, "ChangePwd", PHONE).await["status"],
        "ok",
        "the other actions stay open"
    );
}

async fn the_tries_of_the_morning_are_spent_in_the_evening(t: TestApp) {
    let person = t.person();
    let code = t.get_code(&person, "AccountReg", PHONE).await;
    for _ in 0..4 {
        check(&person, "AccountReg", PHONE, wrong(&code)).await;
    }
    t.clock.advance(13 * 3_600_000);
    let code = t.get_code(&person, "AccountReg", PHONE).await;
    for (given, reason) in [(wrong(&code), "code_wrong"), (&code, "too_many_tries")] {
        assert_eq!(check(&person, "AccountReg", PHONE, given).await, reason);
    }
}

async fn the_tries_come_back_after_a_day(t: TestApp) {
    let person = t.person();
    let code = t.get_code(&person, "AccountReg", PHONE).await;
    for _ in 0..5 {
        check(&person, "AccountReg", PHONE, wrong(&code)).await;
    }
    t.clock.advance(24 * 3_600_000 - 1);
    assert_eq!(
        check(&person, "AccountReg", PHONE, &code).await,
        "too_many_tries"
    );
    assert_eq!(
        send(&person, "AccountReg", PHONE).await["reason"],
        "too_many_tries"
    );
    t.clock.advance(1);
    let code = t.get_code(&person, "AccountReg", PHONE).await;
    assert_eq!(
        check(&person, "AccountReg", PHONE, wrong(&code)).await,
        "code_wrong"
    );
    assert_eq!(check(&person, "AccountReg", PHONE, &code).await, "ok");
}

async fn checking_neither_uses_the_code_nor_costs_a_try(t: TestApp) {
    let person = t.person();
    let code = t.get_code(&person, "AccountReg", PHONE).await;
    for _ in 0..12 {
        assert_eq!(check(&person, "AccountReg", PHONE, &code).await, "ok");
    }
    assert!(!person.is_signed_in().await, "and nothing is granted");
    assert_eq!(
        person
            .call(
                "account_register",
                UserFixture {
                    phone: PHONE.into(),
                    email: "z@example.cn".into()
                }
                .form(&code)
            )
            .await
            .body["status"],
        "ok"
    );
}

async fn a_code_works_for_its_action_and_number_only(t: TestApp) {
    let person = t.person();
    t.register(&person, &UserFixture::number(7)).await;
    t.clock.advance(60_000);
    let (register, reset) = (
        t.get_code(&person, "AccountReg", PHONE).await,
        t.get_code(&person, "ChangePwd", "13900000007").await,
    );
    for (action, mobile, code) in [
        ("ChangePwd", PHONE, &register),
        ("ChangeMobile", PHONE, &register),
        ("AccountReg", "13900000007", &register),
        ("AccountReg", "13900000007", &reset),
        ("ChangeMobile", "13900000007", &reset),
    ] {
        assert_eq!(
            check(&person, action, mobile, code).await,
            "code_wrong",
            "{action} {mobile}"
        );
    }
    assert_eq!(check(&person, "AccountReg", PHONE, &register).await, "ok");
    // A code for one's own change of mobile is of no use to another account.
    t.clock.advance(60_000);
    let mine = t.get_code(&person, "ChangeMobile", PHONE).await;
    let other = t.person();
    t.register(&other, &UserFixture::number(8)).await;
    assert_eq!(
        check(&other, "ChangeMobile", PHONE, &mine).await,
        "code_wrong"
    );
    assert_eq!(check(&person, "ChangeMobile", PHONE, &mine).await, "ok");
}

async fn a_code_expires_after_five_minutes(t: TestApp) {
    let person = t.person();
    let code = t.get_code(&person, "AccountReg", PHONE).await;
    t.clock.advance(299_999);
    assert_eq!(check(&person, "AccountReg", PHONE, &code).await, "ok");
    t.clock.advance(1);
    assert_eq!(
        check(&person, "AccountReg", PHONE, &code).await,
        "code_expired"
    );
    // One that was used is wrong, then and later: it does not expire a second time.
    t.clock.advance(60_000);
    let zhang = UserFixture::number(1);
    let code = t.get_code(&person, "AccountReg", &zhang.phone).await;
    assert_eq!(
        person
            .call("account_register", zhang.form(&code))
            .await
            .body["status"],
        "ok"
    );
    for span in [0, 300_000] {
        t.clock.advance(span);
        assert_eq!(
            check(&person, "AccountReg", &zhang.phone, &code).await,
            "code_wrong"
        );
    }
}

async fn a_new_code_kills_the_old_one(t: TestApp) {
    let person = t.person();
    let old = t.get_code(&person, "AccountReg", PHONE).await;
    t.clock.advance(60_000);
    let new = t.get_code(&person, "AccountReg", PHONE).await;
    if old != new {
        assert_eq!(
            check(&person, "AccountReg", PHONE, &old).await,
            "code_wrong"
        );
    }
    assert_eq!(check(&person, "AccountReg", PHONE, &new).await, "ok");
}

async fn spellings_of_one_number_are_one_number(t: TestApp) {
    let person = t.person();
    let code = t.get_code(&person, "AccountReg", PHONE).await;
    for spelling in [
        "+86 139 0000 0001",
        "0086-139-0000-0001",
        "8613900000001",
        "１３９０００００００１",
    ] {
        assert_eq!(
            send(&person, "AccountReg", spelling).await["reason"],
            "cooldown",
            "{spelling}"
        );
        assert_eq!(
            check(&person, "AccountReg", spelling, &code).await,
            "ok",
            "{spelling}"
        );
    }
    assert_eq!(t.messages().await.len(), 1);
}

async fn a_number_gets_five_codes_an_hour_and_ten_a_day(t: TestApp) {
    let person = t.person();
    // Across actions: register, reset, register …
    let actions = ["AccountReg", "ChangePwd"];
    let minutes = |count: i64| count * 60_000;
    for round in 0..5 {
        assert_eq!(
            send(&person, actions[round % 2], PHONE).await["status"],
            "ok",
            "{round}"
        );
        t.clock.advance(minutes(1));
    }
    let body = send(&person, "AccountReg", PHONE).await;
    assert_eq!(
        (&body["reason"], &body["retry_after"]),
        (&json!("too_many_tries"), &json!(55 * 60)),
        "{body}"
    );
    t.clock.advance(minutes(55));
    for round in 0..5 {
        assert_eq!(
            send(&person, actions[round % 2], PHONE).await["status"],
            "ok",
            "{round}"
        );
        t.clock.advance(minutes(12));
    }
    t.clock.advance(minutes(60));
    // Three hours after the first, and a whole day but for a moment.
    for span in [0, minutes(21 * 60) - 1] {
        t.clock.advance(span);
        assert_eq!(
            send(&person, "AccountReg", PHONE).await["reason"],
            "too_many_tries",
            "the eleventh of the day"
        );
    }
    t.clock.advance(1);
    assert_eq!(send(&person, "AccountReg", PHONE).await["status"], "ok");
}

async fn an_address_asks_for_twenty_codes_an_hour(t: TestApp) {
    let person = t.person();
    for number in 0..20 {
        assert_eq!(
            send(&person, "AccountReg", &UserFixture::number(number).phone).await["status"],
            "ok"
        );
    }
    let forged = person
        .post("/users/send_sms_code/")
        .header("x-forwarded-for", "203.0.113.7")
        .header("x-real-ip", "203.0.113.7")
        .header("forwarded", "for=203.0.113.7");
    let body = person
        .send(forged.json(&json!({"action_name": "AccountReg", "mobile": "13900000099"})))
        .await
        .body;
    assert_eq!(
        body["reason"], "too_many_tries",
        "a forged address is ignored"
    );
    assert_eq!(t.messages().await.len(), 20);
    t.clock.advance(3_599_999);
    assert_eq!(
        send(&person, "AccountReg", "13900000099").await["reason"],
        "too_many_tries"
    );
    t.clock.advance(1);
    assert_eq!(
        send(&person, "AccountReg", "13900000099").await["status"],
        "ok"
    );
}

async fn the_day_has_a_budget_for_everybody(t: TestApp) {
    let t = t.again(&[("--sms-daily-budget", "3")]).await;
    let person = t.person();
    t.register(&person, &UserFixture::number(1)).await;
    for number in 2..4 {
        assert_eq!(
            send(&person, "AccountReg", &UserFixture::number(number).phone).await["status"],
            "ok"
        );
    }
    let (known, unknown) = (
        send(&person, "ChangePwd", "13900000001"),
        send(&person, "ChangePwd", "13900000009"),
    );
    t.clock.advance(60_000);
    let (known, unknown) = (known.await, unknown.await);
    assert_eq!(known, unknown);
    assert_eq!(known["reason"], "too_many_tries");
    let until_midnight = 13 * 3_600 + 59 * 60;
    assert_eq!(known["retry_after"], until_midnight, "in Beijing");
    t.clock.advance(24 * 3_600_000);
    assert_eq!(
        send(&person, "AccountReg", "13900000005").await["status"],
        "ok"
    );
}

async fn known_and_unknown_numbers_are_answered_alike(t: TestApp) {
    let person = t.person();
    t.register(&person, &UserFixture::number(1)).await;
    t.clock.advance(60_000);
    let before = t.messages().await.len();
    let known = person
        .call(
            "send_sms_code",
            json!({"action_name": "ChangePwd", "mobile": "13900000001"}),
        )
        .await;
    let unknown = person
        .call(
            "send_sms_code",
            json!({"action_name": "ChangePwd", "mobile": "13900000002"}),
        )
        .await;
    assert_eq!((known.status, &known.text), (unknown.status, &unknown.text));
    assert_eq!(
        t.messages().await.len(),
        before + 1,
        "only the known number gets a message"
    );
    for mobile in ["13900000001", "13900000002"] {
        assert_eq!(
            send(&person, "ChangePwd", mobile).await["reason"],
            "cooldown",
            "{mobile}"
        );
        let mut reasons = Vec::new();
        for _ in 0..6 {
            reasons.push(check(&person, "ChangePwd", mobile, "000000").await);
        }
        assert_eq!(reasons[5], "too_many_tries", "{mobile}: {reasons:?}");
    }
}

async fn a_registered_number_is_told_that_it_has_an_account(t: TestApp) {
    let person = t.person();
    t.register(
        &person,
        &UserFixture {
            phone: PHONE.into(),
            email: "z@example.cn".into(),
        },
    )
    .await;
    t.clock.advance(60_000);
    let known = send(&person, "AccountReg", PHONE).await;
    let unknown = send(&person, "AccountReg", "13900000002").await;
    assert_eq!(known, unknown);
    let letter = t
        .messages_to(PHONE)
        .await
        .into_iter()
        .next()
        .expect("a message");
    assert_eq!(
        (letter.template, letter.params.len()),
        (Template::AccountExists, 0)
    );
    assert!(letter.text.contains("您已有账号"));
}

async fn changing_the_mobile_needs_a_session(t: TestApp) {
    let person = t.person();
    let body = send(&person, "ChangeMobile", PHONE).await;
    assert_eq!(
        (&body["status"], &body["reason"]),
        (&json!("error"), &json!("login_required"))
    );
    assert_eq!(
        check(&person, "ChangeMobile", PHONE, "123456").await,
        "login_required"
    );
    assert!(t.messages().await.is_empty());
}

async fn codes_lie_open_nowhere_in_the_database(t: TestApp) {
    let person = t.person();
    let code = t.get_code(&person, "AccountReg", PHONE).await;
    let row: (String, String) =
        sqlx::query_as("SELECT (SELECT code_hash FROM codes), (SELECT sealed FROM outbox)")
            .fetch_one(&mut t.sql().await)
            .await
            .expect("a row");
    assert!(!row.0.contains(&code) && row.0.len() == 64);
    assert_eq!(row.1, "", "scrubbed once sent");
}

async fn an_expired_code_is_dropped_instead_of_sent(t: TestApp) {
    t.run(
        "INSERT INTO outbox (id, channel, recipient, template, sealed, lang, state, attempts, \
         next_at, leased_until, expires_at, created_at) VALUES ('old', 'sms', '+8613900000001', \
         'AccountReg', 'x', 'zh', 'queued', 0, 0, 0, 1, 0)",
    )
    .await;
    assert!(t.messages().await.is_empty());
    assert_eq!(
        t.count("SELECT COUNT(*) FROM outbox WHERE state = 'dropped' AND sealed = ''")
            .await,
        1
    );
}

async fn a_warning_comes_before_the_tries_are_used_up_whoever_has_the_number(t: TestApp) {
    t.registered_user(1).await;
    let mut told = Vec::new();
    for phone in [UserFixture::number(1).phone, UserFixture::number(2).phone] {
        let person = t.person();
        let ask = json!({"action_name": "ChangePwd", "mobile": phone});
        assert_eq!(
            person.call("send_sms_code", &ask).await.body["status"],
            "ok"
        );
        let mut sentences = Vec::new();
        for code in ["000001", "000002", "000003", "000004", "000005"] {
            let guess = json!({"action_name": "ChangePwd", "mobile": phone, "code": code});
            let body = person.call("vaild_sms_code", &guess).await.body;
            sentences.push(body["msg"].as_str().unwrap_or_default().to_owned());
        }
        told.push(sentences);
    }
    assert_eq!(
        told[0], told[1],
        "a stranger's number is told like a customer's"
    );
    for (sentence, part) in told[0].iter().zip([
        "核对后重新输入",
        "核对后重新输入",
        "还可以再试 2 次",
        "还可以再试 1 次",
        "已经用完",
    ]) {
        assert!(sentence.contains(part), "{sentence}");
    }
}
