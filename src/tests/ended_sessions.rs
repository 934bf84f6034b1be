//! What a session that has been ended can still do, in a request that had found it alive: nothing.

use menhu::{
    server::{
        error::{Error, Refused, Result},
        policy::session::LiveSession,
        services::{
            change_mobile, events, login, notify_email, password, profile, profile::Recipient,
            sessions, sms_code, wechat,
        },
    },
    values::{input::Text, password::Password, regions, sms_action::SmsAction},
};
use serde_json::json;

use crate::{
    scenarios,
    support::{PASSWORD, Person, TestApp, visitor},
};

scenarios! {
    every_way: [],
    once: [
        a_session_that_another_device_ended_writes_nothing,
        a_session_that_was_signed_out_writes_nothing,
        a_session_that_a_reset_ended_writes_nothing,
    ],
}

const NEW_MOBILE: &str = "13800000009";
const NEW_EMAIL: &str = "li@company.cn";

/// A person with everything that the writes below need, and the codes for two of them.
async fn prepare(t: &TestApp) -> (Person, String, String) {
    let person = t.registered_user(1).await;
    let mobile_code = t.get_code(&person, "ChangeMobile", NEW_MOBILE).await;
    let email_code = t.get_email_code(&person, NEW_EMAIL).await;
    let booked = person
        .call("new_industry_bookin", json!({"bookin_type": "2"}))
        .await;
    assert_eq!(booked.body["status"], "ok");
    t.run(
        "INSERT INTO wechat_identities (account, app_id, openid, bound_at) SELECT id, 'app', \
         'open', 0 FROM accounts",
    )
    .await;
    t.clock.advance(60_000);
    (person, mobile_code, email_code)
}

/// All that a session can write, by name. It was found alive before.
async fn write(
    t: &TestApp,
    session: &LiveSession,
    mobile_code: &str,
    email_code: &str,
) -> Vec<(&'static str, Result<()>)> {
    let (portal, by) = (&*t.portal, &visitor());
    let current: Password = PASSWORD.parse().expect("a password");
    let mobile = NEW_MOBILE.parse().expect("a mobile");
    let other_mobile = "13800000008".parse().expect("a mobile");
    let email = NEW_EMAIL.parse().expect("an address");
    let other_email = "wang@company.cn".parse().expect("an address");
    let (mobile_code, email_code) = (
        mobile_code.parse().expect("a code"),
        email_code.parse().expect("a code"),
    );
    let name = "李四".parse().expect("a name");
    let company = "李四科技有限公司".parse().expect("a name");
    let new = password::judge(portal, &session.account, "staple orchard lantern").await;
    let new = new.expect("a permit").expect("a strong one");
    let recipient = Recipient {
        region: regions::parse(&text("330000"), &text("330100"), &text("330106"))
            .expect("a region"),
        street: "文三路 90 号".parse().expect("a street"),
        name: "李四".parse().expect("a name"),
        phone: "13800000009".parse().expect("a telephone"),
    };
    let (one, two) = ("1".parse().expect("a key"), "2".parse().expect("a key"));
    vec![
        (
            "profile",
            profile::set_person(portal, session, &name, None, by).await,
        ),
        (
            "company",
            profile::set_company(portal, session, &company, None, by).await,
        ),
        (
            "delivery",
            profile::set_delivery(portal, session, &recipient, by).await,
        ),
        ("booking", events::book(portal, session, &one, by).await),
        (
            "cancelling",
            events::cancel(portal, session, &two, by).await,
        ),
        (
            "an SMS",
            sms_code::send(
                portal,
                SmsAction::ChangeMobile,
                &other_mobile,
                Some(session),
                by,
            )
            .await,
        ),
        (
            "a mail",
            notify_email::send_code(portal, session, &current, &other_email, by).await,
        ),
        (
            "a link",
            notify_email::resend_link(portal, session, by).await,
        ),
        (
            "the mail",
            notify_email::change(portal, session, &current, &email, &email_code, by).await,
        ),
        (
            "the mobile",
            change_mobile::run(portal, session, &current, &mobile, &mobile_code, by).await,
        ),
        (
            "WeChat",
            wechat::unbind(portal, session, &current, by).await,
        ),
        (
            "other sessions",
            sessions::end_others(portal, session, by).await,
        ),
        (
            "the password",
            password::change(portal, session, &current, &new, by)
                .await
                .map(|_| ()),
        ),
    ]
}

fn text(value: &str) -> Text {
    serde_json::from_value(json!(value)).expect("a text")
}

/// What the writes would change.
async fn state(t: &TestApp) -> Vec<String> {
    let parts = [
        "SELECT realname || company_name || mobile || COALESCE(notify_email, '') FROM accounts",
        "SELECT 'deliveries ' || CAST(COUNT(*) AS TEXT) FROM deliveries",
        "SELECT 'booked ' || bookin_type FROM bookings",
        "SELECT 'messages ' || CAST(COUNT(*) AS TEXT) FROM outbox",
        "SELECT 'wechat ' || openid FROM wechat_identities",
        "SELECT 'codes ' || CAST(COUNT(*) AS TEXT) FROM codes WHERE code_hash <> ''",
        "SELECT 'tries ' || CAST(tries AS TEXT) FROM codes ORDER BY 1",
        "SELECT 'sessions ' || CAST(COUNT(*) AS TEXT) FROM sessions",
    ];
    let mut db = t.sql().await;
    let mut state = Vec::new();
    for part in parts {
        let found: Vec<String> = sqlx::query_scalar(part)
            .fetch_all(&mut db)
            .await
            .expect("the state");
        state.extend(found);
    }
    state
}

// Without holding the session in each write's transaction, everything but what asks for a password
// was written; seen on both databases.
async fn nothing_is_written(t: &TestApp, session: &LiveSession, codes: (&str, &str)) {
    let before = state(t).await;
    for (what, written) in write(t, session, codes.0, codes.1).await {
        assert!(
            matches!(written, Err(Error::Refused(Refused::LoginRequired))),
            "{what}: {written:?}"
        );
    }
    // Signing out once more is no refusal, but nothing happened.
    let told = "SELECT COUNT(*) FROM audit";
    let events = t.count(told).await;
    login::out(&t.portal, session, &visitor())
        .await
        .expect("the database answers");
    assert_eq!(t.count(told).await, events);
    assert_eq!(state(t).await, before);
}

async fn a_session_that_another_device_ended_writes_nothing(t: TestApp) {
    let (person, mobile_code, email_code) = prepare(&t).await;
    let session = t.session(&person).await;
    let ended = t
        .another_device(1)
        .await
        .call("session_revoke", json!({"all": true}))
        .await;
    assert_eq!(ended.body["status"], "ok");
    nothing_is_written(&t, &session, (&mobile_code, &email_code)).await;
}

async fn a_session_that_was_signed_out_writes_nothing(t: TestApp) {
    let (person, mobile_code, email_code) = prepare(&t).await;
    let session = t.session(&person).await;
    assert_eq!(
        person.call("account_logout", json!({})).await.body["status"],
        "ok"
    );
    nothing_is_written(&t, &session, (&mobile_code, &email_code)).await;
}

async fn a_session_that_a_reset_ended_writes_nothing(t: TestApp) {
    let (person, mobile_code, email_code) = prepare(&t).await;
    let session = t.session(&person).await;
    let code = t.get_code(&t.person(), "ChangePwd", "13900000001").await;
    // The same password again, so that only the session stands in the way of what asks for it.
    let fields = json!({"mobile": "13900000001", "code": code, "password": PASSWORD, "re_password": PASSWORD});
    let reset = t.person().call("change_pwd_by_mobile", fields).await;
    assert_eq!(reset.body["status"], "ok", "{}", reset.text);
    nothing_is_written(&t, &session, (&mobile_code, &email_code)).await;
}
