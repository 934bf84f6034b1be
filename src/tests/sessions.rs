//! Sessions: ids, ends, cookies.

use serde_json::json;

use crate::{
    scenarios,
    support::{PASSWORD, Person, TestApp, UserFixture},
};

scenarios! {
    every_way: [logging_out_ends_the_session_on_the_server],
    once: [
        logging_in_changes_the_id_and_the_old_one_is_dead,
        an_id_made_up_by_an_attacker_is_never_taken_over,
        a_session_ends_after_an_idle_hour,
        a_session_ends_after_a_day_however_busy,
        remember_me_keeps_it_for_thirty_days,
        that_a_session_was_used_is_written_down_once_a_minute,
        garbage_cookies_and_anonymous_reads_leave_nothing_behind,
        no_usable_id_stands_in_the_database,
        another_epoch_ends_a_session_at_once,
        a_session_ended_during_a_request_does_not_come_back,
        the_cookie_of_a_session_that_is_over_is_taken_back,
        the_cookie_is_bound_to_the_host_over_https,
        the_cookie_may_go_cross_site_where_the_setting_says_so,
    ],
}

const MINUTE: i64 = 60_000;

/// The session cookie that an answer sets, as `name=value`.
fn cookie(cookies: &[&str]) -> String {
    cookies
        .iter()
        .find(|cookie| cookie.contains("menhu="))
        .and_then(|cookie| cookie.split(';').next())
        .expect("a session cookie")
        .to_owned()
}

async fn is_alive(t: &TestApp, cookie: &str) -> bool {
    let stranger = t.person();
    let request = stranger
        .client
        .get(format!("{}/users/me/", t.url))
        .header("cookie", cookie);
    stranger.send(request).await.body["status"] == "ok"
}

async fn login_with(person: &Person, cookie: &str, extra: &serde_json::Value) -> String {
    let mut form = json!({"username": "person1", "password": PASSWORD});
    if let (Some(form), Some(extra)) = (form.as_object_mut(), extra.as_object()) {
        form.extend(extra.clone());
    }
    let answer = person
        .send(
            person
                .post("/users/account_login/")
                .header("cookie", cookie)
                .json(&form),
        )
        .await;
    assert_eq!(answer.body["status"], "ok", "{}", answer.text);
    self::cookie(&answer.cookies())
}

async fn logging_out_ends_the_session_on_the_server(t: TestApp) {
    let person = t.person();
    t.register(&person, &UserFixture::number(1)).await;
    let kept = login_with(&person, "", &json!({})).await;
    let seen = person.submit("account_logout", json!({})).await;
    assert!(seen.ok, "{seen:?}");
    assert!(!person.is_signed_in().await);
    assert!(!is_alive(&t, &kept).await, "not only the cookie is gone");
    assert!(
        person
            .submit(
                "account_login",
                json!({"username": "person1", "password": PASSWORD})
            )
            .await
            .ok
    );
}

async fn logging_in_changes_the_id_and_the_old_one_is_dead(t: TestApp) {
    t.register(&t.person(), &UserFixture::number(1)).await;
    let person = t.person();
    let first = login_with(&person, "", &json!({})).await;
    assert!(is_alive(&t, &first).await);
    let second = login_with(&person, &first, &json!({})).await;
    assert_ne!(first, second);
    assert!(is_alive(&t, &second).await);
    assert!(!is_alive(&t, &first).await);
}

async fn an_id_made_up_by_an_attacker_is_never_taken_over(t: TestApp) {
    t.register(&t.person(), &UserFixture::number(1)).await;
    let chosen = "menhu=AAAAAAAAAAAAAAAAAAAAAA";
    let given = login_with(&t.person(), chosen, &json!({})).await;
    assert_ne!(given, chosen);
    assert!(!is_alive(&t, chosen).await);
}

async fn a_session_ends_after_an_idle_hour(t: TestApp) {
    let person = t.person();
    t.register(&person, &UserFixture::number(1)).await;
    for _ in 0..3 {
        t.clock.advance(60 * MINUTE - 1);
        assert!(person.is_signed_in().await);
    }
    t.clock.advance(60 * MINUTE);
    assert!(!person.is_signed_in().await);
}

async fn a_session_ends_after_a_day_however_busy(t: TestApp) {
    let person = t.person();
    t.register(&person, &UserFixture::number(1)).await;
    for _ in 0..47 {
        t.clock.advance(30 * MINUTE);
        assert!(person.is_signed_in().await);
    }
    t.clock.advance(30 * MINUTE - 1);
    assert!(person.is_signed_in().await);
    t.clock.advance(1);
    assert!(!person.is_signed_in().await);
}

async fn remember_me_keeps_it_for_thirty_days(t: TestApp) {
    t.register(&t.person(), &UserFixture::number(1)).await;
    for yes in [json!(true), json!("1"), json!("on")] {
        let person = t.person();
        let answer = person
            .call(
                "account_login",
                json!({"username": "person1", "password": PASSWORD, "remember": yes}),
            )
            .await;
        assert!(
            answer
                .cookies()
                .iter()
                .any(|cookie| cookie.contains("Max-Age=2592000")),
            "{:?}",
            answer.cookies()
        );
    }
    let person = t.person();
    let answer = person
        .call(
            "account_login",
            json!({"username": "person1", "password": PASSWORD}),
        )
        .await;
    assert!(
        answer
            .cookies()
            .iter()
            .all(|cookie| !cookie.contains("Max-Age")),
        "else it ends with the browser"
    );
    let kept = login_with(&t.person(), "", &json!({"remember": true})).await;
    t.clock.advance(29 * 24 * 60 * MINUTE);
    assert!(is_alive(&t, &kept).await);
    t.clock.advance(24 * 60 * MINUTE);
    assert!(!is_alive(&t, &kept).await);
}

async fn that_a_session_was_used_is_written_down_once_a_minute(t: TestApp) {
    let person = t.registered_user(1).await;
    let start = t.portal.env.now().millis();
    for (span, seen) in [
        (MINUTE - 1, 0),
        (1, MINUTE),
        (MINUTE - 1, MINUTE),
        (1, 2 * MINUTE),
    ] {
        t.clock.advance(span);
        assert!(person.is_signed_in().await);
        let seen_at = t.count("SELECT seen_at FROM sessions").await;
        assert_eq!(seen_at - start, seen);
    }
}

async fn garbage_cookies_and_anonymous_reads_leave_nothing_behind(t: TestApp) {
    let person = t.person();
    for cookie in [
        "",
        "menhu=",
        "menhu=%00",
        "menhu=AAAAAAAAAAAAAAAAAAAAAA",
        "menhu=a=b; menhu=c; ;;=",
        "lang=xx; menhu=ﬁ",
    ] {
        for path in [
            "/",
            "/login",
            "/register",
            "/users/me/",
            "/profile",
            "/nowhere",
        ] {
            let answer = person
                .send(
                    person
                        .client
                        .get(format!("{}{path}", t.url))
                        .header("cookie", cookie.as_bytes()),
                )
                .await;
            assert!(
                answer.status < 500,
                "{path} with {cookie:?}: {}",
                answer.status
            );
        }
    }
    assert_eq!(t.count("SELECT COUNT(*) FROM sessions").await, 0);
}

async fn no_usable_id_stands_in_the_database(t: TestApp) {
    t.register(&t.person(), &UserFixture::number(1)).await;
    t.run("DELETE FROM sessions").await;
    let cookie = login_with(&t.person(), "", &json!({})).await;
    let value = cookie.trim_start_matches("menhu=");
    let row: (String, String, String) =
        sqlx::query_as("SELECT id_hash, public_id, data FROM sessions")
            .fetch_one(&mut t.sql().await)
            .await
            .expect("one session");
    assert!(!format!("{row:?}").contains(value));
    for stolen in [row.0, row.1] {
        assert!(!is_alive(&t, &format!("menhu={stolen}")).await);
    }
}

async fn another_epoch_ends_a_session_at_once(t: TestApp) {
    let person = t.person();
    t.register(&person, &UserFixture::number(1)).await;
    t.run("UPDATE accounts SET session_epoch = session_epoch + 1")
        .await;
    assert!(!person.is_signed_in().await);
}

/// A request that saves its session after another has ended it must not bring it back:
/// tower-sessions' own contract is an upsert.
async fn a_session_ended_during_a_request_does_not_come_back(t: TestApp) {
    use menhu::web::session::Sessions;
    use tower_sessions::{SessionStore as _, session::Id};
    t.register(&t.person(), &UserFixture::number(1)).await;
    let cookie = login_with(&t.person(), "", &json!({})).await;
    let id: Id = cookie.trim_start_matches("menhu=").parse().expect("an id");
    let sessions = Sessions {
        portal: t.portal.clone(),
    };
    let in_flight = sessions
        .load(&id)
        .await
        .expect("the store answers")
        .expect("it is alive");
    let ended = menhu::server::policy::session::end(&t.portal, id.0).await;
    ended.expect("the database answers");
    sessions.save(&in_flight).await.expect("the store answers");
    assert!(!is_alive(&t, &cookie).await);
}

async fn the_cookie_of_a_session_that_is_over_is_taken_back(t: TestApp) {
    t.register(&t.person(), &UserFixture::number(1)).await;
    let kept = login_with(&t.person(), "", &json!({})).await;
    let taken_back = async |cookie: &str, path: &str| {
        let stranger = t.person();
        let answer = stranger
            .send(
                stranger
                    .client
                    .get(format!("{}{path}", t.url))
                    .header("cookie", cookie),
            )
            .await;
        answer
            .cookies()
            .iter()
            .any(|cookie| cookie.starts_with("menhu=;") && cookie.contains("Max-Age=0"))
    };
    for path in ["/", "/users/me/"] {
        assert!(!taken_back(&kept, path).await, "{path}");
        assert!(
            taken_back("menhu=AAAAAAAAAAAAAAAAAAAAAA", path).await,
            "{path}"
        );
    }
    t.clock.advance(60 * MINUTE);
    for path in ["/", "/users/me/"] {
        assert!(taken_back(&kept, path).await, "{path}");
    }
}

async fn the_cookie_is_bound_to_the_host_over_https(t: TestApp) {
    let t = t
        .again(&[("--public-url", "https://portal.example.cn")])
        .await;
    let (person, zhang) = (t.person(), UserFixture::number(1));
    let code = t.get_code(&person, "AccountReg", &zhang.phone).await;
    let answer = person.call("account_register", zhang.form(&code)).await;
    let cookies = answer.cookies();
    let cookie = cookies.first().expect("a cookie");
    for part in [
        "__Host-menhu=",
        "; Secure",
        "; HttpOnly",
        "; SameSite=Lax",
        "; Path=/",
    ] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Domain"));
    assert_eq!(
        answer.header("strict-transport-security"),
        "max-age=31536000; includeSubDomains"
    );
}

async fn the_cookie_may_go_cross_site_where_the_setting_says_so(t: TestApp) {
    let t = t
        .again(&[
            ("--public-url", "https://portal.example.cn"),
            ("--cookie-samesite", "none"),
        ])
        .await;
    let (person, zhang) = (t.person(), UserFixture::number(1));
    let code = t.get_code(&person, "AccountReg", &zhang.phone).await;
    let answer = person.call("account_register", zhang.form(&code)).await;
    assert!(
        answer
            .cookies()
            .first()
            .is_some_and(|cookie| cookie.contains("SameSite=None") && cookie.contains("Secure"))
    );
}
