//! SMS that leave by a webhook, by a second gateway when the first does not take them, and what is
//! kept of the answers.

use std::sync::Arc;

use menhu::server::store::outbox::MessageState;
use menhu::values::message::Template;
use serde_json::{Value, json};

use crate::{
    scenarios,
    support::{Asked, BLANKS, HttpDouble, Reply, TestApp, UserFixture, clouds, until},
};

scenarios! {
    every_way: [],
    once: [
        the_webhook_gets_the_documented_object,
        every_template_comes_in_words_in_both_languages,
        a_retry_has_the_same_id,
        what_the_webhook_s_status_means,
        the_webhook_s_secret_address_is_in_no_answer,
        the_webhook_s_address_may_be_in_a_file,
        nonsense_is_no_answer_and_the_message_is_sent_again,
        a_slow_gateway_is_waited_for,
        a_gateway_that_hangs_holds_up_nobody,
        a_gateway_that_hangs_is_given_up_on_for_now,
        the_second_gateway_takes_over_whatever_is_wrong_with_the_first,
        the_second_gateway_is_left_alone_while_the_first_one_works,
        where_both_gateways_fail_the_better_outlook_counts,
        an_echo_leaves_neither_code_nor_number_in_the_database,
    ],
}

const PHONE: &str = "13900000001";
const E164: &str = "+8613900000001";

/// The status that the number asks for: `+8613900000404` gets 404.
fn status_asked_for(asked: &Asked) -> Reply {
    let mobile = asked.json()["mobile"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    Reply::Status(mobile[mobile.len() - 3..].parse().expect("a status"))
}

fn ok(_: &Asked) -> Reply {
    Reply::Status(200)
}

/// What a cloud says when it has taken a message, or when it cannot make out who is asking.
fn aliyun_ok(asked: &Asked) -> Reply {
    Reply::Json(match clouds::aliyun(asked) {
        Ok(_) => json!({"Code": "OK", "Message": "OK", "BizId": "1", "RequestId": "R"}),
        Err(complaint) => complaint,
    })
}

fn tencent_ok(asked: &Asked) -> Reply {
    Reply::Json(match clouds::tencent(asked) {
        Ok(_) => {
            json!({"Response": {"SendStatusSet": [{"Code": "Ok", "SerialNo": "1"}], "RequestId": "R"}})
        }
        Err(complaint) => complaint,
    })
}

async fn ask_for_code(t: &TestApp, phone: &str) -> Value {
    t.person()
        .call(
            "send_sms_code",
            json!({"action_name": "AccountReg", "mobile": phone}),
        )
        .await
        .body
}

async fn the_webhook_gets_the_documented_object(t: TestApp) {
    let double = HttpDouble::start(ok).await;
    let t = t.sending_by(&[("webhook", &double)]).await;
    assert_eq!(ask_for_code(&t, PHONE).await["status"], "ok");
    t.send_due().await;
    let asked = double.asked();
    assert_eq!(
        (
            asked.len(),
            asked[0].method.as_str(),
            asked[0].path.as_str(),
            asked[0].query.as_str()
        ),
        (1, "POST", "/hook", "key=canary")
    );
    assert_eq!(asked[0].header("content-type"), "application/json");
    let id: String = sqlx::query_scalar("SELECT id FROM outbox")
        .fetch_one(&mut t.sql().await)
        .await
        .expect("one message");
    let body = asked[0].json();
    let code = body["params"]["code"].as_str().expect("a code");
    let text = format!("【门户】验证码{code}，您正在注册账号，5分钟内有效，请勿泄露。");
    assert_eq!(
        body,
        json!({"id": id, "mobile": E164, "template": "AccountReg", "params": {"code": code}, "text": text})
    );
    let registered = t
        .person()
        .call(
            "account_register",
            UserFixture {
                phone: PHONE.into(),
                email: "z@example.cn".into(),
            }
            .form(code),
        )
        .await;
    assert_eq!(
        registered.body["status"], "ok",
        "it is the code: {}",
        registered.text
    );
    assert_eq!(t.fate(&id).await, "sent: webhook sent HTTP 200");
}

async fn every_template_comes_in_words_in_both_languages(t: TestApp) {
    use menhu::{server::settings::TEMPLATES, values::lang::Lang};
    let double = HttpDouble::start(ok).await;
    let t = t.sending_by(&[("webhook", &double)]).await;
    for lang in Lang::ALL {
        for (template, _) in TEMPLATES {
            t.queue_in(lang, E164, template.as_str()).await;
        }
    }
    t.send_due().await;
    let bodies = double.bodies();
    assert_eq!(bodies.len(), 2 * TEMPLATES.len());
    for (template, names) in TEMPLATES {
        let mut texts = Vec::new();
        for body in bodies
            .iter()
            .filter(|body| body["template"] == template.as_str())
        {
            let text = body["text"].as_str().expect("a text");
            assert!(
                !text.contains('{') && !text.contains("sms-"),
                "{template}: {text}"
            );
            let blanks: serde_json::Map<String, Value> = BLANKS
                .into_iter()
                .filter(|(name, _)| names.contains(name))
                .map(|(name, value)| (name.into(), value.into()))
                .collect();
            for value in blanks.values().filter_map(Value::as_str) {
                assert!(text.contains(value), "{template}: {text}");
            }
            assert_eq!(
                body["params"],
                Value::Object(blanks),
                "nothing else leaves: {template}"
            );
            texts.push(text.contains("【门户】"));
        }
        texts.sort_unstable();
        assert_eq!(
            texts,
            [false, true],
            "{template}: one in Chinese, one in English"
        );
    }
}

async fn a_retry_has_the_same_id(t: TestApp) {
    let double = HttpDouble::start(|_| Reply::Status(503)).await;
    let t = t.sending_by(&[("webhook", &double)]).await;
    assert_eq!(ask_for_code(&t, PHONE).await["status"], "ok");
    t.send_due().await;
    assert_eq!(t.fate(E164).await, "queued: webhook later HTTP 503");
    double.answer(|_| Reply::Cut);
    t.pass(3_000).await;
    assert!(
        t.fate(E164)
            .await
            .starts_with("queued: webhook later HTTP 503, webhook unclear "),
        "{}",
        t.fate(E164).await
    );
    double.answer(|_| Reply::Status(202));
    t.pass(21_000).await;
    assert!(
        t.fate(E164).await.starts_with("sent: ")
            && t.fate(E164).await.ends_with(", webhook sent HTTP 202"),
        "{}",
        t.fate(E164).await
    );
    let bodies = double.bodies();
    assert_eq!(bodies.len(), 3);
    assert!(
        bodies.iter().all(|body| *body == bodies[0]),
        "the very same: {bodies:?}"
    );
    t.pass(3_600_000).await;
    assert_eq!(double.bodies().len(), 3, "and no more");
}

async fn what_the_webhook_s_status_means(t: TestApp) {
    let double = HttpDouble::start(status_asked_for).await;
    let t = t.sending_by(&[("webhook", &double)]).await;
    let table: [(&str, &[u16]); 4] = [
        ("sent: webhook sent", &[200, 201, 202, 204]),
        ("failed: webhook never", &[400, 409, 410, 413, 422]),
        ("queued: webhook later", &[408, 429, 500, 502, 503, 504]),
        (
            "queued: webhook operator",
            &[301, 302, 307, 308, 401, 403, 404, 405],
        ),
    ];
    for status in table.iter().flat_map(|(_, statuses)| *statuses) {
        t.queue(&format!("+8613900000{status}"), "AccountReg").await;
    }
    t.send_due().await;
    for (fate, statuses) in table {
        for status in statuses {
            assert_eq!(
                t.fate(&format!("+8613900000{status}")).await,
                format!("{fate} HTTP {status}")
            );
        }
    }
    assert_eq!(
        double.asked().len(),
        table
            .iter()
            .map(|(_, statuses)| statuses.len())
            .sum::<usize>(),
        "each asked for once"
    );
    let failed =
        menhu::server::services::manage_outbox::list(&t.portal, Some(MessageState::Failed), 100)
            .await
            .expect("a list");
    assert_eq!(failed.len(), 5, "an operator sees what was given up on");
    // Those that wait are sent again, and what was given up on is not.
    double.answer(ok);
    t.pass(3_000).await;
    assert_eq!(
        t.count("SELECT COUNT(*) FROM outbox WHERE state = 'sent'")
            .await,
        18
    );
    assert_eq!(
        t.count("SELECT COUNT(*) FROM outbox WHERE state = 'failed'")
            .await,
        5
    );
}

async fn the_webhook_s_secret_address_is_in_no_answer(t: TestApp) {
    let double =
        HttpDouble::start(|asked| Reply::Redirect(format!("/elsewhere?{}", asked.query))).await;
    let nobody = std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("a free port");
    let elsewhere = ["/hook?key=canary".to_owned(), "/canary".to_owned()];
    let urls = elsewhere.iter().flat_map(|path| {
        [
            format!("{}{path}", double.url),
            format!("http://name:canary@{nobody}{path}"),
        ]
    });
    for url in urls {
        let t = t
            .again(&[("--sms", "webhook"), ("--sms-webhook-url", &url)])
            .await;
        for reply in [
            Reply::Text(500, url.clone()),
            Reply::Cut,
            Reply::Redirect(url.clone()),
        ] {
            double.answer(move |_| reply.clone());
            let id = t.queue(E164, "AccountReg").await;
            t.send_due().await;
            assert!(
                t.fate(&id).await.starts_with("queued: webhook "),
                "{}",
                t.fate(&id).await
            );
        }
        assert!(
            !t.kept_answers().await.contains("canary"),
            "{}",
            t.kept_answers().await
        );
        assert!(
            !format!("{:?}", t.portal.settings).contains("canary"),
            "nor is it among the settings as they are shown"
        );
    }
    assert!(
        double
            .asked()
            .iter()
            .all(|asked| asked.path != "/elsewhere"),
        "redirects are not followed"
    );
}

async fn the_webhook_s_address_may_be_in_a_file(t: TestApp) {
    let double = HttpDouble::start(ok).await;
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), format!("{}/from/a/file\n", double.url)).expect("written");
    let t = t
        .again(&[
            ("--sms", "webhook"),
            ("--sms-webhook-url-file", &file.path().display().to_string()),
        ])
        .await;
    t.queue(E164, "AccountReg").await;
    t.send_due().await;
    assert_eq!(double.asked()[0].path, "/from/a/file");
}

/// A gateway's name, and how its double accepts.
type Taking = (&'static str, fn(&Asked) -> Reply);

async fn nonsense_is_no_answer_and_the_message_is_sent_again(t: TestApp) {
    let nonsense = [
        Reply::Endless,
        Reply::Cut,
        Reply::Text(200, "<html>welcome</html>".into()),
        Reply::Text(200, String::new()),
        Reply::Text(502, "Bad Gateway".into()),
        Reply::Json(json!({})),
        Reply::Json(json!([1, null])),
        Reply::Json(json!({"Code": 5, "RequestId": {}, "Response": "no"})),
        Reply::Json(json!({"Response": {"SendStatusSet": []}})),
    ];
    let taken: [Taking; 3] = [
        ("webhook", ok),
        ("aliyun", aliyun_ok),
        ("tencent", tencent_ok),
    ];
    for (gateway, taken) in taken {
        let double = HttpDouble::start(ok).await;
        let t = t.sending_by(&[(gateway, &double)]).await;
        let replies = nonsense.clone();
        // The webhook's answer is its status: whatever the body of a 200 says, it has taken the
        // message.
        let is_nonsense = move |reply: &Reply| {
            gateway != "webhook"
                || matches!(reply, Reply::Endless | Reply::Cut | Reply::Text(502, _))
        };
        let replies: Vec<Reply> = replies.into_iter().filter(is_nonsense).collect();
        for reply in replies {
            double.answer({
                let reply = reply.clone();
                move |_| reply.clone()
            });
            let id = t.queue(E164, "AccountReg").await;
            t.send_due().await;
            let fate = t.fate(&id).await;
            let fits = [
                format!("queued: {gateway} later"),
                format!("queued: {gateway} unclear"),
            ];
            assert!(
                fits.iter().any(|fit| fate.starts_with(fit)),
                "{gateway} {reply:?}: {fate}"
            );
            double.answer(taken);
            t.pass(3_000).await;
            assert!(
                t.fate(&id).await.starts_with("sent: "),
                "{gateway} {reply:?}: {}",
                t.fate(&id).await
            );
        }
    }
}

async fn a_slow_gateway_is_waited_for(t: TestApp) {
    let double = HttpDouble::start(|_| Reply::Slow(json!({}))).await;
    let t = t.sending_by(&[("webhook", &double)]).await;
    t.queue(E164, "AccountReg").await;
    t.send_due().await;
    assert_eq!(
        (t.fate(E164).await.as_str(), double.asked().len()),
        ("sent: webhook sent HTTP 200", 1)
    );
}

/// The gateway is let go only once everybody else was served, and no attempt has ended by then.
async fn a_gateway_that_hangs_holds_up_nobody(t: TestApp) {
    let double = HttpDouble::start(|_| Reply::Hang).await;
    let t = t.sending_by(&[("webhook", &double)]).await;
    for number in 0..20 {
        t.queue(&format!("+86137000000{number:02}"), "AccountReg")
            .await;
    }
    until("sixteen requests held", async || {
        (double.asked().len() == 16).then_some(())
    })
    .await;
    let leased = "SELECT COUNT(*) FROM outbox WHERE leased_until = 1795312830000";
    assert_eq!(t.count(leased).await, 16, "nobody else's for half a minute");
    assert_eq!(
        ask_for_code(&t, PHONE).await["status"],
        "ok",
        "one more is taken in"
    );
    let registered = t.registered_user(2).await;
    assert!(registered.is_signed_in().await);
    for path in ["/healthz", "/readyz", "/login", "/register"] {
        assert_eq!(t.person().get(path).await.status, 200, "{path}");
    }
    assert_eq!(registered.ask("resend_bind_email").await["status"], "ok");
    let messages = || {
        t.portal
            .gateways
            .dev_outbox
            .as_ref()
            .expect("mail arrives there")
            .messages()
    };
    until("the mail", async || {
        messages()
            .iter()
            .any(|message| message.template == Template::BindEmail)
            .then_some(())
    })
    .await;
    assert_eq!(
        t.count("SELECT COUNT(*) FROM outbox_attempts WHERE gateway = 'webhook'")
            .await,
        0,
        "all that while they are held"
    );
    assert_eq!(double.asked().len(), 16, "and no more are sent out");
    double.answer(ok);
    t.send_due().await;
    assert_eq!(
        t.count(
            "SELECT COUNT(*) FROM outbox WHERE channel = 'sms' AND state = 'sent' AND attempts = 1"
        )
        .await,
        21
    );
    assert_eq!(double.asked().len(), 21);
}

async fn a_gateway_that_hangs_is_given_up_on_for_now(t: TestApp) {
    let double = HttpDouble::start(|_| Reply::Hang).await;
    let t = t.sending_by(&[("webhook", &double)]).await;
    assert_eq!(ask_for_code(&t, PHONE).await["status"], "ok");
    t.send_due().await;
    assert_eq!(
        t.fate(E164).await,
        "queued: webhook unclear no answer in time"
    );
    double.answer(ok);
    t.pass(3_000).await;
    assert_eq!(
        t.fate(E164).await,
        "sent: webhook unclear no answer in time, webhook sent HTTP 200"
    );
}

async fn the_second_gateway_takes_over_whatever_is_wrong_with_the_first(t: TestApp) {
    let (first, second) = (
        HttpDouble::start(ok).await,
        HttpDouble::start(tencent_ok).await,
    );
    let t = t
        .sending_by(&[("webhook", &first), ("tencent", &second)])
        .await;
    let troubles = [
        (Reply::Status(400), "never HTTP 400"),
        (Reply::Status(401), "operator HTTP 401"),
        (Reply::Status(429), "later HTTP 429"),
        (Reply::Status(500), "later HTTP 500"),
        (Reply::Endless, "unclear the answer does not end"),
    ];
    for (count, (reply, trouble)) in troubles.into_iter().enumerate() {
        first.answer(move |_| reply.clone());
        let id = t.queue(E164, "AccountReg").await;
        t.send_due().await;
        assert_eq!(
            t.fate(&id).await,
            format!("sent: tencent sent Ok R, webhook {trouble}"),
            "both attempts are written down"
        );
        assert_eq!(
            (first.asked().len(), second.asked().len()),
            (count + 1, count + 1)
        );
    }
    // Nobody is listening any more.
    drop(first);
    let id = t.queue(E164, "AccountReg").await;
    t.send_due().await;
    assert!(
        t.fate(&id)
            .await
            .starts_with("sent: tencent sent Ok R, webhook later "),
        "{}",
        t.fate(&id).await
    );
}

async fn the_second_gateway_is_left_alone_while_the_first_one_works(t: TestApp) {
    let (first, second) = (
        HttpDouble::start(aliyun_ok).await,
        HttpDouble::start(ok).await,
    );
    let t = t
        .sending_by(&[("aliyun", &first), ("webhook", &second)])
        .await;
    t.queue(E164, "AccountReg").await;
    t.send_due().await;
    assert_eq!(t.fate(E164).await, "sent: aliyun sent OK R");
    assert!(second.asked().is_empty());
}

async fn where_both_gateways_fail_the_better_outlook_counts(t: TestApp) {
    let (first, second) = (
        HttpDouble::start(|_| Reply::Json(json!({"Code": "isv.MOBILE_NUMBER_ILLEGAL"}))).await,
        HttpDouble::start(status_asked_for).await,
    );
    let t = t
        .sending_by(&[("aliyun", &first), ("webhook", &second)])
        .await;
    t.queue("+8613900000503", "AccountReg").await;
    t.queue("+8613900000422", "AccountReg").await;
    t.send_due().await;
    let never = "aliyun never isv.MOBILE_NUMBER_ILLEGAL";
    assert_eq!(
        t.fate("+8613900000503").await,
        format!("queued: {never}, webhook later HTTP 503")
    );
    assert_eq!(
        t.fate("+8613900000422").await,
        format!("failed: {never}, webhook never HTTP 422")
    );
    assert_eq!(t.count("SELECT COUNT(*) FROM outbox_attempts").await, 4);
}

async fn an_echo_leaves_neither_code_nor_number_in_the_database(t: TestApp) {
    // In place of a code and of the request's id, as it came and as it reads.
    let echo = Arc::new(|asked: &Asked| {
        let read = percent_encoding::percent_decode_str(&asked.query)
            .decode_utf8_lossy()
            .into_owned();
        let said = [asked.body.as_str(), &asked.query, &read].join(" ");
        let said = said
            .rsplit("TemplateParam")
            .next()
            .unwrap_or_default()
            .to_owned()
            + &said;
        json!({"Code": said, "RequestId": said, "Message": said, "Response": {"Error": {"Code": said}, "RequestId": said}})
    });
    for gateway in ["webhook", "aliyun", "tencent"] {
        let echo = Arc::clone(&echo);
        let double = HttpDouble::start(move |asked| {
            if gateway == "webhook" {
                Reply::Text(500, asked.body.clone())
            } else {
                Reply::Json(echo(asked))
            }
        })
        .await;
        let t = t.sending_by(&[(gateway, &double)]).await;
        for template in ["AccountReg", "PasswordChanged"] {
            t.queue(E164, template).await;
        }
        t.send_due().await;
        let kept = t.kept_answers().await;
        let secrets = BLANKS
            .into_iter()
            .filter(|(name, _)| ["code", "link", "address"].contains(name))
            .map(|(_, value)| value);
        for secret in secrets.chain([PHONE]) {
            assert!(!kept.contains(secret), "{gateway}: {secret} in {kept}");
        }
        assert_eq!(t.count("SELECT COUNT(*) FROM outbox_attempts").await, 2);
    }
}
