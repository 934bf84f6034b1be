//! How many statements each operation and each page asks the database: what a read costs is their
//! number. `BEGIN` and `COMMIT` are not counted.

use std::collections::BTreeMap;

use menhu::{api, app::PAGES};
use reqwest::RequestBuilder;
use serde_json::{Value, json};

use crate::{
    notify_email::tokens,
    scenarios,
    support::{NEW_PASSWORD, PASSWORD, Person, TestApp, UserFixture, statements},
};

scenarios! {
    every_way: [],
    once: [
        no_operation_and_no_page_asks_the_database_more_than_it_must,
    ],
}

/// Of an operation that does what it is asked for, by JSON: with the one that finds session and
/// account where one is needed, and for a write the one that holds both.
const OPERATIONS: [(&str, usize); 27] = [
    ("account_register", 12),
    ("account_login", 9),
    ("send_sms_code", 10),
    ("vaild_sms_code", 1),
    ("change_mobile", 24),
    ("notify_email_is_bind", 1),
    ("weixin_is_bind", 2),
    ("send_email_code", 14),
    ("change_notify_email", 23),
    ("resend_bind_email", 9),
    ("change_pwd_by_mobile", 16),
    ("change_my_pwd", 22),
    ("change_my_info", 4),
    ("change_company_info", 4),
    ("change_my_recv_info", 4),
    ("new_industry_bookin", 4),
    ("account_logout", 3),
    ("me", 2),
    ("events", 2),
    ("cancel_bookin", 5),
    ("sessions", 2),
    ("session_revoke", 4),
    ("bind_email", 4),
    ("weixin_bind_start", 5),
    ("weixin_unbind", 21),
    ("regions", 0),
    ("password_strength", 0),
];

/// Of a page that somebody sees who is signed in. Nobody's pages ask nothing.
const SIGNED_IN: [(&str, usize); 12] = [
    ("/", 2),
    ("/register", 1),
    ("/login", 1),
    ("/password/reset", 1),
    ("/password", 1),
    ("/binding", 2),
    ("/binding/email", 1),
    ("/profile", 3),
    ("/events", 2),
    ("/terms", 1),
    ("/privacy", 1),
    ("/docs", 1),
];

/// What was asked for, and the statements that it took.
struct Counted<'a> {
    app: &'a TestApp,
    found: BTreeMap<String, Vec<String>>,
}

impl Counted<'_> {
    async fn request(&mut self, person: &Person, name: &str, request: RequestBuilder) -> Value {
        let address = statements::next_address();
        let answer = person
            .send(request.header("x-forwarded-for", &address))
            .await;
        self.found.insert(name.to_owned(), statements::of(&address));
        answer.body
    }

    async fn post(&mut self, person: &Person, operation: &str, fields: Value) -> Value {
        let request = person.post(&format!("/users/{operation}/")).json(&fields);
        let body = self.request(person, operation, request).await;
        assert_eq!(body["status"], "ok", "{operation}: {body}");
        body
    }

    async fn get(&mut self, person: &Person, operation: &str) {
        let request = person
            .client
            .get(person.url(&format!("/users/{operation}/")));
        let body = self.request(person, operation, request).await;
        assert_eq!(body["status"], "ok", "{operation}: {body}");
    }

    async fn page(&mut self, person: &Person, path: &str) {
        let request = person.client.get(person.url(path));
        self.request(person, path, request).await;
    }

    /// Fails with all statements of those that did not take as many.
    fn took(&self, expected: &[(&str, usize)]) {
        let wrong: Vec<String> = expected
            .iter()
            .filter_map(|(name, count)| {
                let found = self.found.get(*name)?;
                (found.len() != *count).then(|| format!("{name}: {}: {found:#?}", found.len()))
            })
            .collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    /// A code for this number, asked for with the action.
    async fn code(&mut self, person: &Person, action: &str, phone: &str) -> String {
        let asked = json!({"action_name": action, "mobile": phone});
        self.post(person, "send_sms_code", asked).await;
        self.app.code_of(phone).await
    }
}

async fn no_operation_and_no_page_asks_the_database_more_than_it_must(t: TestApp) {
    let t = t.again(&[("--trusted-proxies", "127.0.0.1/32")]).await;
    let mut asked = Counted {
        app: &t,
        found: BTreeMap::new(),
    };
    let newcomer = UserFixture::number(1);
    let person = t.person();
    for page in &PAGES {
        asked.page(&person, page.path).await;
    }
    asked.took(&PAGES.map(|page| (page.path, 0)));
    let code = asked.code(&person, "AccountReg", &newcomer.phone).await;
    let check = json!({"action_name": "AccountReg", "mobile": newcomer.phone, "code": code});
    asked.post(&person, "vaild_sms_code", check).await;
    asked
        .post(&person, "account_register", newcomer.form(&code))
        .await;
    for page in &PAGES {
        assert!(
            SIGNED_IN.iter().any(|(path, _)| *path == page.path),
            "{}",
            page.path
        );
        asked.page(&person, page.path).await;
    }
    asked.took(&SIGNED_IN);
    for operation in [
        "me",
        "notify_email_is_bind",
        "weixin_is_bind",
        "events",
        "sessions",
        "regions",
    ] {
        asked.get(&person, operation).await;
    }
    for (operation, fields) in [
        ("password_strength", json!({"password": PASSWORD})),
        ("change_my_info", json!({"realname": "李四", "qq": "10002"})),
        (
            "change_company_info",
            json!({"company_name": "新门户科技有限公司"}),
        ),
        (
            "change_my_recv_info",
            json!({
                "province": "浙江省", "city": "杭州市", "area": "西湖区", "street": "文三路 90 号",
                "recv_name": "张三", "recv_phone": "13800138000",
            }),
        ),
        ("new_industry_bookin", json!({"bookin_type": "1"})),
        ("cancel_bookin", json!({"bookin_type": "1"})),
    ] {
        asked.post(&person, operation, fields).await;
    }
    contacts(&mut asked).await;
    sessions_and_passwords(&mut asked).await;

    for operation in api::OPERATIONS {
        let is_listed = OPERATIONS.iter().any(|(name, _)| *name == operation.name);
        let is_tried = asked.found.contains_key(operation.name);
        assert!(is_listed && is_tried, "{}", operation.name);
    }
    asked.took(&OPERATIONS);
}

/// What changes and proves contacts, of people who have an account.
async fn contacts(asked: &mut Counted<'_>) {
    let t = asked.app;
    let person = t.registered_user(2).await;
    asked.get(&person, "resend_bind_email").await;
    let token = tokens(t, &UserFixture::number(2).email).await.remove(0);
    asked
        .post(&person, "bind_email", json!({"token": token}))
        .await;
    let new = json!({"email": "other2@example.cn", "password": PASSWORD});
    asked.post(&person, "send_email_code", new).await;
    let code = t.code_of("other2@example.cn").await;
    let change = json!({
        "email": "other2@example.cn", "code": code, "password": PASSWORD,
    });
    asked.post(&person, "change_notify_email", change).await;
    let number = UserFixture::number(102).phone;
    let code = asked.code(&person, "ChangeMobile", &number).await;
    let change = json!({"mobile": number, "code": code, "password": PASSWORD});
    asked.post(&person, "change_mobile", change).await;
    let password = json!({"password": PASSWORD});
    asked
        .post(&person, "weixin_bind_start", password.clone())
        .await;
    t.run(
        "INSERT INTO wechat_identities (account, app_id, openid, bound_at) \
         SELECT id, 'app', username, 0 FROM accounts WHERE username = 'person2'",
    )
    .await;
    asked.post(&person, "weixin_unbind", password).await;
}

async fn sessions_and_passwords(asked: &mut Counted<'_>) {
    let t = asked.app;
    let person = t.registered_user(3).await;
    let other = t.another_device(3).await;
    let listed = person.ask("sessions").await;
    let id = listed["sessions"]
        .as_array()
        .and_then(|all| all.iter().find(|row| row["current"] == false))
        .expect("the other device")["id"]
        .clone();
    asked
        .post(&person, "session_revoke", json!({"id": id}))
        .await;
    drop(other);
    let change = json!({
        "old_password": PASSWORD, "new_password": NEW_PASSWORD, "confirm_password": NEW_PASSWORD,
    });
    asked.post(&person, "change_my_pwd", change).await;
    asked.post(&person, "account_logout", json!({})).await;
    let phone = UserFixture::number(3).phone;
    let login = json!({"username": phone, "password": NEW_PASSWORD});
    asked.post(&person, "account_login", login).await;
    let code = asked.code(&t.person(), "ChangePwd", &phone).await;
    let reset = json!({
        "mobile": phone, "code": code, "password": PASSWORD, "re_password": PASSWORD,
    });
    asked.post(&t.person(), "change_pwd_by_mobile", reset).await;
}
