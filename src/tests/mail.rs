//! Mails that leave by SMTP: how they read, how they are protected on their way, and what a mail
//! server's answers lead to.

use menhu::server::store::outbox::MessageState;
use menhu::values::lang::Lang;
use serde_json::json;

use crate::{
    scenarios,
    support::{BLANKS, Certificates, PASSWORD, SmtpDouble, TestApp, operator, until},
};

scenarios! {
    every_way: [],
    once: [
        a_mail_comes_as_text_and_html_in_both_languages,
        the_link_leads_to_the_public_url_whatever_host_was_asked,
        a_mail_has_the_headers_that_it_needs,
        the_envelope_has_the_a_label_of_a_domain,
        every_mail_in_the_catalogue_can_be_put_into_words,
        the_login_of_the_url_is_used,
        the_url_may_be_in_a_file,
        mail_travels_in_private_where_the_server_is_trusted,
        nothing_is_said_to_a_server_that_cannot_be_trusted,
        nothing_is_said_to_a_server_without_tls_where_it_is_required,
        what_is_refused_for_now_comes_later_under_the_same_message_id,
        what_is_refused_for_good_is_given_up_at_once,
        a_refused_login_is_the_operator_s_trouble_and_tried_again,
        a_server_that_is_down_gets_the_mail_when_it_is_back,
        a_server_that_hangs_holds_up_nobody,
        a_mail_whose_answer_never_came_comes_again_under_the_same_message_id,
        a_slow_server_is_waited_for,
        an_echo_leaves_neither_code_nor_link_in_the_database,
    ],
}

const FROM: &str = "门户 <no-reply@portal.example.cn>";
const TO: &str = "person1@example.cn";

/// The app afresh, with its mail leaving by this server.
async fn mailing(t: &TestApp, double: &SmtpDouble) -> TestApp {
    app(t, &format!("smtp://127.0.0.1:{}", double.port), &[]).await
}

async fn app(t: &TestApp, url: &str, others: &[(&str, &str)]) -> TestApp {
    t.again(
        &[
            &[
                ("--mail", "smtp"),
                ("--smtp-url", url),
                ("--mail-from", FROM),
            ],
            others,
        ]
        .concat(),
    )
    .await
}

async fn a_mail_comes_as_text_and_html_in_both_languages(t: TestApp) {
    let double = SmtpDouble::start(&[]);
    let t = app(
        &t,
        &format!("smtp://127.0.0.1:{}", double.port),
        &[("--public-url", "http://portal.example.cn")],
    )
    .await;
    for (number, lang) in [(1, "zh-CN"), (2, "en")] {
        let person = t.registered_user(number).await;
        let request = person
            .client
            .get(format!("{}/users/resend_bind_email/", t.url))
            .header("accept-language", lang);
        assert_eq!(person.send(request).await.body["status"], "ok");
    }
    let mails = double.mails(2).await;
    for (to, lang, subject, greeting, button) in [
        (TO, "zh-CN", "请确认您的接收邮箱", "您好：", "打开页面"),
        (
            "person2@example.cn",
            "en",
            "Please confirm your email address",
            "Hello,",
            "Open the page",
        ),
    ] {
        let mail = mails
            .iter()
            .find(|mail| mail.to() == to)
            .expect("a mail to each");
        assert_eq!(
            (mail.header("subject").as_str(), mail.0["kind"].as_str()),
            (subject, Some("multipart/alternative"))
        );
        let (text, html) = (mail.text(), mail.html());
        assert!(
            text.starts_with(greeting) && html.contains(greeting),
            "{mail:?}"
        );
        let link = text
            .lines()
            .find(|line| line.starts_with("http"))
            .expect("a link on a line of its own");
        let token = link
            .strip_prefix("http://portal.example.cn/binding/email?token=")
            .expect("the public URL's link");
        assert_eq!(token.len(), 32);
        assert!(
            html.contains(&format!("<a href=\"{link}\""))
                && html.contains(button)
                && html.contains(&format!("<html lang=\"{lang}\">")),
            "{html}"
        );
        let bound = t
            .person()
            .call("bind_email", json!({"token": token}))
            .await
            .body;
        assert_eq!(bound["status"], "ok", "the link as mailed binds: {bound}");
    }
}

async fn the_link_leads_to_the_public_url_whatever_host_was_asked(t: TestApp) {
    let double = SmtpDouble::start(&[]);
    let t = app(
        &t,
        &format!("smtp://127.0.0.1:{}", double.port),
        &[("--public-url", "http://portal.example.cn")],
    )
    .await;
    let person = t.registered_user(1).await;
    let request = person
        .client
        .get(format!("{}/users/resend_bind_email/", t.url));
    let request = request
        .header("host", "evil.example")
        .header("x-forwarded-host", "evil.example")
        .header("forwarded", "host=evil.example");
    assert_eq!(person.send(request).await.body["status"], "ok");
    let mail = double.mails(1).await.remove(0);
    assert!(!mail.0.to_string().contains("evil"), "{mail:?}");
    for half in [mail.text().as_str(), mail.html()] {
        let links: Vec<&str> = half
            .match_indices("http")
            .map(|(at, _)| &half[at..])
            .collect();
        assert!(
            !links.is_empty()
                && links
                    .iter()
                    .all(|link| link.starts_with("http://portal.example.cn/binding/email?token=")),
            "{half}"
        );
        assert!(
            !half.contains("src=") && !half.contains("<script"),
            "nothing is loaded: {half}"
        );
    }
}

async fn a_mail_has_the_headers_that_it_needs(t: TestApp) {
    let double = SmtpDouble::start(&[]);
    let t = mailing(&t, &double).await;
    let id = t.queue(TO, "PasswordChanged").await;
    t.send_due().await;
    let mail = double.mails(1).await.remove(0);
    for (name, value) in [
        ("from", FROM),
        ("to", TO),
        ("subject", "您的密码已修改"),
        ("message-id", &format!("<{id}@portal.example.cn>")),
        ("auto-submitted", "auto-generated"),
        ("mime-version", "1.0"),
    ] {
        assert_eq!(mail.header(name), value, "{name}");
    }
    assert!(
        mail.header("date")
            .starts_with("Sun, 22 Nov 2026 02:00:00 "),
        "{}",
        mail.header("date")
    );
    assert_eq!(
        (&mail.0["from"], &mail.0["to"]),
        (&json!("no-reply@portal.example.cn"), &json!([TO])),
        "the envelope"
    );
    assert_eq!(
        (&mail.0["ascii"], &mail.0["defects"]),
        (&json!(true), &json!([])),
        "every server can carry it"
    );
    assert!(
        mail.0["longest"]
            .as_u64()
            .is_some_and(|longest| longest <= 998)
    );
    assert_eq!(t.fate(&id).await, "sent: smtp sent 250");
}

/// Many mail servers know no other.
async fn the_envelope_has_the_a_label_of_a_domain(t: TestApp) {
    let double = SmtpDouble::start(&[]);
    let url = format!("smtp://127.0.0.1:{}", double.port);
    let t = app(&t, &url, &[("--mail-from", "门户 <no-reply@门户.cn>")]).await;
    t.queue("Info@例子.cn", "PasswordChanged").await;
    t.send_due().await;
    let mail = double.mails(1).await.remove(0);
    assert_eq!(
        (&mail.0["from"], &mail.0["to"]),
        (
            &json!("no-reply@xn--zoup46i.cn"),
            &json!(["Info@xn--fsqu00a.cn"])
        )
    );
    assert_eq!(mail.0["ascii"], json!(true));
}

async fn every_mail_in_the_catalogue_can_be_put_into_words(t: TestApp) {
    let double = SmtpDouble::start(&[]);
    let t = mailing(&t, &double).await;
    let catalogue = include_str!("../text/zh.ftl");
    let names = catalogue
        .lines()
        .filter_map(|line| line.strip_prefix("mail-")?.split_once("-subject ="));
    let templates: Vec<&str> = names.map(|(name, _)| name).collect();
    assert!(templates.len() >= 7, "{templates:?}");
    for lang in Lang::ALL {
        for template in &templates {
            t.queue_in(
                lang,
                &format!("{template}.{}@example.cn", lang.as_str()),
                template,
            )
            .await;
        }
    }
    t.send_due().await;
    let mails = double.mails(2 * templates.len()).await;
    for mail in &mails {
        let (subject, text, html) = (mail.header("subject"), mail.text(), mail.html());
        for half in [subject.as_str(), &text, html] {
            assert!(
                !half.contains("{ $") && !half.contains("{$") && !half.contains("mail-"),
                "{}: {half}",
                mail.to()
            );
        }
        let is_chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        assert_eq!(
            is_chinese(&subject),
            mail.to().contains(".zh@"),
            "{}: {subject}",
            mail.to()
        );
        // No name in what goes to an address that nobody has proved to hold.
        let proved = !["BindEmail.", "ChangeNotifyEmail."]
            .iter()
            .any(|template| mail.to().starts_with(template));
        assert!(
            text.contains("张三") == proved && html.contains("张三") == proved,
            "{}: {text}",
            mail.to()
        );
        let filled: Vec<&str> = BLANKS
            .into_iter()
            .map(|(_, value)| value)
            .filter(|value| text.contains(value))
            .collect();
        assert!(
            filled.len() > usize::from(proved) && filled.iter().all(|value| html.contains(value)),
            "{}: {filled:?}",
            mail.to()
        );
    }
}

async fn the_login_of_the_url_is_used(t: TestApp) {
    let double = SmtpDouble::start(&["--login", "menhu@example.cn:p:w/%"]);
    let t = app(
        &t,
        &format!(
            "smtp://menhu%40example.cn:p%3Aw%2F%25@127.0.0.1:{}",
            double.port
        ),
        &[],
    )
    .await;
    t.queue(TO, "BindEmail").await;
    assert_eq!(double.mails(1).await[0].0["login"], "menhu@example.cn");
}

async fn the_url_may_be_in_a_file(t: TestApp) {
    let double = SmtpDouble::start(&["--login", "menhu:password"]);
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(
        file.path(),
        format!("smtp://menhu:password@127.0.0.1:{}\n", double.port),
    )
    .expect("written");
    let t = t
        .again(&[
            ("--mail", "smtp"),
            ("--smtp-url-file", &file.path().display().to_string()),
            ("--mail-from", FROM),
        ])
        .await;
    t.queue(TO, "BindEmail").await;
    assert_eq!(double.mails(1).await[0].0["login"], "menhu");
}

async fn mail_travels_in_private_where_the_server_is_trusted(t: TestApp) {
    let certificates = Certificates::of("127.0.0.1");
    for (tls, scheme, query) in [
        ("starttls", "smtp", "?tls=required"),
        ("implicit", "smtps", ""),
    ] {
        let double = certificates.server(tls, "menhu:password");
        let url = format!("{scheme}://menhu:password@127.0.0.1:{}{query}", double.port);
        let t = app(
            &t,
            &url,
            &[("--smtp-ca-file", &certificates.path("authority.pem"))],
        )
        .await;
        t.queue(TO, "BindEmail").await;
        let mail = double.mails(1).await.remove(0);
        assert_eq!(
            (&mail.0["tls"], &mail.0["login"]),
            (&json!(true), &json!("menhu")),
            "{tls}"
        );
    }
}

async fn nothing_is_said_to_a_server_that_cannot_be_trusted(t: TestApp) {
    let (ours, another, elsewhere) = (
        Certificates::of("127.0.0.1"),
        Certificates::of("127.0.0.1"),
        Certificates::of("mail.example.cn"),
    );
    for (tls, scheme, query) in [
        ("starttls", "smtp", "?tls=required"),
        ("implicit", "smtps", ""),
    ] {
        // Nobody's, another authority's, and the right one's for another host.
        for (given, trusted) in [
            (&ours, None),
            (&ours, Some(&another)),
            (&elsewhere, Some(&elsewhere)),
        ] {
            let double = given.server(tls, "menhu:password");
            let url = format!("{scheme}://menhu:password@127.0.0.1:{}{query}", double.port);
            let authority = trusted.map(|trusted| trusted.path("authority.pem"));
            let others: Vec<(&str, &str)> = authority
                .iter()
                .map(|path| ("--smtp-ca-file", path.as_str()))
                .collect();
            let t = app(&t, &url, &others).await;
            t.queue(TO, "BindEmail").await;
            t.send_due().await;
            assert!(
                t.fate(TO).await.starts_with("queued: smtp later "),
                "{tls}: {}",
                t.fate(TO).await
            );
            assert_said_nothing(&double);
        }
    }
}

async fn nothing_is_said_to_a_server_without_tls_where_it_is_required(t: TestApp) {
    let double = SmtpDouble::start(&["--login", "menhu:password"]);
    for (scheme, query) in [("smtp", "?tls=required"), ("smtps", "")] {
        let t = app(
            &t,
            &format!("{scheme}://menhu:password@127.0.0.1:{}{query}", double.port),
            &[],
        )
        .await;
        t.queue(TO, "BindEmail").await;
        t.send_due().await;
        assert!(
            t.fate(TO).await.starts_with("queued: smtp later "),
            "{scheme}: {}",
            t.fate(TO).await
        );
        assert_said_nothing(&double);
    }
}

/// Neither the login nor anything of the mail, in the open or in private.
fn assert_said_nothing(double: &SmtpDouble) {
    let heard = double.heard().to_uppercase();
    for word in ["AUTH", "MAIL FROM", "RCPT", "DATA", "SUBJECT"] {
        assert!(!heard.contains(word), "{heard}");
    }
    assert_eq!(double.count(), 0);
}

async fn what_is_refused_for_now_comes_later_under_the_same_message_id(t: TestApp) {
    let double = SmtpDouble::start(&[]);
    let t = mailing(&t, &double).await;
    double.be("refuse 450").await;
    let id = t.queue(TO, "BindEmail").await;
    t.send_due().await;
    assert_eq!(t.fate(&id).await, "queued: smtp later 450");
    double.be("refuse-data 451").await;
    t.pass(3_000).await;
    assert_eq!(t.fate(&id).await, "queued: smtp later 450, smtp later 451");
    double.be("accept").await;
    t.pass(21_000).await;
    assert_eq!(
        t.fate(&id).await,
        "sent: smtp later 450, smtp later 451, smtp sent 250"
    );
    assert_eq!(
        double.mails(1).await[0].header("message-id"),
        format!("<{id}@portal.example.cn>")
    );
    assert_eq!(
        double
            .heard()
            .matches(&format!("Message-ID: <{id}@portal.example.cn>"))
            .count(),
        2,
        "the one refused and the one taken"
    );
    t.pass(3_600_000).await;
    assert_eq!(double.count(), 1);
}

async fn what_is_refused_for_good_is_given_up_at_once(t: TestApp) {
    let double = SmtpDouble::start(&[]);
    let t = mailing(&t, &double).await;
    for (mode, code) in [
        ("refuse 550", "550"),
        ("refuse 553", "553"),
        ("refuse-data 552", "552"),
        ("refuse-data 554", "554"),
    ] {
        double.be(mode).await;
        let id = t.queue(TO, "BindEmail").await;
        t.send_due().await;
        assert_eq!(
            t.fate(&id).await,
            format!("failed: smtp never {code}"),
            "of the answer no more is kept than its code"
        );
    }
    assert_eq!(
        menhu::server::services::manage_outbox::list(&t.portal, Some(MessageState::Failed), 100)
            .await
            .expect("a list")
            .len(),
        4,
        "the operator sees them"
    );
    double.be("accept").await;
    t.pass(3_600_000).await;
    assert_eq!(double.count(), 0);
    // What the operator sends again arrives.
    assert_eq!(
        menhu::server::services::manage_outbox::retry(&t.portal, None, &operator())
            .await
            .expect("revived"),
        4
    );
    double.mails(4).await;
}

async fn a_refused_login_is_the_operator_s_trouble_and_tried_again(t: TestApp) {
    let double = SmtpDouble::start(&["--login", "menhu:password"]);
    double.be("refuse-login").await;
    let t = app(
        &t,
        &format!("smtp://menhu:password@127.0.0.1:{}", double.port),
        &[],
    )
    .await;
    let id = t.queue(TO, "BindEmail").await;
    t.send_due().await;
    assert_eq!(t.fate(&id).await, "queued: smtp operator 535");
    double.be("accept").await;
    t.pass(3_000).await;
    assert_eq!(t.fate(&id).await, "sent: smtp operator 535, smtp sent 250");
    // A server that wants a login, and a portal that was given none.
    let t = mailing(&t, &double).await;
    t.queue(TO, "BindEmail").await;
    t.send_due().await;
    assert_eq!(t.fate(TO).await, "queued: smtp operator 530");
}

async fn a_server_that_is_down_gets_the_mail_when_it_is_back(t: TestApp) {
    let double = SmtpDouble::start(&[]);
    let t = mailing(&t, &double).await;
    t.queue("first@example.cn", "BindEmail").await;
    double.mails(1).await;
    let port = double.port.to_string();
    // With the connection that is kept for the next mail.
    drop(double);
    let id = t.queue(TO, "BindEmail").await;
    t.send_due().await;
    assert!(
        t.fate(&id).await.starts_with("queued: smtp later "),
        "{}",
        t.fate(&id).await
    );
    let double = SmtpDouble::start(&["--port", &port]);
    t.pass(3_000).await;
    let mail = double.mails(1).await.remove(0);
    assert_eq!(
        (mail.to(), mail.header("message-id")),
        (TO, format!("<{id}@portal.example.cn>"))
    );
}

/// The server lets go only once everybody else was served, and no attempt has ended by then.
async fn a_server_that_hangs_holds_up_nobody(t: TestApp) {
    let double = SmtpDouble::start(&[]);
    let t = mailing(&t, &double).await;
    double.be("hang").await;
    for number in 10..30 {
        t.queue(&format!("person{number}@example.cn"), "PasswordChanged")
            .await;
    }
    double.held(16).await;
    let person = t.registered_user(1).await;
    assert_eq!(
        person.ask("resend_bind_email").await["status"],
        "ok",
        "one more is taken in"
    );
    assert_eq!(
        person
            .call(
                "send_email_code",
                json!({"password": PASSWORD, "email": "new@example.cn"})
            )
            .await
            .body["status"],
        "ok"
    );
    for path in ["/healthz", "/readyz", "/", "/binding"] {
        assert_eq!(person.get(path).await.status, 200, "{path}");
    }
    t.queue("+8613900000001", "AccountReg").await;
    let arrived = || {
        t.portal
            .gateways
            .dev_outbox
            .as_ref()
            .expect("SMS arrive there")
            .messages()
            .len()
    };
    until("the SMS", async || (arrived() == 1).then_some(())).await;
    assert_eq!(
        t.count("SELECT COUNT(*) FROM outbox_attempts WHERE gateway = 'smtp'")
            .await,
        0,
        "all that while they are held"
    );
    assert_eq!(
        (double.count(), double.held_count()),
        (0, 16),
        "and no more are sent out"
    );
    double.be("accept").await;
    let mut to: Vec<String> = double
        .mails(22)
        .await
        .iter()
        .map(|mail| mail.to().to_owned())
        .collect();
    to.sort();
    to.dedup();
    assert_eq!(to.len(), 22, "each came, and once");
    t.send_due().await;
    assert_eq!(
        t.count(
            "SELECT COUNT(*) FROM outbox WHERE channel = 'email' AND state = 'sent' \
         AND attempts = 1"
        )
        .await,
        22
    );
}

async fn a_mail_whose_answer_never_came_comes_again_under_the_same_message_id(t: TestApp) {
    let double = SmtpDouble::start(&[]);
    let t = mailing(&t, &double).await;
    double.be("hold").await;
    let id = t.queue(TO, "BindEmail").await;
    t.send_due().await;
    assert_eq!(t.fate(&id).await, "queued: smtp unclear no answer in time");
    until("the end of the conversation", async || {
        (double.open() == 0).then_some(())
    })
    .await;
    // Had it been left standing, its answers would be taken for the next mail's.
    double.be("refuse-data 554").await;
    let another = t.queue("another@example.cn", "BindEmail").await;
    t.send_due().await;
    assert_eq!(t.fate(&another).await, "failed: smtp never 554");
    double.be("accept").await;
    t.pass(3_000).await;
    assert_eq!(
        t.fate(&id).await,
        "sent: smtp unclear no answer in time, smtp sent 250"
    );
    let ids: Vec<String> = double
        .mails(2)
        .await
        .iter()
        .map(|mail| mail.header("message-id"))
        .collect();
    assert_eq!(
        ids,
        [(); 2].map(|()| format!("<{id}@portal.example.cn>")),
        "clients show it once"
    );
}

async fn a_slow_server_is_waited_for(t: TestApp) {
    let double = SmtpDouble::start(&[]);
    let t = mailing(&t, &double).await;
    double.be("slow").await;
    t.queue(TO, "BindEmail").await;
    t.send_due().await;
    assert_eq!(
        (t.fate(TO).await.as_str(), double.count()),
        ("sent: smtp sent 250", 1)
    );
}

async fn an_echo_leaves_neither_code_nor_link_in_the_database(t: TestApp) {
    let double = SmtpDouble::start(&[]);
    let t = mailing(&t, &double).await;
    for (mode, gives_up) in [
        ("echo 550", true),
        ("echo 451", false),
        ("echo what is", false),
        ("echo 250", false),
    ] {
        double.be(mode).await;
        for template in ["BindEmail", "ChangeNotifyEmail"] {
            let id = t.queue_in(Lang::En, TO, template).await;
            t.send_due().await;
            assert_eq!(
                t.fate(&id).await.starts_with("failed: "),
                gives_up,
                "{mode}: {}",
                t.fate(&id).await
            );
        }
    }
    let heard = double.heard();
    assert!(
        heard.contains("493817") && heard.contains("9f8e7d6c5b4a39281706f5e4d3c2b1a0"),
        "the English mail goes as it reads: {heard}"
    );
    let kept = t.kept_answers().await;
    for secret in ["493817", "9f8e7d6c5b4a39281706f5e4d3c2b1a0", "token", TO] {
        assert!(!kept.contains(secret), "{secret} in {kept}");
    }
    assert!(kept.lines().all(|answer| answer.len() < 60), "{kept}");
}
