//! Changing the bound mobile: password, a code to the new number, and the old one told.

use menhu::server::error::{Error, Refused};
use menhu::values::message::{Channel, Template};
use serde_json::{Value, json};

use crate::{
    scenarios,
    support::{NEW_PASSWORD, PASSWORD, Person, TestApp, UserFixture, visitor, wrong},
};

scenarios! {
    every_way: [
        a_person_changes_the_mobile_and_logs_in_with_it,
        a_wrong_password_or_code_is_told_beside_its_field,
        another_account_s_mobile_is_told_only_to_who_holds_it_and_the_code_stays,
        the_same_mobile_is_no_change,
        who_is_not_signed_in_changes_nothing,
    ],
    once: [
        what_waited_for_the_number_is_over_once_it_is_bound,
        asking_whether_a_number_is_taken_costs_a_try,
        all_faults_of_one_submission_come_together,
        the_old_mobile_and_the_owner_s_address_are_told,
        a_code_works_for_its_action_number_and_account_only,
        a_code_is_used_once_and_dies_after_five_minutes,
        five_wrong_codes_are_all_there_are,
        a_fault_elsewhere_leaves_the_code_usable,
        accounts_race_for_one_mobile_and_one_gets_it,
        the_old_mobile_is_free_for_somebody_else,
        pressing_twice_at_once_changes_once,
        a_change_in_flight_does_not_outlive_a_reset,
    ],
}

const NEW: &str = "13800000009";
const TAKEN: &str = "这个手机号已绑定其他账号。";

fn form(password: &str, mobile: &str, code: &str) -> Value {
    json!({"password": password, "mobile": mobile, "code": code})
}

async fn change(person: &Person, mobile: &str, code: &str) -> Value {
    person
        .call("change_mobile", form(PASSWORD, mobile, code))
        .await
        .body
}

async fn a_person_changes_the_mobile_and_logs_in_with_it(t: TestApp) {
    let person = t.registered_user(1).await;
    let seen = person
        .submit(
            "send_sms_code",
            json!({"action_name": "ChangeMobile", "mobile": "+86 138 0000 0009"}),
        )
        .await;
    assert_eq!(
        (seen.ok, seen.msg.starts_with("验证码已发送")),
        (true, true),
        "{seen:?}"
    );
    let letter = t.messages_to(NEW).await.remove(0);
    assert!(
        letter.text.contains("您正在修改绑定手机号"),
        "{}",
        letter.text
    );
    let code = t.code_of(NEW).await;
    let seen = person
        .submit("change_mobile", form(PASSWORD, "１３８ 0000 0009", &code))
        .await;
    assert_eq!(
        (seen.ok, seen.msg.as_str()),
        (true, "手机号已修改。"),
        "{seen:?}"
    );
    assert_eq!(person.ask("me").await["mobile"], "138****0009");
    assert_eq!(
        person.page("/binding").await.text("[data-value=mobile]"),
        "138****0009"
    );
    assert!(t.lets_in(NEW, PASSWORD).await);
    assert!(!t.lets_in("13900000001", PASSWORD).await);
}

async fn a_wrong_password_or_code_is_told_beside_its_field(t: TestApp) {
    let person = t.registered_user(1).await;
    let code = t.get_code(&person, "ChangeMobile", NEW).await;
    let seen = person
        .submit("change_mobile", form("not the password", NEW, &code))
        .await;
    assert_eq!(
        (seen.ok, seen.error("password"), seen.errors.len()),
        (false, "密码不正确。", 1),
        "{seen:?}"
    );
    let seen = person
        .submit("change_mobile", form(PASSWORD, NEW, wrong(&code)))
        .await;
    assert_eq!(
        (seen.ok, seen.error("code"), seen.errors.len()),
        (false, "验证码不正确，请核对后重新输入，或重新获取。", 1),
        "{seen:?}"
    );
    assert_eq!(person.ask("me").await["mobile"], "139****0001");
    assert!(
        person
            .submit("change_mobile", form(PASSWORD, NEW, &code))
            .await
            .ok
    );
}

async fn another_account_s_mobile_is_told_only_to_who_holds_it_and_the_code_stays(t: TestApp) {
    let (person, other) = (t.registered_user(1).await, UserFixture::number(2));
    t.registered_user(2).await;
    let code = t.get_code(&person, "ChangeMobile", &other.phone).await;
    let seen = person
        .submit("change_mobile", form(PASSWORD, &other.phone, wrong(&code)))
        .await;
    assert_eq!(
        (seen.error("mobile"), seen.errors.len()),
        ("", 1),
        "not told without the code: {seen:?}"
    );
    let seen = person
        .submit("change_mobile", form(PASSWORD, &other.phone, &code))
        .await;
    assert_eq!(
        (seen.ok, seen.error("mobile"), seen.errors.len()),
        (false, TAKEN, 1),
        "{seen:?}"
    );
    assert_eq!(person.ask("me").await["mobile"], "139****0001");
    let check = person
        .call(
            "vaild_sms_code",
            json!({"action_name": "ChangeMobile", "mobile": other.phone, "code": code}),
        )
        .await;
    assert_eq!(check.body["status"], "ok", "the code was not used");
    assert!(
        t.messages_to("13900000001").await.is_empty(),
        "nothing changed, so nobody is told that it did"
    );
}

async fn the_same_mobile_is_no_change(t: TestApp) {
    let person = t.registered_user(1).await;
    for spelling in ["13900000001", "+86 139-0000-0001"] {
        let seen = person
            .submit("change_mobile", form(PASSWORD, spelling, "123456"))
            .await;
        assert_eq!(
            (seen.ok, seen.error("mobile")),
            (false, "这就是您现在绑定的手机号。"),
            "{spelling}: {seen:?}"
        );
    }
}

async fn who_is_not_signed_in_changes_nothing(t: TestApp) {
    let owner = t.registered_user(1).await;
    let code = t.get_code(&owner, "ChangeMobile", NEW).await;
    assert!(
        !t.person()
            .submit("change_mobile", form(PASSWORD, NEW, &code))
            .await
            .ok
    );
    assert!(
        !t.person()
            .submit(
                "send_sms_code",
                json!({"action_name": "ChangeMobile", "mobile": "13800000010"})
            )
            .await
            .ok
    );
    assert_eq!(t.messages().await.len(), 1);
    assert_eq!(owner.ask("me").await["mobile"], "139****0001");
}

async fn all_faults_of_one_submission_come_together(t: TestApp) {
    let person = t.registered_user(1).await;
    let body = person
        .call("change_mobile", json!({"mobile": "1", "code": "12345"}))
        .await
        .body;
    let expected = json!({"password": ["请填写密码。"], "mobile": ["请填写 11 位的中国大陆手机号。"], "code": ["验证码是 6 位数字。"]});
    assert_eq!(
        (&body["errors"], &body["reason"]),
        (&expected, &json!("invalid"))
    );
}

async fn the_old_mobile_and_the_owner_s_address_are_told(t: TestApp) {
    let person = t.registered_user(1).await;
    t.bind_emails().await;
    let code = t.get_code(&person, "ChangeMobile", NEW).await;
    t.clock.advance(120_000);
    let request = person
        .post("/users/change_mobile/")
        .header("user-agent", "Firefox/140\t(Linux)");
    assert_eq!(
        person
            .send(request.json(&form(PASSWORD, NEW, &code)))
            .await
            .body["status"],
        "ok"
    );
    let letters = t.messages().await;
    let notices: Vec<_> = letters
        .iter()
        .filter(|letter| letter.template == Template::MobileChanged)
        .collect();
    let mut told: Vec<&str> = notices.iter().map(|letter| letter.to.as_str()).collect();
    told.sort_unstable();
    assert_eq!(
        told,
        ["+8613900000001", "person1@example.cn"],
        "the old mobile, not the new one"
    );
    for notice in notices {
        for (param, value) in [
            ("time", "2026-11-22 10:02"),
            ("address", "127.0.0.1"),
            ("device", "Firefox · Linux"),
        ] {
            assert_eq!(
                notice.params.get(param).map(String::as_str),
                Some(value),
                "{notice:?}"
            );
        }
        assert!(
            notice.text.contains("2026-11-22 10:02") && notice.text.contains("如"),
            "{}",
            notice.text
        );
        if notice.channel == Channel::Email {
            assert!(
                notice.text.contains("127.0.0.1") && notice.text.contains("Firefox · Linux"),
                "{}",
                notice.text
            );
        }
    }
}

async fn a_code_works_for_its_action_number_and_account_only(t: TestApp) {
    let (person, other) = (t.registered_user(1).await, t.registered_user(2).await);
    let mine = t.get_code(&person, "ChangeMobile", NEW).await;
    assert_eq!(
        change(&other, NEW, &mine).await["reason"],
        "code_wrong",
        "another account's"
    );
    assert_eq!(
        change(&person, "13800000010", &mine).await["reason"],
        "code_wrong",
        "another number's"
    );
    t.forget_limits().await;
    let register = t.get_code(&person, "AccountReg", "13800000011").await;
    assert_eq!(
        change(&person, "13800000011", &register).await["reason"],
        "code_wrong",
        "another action's"
    );
    assert_eq!(change(&person, NEW, &mine).await["status"], "ok");
}

async fn a_code_is_used_once_and_dies_after_five_minutes(t: TestApp) {
    let person = t.registered_user(1).await;
    let code = t.get_code(&person, "ChangeMobile", NEW).await;
    t.clock.advance(300_000);
    assert_eq!(change(&person, NEW, &code).await["reason"], "code_expired");
    let code = t.get_code(&person, "ChangeMobile", NEW).await;
    t.clock.advance(299_999);
    assert_eq!(change(&person, NEW, &code).await["status"], "ok");
    t.run("UPDATE accounts SET mobile = '+8613900000001'").await;
    assert_eq!(
        change(&person, NEW, &code).await["reason"],
        "code_wrong",
        "used"
    );
}

async fn five_wrong_codes_are_all_there_are(t: TestApp) {
    let person = t.registered_user(1).await;
    let code = t.get_code(&person, "ChangeMobile", NEW).await;
    for _ in 0..5 {
        assert_eq!(
            change(&person, NEW, wrong(&code)).await["reason"],
            "code_wrong"
        );
    }
    let body = change(&person, NEW, &code).await;
    assert_eq!(
        (&body["reason"], &body["retry_after"]),
        (&json!("too_many_tries"), &json!(86_400))
    );
    assert_eq!(person.ask("me").await["mobile"], "139****0001");
}

async fn a_fault_elsewhere_leaves_the_code_usable(t: TestApp) {
    let person = t.registered_user(1).await;
    let code = t.get_code(&person, "ChangeMobile", NEW).await;
    for _ in 0..4 {
        person.call("change_mobile", form("", NEW, &code)).await;
        person
            .call("change_mobile", form("not the password", NEW, &code))
            .await;
    }
    assert_eq!(change(&person, NEW, &code).await["status"], "ok");
}

/// Shown to fail on PostgreSQL when meeting the unique column is taken for a fault: the losers get
/// a 500.
async fn accounts_race_for_one_mobile_and_one_gets_it(t: TestApp) {
    let mut racers = Vec::new();
    for number in 1..=12 {
        let person = t.registered_user(number).await;
        t.forget_limits().await;
        let code = t.get_code(&person, "ChangeMobile", NEW).await;
        racers.push((person, code));
    }
    let race: Vec<_> = racers
        .into_iter()
        .map(|(person, code)| tokio::spawn(async move { change(&person, NEW, &code).await }))
        .collect();
    let mut won = 0;
    for runner in race {
        let body = runner.await.expect("an answer");
        if body["status"] == "ok" {
            won += 1;
        } else {
            assert_eq!(body["errors"]["mobile"], json!([TAKEN]), "{body}");
        }
    }
    assert_eq!(won, 1);
    assert_eq!(
        t.count("SELECT COUNT(*) FROM accounts WHERE mobile = '+8613800000009'")
            .await,
        1
    );
    assert_eq!(
        t.count("SELECT COUNT(*) FROM codes WHERE code_hash <> ''")
            .await,
        11,
        "the losers' codes are not used up"
    );
}

async fn the_old_mobile_is_free_for_somebody_else(t: TestApp) {
    let (person, other) = (t.registered_user(1).await, t.registered_user(2).await);
    let code = t.get_code(&person, "ChangeMobile", NEW).await;
    assert_eq!(change(&person, NEW, &code).await["status"], "ok");
    let code = t.get_code(&other, "ChangeMobile", "13900000001").await;
    assert_eq!(change(&other, "13900000001", &code).await["status"], "ok");
}

async fn pressing_twice_at_once_changes_once(t: TestApp) {
    let person = t.registered_user(1).await;
    let code = t.get_code(&person, "ChangeMobile", NEW).await;
    let presses: Vec<_> = (0..5)
        .map(|_| {
            let (device, code) = (t.person().holding(&person.cookie()), code.clone());
            tokio::spawn(async move { change(&device, NEW, &code).await })
        })
        .collect();
    let mut won = 0;
    for press in presses {
        let body = press.await.expect("an answer");
        won += u32::from(body["status"] == "ok");
        assert!(
            ["", "code_wrong", "unchanged"].contains(&body["reason"].as_str().unwrap_or_default()),
            "{body}"
        );
    }
    assert_eq!(won, 1);
}

/// Who is thrown out by a reset must not win by being in the middle of changing the mobile. Shown
/// to fail without the epoch's check in the transaction that changes it.
async fn a_change_in_flight_does_not_outlive_a_reset(t: TestApp) {
    let thief = t.registered_user(1).await;
    let code = t.get_code(&thief, "ChangeMobile", NEW).await;
    let (stale, password) = (
        t.session(&thief).await,
        PASSWORD.parse().expect("a password"),
    );
    let reset = t.get_code(&t.person(), "ChangePwd", "13900000001").await;
    let fields = json!({"mobile": "13900000001", "code": reset, "password": NEW_PASSWORD, "re_password": NEW_PASSWORD});
    assert_eq!(
        t.person().call("change_pwd_by_mobile", fields).await.body["status"],
        "ok"
    );
    let (mobile, code) = (
        NEW.parse().expect("a mobile"),
        code.parse().expect("a code"),
    );
    let outcome = menhu::server::services::change_mobile::run(
        &t.portal,
        &stale,
        &password,
        &mobile,
        &code,
        &visitor(),
    )
    .await;
    assert!(matches!(
        outcome,
        Err(Error::Refused(Refused::LoginRequired))
    ));
    assert!(t.lets_in("13900000001", NEW_PASSWORD).await);
}

async fn what_waited_for_the_number_is_over_once_it_is_bound(t: TestApp) {
    let person = t.registered_user(1).await;
    let waiting = t.get_code(&t.person(), "AccountReg", NEW).await;
    t.forget_limits().await;
    let code = t.get_code(&person, "ChangeMobile", NEW).await;
    assert_eq!(change(&person, NEW, &code).await["status"], "ok");
    let check = json!({"action_name": "AccountReg", "mobile": NEW, "code": waiting});
    assert_eq!(
        t.person().call("vaild_sms_code", check).await.body["reason"],
        "code_wrong"
    );
}

async fn asking_whether_a_number_is_taken_costs_a_try(t: TestApp) {
    t.registered_user(1).await;
    t.registered_user(2).await;
    // Five a day, each day.
    for (wait, times, are_all) in [(0, 4, false), (23, 1, true), (1, 5, true)] {
        t.clock.advance(wait * 3_600_000);
        let person = t.another_device(1).await;
        let code = t.get_code(&person, "ChangeMobile", "13900000002").await;
        for _ in 0..times {
            let reason = change(&person, "13900000002", &code).await["reason"].clone();
            assert_eq!(reason, "taken", "after {wait} hours");
        }
        if are_all {
            let reason = change(&person, "13900000002", &code).await["reason"].clone();
            assert_eq!(reason, "too_many_tries", "after {wait} hours");
        }
    }
}
