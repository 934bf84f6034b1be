//! Forms of pages: each operation's is where it says, knows whose it is, and outlives its session.

use menhu::{
    api::{self, OPERATIONS},
    app::PAGES,
    server::policy::session,
};
use serde_json::{Value, json};

use crate::{
    scenarios,
    support::{Answer, NEW_PASSWORD, PASSWORD, Page, Person, TestApp, Way},
};

scenarios! {
    every_way: [
        a_form_of_another_account_changes_nothing,
        a_form_of_one_s_own_account_works_in_any_session_of_it,
        with_scripts_a_link_to_log_in_stands_beside_the_message,
    ],
    once: [
        every_operation_has_a_form_on_its_pages_and_every_form_an_operation,
        every_form_of_a_signed_in_person_says_whose_it_is,
        a_mark_of_the_wrong_kind_is_another_account_s,
        a_button_that_asks_for_a_list_changes_no_owner,
        what_was_typed_is_there_after_logging_in_again,
        what_was_typed_is_carried_without_its_secrets,
        what_was_typed_is_shown_to_no_other_account,
        what_is_carried_is_of_its_form_alone,
        a_button_pressed_after_the_session_ended_leads_back,
        a_form_that_is_no_utf_8_is_400,
        a_query_that_is_no_utf_8_breaks_nothing,
    ],
}

const CHANGED: &str = "这个页面是用另一个账号打开的，没有做任何改变。请重新打开页面再操作。";
const CAME_BACK: &str = "您已重新登录。刚才填写的内容还在，但还没有提交，请检查后再提交一次（密码和验证码需要重新填写）。";

/// What an operation's form is filled in with, so that it would work.
fn fields(operation: &str) -> Value {
    match operation {
        "change_my_info" => json!({"realname": "王五", "qq": "20002"}),
        "change_company_info" => {
            json!({"company_name": "别家科技有限公司", "company_url": "https://b.example"})
        }
        "change_my_recv_info" => json!({
            "province": "330000", "city": "330100", "area": "330106", "street": "文三路 90 号",
            "recv_name": "林晚", "recv_phone": "13800138000",
        }),
        "new_industry_bookin" => json!({"bookin_type": "1"}),
        "cancel_bookin" => json!({"bookin_type": "2"}),
        "session_revoke" => json!({"all": true}),
        "change_my_pwd" => json!({
            "old_password": PASSWORD, "new_password": NEW_PASSWORD, "confirm_password": NEW_PASSWORD,
        }),
        "send_sms_code" => json!({"action_name": "ChangeMobile", "mobile": "13700000009"}),
        "send_email_code" => json!({"password": PASSWORD, "email": "new@company.cn"}),
        "change_mobile" => {
            json!({"password": PASSWORD, "mobile": "13700000009", "code": "123456"})
        }
        "change_notify_email" => {
            json!({"password": PASSWORD, "email": "new@company.cn", "code": "123456"})
        }
        "change_pwd_by_mobile" => json!({
            "mobile": "13900000002", "code": "123456", "password": NEW_PASSWORD,
            "re_password": NEW_PASSWORD,
        }),
        "bind_email" => json!({"token": "0".repeat(32)}),
        "weixin_bind_start" | "weixin_unbind" => json!({"password": PASSWORD}),
        _ => json!({}),
    }
}

/// A person whose pages have the forms that show up under some condition: an address waits, a
/// booking is there, another device, and a WeChat where that is `bound`.
async fn busy_person(t: &TestApp, number: u32, bound: bool) -> Person {
    let person = t.registered_user(number).await;
    t.another_device(number).await;
    let booked = person
        .call("new_industry_bookin", json!({"bookin_type": "2"}))
        .await;
    assert_eq!(booked.body["status"], "ok", "{}", booked.text);
    if bound {
        t.run(
            "INSERT INTO wechat_identities (account, app_id, openid, bound_at) SELECT id, 'app', \
             username, 0 FROM accounts WHERE 1 = 1 ON CONFLICT DO NOTHING",
        )
        .await;
    }
    person
}

async fn pages_of(person: &Person) -> Vec<(&'static str, Page)> {
    let mut pages = Vec::new();
    for page in &PAGES {
        let answer = person.get(page.path).await;
        if answer.status == 200 {
            pages.push((page.path, Page::of(&answer.text)));
        }
    }
    pages
}

/// Seen to fail with an operation's `.on` on a page that lacks it, and with a form's button named
/// otherwise.
async fn every_operation_has_a_form_on_its_pages_and_every_form_an_operation(t: TestApp) {
    let mut pages = pages_of(&t.person()).await;
    pages.extend(pages_of(&busy_person(&t, 1, true).await).await);
    pages.extend(pages_of(&busy_person(&t, 2, false).await).await);
    for operation in OPERATIONS {
        for path in operation.pages() {
            assert!(
                pages
                    .iter()
                    .any(|(page, html)| page == path && html.offers(operation.name, &json!({}))),
                "{} has no form on {path}",
                operation.name
            );
        }
    }
    for (path, html) in &pages {
        for button in html.all("form [name=form]") {
            let name = button.attr("value").expect("an operation");
            assert!(
                api::find(name).is_some_and(|operation| operation.is_on(path)),
                "{path} has a form for {name}, which refuses it there"
            );
        }
    }
}

async fn every_form_of_a_signed_in_person_says_whose_it_is(t: TestApp) {
    let mut marks = Vec::new();
    for number in [1, 2] {
        let person = busy_person(&t, number, false).await;
        let account = t.account(number).await;
        for path in PAGES.map(|page| page.path) {
            let answer = person.get(path).await;
            if answer.status != 200 {
                continue;
            }
            assert!(!answer.text.contains(&account.id), "{path} shows the id");
            let page = Page::of(&answer.text);
            let forms = page.all("form").len();
            assert!(forms > 0, "{path}");
            let fields = page.all("form input[type=hidden][name=account]");
            assert_eq!(fields.len(), forms, "{path}");
            for field in fields {
                assert_eq!(field.attr("value"), Some(&*session::form_mark(&account)));
            }
        }
        marks.push(session::form_mark(&account));
    }
    assert_ne!(marks[0], marks[1]);
    for (path, page) in pages_of(&t.person()).await {
        assert!(!page.has("input[name=account]"), "{path}");
    }
}

/// What of an account, and of what was sent, an operation could change.
async fn standing(t: &TestApp, person: &Person) -> (Value, Value, i64, usize) {
    (
        person.ask("me").await,
        person.ask("events").await["events"].clone(),
        t.count("SELECT COUNT(*) FROM sessions").await,
        t.messages().await.len(),
    )
}

/// In every way there is of sending a form of the one who was here before.
async fn a_form_of_another_account_changes_nothing(t: TestApp) {
    let zhang = busy_person(&t, 1, false).await;
    let li = busy_person(&t, 2, false).await;
    t.run(
        "INSERT INTO wechat_identities (account, app_id, openid, bound_at) SELECT id, 'app', \
         username, 0 FROM accounts WHERE username = 'person1'",
    )
    .await;
    let before = standing(&t, &li).await;
    for operation in OPERATIONS
        .iter()
        .filter(|operation| operation.is_an_account_s())
    {
        let name = operation.name;
        // Who has bound a WeChat has no form for binding one.
        let (then, number, now) = if name == "weixin_bind_start" {
            (&li, 2, &zhang)
        } else {
            (&zhang, 1, &li)
        };
        let mark = session::form_mark(&t.account(number).await);
        let browser = t.person().holding_all(&then.cookie());
        if operation.reads() && t.way != Way::Form {
            let path = format!("{}?account={mark}", operation.path());
            let body = now.get(&path).await.body;
            assert_eq!(body["reason"], "account_changed", "{name}");
        } else if name != "regions" {
            let mut form = fields(name);
            if t.way == Way::Json {
                form["account"] = json!(mark);
            }
            let filled = browser.fill(name, form).await;
            // Meanwhile, in another tab.
            let seen = browser.holding_all(&now.cookie()).press(filled).await;
            assert!(!seen.ok && seen.errors.is_empty(), "{name}: {seen:?}");
            assert_eq!(seen.msg, CHANGED, "{name}");
        }
        assert_eq!(standing(&t, &li).await, before, "{name}");
    }
    assert!(t.lets_in("person2", PASSWORD).await);
}

/// Another session of the same account is no other account; and a form without the field, as
/// programs send it, is everybody's.
async fn a_form_of_one_s_own_account_works_in_any_session_of_it(t: TestApp) {
    let person = t.registered_user(1).await;
    for (with, name) in [(true, "王五"), (false, "赵六")] {
        let mut form = json!({"realname": name, "qq": "20002"});
        if with && t.way == Way::Json {
            form["account"] = json!(session::form_mark(&t.account(1).await));
        }
        let filled = person.fill("change_my_info", form).await;
        let elsewhere = t.another_device(1).await;
        assert!(elsewhere.press(filled).await.ok);
        assert_eq!(person.ask("me").await["realname"], name);
    }
    // Who opens a form while nobody is signed in, and signs in elsewhere, may still send it.
    let stranger = t.person();
    let reset = json!({"action_name": "ChangePwd", "mobile": "13900000001"});
    let filled = stranger.fill("send_sms_code", reset).await;
    let seen = stranger.holding_all(&person.cookie()).press(filled).await;
    assert!(seen.ok, "{seen:?}");
}

async fn a_mark_of_the_wrong_kind_is_another_account_s(t: TestApp) {
    let person = t.registered_user(1).await;
    let mark = session::form_mark(&t.account(1).await);
    let form = |account: Value| json!({"realname": "王五", "qq": "20002", "account": account});
    for wrong in [
        json!(5),
        json!(true),
        json!([mark]),
        json!({"a": mark}),
        json!("x"),
        json!(mark.to_uppercase()),
        json!(format!("{mark}\0")),
    ] {
        let body = person
            .call("change_my_info", form(wrong.clone()))
            .await
            .body;
        assert_eq!(
            (&body["status"], &body["reason"]),
            (&json!("error"), &json!("account_changed")),
            "{wrong}"
        );
    }
    assert_eq!(person.ask("me").await["realname"], "张三");
    for none in [Value::Null, json!(""), json!(mark)] {
        let body = person.call("change_my_info", form(none)).await.body;
        assert_eq!(body["status"], "ok", "{body}");
    }
    // It belongs to who signs in that another one was there before.
    let login = json!({"username": "person1", "password": PASSWORD, "account": "x"});
    assert_eq!(
        person.call("account_login", login).await.body["status"],
        "ok"
    );
    // Nobody is signed in: nothing can be mixed up, and the session is asked for.
    let body = t.person().call("change_my_info", form(json!(mark))).await;
    assert_eq!(body.body["reason"], "login_required");
}

/// A form as the browser sends it to its page.
async fn send(person: &Person, path: &str, pairs: &[(String, String)]) -> Answer {
    person.send(person.post(path).form(pairs)).await
}

/// The page that comes back must not hand the one's form to the other.
async fn a_button_that_asks_for_a_list_changes_no_owner(t: TestApp) {
    let (zhang, li) = (t.registered_user(1).await, t.registered_user(2).await);
    let form = fields("change_my_recv_info");
    let stale = zhang.page("/profile").await.filled("regions", &form);
    let answer = send(&li, "/profile", &stale).await;
    let page = Page::of(&answer.text);
    assert_eq!(page.seen().msg, CHANGED);
    let again = page.filled("change_my_recv_info", &form);
    let page = Page::of(&send(&li, "/profile", &again).await.text);
    assert_eq!(page.seen().msg, CHANGED, "until the page is opened anew");
    assert_eq!(li.ask("me").await["recv"]["street"], "");
    let way = page.attribute("form a[data-reason=account_changed]:not([hidden])", "href");
    assert_eq!(way.as_deref(), Some("/profile"));
    let seen = li
        .submit_form("/profile", "change_my_recv_info", &form)
        .await;
    assert!(seen.ok, "{seen:?}");
}

async fn with_scripts_a_link_to_log_in_stands_beside_the_message(t: TestApp) {
    let person = t.registered_user(1).await;
    let page = person.page("/profile").await;
    let link = "form:has(input[value=change_my_info]) .summary a[data-reason=login_required][hidden]\
                [target=_blank][rel=noopener]";
    assert_eq!(
        page.attribute(link, "href").as_deref(),
        Some("/login?next=/profile"),
        "the island has it to show"
    );
    let form = json!({"realname": "王五", "qq": "20002"});
    let filled = person.fill("change_my_info", form.clone()).await;
    let again = person.fill("change_my_info", form).await;
    t.run("DELETE FROM sessions").await;
    let seen = person.press(filled).await;
    assert!(!seen.ok && seen.errors.is_empty(), "{seen:?}");
    if t.way != Way::Form {
        assert_eq!(seen.msg, "请先登录。");
    }
    // Having signed in in another tab.
    let person = person.holding_all(&t.another_device(1).await.cookie());
    assert!(person.press(again).await.ok);
    assert_eq!(person.ask("me").await["realname"], "王五");
}

/// The page that logs in again, in the place of the one that the form was sent to.
async fn log_in_again(person: &Person, path: &str, page: &Page, name: &str, with: &str) -> Answer {
    let login = page.filled(
        "account_login",
        &json!({"username": name, "password": with}),
    );
    send(person, path, &login).await
}

async fn what_was_typed_is_there_after_logging_in_again(t: TestApp) {
    let person = t.registered_user(1).await;
    let before = person.ask("me").await;
    for operation in [
        "change_my_info",
        "change_company_info",
        "change_my_recv_info",
    ] {
        let form = fields(operation);
        let mut page = person.page("/profile").await;
        if operation == "change_my_recv_info" {
            for _ in 0..2 {
                let levels = page.filled("regions", &form);
                page = Page::of(&send(&person, "/profile", &levels).await.text);
            }
        }
        let filled = page.filled(operation, &form);
        t.run("DELETE FROM sessions").await;
        let answer = send(&person, "/profile", &filled).await;
        assert_eq!(answer.status, 422, "{operation}");
        let login = Page::of(&answer.text);
        assert_eq!(login.text("h1"), "登录");
        assert!(
            login.seen().msg.starts_with("登录已结束"),
            "{}",
            answer.text
        );
        assert!(!login.has("leptos-island"), "a script would lose it");
        let wrong = log_in_again(&person, "/profile", &login, "person1", "not this one").await;
        assert_eq!(wrong.status, 422);
        let login = Page::of(&wrong.text);
        assert_eq!(login.value("username").as_deref(), Some("person1"));
        let answer = log_in_again(&person, "/profile", &login, "person1", PASSWORD).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let page = Page::of(&answer.text);
        assert_eq!(page.seen().msg, CAME_BACK);
        assert!(page.has("header button[value=account_logout]"));
        for (name, value) in form.as_object().expect("fields") {
            let field = format!("[name={name}]:not([type=hidden])");
            let held = page.attribute(&format!("main input{field}"), "value");
            let chosen = format!("main select{field} option[selected]");
            let held = held.or_else(|| page.attribute(&chosen, "value"));
            assert_eq!(held.as_deref(), value.as_str(), "{name}");
        }
        assert_eq!(person.ask("me").await, before, "nothing is saved by itself");
        let sent = page.filled(operation, &json!({}));
        assert_eq!(send(&person, "/profile", &sent).await.status, 303);
        let after = person.ask("me").await;
        assert_ne!(after, before, "{operation}");
        t.run("UPDATE accounts SET realname = '张三', qq = '10001', company_name = '门户科技有限公司', company_url = ''")
            .await;
        t.run("DELETE FROM deliveries").await;
    }
}

async fn what_was_typed_is_carried_without_its_secrets(t: TestApp) {
    t.registered_user(1).await;
    let form = json!({"password": PASSWORD, "mobile": "13700000009", "code": "654321"});
    for pressed in ["change_mobile", "send_sms_code"] {
        let person = t.another_device(1).await;
        let filled = person.page("/binding").await.filled(pressed, &form);
        assert!(filled.iter().any(|(_, value)| value == PASSWORD));
        t.run("DELETE FROM sessions").await;
        let answer = send(&person, "/binding", &filled).await;
        assert!(!answer.text.contains(PASSWORD) && !answer.text.contains("654321"));
        assert!(answer.text.contains("13700000009"));
        let login = Page::of(&answer.text);
        let answer = log_in_again(&person, "/binding", &login, "person1", PASSWORD).await;
        assert!(!answer.text.contains(PASSWORD) && !answer.text.contains("654321"));
        let page = Page::of(&answer.text);
        assert_eq!(page.value("mobile").as_deref(), Some("13700000009"));
        assert_eq!(page.seen().msg, CAME_BACK);
        assert!(
            page.text("form:has(#change_mobile-mobile) .summary:not([hidden]) p")
                .starts_with("您已重新登录"),
            "it stands in the form that was sent"
        );
    }
    assert!(t.messages().await.is_empty(), "no code was asked for");
}

async fn what_was_typed_is_shown_to_no_other_account(t: TestApp) {
    let zhang = t.registered_user(1).await;
    let li = t.registered_user(2).await;
    let before = li.ask("me").await;
    let page = zhang.page("/profile").await;
    let filled = page.filled("change_my_info", &fields("change_my_info"));
    t.run("DELETE FROM sessions").await;
    let login = Page::of(&send(&zhang, "/profile", &filled).await.text);
    let answer = log_in_again(&zhang, "/profile", &login, "person2", PASSWORD).await;
    let page = Page::of(&answer.text);
    assert_eq!((answer.status, page.seen().msg.as_str()), (200, CHANGED));
    assert!(!answer.text.contains("王五"));
    assert_eq!(page.value("realname").as_deref(), Some("张三"));
    assert_eq!(zhang.ask("me").await, before);
    let mine = page.filled("change_my_info", &json!({"realname": "李四"}));
    assert_eq!(send(&zhang, "/profile", &mine).await.status, 303);
    assert_eq!(zhang.ask("me").await["realname"], "李四");
}

async fn what_is_carried_is_of_its_form_alone(t: TestApp) {
    t.registered_user(1).await;
    let person = t.person();
    let login = |unsent: &str| {
        let pairs = [
            ("form", "account_login"),
            ("username", "person1"),
            ("password", PASSWORD),
            ("next", "https://evil.example"),
            ("unsent", unsent),
        ];
        pairs
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec()
    };
    for nothing in [
        "",
        "{",
        "[[\"form\",\"account_logout\"]]x",
        r#"[["form","account_login"],["username","x"]]"#,
        r#"[["form","change_mobile"],["mobile","13700000009"]]"#,
    ] {
        let answer = send(&person, "/profile", &login(nothing)).await;
        assert_eq!(
            (answer.status, answer.header("location")),
            (303, "/profile"),
            "{nothing}"
        );
    }
    let unsent = r#"[["form","change_my_info"],["realname","<b>\"'"],["street","没有这一项"],
        ["password","秘密"],["next","//evil"],["msg","假的"]]"#;
    let answer = send(&person, "/profile", &login(unsent)).await;
    assert_eq!(answer.status, 200);
    let page = Page::of(&answer.text);
    assert_eq!(page.value("realname").as_deref(), Some("<b>\"'"));
    for foreign in ["没有这一项", "秘密", "evil", "假的", "<b>"] {
        assert!(!answer.text.contains(foreign), "{foreign}");
    }
    assert_eq!(person.ask("me").await["realname"], "张三");
    // Only pages that one must be signed in to see let one log in in their place.
    for path in ["/", "/register", "/password/reset"] {
        assert_eq!(send(&t.person(), path, &login(unsent)).await.status, 400);
    }
    // From another site, as everywhere.
    let foreign = person
        .post("/profile")
        .header("origin", "https://evil.example");
    let answer = person.send(foreign.form(&login(unsent))).await;
    assert_eq!(answer.status, 403);
}

async fn a_button_pressed_after_the_session_ended_leads_back(t: TestApp) {
    let pressed = [
        ("/events", "new_industry_bookin", true),
        ("/events", "cancel_bookin", true),
        ("/profile", "session_revoke", true),
        ("/profile", "regions", true),
        ("/binding", "resend_bind_email", true),
        ("/binding", "weixin_bind_start", true),
        ("/password", "change_my_pwd", true),
        ("/profile", "account_logout", false),
    ];
    busy_person(&t, 1, false).await;
    for (path, operation, asks) in pressed {
        let person = t.another_device(1).await;
        t.another_device(1).await;
        let filled = person.page(path).await.filled(operation, &json!({}));
        t.run("DELETE FROM sessions").await;
        let answer = send(&person, path, &filled).await;
        if !asks {
            assert_eq!((answer.status, answer.header("location")), (303, "/"));
            continue;
        }
        assert_eq!(answer.status, 422, "{operation}");
        let login = Page::of(&answer.text);
        let answer = log_in_again(&person, path, &login, "person1", PASSWORD).await;
        assert_eq!(answer.status, 200, "{operation}: {}", answer.text);
        assert_eq!(Page::of(&answer.text).seen().msg, CAME_BACK, "{operation}");
    }
    assert_eq!(t.count("SELECT COUNT(*) FROM bookings").await, 1);
}

async fn a_form_that_is_no_utf_8_is_400(t: TestApp) {
    t.registered_user(1).await;
    let person = t.person();
    let post = |path: &str, body: Vec<u8>| {
        let kind = ("content-type", "application/x-www-form-urlencoded");
        person.send(person.post(path).header(kind.0, kind.1).body(body))
    };
    let login = "form=account_login&username=person1";
    for odd in [
        "password=%C3%DC%C2%EB",
        "password=%BF%DA%C1%EE",
        "password=x&%C3%DC=x",
        "password=x&next=%FF",
        "password=%E5%AF",
        "password=%ED%A0%80",
    ] {
        let answer = post("/login", format!("{login}&{odd}").into_bytes()).await;
        assert_eq!(answer.status, 400, "{odd}");
        assert_eq!(Page::of(&answer.text).text("h1"), "没有接受这个请求");
    }
    let mut raw = format!("{login}&password=").into_bytes();
    raw.extend([0xc3, 0xdc]);
    assert_eq!(post("/login", raw).await.status, 400);
    let cookies = person.cookie();
    assert!(!person.is_signed_in().await && !cookies.contains("menhu="));
    assert_eq!(
        t.count("SELECT COUNT(*) FROM login_failures").await,
        0,
        "no password was judged"
    );
    let utf8 = format!("{login}&password=%E5%AF%86%E7%A0%81").into_bytes();
    assert_eq!(post("/login", utf8).await.status, 422);
}

async fn a_query_that_is_no_utf_8_breaks_nothing(t: TestApp) {
    let people = [t.person(), t.registered_user(1).await];
    let odd = "next=%FF&done=%C3%DC&refused=%FF&token=%C3%DC%C2%EB&lang=%FF&%FF=%FF&parent=%FF";
    for person in &people {
        for path in PAGES.map(|page| page.path) {
            let answer = person.get(&format!("{path}?{odd}")).await;
            assert!(
                matches!(answer.status, 200 | 303),
                "{path}: {}",
                answer.status
            );
            assert!(!answer.header("location").contains('%'), "{path}");
        }
        for query in [odd, "state=%FF&code=%FF", "state=a&state=b&code=c&code=d"] {
            let path = format!("/binding/wechat/callback?{query}");
            let answer = person.get(&path).await;
            assert_eq!(answer.status, 303, "{query}: {}", answer.text);
            assert!(answer.header("location").ends_with("wechat_state_invalid"));
        }
        for query in ["next=%FF", "next=/events&next=/profile"] {
            let answer = person.get(&format!("/login/wechat?{query}")).await;
            assert_eq!(answer.status, 303, "{query}: {}", answer.text);
        }
        for query in ["parent=%FF", "parent=33%FF0000", "%FF=1"] {
            let answer = person.get(&format!("/users/regions/?{query}")).await;
            assert!(matches!(answer.status, 200 | 400), "{query}");
            assert!(answer.body["msg"].is_string());
        }
    }
}
