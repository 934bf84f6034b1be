//! Registration.

use menhu::values::message::Channel;
use serde_json::{Value, json};

use crate::{
    scenarios,
    support::{PASSWORD, TestApp, UserFixture, Way},
};

scenarios! {
    every_way: [
        a_person_registers_and_sees_what_was_entered,
        all_faults_of_one_submission_come_together,
        nothing_typed_is_lost_but_secrets,
        a_form_error_leaves_the_code_usable,
        a_taken_email_is_told_and_leaves_the_code_usable,
        our_own_page_asks_for_consent_first,
    ],
    once: [
        of_a_number_that_is_taken_nothing_is_told_of_the_email,
        an_answer_that_something_is_taken_costs_a_try,
        a_name_of_ten_bearers_gets_four_digits_by_chance,
        a_name_of_ten_thousand_bearers_gets_a_number_by_chance,
        thirty_in_parallel_with_one_mobile_make_one_account,
        thirty_in_parallel_with_one_email_make_one_account,
        a_taken_mobile_or_email_is_not_told_without_the_code,
        consent_is_recorded_with_its_version_and_address,
        the_legacy_frontend_need_not_send_consent,
        extra_fields_have_no_effect,
        usernames_are_made_unique_and_never_look_like_a_mobile,
        free_mail_is_refused_where_the_setting_says_so,
        free_mail_is_warned_about_where_the_setting_says_so,
        the_first_binding_mail_is_sent_with_a_link_of_the_public_url,
        the_page_to_go_on_to_must_be_known,
        a_domain_and_its_a_label_are_one_mailbox,
        a_domain_that_gets_no_mail_is_refused,
        what_was_pasted_with_invisible_marks_is_what_it_looks_like,
        a_missing_wrong_or_hidden_character_is_its_field_s_error,
    ],
}

async fn a_person_registers_and_sees_what_was_entered(t: TestApp) {
    let (person, zhang) = (t.person(), UserFixture::number(1));
    assert!(
        person
            .submit(
                "send_sms_code",
                json!({"action_name": "AccountReg", "mobile": zhang.phone, "consent": "1"})
            )
            .await
            .ok
    );
    let code = t.code_of(&zhang.phone).await;
    let seen = person.submit("account_register", zhang.form(&code)).await;
    assert!(seen.ok, "{seen:?}");
    assert_eq!(seen.goes_to.as_deref(), Some("/profile"));
    let page = person.page("/profile").await;
    for (field, held) in [
        ("realname", "张三"),
        ("qq", "10001"),
        ("company_name", "门户科技有限公司"),
    ] {
        assert_eq!(page.value(field).as_deref(), Some(held), "{field}");
    }
    for (value, shown) in [
        ("username", "person1"),
        ("select_fields", "软件与信息服务金融"),
        ("mobile", "139****0001"),
        ("user_email", "person1@example.cn"),
        ("notify_email", "person1@example.cn 待绑定"),
    ] {
        assert_eq!(
            page.text(&format!("[data-value={value}]")),
            shown,
            "{value}"
        );
    }
}

async fn all_faults_of_one_submission_come_together(t: TestApp) {
    let seen = t
        .person()
        .submit(
            "account_register",
            json!({"user_email": "no", "company_name": "司", "password": "short", "phone": "1", "name": "", "qq": "x", "code": "1", "select_fields": []}),
        )
        .await;
    assert!(!seen.ok);
    let fields: Vec<&str> = seen.errors.keys().map(String::as_str).collect();
    assert_eq!(
        fields,
        [
            "code",
            "company_name",
            "name",
            "password",
            "phone",
            "qq",
            "select_fields",
            "user_email"
        ]
    );
    assert_eq!(seen.error("phone"), "请填写 11 位的中国大陆手机号。");
    assert_eq!(seen.error("name"), "请填写真实姓名。");
    assert_eq!(seen.error("password"), "密码太短，至少 8 个字符。");
}

async fn nothing_typed_is_lost_but_secrets(t: TestApp) {
    let person = t.person();
    let mut form = UserFixture::number(1).form("123456");
    form["name"] = json!("");
    if t.way != Way::Form {
        // There the page, with everything in it, was never left.
        assert!(!person.submit("account_register", form).await.ok);
        return;
    }
    let pairs = person
        .page("/register")
        .await
        .filled("account_register", &form);
    let answer = person.send(person.post("/register").form(&pairs)).await;
    assert_eq!(answer.status, 422);
    let page = crate::support::Page::of(&answer.text);
    assert_eq!(
        page.value("user_email").as_deref(),
        Some("person1@example.cn")
    );
    assert_eq!(
        page.value("company_name").as_deref(),
        Some("门户科技有限公司")
    );
    assert!(page.has("input[name=select_fields][value=finance][checked]"));
    assert!(!page.has("input[name=select_fields][value=game][checked]"));
    assert!(page.has("input[name=consent][value='1'][checked]"));
    assert_eq!((page.value("password"), page.value("code")), (None, None));
    assert!(!answer.text.contains(PASSWORD) && !answer.text.contains("123456"));
}

async fn a_form_error_leaves_the_code_usable(t: TestApp) {
    let (person, zhang) = (t.person(), UserFixture::number(1));
    let code = t.get_code(&person, "AccountReg", &zhang.phone).await;
    let mut form = zhang.form(&code);
    form["password"] = json!("password1");
    assert!(
        person
            .submit("account_register", form)
            .await
            .error("password")
            .contains("太容易被猜到")
    );
    assert!(
        person
            .submit("account_register", zhang.form(&code))
            .await
            .ok
    );
    assert_eq!(
        t.person()
            .call(
                "vaild_sms_code",
                json!({"action_name": "AccountReg", "mobile": zhang.phone, "code": code})
            )
            .await
            .body["reason"],
        "code_wrong",
        "used once"
    );
}

async fn a_taken_email_is_told_and_leaves_the_code_usable(t: TestApp) {
    t.register(&t.person(), &UserFixture::number(1)).await;
    let (person, li) = (
        t.person(),
        UserFixture {
            phone: "13800000002".into(),
            email: "PERSON1@Example.CN".into(),
        },
    );
    let code = t.get_code(&person, "AccountReg", &li.phone).await;
    let seen = person.submit("account_register", li.form(&code)).await;
    assert_eq!(
        seen.error("user_email"),
        "这个邮箱已经注册过，请直接登录，或换一个邮箱。"
    );
    let other = UserFixture {
        email: "li@example.cn".into(),
        ..li
    };
    assert!(
        person
            .submit("account_register", other.form(&code))
            .await
            .ok
    );
}

async fn our_own_page_asks_for_consent_first(t: TestApp) {
    let (person, zhang) = (t.person(), UserFixture::number(1));
    let sentence = "请先阅读并同意《用户协议》和《隐私政策》。";
    let seen = person
        .submit(
            "send_sms_code",
            json!({"action_name": "AccountReg", "mobile": zhang.phone, "consent": "0"}),
        )
        .await;
    assert_eq!(seen.error("consent"), sentence);
    assert!(t.messages().await.is_empty());
    let code = t.get_code(&person, "AccountReg", &zhang.phone).await;
    let mut form = zhang.form(&code);
    form["consent"] = json!("0");
    assert_eq!(
        person
            .submit("account_register", form)
            .await
            .error("consent"),
        sentence
    );
    assert_eq!(t.count("SELECT COUNT(*) FROM accounts").await, 0);
}

/// Shown to fail without the ON CONFLICT clause: a 500 for the losers, on both databases.
async fn thirty_in_parallel_with_one_mobile_make_one_account(t: TestApp) {
    let phone = "13900000001";
    let code = t.get_code(&t.person(), "AccountReg", phone).await;
    race(
        &t,
        |number| UserFixture {
            phone: phone.into(),
            email: format!("racer{number}@example.cn"),
        },
        |_| code.clone(),
    )
    .await;
}

async fn thirty_in_parallel_with_one_email_make_one_account(t: TestApp) {
    let mut codes = Vec::new();
    for number in 0..30 {
        // Twenty codes an hour from one address: the clock moves on.
        t.clock.advance(if number == 15 { 3_600_000 } else { 0 });
        codes.push(UserFixture::number(number).phone);
    }
    let mut sent = Vec::new();
    for (number, phone) in codes.iter().enumerate() {
        if number % 15 == 14 {
            t.run("DELETE FROM limits").await;
        }
        sent.push(t.get_code(&t.person(), "AccountReg", phone).await);
    }
    race(
        &t,
        |number| UserFixture {
            email: "one@example.cn".into(),
            ..UserFixture::number(number)
        },
        |number| sent[number as usize].clone(),
    )
    .await;
}

async fn race(t: &TestApp, who: impl Fn(u32) -> UserFixture, code: impl Fn(u32) -> String) {
    let attempts = (0..30).map(|number| {
        let (person, form) = (t.person(), who(number).form(&code(number)));
        tokio::spawn(async move { person.call("account_register", form).await })
    });
    let mut won = 0;
    for attempt in attempts.collect::<Vec<_>>() {
        let answer = attempt.await.expect("an answer");
        // A request that waited too long for the one hash per core is told so; that is no failure
        // of the race.
        assert!(
            matches!(answer.status, 200 | 503),
            "{}: {}",
            answer.status,
            answer.text
        );
        if answer.status == 200 {
            let status = answer.body["status"].as_str().unwrap_or_default();
            assert!(status == "ok" || status == "form_error", "{}", answer.text);
            won += u32::from(status == "ok");
        }
    }
    assert_eq!(won, 1);
    assert_eq!(t.count("SELECT COUNT(*) FROM accounts").await, 1);
    assert_eq!(t.count("SELECT COUNT(*) FROM sessions").await, 1);
}

async fn a_taken_mobile_or_email_is_not_told_without_the_code(t: TestApp) {
    let zhang = UserFixture::number(1);
    t.register(&t.person(), &zhang).await;
    let taken = t
        .person()
        .call("account_register", zhang.form("000000"))
        .await;
    let free = t
        .person()
        .call("account_register", UserFixture::number(2).form("000000"))
        .await;
    assert_eq!(taken.text, free.text);
    assert_eq!(taken.body["reason"], "code_wrong");
}

async fn consent_is_recorded_with_its_version_and_address(t: TestApp) {
    let (person, zhang) = (t.person(), UserFixture::number(1));
    let code = t.get_code(&person, "AccountReg", &zhang.phone).await;
    let mut form = zhang.form(&code);
    form["consent"] = json!("1");
    assert_eq!(
        person.call("account_register", form).await.body["status"],
        "ok"
    );
    let version: (String, String) = sqlx::query_as("SELECT version, address FROM consents")
        .fetch_one(&mut t.sql().await)
        .await
        .expect("one consent");
    assert_eq!(
        version,
        (
            menhu::values::consent::VERSION.to_owned(),
            "127.0.0.1".to_owned()
        )
    );
}

async fn the_legacy_frontend_need_not_send_consent(t: TestApp) {
    t.register(&t.person(), &UserFixture::number(1)).await;
    assert_eq!(t.count("SELECT COUNT(*) FROM consents").await, 0);
}

async fn extra_fields_have_no_effect(t: TestApp) {
    let (person, zhang) = (t.person(), UserFixture::number(1));
    let code = t.get_code(&person, "AccountReg", &zhang.phone).await;
    let mut form = zhang.form(&code);
    for (name, value) in [
        ("id", json!("1")),
        ("is_admin", json!(true)),
        ("username", json!("root")),
        ("created_at", json!(0)),
        ("notify_email", json!("x@y.cn")),
    ] {
        form[name] = value;
    }
    assert_eq!(
        person.call("account_register", form).await.body["username"],
        "person1"
    );
}

async fn usernames_are_made_unique_and_never_look_like_a_mobile(t: TestApp) {
    let mut names = Vec::new();
    for (number, email) in [
        "zhang.san@a.cn",
        "zhang_san@b.cn",
        "Zhang-San@c.cn",
        "13800138000@a.cn",
    ]
    .into_iter()
    .enumerate()
    {
        let somebody = UserFixture {
            email: email.into(),
            ..UserFixture::number(u32::try_from(number).expect("small"))
        };
        names.push(t.register(&t.person(), &somebody).await);
    }
    assert_eq!(
        names,
        ["zhang_san", "zhang_san2", "zhang_san3", "u_13800138000"]
    );
}

async fn free_mail_is_refused_where_the_setting_says_so(t: TestApp) {
    let strict = t.again(&[("--free-mail", "refuse")]).await;
    let free = UserFixture {
        email: "zhang@QQ.com".into(),
        ..UserFixture::number(1)
    };
    let answer = strict
        .person()
        .call("account_register", free.form("123456"))
        .await;
    assert_eq!(
        answer.body["errors"]["user_email"],
        json!(["请使用企业域名的邮箱，不接受免费邮箱。"])
    );
    t.register(&t.person(), &free).await;
}

async fn free_mail_is_warned_about_where_the_setting_says_so(t: TestApp) {
    let warning = t.again(&[("--free-mail", "warn")]).await;
    let person = warning.person();
    warning
        .register(
            &person,
            &UserFixture {
                email: "zhang@qq.com".into(),
                ..UserFixture::number(1)
            },
        )
        .await;
    assert!(
        person
            .page("/profile")
            .await
            .text(".note")
            .contains("免费邮箱")
    );
    let company = warning.person();
    warning.register(&company, &UserFixture::number(2)).await;
    assert!(!company.page("/profile").await.has(".note"));
}

async fn the_first_binding_mail_is_sent_with_a_link_of_the_public_url(t: TestApp) {
    let t = t
        .again(&[("--public-url", "http://portal.example.cn")])
        .await;
    let person = t.person();
    t.register(&person, &UserFixture::number(1)).await;
    let letters = t.messages().await;
    let mail = letters
        .iter()
        .find(|letter| letter.channel == Channel::Email)
        .expect("a mail");
    assert_eq!(mail.to, "person1@example.cn");
    let link = mail.params.get("link").expect("a link");
    let token = link
        .strip_prefix("http://portal.example.cn/binding/email?token=")
        .expect(link);
    assert_eq!(token.len(), 32, "128 bits");
    let stored: String = sqlx::query_scalar("SELECT token_hash FROM email_links")
        .fetch_one(&mut t.sql().await)
        .await
        .expect("one link");
    assert_ne!(stored, token);
}

async fn the_page_to_go_on_to_must_be_known(t: TestApp) {
    for (number, (next, goes_to)) in [
        ("/events", "/events"),
        ("//evil.example", "/profile"),
        ("/\\evil", "/profile"),
        ("javascript:alert(1)", "/profile"),
    ]
    .into_iter()
    .enumerate()
    {
        let (person, somebody) = (
            t.person(),
            UserFixture::number(u32::try_from(number).expect("small")),
        );
        let code = t.get_code(&person, "AccountReg", &somebody.phone).await;
        let mut form = somebody.form(&code);
        form["next"] = json!(next);
        assert_eq!(
            person.call("account_register", form).await.body["redirect_url"],
            goes_to,
            "{next}"
        );
    }
}

async fn a_missing_wrong_or_hidden_character_is_its_field_s_error(t: TestApp) {
    let person = t.person();
    let good = UserFixture::number(1).form("123456");
    for field in [
        "user_email",
        "company_name",
        "password",
        "phone",
        "name",
        "qq",
        "code",
        "select_fields",
    ] {
        for wrong in [
            Value::Null,
            json!(""),
            json!(true),
            json!({"a": 1}),
            json!([[1]]),
            json!("a\u{0}b"),
        ] {
            let mut form = good.clone();
            form[field] = wrong.clone();
            let answer = person.call("account_register", form).await;
            assert_eq!(
                (answer.status, &answer.body["status"]),
                (200, &json!("form_error")),
                "{field} = {wrong}"
            );
            let errors = answer.body["errors"].as_object().expect("errors");
            assert_eq!(
                errors.keys().collect::<Vec<_>>(),
                [field],
                "{field} = {wrong}"
            );
        }
    }
    let digits = person
        .call(
            "account_register",
            json!({"phone": 13_900_000_001_u64, "qq": 10001, "code": 123_456}),
        )
        .await;
    for given in ["phone", "qq", "code"] {
        assert_eq!(
            digits.body["errors"][given],
            Value::Null,
            "a number is taken as its digits"
        );
    }
}

/// A person whose mobile got a code for registering before it was bound to their account: that code
/// is all that somebody needs who wants to know whether an email is registered.
async fn probe(t: &TestApp, email: &str) -> serde_json::Value {
    let fixture = UserFixture {
        phone: "13900000001".into(),
        email: email.into(),
    };
    t.run("UPDATE accounts SET mobile = '+8613700000001' WHERE username = 'person1'")
        .await;
    t.run("DELETE FROM codes").await;
    t.forget_limits().await;
    let code = t.get_code(&t.person(), "AccountReg", &fixture.phone).await;
    t.run("UPDATE accounts SET mobile = '+8613900000001' WHERE username = 'person1'")
        .await;
    let answer = t
        .person()
        .call("account_register", fixture.form(&code))
        .await;
    answer.body
}

// Before, `user_email` was named exactly when it was taken.
async fn of_a_number_that_is_taken_nothing_is_told_of_the_email(t: TestApp) {
    t.registered_user(1).await;
    t.registered_user(2).await;
    let taken = probe(&t, "person2@example.cn").await;
    assert_eq!(
        taken["errors"].as_object().expect("errors").len(),
        1,
        "{taken}"
    );
    assert!(taken["errors"]["phone"].is_array(), "{taken}");
    assert_eq!(taken, probe(&t, "free@example.cn").await);
}

async fn an_answer_that_something_is_taken_costs_a_try(t: TestApp) {
    for number in 1..=6 {
        t.registered_user(number).await;
    }
    let phone = "13800000009";
    let code = t.get_code(&t.person(), "AccountReg", phone).await;
    let probe = async |email: String| {
        let fixture = UserFixture {
            phone: phone.into(),
            email,
        };
        let answer = t
            .person()
            .call("account_register", fixture.form(&code))
            .await;
        answer.body["reason"].clone()
    };
    for number in 1..=5 {
        assert_eq!(probe(format!("person{number}@example.cn")).await, "taken");
    }
    assert_eq!(
        probe("person6@example.cn".into()).await,
        "too_many_tries",
        "five questions are all that a code answers"
    );
}

async fn a_domain_and_its_a_label_are_one_mailbox(t: TestApp) {
    let zhang = UserFixture {
        email: "info@例子.CN".into(),
        ..UserFixture::number(1)
    };
    let person = t.person();
    t.register(&person, &zhang).await;
    let me = person.ask("me").await;
    assert_eq!(
        (&me["user_email"], &me["notify_email"]),
        (&json!("info@例子.cn"), &json!("info@例子.cn")),
        "as it was typed"
    );
    for spelling in [
        "INFO@xn--fsqu00a.cn",
        "info@例子.cn",
        "ｉｎｆｏ＠例子。ｃｎ",
        "\u{202d}info@例\u{200b}子.cn\u{202c}",
    ] {
        assert!(t.lets_in(spelling, PASSWORD).await, "{spelling}");
        let li = UserFixture {
            email: spelling.into(),
            ..UserFixture::number(2)
        };
        let other = t.person();
        let code = t.get_code(&other, "AccountReg", &li.phone).await;
        let body = other.call("account_register", li.form(&code)).await.body;
        assert_eq!(
            body["errors"],
            json!({"user_email": ["这个邮箱已经注册过，请直接登录，或换一个邮箱。"]}),
            "{spelling}"
        );
        t.forget_limits().await;
        t.run("DELETE FROM codes").await;
    }
}

async fn a_domain_that_gets_no_mail_is_refused(t: TestApp) {
    for wrong in [
        "a@1.2.3.4",
        "a@[1.2.3.4]",
        "1@1.1",
        "x@example.cn?subject=x",
        "x@example.cn%20",
        "x@example.cn/x",
        "x@-example.cn",
        "x@example.cn.",
        "x@localhost",
        "x@xn--a.cn",
        "张三@example.cn",
    ] {
        let mut form = UserFixture::number(1).form("123456");
        form["user_email"] = json!(wrong);
        let body = t.person().call("account_register", form).await.body;
        assert_eq!(
            body["errors"],
            json!({"user_email": ["邮箱格式不对，请填写类似 zhang@example.cn 的地址。"]}),
            "{wrong}"
        );
    }
}

/// Address books put marks of direction around what is copied from them.
async fn what_was_pasted_with_invisible_marks_is_what_it_looks_like(t: TestApp) {
    let marked = |text: &str| format!("\u{202d}\u{feff}{text}\u{200b}\u{202c}");
    let (person, zhang) = (t.person(), UserFixture::number(1));
    let send = json!({"action_name": marked("AccountReg"), "mobile": marked(&zhang.phone)});
    let answer = person.call("send_sms_code", send).await;
    assert_eq!(answer.body["status"], "ok", "{}", answer.text);
    let code = t.code_of(&zhang.phone).await;
    for code in [
        format!("{}-{}", &code[..3], &code[3..]),
        format!("{} {}", &code[..3], &code[3..]),
        format!("{code}。"),
        marked(&code),
    ] {
        let asked = json!({"action_name": "AccountReg", "mobile": zhang.phone, "code": code});
        let answer = t.person().call("vaild_sms_code", asked).await;
        assert_eq!(answer.body["status"], "ok", "{code}: {}", answer.text);
    }
    let form = json!({
        "user_email": marked(&zhang.email), "company_name": marked("门户科技有限公司"), "password": PASSWORD,
        "phone": marked(&zhang.phone), "name": marked("张三"), "qq": marked("10001"), "code": marked(&code),
        "select_fields": [marked("software"), marked("金融"), marked("")],
    });
    let answer = person.call("account_register", form).await;
    assert_eq!(answer.body["status"], "ok", "{}", answer.text);
    let me = person.ask("me").await;
    for (field, kept) in [
        ("username", json!("person1")),
        ("realname", json!("张三")),
        ("user_email", json!(zhang.email)),
        ("qq", json!("10001")),
        ("company_name", json!("门户科技有限公司")),
        ("select_fields", json!(["software", "finance"])),
    ] {
        assert_eq!(me[field], kept, "{field}");
    }
    let company = json!({"company_name": "门户科技", "company_url": marked("https://example.cn/")});
    let place = json!({
        "province": marked("浙江省"), "city": marked("杭州市"), "area": marked("330106"), "street": marked("文三路 90 号"),
        "recv_name": marked("李四"), "recv_phone": marked("010-12345678"),
    });
    let booking = json!({"bookin_type": marked("1")});
    for (operation, fields) in [
        ("change_company_info", company),
        ("change_my_recv_info", place),
        ("new_industry_bookin", booking),
    ] {
        let answer = person.call(operation, fields).await;
        assert_eq!(answer.body["status"], "ok", "{operation}: {}", answer.text);
    }
    let me = person.ask("me").await;
    assert_eq!(me["company_url"], "https://example.cn/");
    assert_eq!(
        (&me["recv"]["street"], &me["recv"]["recv_name"]),
        (&json!("文三路 90 号"), &json!("李四"))
    );
    for name in ["person1", &zhang.phone, &zhang.email] {
        assert!(t.lets_in(&marked(name), PASSWORD).await, "{name}");
    }
    assert!(
        !t.lets_in("person1", &marked(PASSWORD)).await,
        "a password keeps every character"
    );
}

/// Makes so many accounts, of the names `info`, `info2`, `info3` and so on.
async fn add_bearers(t: &TestApp, number: i64) {
    sqlx::query(
        "INSERT INTO accounts (id, username, mobile, email, email_key, realname, qq, company_name, industries, password_hash, session_epoch, created_at)
         WITH RECURSIVE bearers (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM bearers WHERE number < $1)
         SELECT 'id' || CAST(number AS TEXT), CASE WHEN number = 1 THEN 'info' ELSE 'info' || CAST(number AS TEXT) END,
           '+861' || CAST(5000000000 + number AS TEXT), 'info@' || CAST(number AS TEXT) || '.example.cn',
           'info@' || CAST(number AS TEXT) || '.example.cn', '', '10001', '', '', '', 1, 0 FROM bearers",
    )
    .bind(number)
    .execute(&mut t.sql().await)
    .await
    .expect("the bearers");
}

/// The username of somebody who registers with the name `info`.
async fn next_bearer(t: &TestApp, number: u32) -> String {
    let bearer = UserFixture {
        email: format!("info@portal{number}.example.cn"),
        ..UserFixture::number(number)
    };
    t.register(&t.person(), &bearer).await
}

async fn a_name_of_ten_bearers_gets_four_digits_by_chance(t: TestApp) {
    add_bearers(&t, 9).await;
    assert_eq!(next_bearer(&t, 1).await, "info10");
    let name = next_bearer(&t, 2).await;
    let digits = name.strip_prefix("info").expect("the same stem");
    assert!(
        digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit()),
        "{name}"
    );
}

/// Shown to fail, with a 500 after ten thousand statements, when numbers are tried one by one.
async fn a_name_of_ten_thousand_bearers_gets_a_number_by_chance(t: TestApp) {
    add_bearers(&t, 10_050).await;
    for number in 1..=3 {
        let name = next_bearer(&t, number).await;
        let digits = name.strip_prefix("info").expect("the same stem");
        assert!(
            digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_digit()),
            "{name}: all shorter ones are taken"
        );
        assert!(t.lets_in(&name, PASSWORD).await);
    }
}
