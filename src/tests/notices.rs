//! Notices to the owner: whom they reach, what stands in them, and that they cannot be used to
//! flood anybody.

use menhu::values::message::{Channel, Template};
use serde_json::json;

use crate::{
    scenarios,
    support::{NEW_PASSWORD, PASSWORD, Person, TestApp, UserFixture},
};

scenarios! {
    every_way: [],
    once: [
        thirty_changes_in_a_second_stay_within_the_day_s_budget,
        the_first_leaves_at_once_and_the_rest_of_the_hour_in_one,
        a_notice_that_the_day_has_no_sms_left_for_leaves_the_next_day,
        a_mail_takes_none_of_the_day_s_sms,
        what_is_told_in_one_is_paid_for_once,
        passwords_and_contacts_are_changed_ten_times_a_day,
        an_address_that_nobody_has_proved_gets_no_notice,
        nothing_that_somebody_typed_reaches_an_address_that_nobody_has_proved,
        a_notice_is_written_in_the_owner_s_language,
        the_owner_s_language_is_that_of_a_login_at_a_known_device,
        a_notice_counts_for_the_number_it_reaches,
        a_notice_right_after_a_code_counts_too,
        a_notice_that_waits_takes_nobody_s_codes_away,
    ],
}

/// From the one password to the other, `times` times; how many worked.
async fn change_back_and_forth(person: &Person, times: usize) -> usize {
    let mut worked = 0;
    for turn in 0..times {
        let (old, new) = if turn % 2 == 0 {
            (PASSWORD, NEW_PASSWORD)
        } else {
            (NEW_PASSWORD, PASSWORD)
        };
        let body = json!({"old_password": old, "new_password": new, "confirm_password": new});
        let answer = person.call("change_my_pwd", body).await;
        if answer.body["status"] == "ok" {
            worked += 1;
        } else {
            assert_eq!(answer.body["reason"], "too_many_tries", "{}", answer.text);
            break;
        }
    }
    worked
}

// Before: thirty SMS and thirty mails.
async fn thirty_changes_in_a_second_stay_within_the_day_s_budget(t: TestApp) {
    let t = t.again(&[("--sms-daily-budget", "3")]).await;
    let person = t.registered_user(1).await;
    change_back_and_forth(&person, 30).await;
    for _ in 0..4 {
        assert!(t.messages_to("13900000001").await.len() <= 3);
        t.clock.advance(3_600_000);
    }
    assert!(!t.messages_to("13900000001").await.is_empty());
    assert!(t.count("SELECT MAX(used) FROM budgets").await <= 3);
}

async fn the_first_leaves_at_once_and_the_rest_of_the_hour_in_one(t: TestApp) {
    let person = t.registered_user(1).await;
    t.run("UPDATE accounts SET notify_email = 'li@company.cn', notify_email_key = 'li@company.cn'")
        .await;
    assert_eq!(change_back_and_forth(&person, 1).await, 1);
    for to in ["13900000001", "li@company.cn"] {
        assert_eq!(t.messages_to(to).await.len(), 1, "{to}: at once");
    }
    t.clock.advance(60_000);
    let body = json!({"old_password": NEW_PASSWORD, "new_password": PASSWORD, "confirm_password": PASSWORD});
    assert_eq!(
        person.call("change_my_pwd", body).await.body["status"],
        "ok"
    );
    t.clock.advance(60_000);
    assert_eq!(change_back_and_forth(&person, 1).await, 1);
    for to in ["13900000001", "li@company.cn"] {
        assert_eq!(t.messages_to(to).await.len(), 1, "{to}: the others wait");
    }
    t.clock.advance(58 * 60_000);
    for to in ["13900000001", "li@company.cn"] {
        let messages = t.messages_to(to).await;
        assert_eq!(messages.len(), 2, "{to}: in one");
        assert!(
            messages[0].text.contains("2026-11-22 10:02等2次"),
            "{}",
            messages[0].text
        );
    }
    t.clock.advance(3_600_000);
    let body = json!({"old_password": NEW_PASSWORD, "new_password": PASSWORD, "confirm_password": PASSWORD});
    let again = t.person();
    again
        .call(
            "account_login",
            json!({"username": "person1", "password": NEW_PASSWORD}),
        )
        .await;
    assert_eq!(again.call("change_my_pwd", body).await.body["status"], "ok");
    assert_eq!(t.messages_to("13900000001").await.len(), 3, "a new hour");
}

async fn a_notice_that_the_day_has_no_sms_left_for_leaves_the_next_day(t: TestApp) {
    let t = t.again(&[("--sms-daily-budget", "1")]).await;
    let person = t.registered_user(1).await;
    // Somebody else has used the day's only SMS.
    t.get_code(&t.person(), "AccountReg", "13800138000").await;
    assert_eq!(change_back_and_forth(&person, 1).await, 1);
    assert_eq!(t.messages_to("13900000001").await.len(), 0);
    // It is ten in the morning.
    t.clock.advance(14 * 3_600_000);
    assert_eq!(t.messages_to("13900000001").await.len(), 1);
    let refused = t
        .person()
        .call(
            "send_sms_code",
            json!({"action_name": "AccountReg", "mobile": "13800138001"}),
        )
        .await;
    assert_eq!(
        refused.body["reason"], "too_many_tries",
        "it has used that day's: {}",
        refused.text
    );
}

async fn a_mail_takes_none_of_the_day_s_sms(t: TestApp) {
    let t = t.again(&[("--sms-daily-budget", "1")]).await;
    let person = t.registered_user(1).await;
    t.bind_emails().await;
    assert_eq!(change_back_and_forth(&person, 1).await, 1);
    for to in ["13900000001", "person1@example.cn"] {
        assert_eq!(t.messages_to(to).await.len(), 1, "{to}");
    }
}

async fn what_is_told_in_one_is_paid_for_once(t: TestApp) {
    let person = t.registered_user(1).await;
    assert_eq!(change_back_and_forth(&person, 4).await, 4);
    let used = "SELECT CAST(SUM(used) AS BIGINT) FROM budgets";
    assert_eq!(t.count(used).await, 2, "the first, and the other three");
    t.clock.advance(3_600_000);
    assert_eq!(t.messages_to("13900000001").await.len(), 2);
}

async fn passwords_and_contacts_are_changed_ten_times_a_day(t: TestApp) {
    let person = t.registered_user(1).await;
    assert_eq!(change_back_and_forth(&person, 12).await, 10);
    t.clock.advance(24 * 3_600_000);
    let person = t.another_device(1).await;
    assert_eq!(change_back_and_forth(&person, 1).await, 1);
    // Contacts: mobile, mail and WeChat together.
    let person = t.another_device(1).await;
    for number in 0..11 {
        t.clock.advance(61_000);
        let mobile = format!("1370000{number:04}");
        t.run("DELETE FROM limits WHERE key LIKE 'send %'").await;
        let code = t.get_code(&person, "ChangeMobile", &mobile).await;
        let body = json!({"password": NEW_PASSWORD, "mobile": mobile, "code": code});
        let answer = person.call("change_mobile", &body).await;
        if number < 10 {
            assert_eq!(answer.body["status"], "ok", "{number}: {}", answer.text);
        } else {
            assert_eq!(answer.body["reason"], "too_many_tries", "{}", answer.text);
            assert!(answer.body["retry_after"].as_u64() > Some(80_000));
        }
    }
}

// Before, the mail went to the address that was typed at registration.
async fn an_address_that_nobody_has_proved_gets_no_notice(t: TestApp) {
    let person = t.registered_user(1).await;
    assert_eq!(change_back_and_forth(&person, 1).await, 1);
    let everything = t.messages().await;
    assert!(
        everything
            .iter()
            .all(|message| message.channel == Channel::Sms && message.to.ends_with("13900000001")),
        "{everything:?}"
    );
}

async fn nothing_that_somebody_typed_reaches_an_address_that_nobody_has_proved(t: TestApp) {
    let person = t.person();
    let fixture = UserFixture::number(1);
    let code = t.get_code(&person, "AccountReg", &fixture.phone).await;
    let mut form = fixture.form(&code);
    form["name"] = json!("免费领取请联系张三");
    let request = person
        .post("/users/account_register/")
        .header("user-agent", "visit evil.example now");
    assert_eq!(person.send(request.json(&form)).await.body["status"], "ok");
    let request = person
        .post("/users/send_email_code/")
        .header("user-agent", "visit evil.example now");
    let body = json!({"password": PASSWORD, "email": "stranger@company.cn"});
    assert_eq!(person.send(request.json(&body)).await.body["status"], "ok");
    let request = person
        .post("/users/change_my_pwd/")
        .header("user-agent", "visit evil.example now");
    let body = json!({"old_password": PASSWORD, "new_password": NEW_PASSWORD, "confirm_password": NEW_PASSWORD});
    assert_eq!(person.send(request.json(&body)).await.body["status"], "ok");
    let messages = t.messages().await;
    let templates: Vec<Template> = messages.iter().map(|message| message.template).collect();
    assert!(
        templates.contains(&Template::BindEmail)
            && templates.contains(&Template::ChangeNotifyEmail)
            && templates.contains(&Template::PasswordChanged)
    );
    for message in messages {
        let whole = format!(
            "{:?} {} {:?} {:?}",
            message.params, message.text, message.html, message.subject
        );
        assert!(!whole.contains("evil"), "{whole}");
        assert!(
            message.channel == Channel::Sms || !whole.contains("张三"),
            "{whole}"
        );
    }
}

async fn a_notice_is_written_in_the_owner_s_language(t: TestApp) {
    let person = t.registered_user(1).await;
    let request = person
        .post("/users/change_my_pwd/")
        .header("accept-language", "en");
    let body = json!({"old_password": PASSWORD, "new_password": NEW_PASSWORD, "confirm_password": NEW_PASSWORD});
    assert_eq!(person.send(request.json(&body)).await.body["status"], "ok");
    let message = t.messages_to("13900000001").await.remove(0);
    assert!(message.text.starts_with("【门户】"), "{}", message.text);
}

async fn a_notice_counts_for_the_number_it_reaches(t: TestApp) {
    let person = t.registered_user(1).await;
    assert_eq!(change_back_and_forth(&person, 1).await, 1);
    let ask = async || {
        let body = json!({"action_name": "ChangePwd", "mobile": "13900000001"});
        t.person().call("send_sms_code", body).await.body["reason"].clone()
    };
    // An owner who is told may have to act at once.
    for number in 0..4 {
        assert_eq!(ask().await, serde_json::Value::Null, "{number}");
        t.clock.advance(60_000);
    }
    assert_eq!(
        ask().await,
        "too_many_tries",
        "the notice was one of the five of the hour"
    );
}

async fn a_notice_right_after_a_code_counts_too(t: TestApp) {
    t.registered_user(1).await;
    let phone = UserFixture::number(1).phone;
    let person = t.person();
    let code = t.get_code(&person, "ChangePwd", &phone).await;
    let reset = json!({
        "mobile": phone, "code": code, "password": NEW_PASSWORD, "re_password": NEW_PASSWORD,
    });
    let answer = person.call("change_pwd_by_mobile", reset).await;
    assert_eq!(answer.body["status"], "ok", "{}", answer.text);
    // Five messages an hour: the code, the notice of the reset, and three more.
    let mut sent = Vec::new();
    for _ in 0..4 {
        t.clock.advance(61_000);
        let ask = json!({"action_name": "ChangePwd", "mobile": phone});
        sent.push(t.person().call("send_sms_code", ask).await.body["status"] == "ok");
    }
    assert_eq!(sent, [true, true, true, false]);
}

async fn a_notice_that_waits_takes_nobody_s_codes_away(t: TestApp) {
    let person = t.registered_user(1).await;
    assert_eq!(change_back_and_forth(&person, 1).await, 1);
    for (old, new) in [(NEW_PASSWORD, PASSWORD), (PASSWORD, NEW_PASSWORD)] {
        t.clock.advance(180_000);
        let body = json!({"old_password": old, "new_password": new, "confirm_password": new});
        let answer = person.call("change_my_pwd", body).await;
        assert_eq!(answer.body["status"], "ok", "{}", answer.text);
    }
    t.clock.advance(180_000);
    // Of the five of the hour only the one that left at once is gone.
    for number in 0..4 {
        let body = json!({"action_name": "ChangePwd", "mobile": "13900000001"});
        let answer = t.person().call("send_sms_code", body).await;
        assert_eq!(answer.body["status"], "ok", "{number}: {}", answer.text);
        t.clock.advance(60_000);
    }
}

async fn the_owner_s_language_is_that_of_a_login_at_a_known_device(t: TestApp) {
    t.registered_user(1).await;
    let person = t.person();
    let login = json!({"username": "person1", "password": PASSWORD});
    for english in [0, 1] {
        let request = person
            .post("/users/account_login/")
            .header("accept-language", "en");
        let answer = person.send(request.json(&login)).await;
        assert_eq!(answer.body["status"], "ok", "{}", answer.text);
        // The first time it may be somebody else, who has the password.
        let accounts = "SELECT COUNT(*) FROM accounts WHERE lang = 'en'";
        assert_eq!(t.count(accounts).await, english);
    }
    assert_eq!(change_back_and_forth(&person, 1).await, 1);
    let message = t.messages_to("13900000001").await.remove(0);
    assert!(!message.text.starts_with("【门户】"), "{}", message.text);
}
