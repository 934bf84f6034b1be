//! WeChat: binding one, signing in with it, unbinding it; and everything that may come back
//! instead.

use menhu::values::message::{Channel, Template};
use serde_json::{Value, json};

use crate::{
    scenarios,
    support::{
        APP_SECRET, NEW_PASSWORD, PASSWORD, Person, TestApp, Way, WechatDouble, flood, wrong,
    },
};

scenarios! {
    every_way: [
        whether_a_wechat_is_bound_can_be_seen,
        a_wechat_is_unbound_with_the_password,
        the_way_to_wechat_asks_for_the_password,
    ],
    once: [
        a_newcomer_binds_the_double_and_signs_in_with_it,
        one_is_sent_to_wechat_as_it_wants_it,
        a_state_that_is_not_this_session_s_binds_nothing,
        a_state_is_good_once_and_for_ten_minutes,
        of_twenty_that_come_back_with_one_state_one_is_heard,
        a_wechat_bound_elsewhere_is_refused_in_parallel_too,
        who_refuses_binds_nothing,
        a_wechat_that_does_not_answer_well_binds_nothing,
        an_unbound_wechat_signs_nobody_in,
        signing_in_by_wechat_changes_the_session_and_goes_on_to_known_pages_only,
        one_person_is_known_across_the_applications_of_one_owner,
        a_page_s_form_may_lead_to_wechat_and_nowhere_else,
        asking_leaves_no_trace,
        looking_ahead_uses_nothing_up,
        nobody_keeps_all_the_others_from_wechat,
        without_an_application_there_is_no_wechat,
        the_owner_is_told,
        what_came_of_it_is_written_down,
        binding_and_unbinding_are_changes_of_the_day_s_ten,
        a_binding_that_a_new_password_overtakes_is_not_made,
        a_reset_by_sms_ends_a_young_binding_and_says_so,
        a_binding_that_a_reset_has_ended_signs_nobody_in,
    ],
}

async fn whether_a_wechat_is_bound_can_be_seen(t: TestApp) {
    let person = t.registered_user(1).await;
    t.registered_user(2).await;
    for bound in [false, true] {
        if t.way == Way::Form {
            let state = if bound { "已绑定" } else { "未绑定" };
            assert_eq!(
                person
                    .page("/binding")
                    .await
                    .text("section:last-of-type .badge"),
                state
            );
        } else {
            let seen = person.submit("weixin_is_bind", json!({})).await;
            assert_eq!(
                (seen.ok, seen.msg.as_str()),
                (true, "请求成功。"),
                "{seen:?}"
            );
            assert_eq!(person.ask("weixin_is_bind").await["is_bind"], bound);
        }
        assert_eq!(person.ask("me").await["weixin_is_bind"], bound);
        t.run(
            "INSERT INTO wechat_identities (account, app_id, openid, bound_at) SELECT id, \
             'app', username, 0 FROM accounts WHERE username = 'person1' ON CONFLICT DO \
             NOTHING",
        )
        .await;
    }
    assert_eq!(
        t.another_device(2).await.ask("weixin_is_bind").await["is_bind"],
        false,
        "each their own"
    );
}

async fn a_wechat_is_unbound_with_the_password(t: TestApp) {
    let person = t.registered_user(1).await;
    t.run(
        "INSERT INTO wechat_identities (account, app_id, openid, bound_at) SELECT id, 'app', \
         'open', 0 FROM accounts",
    )
    .await;
    let seen = person
        .submit("weixin_unbind", json!({"password": "not the password"}))
        .await;
    assert_eq!((seen.ok, seen.error("password")), (false, "密码不正确。"));
    let seen = person
        .submit("weixin_unbind", json!({"password": ""}))
        .await;
    assert_eq!((seen.ok, seen.error("password")), (false, "请填写密码。"));
    assert!(is_bound(&person).await);
    let seen = person
        .submit("weixin_unbind", json!({"password": PASSWORD}))
        .await;
    assert_eq!((seen.ok, seen.msg.as_str()), (true, "微信已解绑。"));
    assert!(!is_bound(&person).await);
    assert_eq!(
        person
            .call("weixin_unbind", json!({"password": PASSWORD}))
            .await
            .body["reason"],
        "nothing_bound"
    );
}

async fn the_way_to_wechat_asks_for_the_password(t: TestApp) {
    let (t, double) = with_double(&t).await;
    let person = t.registered_user(1).await;
    for (password, error) in [("not the password", "密码不正确。"), ("", "请填写密码。")]
    {
        let seen = person
            .submit("weixin_bind_start", json!({"password": password}))
            .await;
        assert_eq!((seen.ok, seen.error("password")), (false, error));
        assert_eq!(seen.goes_to, None);
    }
    assert!(!person.cookie().contains("menhu-wechat="), "nothing began");
    let seen = person
        .submit("weixin_bind_start", json!({"password": PASSWORD}))
        .await;
    let out = seen.goes_to.expect("the way out");
    assert!(
        seen.ok && out.starts_with("http://wechat.invalid/connect/qrconnect?"),
        "{out}"
    );
    assert_eq!(
        arrive(&person, &state_of(&out), "zhang").await,
        "/binding?done=weixin_bind"
    );
    assert!(is_bound(&person).await);
    assert_eq!(double.asked(), 1);
    // Wrong ones count as failed logins do.
    for _ in 0..5 {
        let wrong = json!({"password": "not the password"});
        person.call("weixin_bind_start", wrong).await;
    }
    let right = json!({"password": PASSWORD});
    assert_eq!(
        person.call("weixin_bind_start", right).await.body["reason"],
        "password_wrong"
    );
}

/// Browsers hold redirects after a form against the page's policy.
async fn a_page_s_form_may_lead_to_wechat_and_nowhere_else(t: TestApp) {
    let (t, _double) = with_double(&t).await;
    let person = t.registered_user(1).await;
    for (path, target) in [
        ("/binding", "form-action 'self' http://wechat.invalid;"),
        ("/profile", "form-action 'self';"),
        ("/", "form-action 'self';"),
    ] {
        let answer = person.get(path).await;
        let policy = answer.header("content-security-policy");
        assert!(policy.contains(target), "{path}: {policy}");
    }
    let again = person
        .page("/binding")
        .await
        .filled("weixin_bind_start", &json!({"password": "wrong"}));
    let answer = person.send(person.post("/binding").form(&again)).await;
    assert_eq!(answer.status, 422);
    let policy = answer.header("content-security-policy");
    assert!(policy.contains("'self' http://wechat.invalid;"), "{policy}");
}

/// A app whose WeChat is the test's own.
async fn with_double(t: &TestApp) -> (TestApp, WechatDouble) {
    with_application(t, "wx1").await
}

async fn with_application(t: &TestApp, app_id: &str) -> (TestApp, WechatDouble) {
    let double = WechatDouble::start().await;
    let settings = [
        ("--wechat-app-id", app_id),
        ("--wechat-app-secret", APP_SECRET),
        ("--wechat-api-url", &double.url),
        ("--wechat-open-url", "http://wechat.invalid"),
    ];
    (t.again(&settings).await, double)
}

async fn is_bound(person: &Person) -> bool {
    person.ask("weixin_is_bind").await["is_bind"] == true
}

/// Sets out from this page; the state that went along.
async fn depart(person: &Person, path: &str) -> String {
    let answer = person.get(path).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    state_of(answer.header("location"))
}

/// Sets out to bind, with the password.
async fn depart_to_bind(person: &Person) -> String {
    let body = person
        .call("weixin_bind_start", json!({"password": PASSWORD}))
        .await
        .body;
    assert_eq!(body["status"], "ok", "{body}");
    state_of(body["redirect_url"].as_str().expect("an address"))
}

fn state_of(location: &str) -> String {
    let url: url::Url = location.parse().expect("an address");
    url.query_pairs()
        .find(|(name, _)| name == "state")
        .map(|(_, state)| state.into_owned())
        .expect("a state")
}

/// Comes back; where that leads.
async fn arrive(person: &Person, state: &str, code: &str) -> String {
    // As a browser comes from another site.
    let request = person
        .client
        .get(person.url(&format!(
            "/binding/wechat/callback?code={code}&state={state}"
        )))
        .header("sec-fetch-site", "cross-site");
    let answer = person.send(request).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    answer.header("location").to_owned()
}

async fn bind(person: &Person, who: &str) -> String {
    let state = depart_to_bind(person).await;
    arrive(person, &state, who).await
}

async fn a_newcomer_binds_the_double_and_signs_in_with_it(t: TestApp) {
    let follow = async |person: &Person, choices: &str| {
        let double = choices
            .strip_prefix(&t.url)
            .expect("the double is our own")
            .split('#')
            .next()
            .expect("an address")
            .to_owned();
        let page = person.page(&double).await;
        let confirm = page
            .attribute("a.primary", "href")
            .expect("somebody to confirm");
        let back = person
            .get(&confirm)
            .await
            .header("location")
            .strip_prefix(&t.url)
            .expect("back to us")
            .to_owned();
        let landed = person.get(&back).await;
        assert_eq!(landed.status, 303, "{}", landed.text);
        landed.header("location").to_owned()
    };
    let person = t.registered_user(1).await;
    let out = person
        .submit_form(
            "/binding",
            "weixin_bind_start",
            &json!({"password": PASSWORD}),
        )
        .await;
    assert_eq!(
        follow(&person, &out.goes_to.expect("the way out")).await,
        "/binding?done=weixin_bind"
    );
    let page = person.page("/binding?done=weixin_bind").await;
    assert_eq!(
        page.text("section:last-of-type [role=status]:not([hidden])"),
        "微信已绑定，以后可以用微信登录。"
    );
    assert!(is_bound(&person).await);
    let stranger = t.person();
    assert!(stranger.page("/login").await.has("a[href='/login/wechat']"));
    let out = stranger.get("/login/wechat").await;
    assert_eq!(follow(&stranger, out.header("location")).await, "/profile");
    assert_eq!(stranger.ask("me").await["username"], "person1");
    assert_eq!(
        person.ask("me").await["username"],
        "person1",
        "the other device stays signed in"
    );
}

async fn one_is_sent_to_wechat_as_it_wants_it(t: TestApp) {
    let (t, _double) = with_double(&t).await;
    let person = t.registered_user(1).await;
    let location = person
        .submit_form(
            "/binding",
            "weixin_bind_start",
            &json!({"password": PASSWORD}),
        )
        .await
        .goes_to
        .expect("the way out");
    let url: url::Url = location.parse().expect("an address");
    assert_eq!(
        (url.host_str(), url.path(), url.fragment()),
        (
            Some("wechat.invalid"),
            "/connect/qrconnect",
            Some("wechat_redirect")
        )
    );
    let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    let back = format!("{}/binding/wechat/callback", t.url);
    let expected = [
        ("appid", "wx1"),
        ("redirect_uri", &back),
        ("response_type", "code"),
        ("scope", "snsapi_login"),
    ];
    assert_eq!(
        pairs[..4]
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect::<Vec<_>>(),
        expected
    );
    assert_eq!(
        (pairs[4].0.as_str(), pairs[4].1.len()),
        ("state", 32),
        "128 bits"
    );
    assert!(!location.contains(APP_SECRET));
    assert_ne!(depart_to_bind(&person).await, depart_to_bind(&person).await);
    assert_eq!(
        t.person()
            .call("weixin_bind_start", json!({"password": PASSWORD}))
            .await
            .body["reason"],
        "login_required",
        "only a signed-in person binds"
    );
    let old = person.get("/binding/wechat/start").await;
    assert_eq!((old.status, old.header("location")), (303, "/binding"));
    assert!(old.cookies().is_empty(), "an old link begins nothing");
}

async fn a_state_that_is_not_this_session_s_binds_nothing(t: TestApp) {
    let (t, double) = with_double(&t).await;
    let (zhang, li) = (t.registered_user(1).await, t.registered_user(2).await);
    let state = depart_to_bind(&zhang).await;
    let refused = "/binding?refused=wechat_state_invalid";
    for made_up in ["", "0", &"0".repeat(32), &wrong(&state).repeat(5)] {
        assert_eq!(arrive(&li, made_up, "li").await, refused, "{made_up}");
    }
    assert_eq!(
        li.get("/binding/wechat/callback").await.header("location"),
        refused,
        "nothing at all"
    );
    assert_eq!(
        arrive(&li, &state, "li").await,
        refused,
        "another's state, without its cookie"
    );
    // Even with the cookie stolen: it is bound to the account's session.
    let stolen = zhang
        .cookie()
        .split("; ")
        .find(|cookie| cookie.starts_with("menhu-wechat="))
        .expect("a cookie")
        .to_owned();
    let thief = t.another_device(2).await.holding(&stolen);
    assert_eq!(arrive(&thief, &state, "thief").await, refused);
    let elsewhere = t.another_device(1).await.holding(&stolen);
    assert_eq!(
        arrive(&elsewhere, &state, "zhang").await,
        refused,
        "another session of the same account"
    );
    // A state made for signing in binds nothing.
    let state = depart(&li, "/login/wechat").await;
    assert_eq!(
        arrive(&li, &state, "li").await,
        "/login?refused=wechat_not_bound"
    );
    assert!(!is_bound(&zhang).await && !is_bound(&li).await);
    assert_eq!(double.asked(), 1, "WeChat was asked for the login only");
    let page = li.page(refused).await;
    assert_eq!(
        page.text("[role=alert]:not([hidden]) p"),
        "这次微信授权已失效：可能过期、用过，或者是在别的浏览器里开始的。请重新扫码。"
    );
}

async fn a_state_is_good_once_and_for_ten_minutes(t: TestApp) {
    let (t, _double) = with_double(&t).await;
    let person = t.registered_user(1).await;
    let state = depart_to_bind(&person).await;
    let kept = person
        .cookie()
        .split("; ")
        .find(|cookie| cookie.starts_with("menhu-wechat="))
        .expect("a cookie")
        .to_owned();
    assert_eq!(
        arrive(&person, &state, "bad").await,
        "/binding?refused=wechat_denied"
    );
    let person = person.holding(&kept);
    assert_eq!(
        arrive(&person, &state, "zhang").await,
        "/binding?refused=wechat_state_invalid",
        "used, whatever came of it"
    );
    let state = depart_to_bind(&person).await;
    t.clock.advance(10 * 60 * 1000);
    assert_eq!(
        arrive(&person, &state, "zhang").await,
        "/binding?refused=wechat_state_invalid",
        "too late"
    );
    let state = depart_to_bind(&person).await;
    t.clock.advance(10 * 60 * 1000 - 1);
    assert_eq!(
        arrive(&person, &state, "zhang").await,
        "/binding?done=weixin_bind"
    );
}

async fn of_twenty_that_come_back_with_one_state_one_is_heard(t: TestApp) {
    let (t, double) = with_double(&t).await;
    let person = t.registered_user(1).await;
    let state = depart_to_bind(&person).await;
    let cookie = person.cookie();
    let landed = futures::future::join_all((0..20).map(|_| async {
        let again = t.person().holding_all(&cookie);
        arrive(&again, &state, "zhang").await
    }))
    .await;
    assert_eq!(
        landed
            .iter()
            .filter(|location| location.contains("done"))
            .count(),
        1,
        "{landed:?}"
    );
    assert_eq!(double.asked(), 1);
}

async fn a_wechat_bound_elsewhere_is_refused_in_parallel_too(t: TestApp) {
    let (t, _double) = with_double(&t).await;
    let mut people = Vec::new();
    for number in 1..=10 {
        people.push(t.registered_user(number).await);
    }
    let landed =
        futures::future::join_all(people.iter().map(|person| bind(person, "one.union"))).await;
    assert_eq!(
        landed
            .iter()
            .filter(|location| *location == "/binding?done=weixin_bind")
            .count(),
        1,
        "{landed:?}"
    );
    assert_eq!(
        landed
            .iter()
            .filter(|location| *location == "/binding?refused=wechat_taken")
            .count(),
        9,
        "{landed:?}"
    );
    assert_eq!(t.count("SELECT COUNT(*) FROM wechat_identities").await, 1);
    let holder = landed
        .iter()
        .position(|location| location.contains("done"))
        .expect("one");
    assert_eq!(
        bind(&people[holder], "one.union").await,
        "/binding?done=weixin_bind",
        "the same again is what was asked for"
    );
    assert_eq!(
        bind(&people[holder], "other").await,
        "/binding?refused=wechat_bound",
        "one WeChat for each account"
    );
}

async fn who_refuses_binds_nothing(t: TestApp) {
    let (t, double) = with_double(&t).await;
    let person = t.registered_user(1).await;
    let state = depart_to_bind(&person).await;
    let answer = person
        .get(&format!("/binding/wechat/callback?state={state}"))
        .await;
    assert_eq!(answer.header("location"), "/binding?refused=wechat_denied");
    let state = depart_to_bind(&person).await;
    assert_eq!(
        arrive(&person, &state, "").await,
        "/binding?refused=wechat_denied"
    );
    assert_eq!((is_bound(&person).await, double.asked()), (false, 0));
}

async fn a_wechat_that_does_not_answer_well_binds_nothing(t: TestApp) {
    let (t, _double) = with_double(&t).await;
    let person = t.registered_user(1).await;
    for code in ["rubbish", "endless", "busy", "nobody", "hang"] {
        assert_eq!(
            bind(&person, code).await,
            "/binding?refused=wechat_unavailable",
            "{code}"
        );
    }
    assert_eq!(bind(&person, "bad").await, "/binding?refused=wechat_denied");
    assert!(!is_bound(&person).await);
    let page = person.page("/binding?refused=wechat_unavailable").await;
    assert_eq!(
        page.text("[role=alert]:not([hidden]) p"),
        "暂时连不上微信，没有任何改变。请过一会儿再试。"
    );
    let nowhere = t
        .again(&[
            ("--wechat-app-id", "wx1"),
            ("--wechat-app-secret", APP_SECRET),
            ("--wechat-api-url", "http://127.0.0.1:9"),
        ])
        .await;
    let person = nowhere.registered_user(1).await;
    assert_eq!(
        bind(&person, "zhang").await,
        "/binding?refused=wechat_unavailable"
    );
    assert_eq!(
        person
            .page("/binding?refused=%3Cb%3E")
            .await
            .text("[role=alert]:not([hidden])"),
        "",
        "an address says nothing of its own"
    );
}

async fn an_unbound_wechat_signs_nobody_in(t: TestApp) {
    let (t, _double) = with_double(&t).await;
    let person = t.person();
    let state = depart(&person, "/login/wechat").await;
    let location = arrive(&person, &state, "nobody-yet").await;
    assert_eq!(location, "/login?refused=wechat_not_bound");
    assert_eq!(
        person
            .page(&location)
            .await
            .text("[role=alert]:not([hidden]) p"),
        "还没有账号绑定这个微信。请先用密码登录，再到“账号绑定”页绑定微信。"
    );
    assert!(!person.is_signed_in().await);
    assert_eq!(t.count("SELECT COUNT(*) FROM sessions").await, 0);
}

async fn signing_in_by_wechat_changes_the_session_and_goes_on_to_known_pages_only(t: TestApp) {
    let (t, _double) = with_double(&t).await;
    let person = t.registered_user(1).await;
    assert_eq!(bind(&person, "zhang").await, "/binding?done=weixin_bind");
    let before = person.cookie();
    for (asked, led) in [
        ("?next=/events", "/events"),
        ("?next=//evil.cn", "/profile"),
        ("?next=%2F%5Cevil", "/profile"),
        ("", "/profile"),
    ] {
        let state = depart(&person, &format!("/login/wechat{asked}")).await;
        assert_eq!(arrive(&person, &state, "zhang").await, led, "{asked}");
    }
    assert!(person.is_signed_in().await);
    let id = |cookies: &str| {
        cookies
            .split("; ")
            .find(|cookie| cookie.starts_with("menhu="))
            .map(ToOwned::to_owned)
            .expect("a session")
    };
    assert_ne!(id(&before), id(&person.cookie()));
    assert!(!t.is_alive(&id(&before)).await, "the old id is dead");
    // Unbound, it opens nothing any more.
    assert_eq!(
        person
            .call("weixin_unbind", json!({"password": PASSWORD}))
            .await
            .body["status"],
        "ok"
    );
    let stranger = t.person();
    let state = depart(&stranger, "/login/wechat").await;
    assert_eq!(
        arrive(&stranger, &state, "zhang").await,
        "/login?refused=wechat_not_bound"
    );
}

async fn one_person_is_known_across_the_applications_of_one_owner(t: TestApp) {
    let (old, _first) = with_application(&t, "wx1").await;
    let person = old.registered_user(1).await;
    assert_eq!(bind(&person, "zhang.u1").await, "/binding?done=weixin_bind");
    // The openid is another application's.
    let second = WechatDouble::start().await;
    let new = old
        .beside(&[
            ("--wechat-app-id", "wx2"),
            ("--wechat-app-secret", APP_SECRET),
            ("--wechat-api-url", &second.url),
        ])
        .await;
    let stranger = new.person();
    let state = depart(&stranger, "/login/wechat").await;
    assert_eq!(arrive(&stranger, &state, "zhang.u1").await, "/profile");
    let stranger = new.person();
    let state = depart(&stranger, "/login/wechat").await;
    assert_eq!(
        arrive(&stranger, &state, "zhang").await,
        "/login?refused=wechat_not_bound",
        "without a unionid it is somebody else"
    );
}

async fn asking_leaves_no_trace(t: TestApp) {
    let (t, _double) = with_double(&t).await;
    for _ in 0..3 {
        depart(&t.person(), "/login/wechat").await;
        let rubbish = t.person().holding("menhu-wechat=rubbish");
        assert_eq!(
            arrive(&rubbish, "x", "y").await,
            "/login?refused=wechat_state_invalid"
        );
    }
    assert_eq!(
        t.count("SELECT (SELECT COUNT(*) FROM sessions) + (SELECT COUNT(*) FROM wechat_states)")
            .await,
        0
    );
}

async fn looking_ahead_uses_nothing_up(t: TestApp) {
    let (t, double) = with_double(&t).await;
    let person = t.registered_user(1).await;
    let state = depart_to_bind(&person).await;
    let url = person.url(&format!(
        "/binding/wechat/callback?code=zhang&state={state}"
    ));
    for request in [
        person.client.head(&url),
        person.client.get(&url).header("sec-purpose", "prefetch"),
        person.client.get(&url).header("x-moz", "prefetch"),
        person.client.head(person.url("/login/wechat")),
        person
            .client
            .get(person.url("/login/wechat"))
            .header("purpose", "prefetch"),
    ] {
        let answer = person.send(request).await;
        assert_eq!(answer.cookies(), Vec::<&str>::new());
    }
    assert_eq!(double.asked(), 0);
    assert_eq!(
        arrive(&person, &state, "zhang").await,
        "/binding?done=weixin_bind"
    );
}

async fn nobody_keeps_all_the_others_from_wechat(t: TestApp) {
    let double = WechatDouble::start().await;
    let settings = [
        ("--wechat-app-id", "wx1"),
        ("--wechat-app-secret", APP_SECRET),
        ("--wechat-api-url", &double.url),
        ("--wechat-open-url", "http://wechat.invalid"),
        ("--flood-per-minute", "100"),
    ];
    let t = t.again(&settings).await;
    let mut coming = Vec::new();
    for _ in 0..20 {
        let person = t.person();
        let state = depart(&person, "/login/wechat").await;
        let url = person.url(&format!("/binding/wechat/callback?code=hang&state={state}"));
        coming.push(async move { person.send(person.client.get(url)).await });
    }
    let answers = futures::future::join_all(coming).await;
    let busy = answers.iter().filter(|answer| answer.status == 503);
    assert_eq!(busy.clone().count(), 4, "sixteen at once");
    assert!(
        busy.clone()
            .all(|answer| answer.header("retry-after") == "2")
    );
    assert_eq!(double.asked(), 16);
    let person = t.person();
    for path in ["/login/wechat", "/binding/wechat/callback?code=a&state=b"] {
        let refused = flood(|| person.get(path)).await;
        assert!(!refused.header("retry-after").is_empty());
    }
}

async fn without_an_application_there_is_no_wechat(t: TestApp) {
    let settings = [
        ("--mode", "production"),
        ("--public-url", "https://portal.example.cn"),
        ("--sms", "webhook"),
        ("--sms-webhook-url", "http://127.0.0.1:9"),
        ("--mail", "smtp"),
        ("--smtp-url", "smtp://127.0.0.1:9"),
        ("--mail-from", "a@example.cn"),
    ];
    let t = t.again(&settings).await;
    for path in [
        "/login/wechat",
        "/binding/wechat/callback?code=a&state=b",
        "/dev/wechat/connect/qrconnect?redirect_uri=a&state=b",
        "/dev/outbox",
    ] {
        let answer = t
            .person()
            .send(
                t.person()
                    .client
                    .get(format!("{}{path}", t.url))
                    .header("host", "portal.example.cn"),
            )
            .await;
        assert_eq!(answer.status, 404, "{path}");
    }
    assert_eq!(t.count("SELECT COUNT(*) FROM audit").await, 0);
    let login = t
        .person()
        .send(
            t.person()
                .client
                .get(format!("{}/login", t.url))
                .header("host", "portal.example.cn"),
        )
        .await;
    assert!(!login.text.contains("/login/wechat"));
}

async fn the_owner_is_told(t: TestApp) {
    let (t, _double) = with_double(&t).await;
    let person = t.registered_user(1).await;
    t.bind_emails().await;
    bind(&person, "zhang").await;
    assert_eq!(
        person
            .call("weixin_unbind", json!({"password": PASSWORD}))
            .await
            .body["status"],
        "ok"
    );
    let letters = t.messages().await;
    let told = |template: Template| {
        letters
            .iter()
            .filter(|letter| letter.template == template)
            .map(|letter| letter.channel.as_str())
            .collect::<Vec<_>>()
    };
    for template in [Template::WechatBound, Template::WechatUnbound] {
        let mut channels = told(template);
        channels.sort_unstable();
        assert_eq!(channels, ["email", "sms"], "{template}");
    }
    let sms = letters
        .iter()
        .find(|letter| letter.template == Template::WechatBound && letter.channel == Channel::Sms)
        .expect("an SMS");
    assert!(
        sms.text.contains("2026-11-22 10:00") && sms.text.contains("127.0.0.1"),
        "{}",
        sms.text
    );
}

async fn a_binding_that_a_new_password_overtakes_is_not_made(t: TestApp) {
    let (t, _double) = with_double(&t).await;
    let person = t.registered_user(1).await;
    let state = depart_to_bind(&person).await;
    t.run("UPDATE accounts SET session_epoch = session_epoch + 1")
        .await;
    assert_eq!(
        arrive(&person, &state, "zhang").await,
        "/login?refused=wechat_state_invalid"
    );
    assert_eq!(t.count("SELECT COUNT(*) FROM wechat_identities").await, 0);
    assert_eq!(person.ask("me").await["status"], Value::from("error"));
}

async fn a_reset_by_sms_ends_a_young_binding_and_says_so(t: TestApp) {
    const DAYS: i64 = 24 * 3_600_000;
    let now = t.portal.env.now().millis();
    for (number, age, ends) in [(1, 7 * DAYS - 1, true), (2, 7 * DAYS + 1, false)] {
        t.registered_user(number).await;
        sqlx::query(
            "INSERT INTO wechat_identities (account, app_id, openid, bound_at) \
             SELECT id, 'app', username, $2 FROM accounts WHERE username = $1",
        )
        .bind(format!("person{number}"))
        .bind(now - age)
        .execute(&mut t.sql().await)
        .await
        .expect("a binding");
        let phone = format!("1390000000{number}");
        let code = t.get_code(&t.person(), "ChangePwd", &phone).await;
        let fields = json!({"mobile": phone, "code": code, "password": NEW_PASSWORD, "re_password": NEW_PASSWORD});
        let reset = t.person().call("change_pwd_by_mobile", fields).await;
        assert_eq!(reset.body["status"], "ok", "{}", reset.text);
        let bound = t.count("SELECT COUNT(*) FROM wechat_identities").await;
        assert_eq!(bound, i64::from(!ends), "{age}");
        let told = t.messages_to(&phone).await;
        assert_eq!(
            told.iter()
                .any(|message| message.template == Template::WechatUnbound),
            ends
        );
    }
}

async fn a_binding_that_a_reset_has_ended_signs_nobody_in(t: TestApp) {
    let (t, _double) = with_double(&t).await;
    for number in 1..=8 {
        t.registered_user(number).await;
        let openid = format!("thief{number}");
        sqlx::query(
            "INSERT INTO wechat_identities (account, app_id, openid, bound_at) \
             SELECT id, 'wx1', $1, $3 FROM accounts WHERE username = $2",
        )
        .bind(&openid)
        .bind(format!("person{number}"))
        .bind(t.portal.env.now().millis())
        .execute(&mut t.sql().await)
        .await
        .expect("a binding");
        let phone = format!("1390000000{number}");
        let code = t.get_code(&t.person(), "ChangePwd", &phone).await;
        let fields = json!({"mobile": phone, "code": code, "password": NEW_PASSWORD, "re_password": NEW_PASSWORD});
        let thief = t.person();
        let state = depart(&thief, "/login/wechat").await;
        let late = async {
            tokio::time::sleep(std::time::Duration::from_millis(4 * u64::from(number))).await;
            arrive(&thief, &state, &openid).await
        };
        let owner = t.person();
        let (reset, _) = tokio::join!(owner.call("change_pwd_by_mobile", fields), late);
        assert_eq!(reset.body["status"], "ok", "{}", reset.text);
        assert!(!thief.is_signed_in().await, "race {number}");
    }
}

async fn what_came_of_it_is_written_down(t: TestApp) {
    let (t, _double) = with_double(&t).await;
    let person = t.registered_user(1).await;
    bind(&person, "zhang").await;
    t.clock.advance(1);
    let stranger = t.person();
    let state = depart(&stranger, "/login/wechat").await;
    assert_eq!(arrive(&stranger, &state, "zhang").await, "/profile");
    t.clock.advance(1);
    let password = json!({"password": PASSWORD});
    let unbound = person.call("weixin_unbind", password).await;
    assert_eq!(unbound.body["status"], "ok", "{}", unbound.text);
    t.clock.advance(1);
    // Twice within a minute: one row, as of everything that strangers can repeat.
    for _ in 0..2 {
        arrive(&t.person(), "made-up", "zhang").await;
    }
    t.clock.advance(1);
    arrive(&person, "made-up", "zhang").await;
    let events: Vec<(String, String, String, i64)> = sqlx::query_as(
        "SELECT event, about, CASE WHEN account IS NULL THEN 'nobody' ELSE 'own' END, count \
         FROM audit ORDER BY created_at",
    )
    .fetch_all(&mut t.sql().await)
    .await
    .expect("the events");
    let wanted = [
        ("wechat_bound", "", "own", 1),
        ("logged_in_by_wechat", "", "own", 1),
        ("wechat_unbound", "", "own", 1),
        ("wechat_refused", "wechat_state_invalid", "nobody", 2),
        ("wechat_refused", "wechat_state_invalid", "own", 1),
    ];
    assert_eq!(
        events,
        wanted.map(|(event, about, own, count)| (
            event.to_owned(),
            about.to_owned(),
            own.to_owned(),
            count
        ))
    );
}

async fn binding_and_unbinding_are_changes_of_the_day_s_ten(t: TestApp) {
    let (t, _double) = with_double(&t).await;
    let person = t.registered_user(1).await;
    for turn in 0..5 {
        assert_eq!(
            bind(&person, "zhang").await,
            "/binding?done=weixin_bind",
            "{turn}"
        );
        let password = json!({"password": PASSWORD});
        let unbound = person.call("weixin_unbind", password).await;
        assert_eq!(unbound.body["status"], "ok", "{turn}: {}", unbound.text);
    }
    assert_ne!(bind(&person, "zhang").await, "/binding?done=weixin_bind");
    assert!(!is_bound(&person).await);
    // The eleventh in a day is refused to who unbinds as well.
    t.run(
        "INSERT INTO wechat_identities (account, app_id, openid, bound_at) SELECT id, 'app', \
         'open', 0 FROM accounts",
    )
    .await;
    let password = json!({"password": PASSWORD});
    let refused = person.call("weixin_unbind", password).await;
    assert_eq!(refused.body["reason"], "too_many_tries", "{}", refused.text);
    assert!(is_bound(&person).await);
}
