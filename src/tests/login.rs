//! Logging in, and the guard against guessing.

use serde_json::{Value, json};

use crate::{
    scenarios,
    support::{PASSWORD, Person, TestApp, UserFixture},
};

scenarios! {
    every_way: [
        a_person_logs_in_by_username_mobile_and_email,
        a_wrong_password_and_an_unknown_name_are_answered_alike,
        empty_fields_are_told_beside_them,
    ],
    once: [
        five_failures_lock_the_account_and_the_lock_ends_by_itself,
        a_lock_is_answered_like_a_wrong_password_and_not_prolonged,
        an_unknown_name_locks_alike,
        all_names_of_an_account_share_one_counter,
        live_sessions_and_the_sms_code_work_during_a_lock,
        a_success_starts_the_account_s_count_anew_but_not_the_address_s,
        ten_failures_a_minute_stop_an_address,
        right_passwords_in_parallel_pass,
        wrong_passwords_in_parallel_are_judged_five_times,
        a_forged_address_does_not_help,
        a_trusted_proxy_is_believed,
        a_name_is_no_pattern,
        the_page_to_go_on_to_must_be_known,
        a_weaker_hash_is_upgraded,
        the_industry_is_the_first_one_chosen,
        a_huge_password_is_refused_before_hashing,
    ],
}

async fn login(person: &Person, name: &str, password: &str) -> Value {
    person
        .call(
            "account_login",
            json!({"username": name, "password": password}),
        )
        .await
        .body
}

async fn a_person_logs_in_by_username_mobile_and_email(t: TestApp) {
    t.register(&t.person(), &UserFixture::number(1)).await;
    for name in [
        "person1",
        "PERSON1",
        "13900000001",
        "+86 139 0000 0001",
        "person1@example.cn",
        "Person1@Example.cn",
        " person1 ",
    ] {
        let person = t.person();
        let seen = person
            .submit(
                "account_login",
                json!({"username": name, "password": PASSWORD}),
            )
            .await;
        assert!(seen.ok, "{name}: {seen:?}");
        assert_eq!(seen.goes_to.as_deref(), Some("/profile"));
        assert!(person.is_signed_in().await);
    }
}

async fn a_wrong_password_and_an_unknown_name_are_answered_alike(t: TestApp) {
    t.register(&t.person(), &UserFixture::number(1)).await;
    let wrong = t
        .person()
        .submit(
            "account_login",
            json!({"username": "person1", "password": "not the password"}),
        )
        .await;
    let unknown = t
        .person()
        .submit(
            "account_login",
            json!({"username": "nobody", "password": PASSWORD}),
        )
        .await;
    assert_eq!(wrong, unknown);
    assert!(!wrong.ok);
    assert_eq!(
        wrong.msg,
        "账号或密码不正确。连续输错会暂时锁定，忘记密码可以用手机号找回；仍无法登录，请联系我们：400-000-0000。"
    );
}

async fn empty_fields_are_told_beside_them(t: TestApp) {
    let seen = t
        .person()
        .submit("account_login", json!({"username": " ", "password": ""}))
        .await;
    assert_eq!(
        (seen.error("username"), seen.error("password")),
        ("请填写用户名、手机号或邮箱。", "请填写密码。")
    );
}

async fn five_failures_lock_the_account_and_the_lock_ends_by_itself(t: TestApp) {
    let person = t.person();
    t.register(&person, &UserFixture::number(1)).await;
    for _ in 0..5 {
        assert_eq!(
            login(&person, "person1", "wrong wrong").await["reason"],
            "login_failed"
        );
    }
    assert_eq!(
        login(&person, "person1", PASSWORD).await["reason"],
        "login_failed",
        "locked"
    );
    t.clock.advance(29_999);
    assert_eq!(
        login(&person, "person1", PASSWORD).await["reason"],
        "login_failed",
        "still locked"
    );
    t.clock.advance(1);
    assert_eq!(
        login(&person, "person1", "wrong wrong").await["reason"],
        "login_failed",
        "the sixth"
    );
    t.clock.advance(59_999);
    assert_eq!(
        login(&person, "person1", PASSWORD).await["reason"],
        "login_failed",
        "locked twice as long"
    );
    t.clock.advance(1);
    assert_eq!(login(&person, "person1", PASSWORD).await["status"], "ok");
}

async fn a_lock_is_answered_like_a_wrong_password_and_not_prolonged(t: TestApp) {
    let person = t.person();
    t.register(&person, &UserFixture::number(1)).await;
    let first = login(&person, "person1", "wrong wrong").await;
    for _ in 0..4 {
        login(&person, "person1", "wrong wrong").await;
    }
    for _ in 0..4 {
        assert_eq!(
            login(&person, "person1", "wrong wrong").await,
            first,
            "the same answer, retry_after or not"
        );
    }
    t.clock.advance(30_000);
    assert_eq!(login(&person, "person1", PASSWORD).await["status"], "ok");
}

async fn an_unknown_name_locks_alike(t: TestApp) {
    let person = t.person();
    for _ in 0..6 {
        login(&person, "nobody", "wrong wrong").await;
    }
    assert_eq!(
        t.count("SELECT MAX(failures) FROM login_failures").await,
        5,
        "the sixth was not judged"
    );
    assert_eq!(
        t.count("SELECT COUNT(*) FROM login_failures WHERE subject LIKE '%nobody%'")
            .await,
        0,
        "what was typed is not kept"
    );
}

async fn all_names_of_an_account_share_one_counter(t: TestApp) {
    let person = t.person();
    t.register(&person, &UserFixture::number(1)).await;
    for name in [
        "person1",
        "13900000001",
        "person1@example.cn",
        "PERSON1",
        "+8613900000001",
    ] {
        login(&person, name, "wrong wrong").await;
    }
    for name in ["person1", "13900000001", "person1@example.cn"] {
        assert_eq!(
            login(&person, name, PASSWORD).await["reason"],
            "login_failed",
            "{name}"
        );
    }
}

async fn live_sessions_and_the_sms_code_work_during_a_lock(t: TestApp) {
    let owner = t.person();
    t.register(&owner, &UserFixture::number(1)).await;
    let stranger = t.person();
    for _ in 0..6 {
        login(&stranger, "person1", "wrong wrong").await;
    }
    assert!(owner.is_signed_in().await);
    t.clock.advance(60_000);
    t.get_code(&stranger, "ChangePwd", "13900000001").await;
}

async fn a_success_starts_the_account_s_count_anew_but_not_the_address_s(t: TestApp) {
    t.register(&t.person(), &UserFixture::number(1)).await;
    for _ in 0..2 {
        for _ in 0..4 {
            login(&t.person(), "person1", "wrong wrong").await;
        }
        assert_eq!(
            login(&t.person(), "person1", PASSWORD).await["status"],
            "ok"
        );
    }
    for _ in 0..2 {
        login(&t.person(), "person1", "wrong wrong").await;
    }
    assert_eq!(
        login(&t.person(), "person1", PASSWORD).await["reason"],
        "login_failed",
        "ten failures from this address within a minute"
    );
}

async fn ten_failures_a_minute_stop_an_address(t: TestApp) {
    t.register(&t.person(), &UserFixture::number(1)).await;
    for number in 0..10 {
        login(&t.person(), &format!("nobody{number}"), "wrong wrong").await;
    }
    for span in [0, 59_999] {
        t.clock.advance(span);
        assert_eq!(
            login(&t.person(), "person1", PASSWORD).await["reason"],
            "login_failed"
        );
    }
    t.clock.advance(1);
    assert_eq!(
        login(&t.person(), "person1", PASSWORD).await["status"],
        "ok"
    );
}

/// Shown to fail without the throttle's permits: the reservations of the first five lock out the
/// rest.
async fn right_passwords_in_parallel_pass(t: TestApp) {
    t.register(&t.person(), &UserFixture::number(1)).await;
    let logins: Vec<_> = (0..12)
        .map(|_| {
            let person = t.person();
            tokio::spawn(async move { login(&person, "person1", PASSWORD).await })
        })
        .collect();
    for answer in logins {
        let body = answer.await.expect("an answer");
        assert!(body["status"] == "ok" || body["reason"] == "busy", "{body}");
    }
}

async fn wrong_passwords_in_parallel_are_judged_five_times(t: TestApp) {
    t.register(&t.person(), &UserFixture::number(1)).await;
    let logins: Vec<_> = (0..20)
        .map(|_| {
            let person = t.person();
            tokio::spawn(async move { login(&person, "person1", "wrong wrong").await })
        })
        .collect();
    for answer in logins {
        answer.await.expect("an answer");
    }
    assert_eq!(t.count("SELECT MAX(failures) FROM login_failures").await, 5);
}

async fn a_forged_address_does_not_help(t: TestApp) {
    let person = t.person();
    for number in 0..12 {
        let request = person
            .post("/users/account_login/")
            .header("x-forwarded-for", format!("203.0.113.{number}"))
            .header("x-real-ip", format!("203.0.113.{number}"));
        person
            .send(
                request.json(
                    &json!({"username": format!("nobody{number}"), "password": "wrong wrong"}),
                ),
            )
            .await;
    }
    assert_eq!(
        t.count("SELECT COUNT(*) FROM login_failures").await,
        10,
        "the eleventh was not judged"
    );
}

async fn a_trusted_proxy_is_believed(t: TestApp) {
    let t = t.again(&[("--trusted-proxies", "127.0.0.0/8")]).await;
    let person = t.person();
    for number in 0..12 {
        let request = person.post("/users/account_login/").header(
            "x-forwarded-for",
            format!("198.51.100.9, 203.0.113.{number}"),
        );
        person
            .send(
                request.json(
                    &json!({"username": format!("nobody{number}"), "password": "wrong wrong"}),
                ),
            )
            .await;
    }
    assert_eq!(
        t.count("SELECT COUNT(*) FROM login_failures").await,
        12,
        "twelve addresses"
    );
}

async fn a_name_is_no_pattern(t: TestApp) {
    t.register(&t.person(), &UserFixture::number(1)).await;
    for name in [
        "person%",
        "%",
        "perso__",
        "_erson1",
        "%@example.cn",
        "' OR '1'='1",
    ] {
        assert_ne!(
            login(&t.person(), name, PASSWORD).await["status"],
            "ok",
            "{name}"
        );
    }
    assert_eq!(
        t.count("SELECT COUNT(*) FROM login_failures WHERE subject NOT LIKE 'unknown %'")
            .await,
        0,
        "nobody's account was tried"
    );
}

async fn the_page_to_go_on_to_must_be_known(t: TestApp) {
    let person = t.person();
    t.register(&person, &UserFixture::number(1)).await;
    for (next, goes_to) in [
        ("/binding", "/binding"),
        ("/", "/"),
        ("//evil.example", "/profile"),
        ("/\\evil", "/profile"),
        ("javascript:alert(1)", "/profile"),
        ("https://evil.example/", "/profile"),
    ] {
        let body = person
            .call(
                "account_login",
                json!({"username": "person1", "password": PASSWORD, "next": next}),
            )
            .await
            .body;
        assert_eq!(body["redirect_url"], goes_to, "{next}");
    }
}

async fn a_weaker_hash_is_upgraded(t: TestApp) {
    let person = t.person();
    t.register(&person, &UserFixture::number(1)).await;
    let old = {
        use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, Version};
        Argon2::new(
            Algorithm::Argon2id,
            Version::V0x13,
            Params::new(1024, 1, 1, None).expect("allowed"),
        )
        .hash_password_with_salt(PASSWORD.as_bytes(), b"saltsaltsaltsalt")
        .expect("hashed")
        .to_string()
    };
    sqlx::query("UPDATE accounts SET password_hash = $1")
        .bind(old)
        .execute(&mut t.sql().await)
        .await
        .expect("an update");
    assert_eq!(login(&person, "person1", PASSWORD).await["status"], "ok");
    assert_eq!(
        t.count(
            "SELECT COUNT(*) FROM accounts WHERE password_hash LIKE \
         '$argon2id$v=19$m=19456,t=2,p=1$%'"
        )
        .await,
        1
    );
    let hash = async || {
        sqlx::query_scalar::<_, String>("SELECT password_hash FROM accounts")
            .fetch_one(&mut t.sql().await)
            .await
            .expect("a hash")
    };
    let upgraded = hash().await;
    assert_eq!(login(&person, "person1", PASSWORD).await["status"], "ok");
    assert_eq!(hash().await, upgraded, "and then left alone");
}

async fn the_industry_is_the_first_one_chosen(t: TestApp) {
    let person = t.person();
    t.register(&person, &UserFixture::number(1)).await;
    assert_eq!(
        login(&person, "person1", PASSWORD).await["user_industry"],
        "software"
    );
}

async fn a_huge_password_is_refused_before_hashing(t: TestApp) {
    let person = t.person();
    assert_eq!(
        person
            .call(
                "account_login",
                json!({"username": "person1", "password": "x".repeat(1_000_000)})
            )
            .await
            .status,
        413
    );
    assert_eq!(
        login(&person, "person1", &"x".repeat(129)).await["errors"]["password"],
        json!(["密码太长，最多 128 个字符。"])
    );
}
