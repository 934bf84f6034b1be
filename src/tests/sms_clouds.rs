//! SMS that leave by Alibaba Cloud and Tencent Cloud: signed, filled in, what each of their codes
//! leads to, and what happens when no answer comes.

use menhu::server::settings::TEMPLATES;
use serde_json::{Value, json};

use crate::{
    scenarios,
    support::{Asked, BLANKS, HttpDouble, Reply, TestApp, clouds},
};

scenarios! {
    every_way: [],
    once: [
        alibaba_cloud_gets_every_template_signed_and_filled_in,
        tencent_cloud_gets_every_template_signed_and_filled_in,
        what_alibaba_cloud_s_codes_lead_to,
        what_tencent_cloud_s_codes_lead_to,
        secrets_may_be_in_files,
        a_wrong_secret_is_the_operator_s_trouble,
        alibaba_cloud_is_asked_after_a_time_out_and_gets_nothing_twice,
        alibaba_cloud_gets_it_again_when_it_knows_of_nothing,
        alibaba_cloud_is_asked_about_the_day_after_too,
        tencent_cloud_gets_it_twice_after_a_time_out,
    ],
}

const PHONE: &str = "13900000001";
const E164: &str = "+8613900000001";

fn aliyun(said: Value) -> impl Fn(&Asked) -> Reply + Send + Sync + Clone + 'static {
    move |asked| {
        Reply::Json(clouds::aliyun(asked).map_or_else(|complaint| complaint, |_| said.clone()))
    }
}

fn tencent(said: Value) -> impl Fn(&Asked) -> Reply + Send + Sync + Clone + 'static {
    move |asked| {
        Reply::Json(
            clouds::tencent(asked)
                .map_or_else(|complaint| complaint, |_| json!({"Response": said})),
        )
    }
}

fn aliyun_ok() -> Value {
    json!({"Code": "OK", "Message": "OK", "BizId": "B", "RequestId": "R"})
}

fn tencent_ok() -> Value {
    json!({"SendStatusSet": [{"SerialNo": "S", "PhoneNumber": E164, "Fee": 1, "Code": "Ok", "Message": "send success", "IsoCode": "CN"}], "RequestId": "R"})
}

fn blank(name: &str) -> &'static str {
    BLANKS
        .into_iter()
        .find(|(known, _)| *known == name)
        .expect("a blank")
        .1
}

async fn alibaba_cloud_gets_every_template_signed_and_filled_in(t: TestApp) {
    let double = HttpDouble::start(aliyun(aliyun_ok())).await;
    let t = t.sending_by(&[("aliyun", &double)]).await;
    for (template, names) in TEMPLATES {
        let id = t.queue(E164, template.as_str()).await;
        t.send_due().await;
        assert_eq!(t.fate(&id).await, "sent: aliyun sent OK R", "{template}");
        let asked = double.asked().pop().expect("a call");
        assert_eq!(
            (
                asked.method.as_str(),
                asked.path.as_str(),
                asked.body.as_str()
            ),
            ("POST", "/", "")
        );
        assert_eq!(asked.header("x-acs-date"), "2026-11-22T02:00:00Z");
        let mut said = clouds::aliyun(&asked).expect("signed");
        let params: Value = serde_json::from_str(&said.remove("TemplateParam").unwrap_or_default())
            .expect("an object");
        let filled_in: serde_json::Map<String, Value> = names
            .iter()
            .map(|name| ((*name).to_owned(), json!(blank(name))))
            .collect();
        assert_eq!(params, Value::Object(filled_in), "{template}");
        let said: Vec<(&str, &str)> = said
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let code = format!("T-{template}");
        assert_eq!(
            said,
            [
                ("Action", "SendSms"),
                ("OutId", &id),
                ("PhoneNumbers", PHONE),
                ("SignName", "门户"),
                ("TemplateCode", &code)
            ]
        );
    }
    let mut nonces: Vec<String> = double
        .asked()
        .iter()
        .map(|asked| asked.header("x-acs-signature-nonce").to_owned())
        .collect();
    nonces.sort();
    nonces.dedup();
    assert_eq!(nonces.len(), TEMPLATES.len(), "no nonce comes twice");
}

async fn tencent_cloud_gets_every_template_signed_and_filled_in(t: TestApp) {
    let double = HttpDouble::start(tencent(tencent_ok())).await;
    let t = t.sending_by(&[("tencent", &double)]).await;
    // In Beijing it is the next day already; the signature's day is still UTC's.
    t.clock.advance(20 * 3_600_000);
    for (template, names) in TEMPLATES {
        let id = t.queue(E164, template.as_str()).await;
        t.send_due().await;
        assert_eq!(t.fate(&id).await, "sent: tencent sent Ok R", "{template}");
        let asked = double.asked().pop().expect("a call");
        assert_eq!(
            (
                asked.method.as_str(),
                asked.path.as_str(),
                asked.query.as_str()
            ),
            ("POST", "/", "")
        );
        assert_eq!(asked.header("x-tc-timestamp"), "1795384800");
        let params: Vec<&str> = names.iter().map(|name| blank(name)).collect();
        let expected = json!({
            "PhoneNumberSet": [E164], "SmsSdkAppId": "1400006666", "SignName": "门户", "TemplateId": format!("T-{template}"),
            "TemplateParamSet": params, "SessionContext": id,
        });
        assert_eq!(clouds::tencent(&asked).expect("signed"), expected);
    }
}

/// The provider's code for a number is the one of the table at the place that the number ends with.
const fn number_of(row: usize) -> usize {
    10 + row
}

fn row_of(mobile: &str) -> usize {
    mobile[mobile.len() - 2..]
        .parse::<usize>()
        .expect("a number")
        - 10
}

async fn fates_of(
    t: &TestApp,
    gateway: &str,
    table: &'static [(&'static str, &'static str)],
    said: &str,
) {
    let to = |row: usize| format!("+86139000000{}", number_of(row));
    for row in 0..table.len() {
        t.queue(&to(row), "AccountReg").await;
    }
    t.send_due().await;
    for (row, (kind, code)) in table.iter().enumerate() {
        let state = if *kind == "never" { "failed" } else { "queued" };
        assert_eq!(
            t.fate(&to(row)).await,
            format!("{state}: {gateway} {kind} {code}{said}")
        );
    }
    let tried: i64 = i64::try_from(table.len()).expect("small");
    assert_eq!(
        t.count("SELECT COUNT(*) FROM outbox_attempts").await,
        tried,
        "each once"
    );
    assert_eq!(
        t.count("SELECT COUNT(*) FROM outbox WHERE state = 'queued' AND failures <> 1")
            .await,
        0
    );
    assert_eq!(
        t.count("SELECT COUNT(*) FROM outbox WHERE last_error = ''")
            .await,
        0
    );
}

async fn what_alibaba_cloud_s_codes_lead_to(t: TestApp) {
    const TABLE: [(&str, &str); 13] = [
        ("never", "isv.MOBILE_NUMBER_ILLEGAL"),
        ("never", "isv.SMS_TEMPLATE_ILLEGAL"),
        ("never", "isv.SMS_SIGNATURE_ILLEGAL"),
        ("never", "isv.INVALID_JSON_PARAM"),
        ("never", "isv.TEMPLATE_MISSING_PARAMETERS"),
        ("later", "isv.BUSINESS_LIMIT_CONTROL"),
        ("later", "isv.SOMETHING_NEW"),
        ("later", "Throttling.User"),
        ("operator", "isv.AMOUNT_NOT_ENOUGH"),
        ("operator", "isv.OUT_OF_SERVICE"),
        ("operator", "isp.RAM_PERMISSION_DENY"),
        ("operator", "InvalidAccessKeyId.NotFound"),
        ("operator", "InvalidTimeStamp.Expired"),
    ];
    let double = HttpDouble::start(|asked| {
        Reply::Json(match clouds::aliyun(asked) {
            Ok(said) => json!({"Code": TABLE[row_of(&said["PhoneNumbers"])].1, "Message": "no", "RequestId": "R"}),
            Err(complaint) => complaint,
        })
    })
    .await;
    let t = t.sending_by(&[("aliyun", &double)]).await;
    fates_of(&t, "aliyun", &TABLE, " R").await;
}

/// A call may be refused as a whole, or for its only number; it comes to the same.
async fn what_tencent_cloud_s_codes_lead_to(t: TestApp) {
    const TABLE: [(&str, &str); 13] = [
        ("never", "FailedOperation.PhoneNumberInBlacklist"),
        ("never", "FailedOperation.TemplateIncorrectOrUnapproved"),
        ("never", "FailedOperation.SignatureIncorrectOrUnapproved"),
        ("never", "InvalidParameterValue.IncorrectPhoneNumber"),
        ("later", "LimitExceeded.PhoneNumberThirtySecondLimit"),
        ("later", "LimitExceeded.PhoneNumberOneHourLimit"),
        ("later", "LimitExceeded.PhoneNumberDailyLimit"),
        ("later", "InternalError.Timeout"),
        ("later", "SomethingNew"),
        (
            "operator",
            "FailedOperation.InsufficientBalanceInSmsPackage",
        ),
        ("operator", "AuthFailure.SignatureExpire"),
        ("operator", "AuthFailure.SecretIdNotFound"),
        ("operator", "UnauthorizedOperation.SmsSdkAppIdVerifyFail"),
    ];
    for whole in [true, false] {
        let double = HttpDouble::start(move |asked| {
            let body = match clouds::tencent(asked) {
                Ok(body) => body,
                Err(complaint) => return Reply::Json(complaint),
            };
            let code = TABLE[row_of(body["PhoneNumberSet"][0].as_str().expect("a number"))].1;
            let refused = if whole {
                json!({"Error": {"Code": code, "Message": "no"}, "RequestId": "R"})
            } else {
                json!({"SendStatusSet": [{"Code": code, "Message": "no"}], "RequestId": "R"})
            };
            Reply::Json(json!({"Response": refused}))
        })
        .await;
        let t = t.sending_by(&[("tencent", &double)]).await;
        fates_of(&t, "tencent", &TABLE, " R").await;
    }
}

async fn secrets_may_be_in_files(t: TestApp) {
    let (ali, ten) = (
        HttpDouble::start(aliyun(aliyun_ok())).await,
        HttpDouble::start(tencent(tencent_ok())).await,
    );
    let (file, templates) = (
        tempfile::NamedTempFile::new().expect("a file"),
        TEMPLATES
            .map(|(name, _)| format!("{name}=T-{name}"))
            .join(", "),
    );
    let path = file.path().display().to_string();
    std::fs::write(file.path(), format!("{}\n", clouds::ALIYUN_SECRET)).expect("written");
    let key: [(&str, &str); 6] = [
        ("--sms", "aliyun"),
        ("--aliyun-url", &ali.url),
        ("--aliyun-access-key-id", "key-id"),
        ("--aliyun-access-key-secret-file", &path),
        ("--aliyun-sign-name", "门户"),
        ("--aliyun-templates", &templates),
    ];
    let app = t.again(&key).await;
    app.queue(E164, "AccountReg").await;
    app.send_due().await;
    assert_eq!(app.fate(E164).await, "sent: aliyun sent OK R");
    std::fs::write(file.path(), format!("{}\r\n", clouds::TENCENT_SECRET)).expect("written");
    let key: [(&str, &str); 7] = [
        ("--sms", "tencent"),
        ("--tencent-url", &ten.url),
        ("--tencent-secret-id", "secret-id"),
        ("--tencent-secret-key-file", &path),
        ("--tencent-sdk-app-id", "1400006666"),
        ("--tencent-sign-name", "门户"),
        ("--tencent-templates", &templates),
    ];
    let app = t.again(&key).await;
    app.queue(E164, "AccountReg").await;
    app.send_due().await;
    assert_eq!(app.fate(E164).await, "sent: tencent sent Ok R");
}

/// The doubles would notice.
async fn a_wrong_secret_is_the_operator_s_trouble(t: TestApp) {
    let double = HttpDouble::start(aliyun(aliyun_ok())).await;
    let templates = TEMPLATES
        .map(|(name, _)| format!("{name}=T-{name}"))
        .join(",");
    let key: [(&str, &str); 6] = [
        ("--sms", "aliyun"),
        ("--aliyun-url", &double.url),
        ("--aliyun-access-key-id", "key-id"),
        ("--aliyun-access-key-secret", "another"),
        ("--aliyun-sign-name", "门户"),
        ("--aliyun-templates", &templates),
    ];
    let t = t.again(&key).await;
    t.queue(E164, "AccountReg").await;
    t.send_due().await;
    assert_eq!(
        t.fate(E164).await,
        "queued: aliyun operator SignatureDoesNotMatch the signature"
    );
}

/// Says nothing to `SendSms`, and to `QuerySendDetails` that these messages have left.
fn silent(left: Vec<String>) -> impl Fn(&Asked) -> Reply + Send + Sync + 'static {
    move |asked| match clouds::aliyun(asked) {
        Ok(said) if said["Action"] == "SendSms" => Reply::Cut,
        Ok(_) => {
            let details: Vec<Value> = left
                .iter()
                .map(|id| json!({"OutId": id, "SendStatus": 3, "PhoneNum": PHONE}))
                .collect();
            Reply::Json(
                json!({"Code": "OK", "TotalCount": details.len(), "SmsSendDetailDTOs": {"SmsSendDetailDTO": details}, "RequestId": "R"}),
            )
        }
        Err(complaint) => Reply::Json(complaint),
    }
}

/// The actions that were called.
fn actions(double: &HttpDouble) -> Vec<String> {
    double
        .asked()
        .iter()
        .map(|asked| asked.header("x-acs-action").to_owned())
        .collect()
}

async fn alibaba_cloud_is_asked_after_a_time_out_and_gets_nothing_twice(t: TestApp) {
    let double = HttpDouble::start(|_| Reply::Hang).await;
    let t = t.sending_by(&[("aliyun", &double)]).await;
    let id = t.queue(E164, "AccountReg").await;
    t.send_due().await;
    assert_eq!(
        t.fate(&id).await,
        "queued: aliyun unclear no answer in time"
    );
    double.answer(silent(vec!["another".into(), id.clone()]));
    t.pass(3_000).await;
    assert_eq!(
        t.fate(&id).await,
        "sent: aliyun unclear no answer in time, aliyun sent sent before, says QuerySendDetails"
    );
    assert_eq!(actions(&double), ["SendSms", "QuerySendDetails"]);
    let said = clouds::aliyun(&double.asked()[1]).expect("signed");
    let said: Vec<(&str, &str)> = said
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    assert_eq!(
        said,
        [
            ("Action", "QuerySendDetails"),
            ("CurrentPage", "1"),
            ("PageSize", "50"),
            ("PhoneNumber", PHONE),
            ("SendDate", "20261122")
        ]
    );
}

async fn alibaba_cloud_gets_it_again_when_it_knows_of_nothing(t: TestApp) {
    let double = HttpDouble::start(silent(vec!["another".into()])).await;
    let t = t.sending_by(&[("aliyun", &double)]).await;
    let id = t.queue(E164, "AccountReg").await;
    t.send_due().await;
    assert!(
        t.fate(&id).await.starts_with("queued: aliyun unclear "),
        "{}",
        t.fate(&id).await
    );
    t.pass(3_000).await;
    assert_eq!(actions(&double), ["SendSms", "QuerySendDetails", "SendSms"]);
    // Where it cannot be asked, a code twice is better than none.
    double.answer(|asked| {
        if asked.header("x-acs-action") == "SendSms" {
            aliyun(aliyun_ok())(asked)
        } else {
            Reply::Text(500, "no".into())
        }
    });
    t.pass(21_000).await;
    assert!(
        t.fate(&id).await.ends_with("aliyun sent OK R"),
        "{}",
        t.fate(&id).await
    );
    assert_eq!(
        actions(&double),
        [
            "SendSms",
            "QuerySendDetails",
            "SendSms",
            "QuerySendDetails",
            "SendSms"
        ]
    );
}

/// A notice queued before midnight may have left after it; Alibaba Cloud is asked day by day.
async fn alibaba_cloud_is_asked_about_the_day_after_too(t: TestApp) {
    let double =
        HttpDouble::start(|_| Reply::Json(json!({"Code": "isv.BUSINESS_LIMIT_CONTROL"}))).await;
    let t = t.sending_by(&[("aliyun", &double)]).await;
    t.clock.advance(14 * 3_600_000 - 1_000);
    let id = t.queue(E164, "PasswordChanged").await;
    t.send_due().await;
    assert_eq!(actions(&double), ["SendSms"]);
    // Past midnight in Beijing it leaves, and nobody hears of it.
    double.answer(silent(Vec::new()));
    t.pass(3_000).await;
    let day = |asked: &Asked| {
        clouds::aliyun(asked)
            .ok()
            .and_then(|said| said.get("SendDate").cloned())
    };
    let left = id.clone();
    double.answer(move |asked| {
        if day(asked).as_deref() == Some("20261123") {
            silent(vec![left.clone()])(asked)
        } else {
            silent(Vec::new())(asked)
        }
    });
    t.pass(21_000).await;
    assert!(
        t.fate(&id)
            .await
            .ends_with("aliyun sent sent before, says QuerySendDetails"),
        "{}",
        t.fate(&id).await
    );
    assert_eq!(
        actions(&double)
            .iter()
            .filter(|action| *action == "SendSms")
            .count(),
        2,
        "the one refused, and the one that left"
    );
}

async fn tencent_cloud_gets_it_twice_after_a_time_out(t: TestApp) {
    let double = HttpDouble::start(|_| Reply::Hang).await;
    let t = t.sending_by(&[("tencent", &double)]).await;
    let id = t.queue(E164, "AccountReg").await;
    t.send_due().await;
    assert_eq!(
        t.fate(&id).await,
        "queued: tencent unclear no answer in time"
    );
    double.answer(tencent(tencent_ok()));
    t.pass(3_000).await;
    assert_eq!(
        t.fate(&id).await,
        "sent: tencent unclear no answer in time, tencent sent Ok R"
    );
    let bodies = double.bodies();
    assert_eq!(bodies.len(), 2);
    assert_eq!(
        (&bodies[0], &bodies[0]["SessionContext"]),
        (&bodies[1], &json!(id)),
        "the same, with the message's id for whoever looks into it"
    );
}
