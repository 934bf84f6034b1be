//! The log of production: JSON, one line for each thing that happened, whatever people send.

use std::{collections::BTreeSet, fs};

use reqwest::header::HeaderValue;
use serde_json::{Value, json};

use crate::{
    program::{PASSWORD, Program, SECRET, call, client, populate},
    support::Databases,
};

const PRODUCTION: [(&str, &str); 9] = [
    ("MENHU_MODE", "production"),
    ("MENHU_PUBLIC_URL", "https://portal.example.cn"),
    ("MENHU_SMS", "webhook"),
    ("MENHU_SMS_WEBHOOK_URL", "http://127.0.0.1:9/"),
    ("MENHU_MAIL", "smtp"),
    ("MENHU_SMTP_URL", "smtp://127.0.0.1:9"),
    ("MENHU_MAIL_FROM", "menhu@example.cn"),
    ("MENHU_OPERATOR", "某某科技有限公司"),
    ("MENHU_CONTACT", "400-000-0000"),
];

#[expect(clippy::too_many_lines, reason = "one story, told in order")]
pub async fn one_json_line_each(databases: &Databases) {
    let (folder, database) = (
        tempfile::tempdir().expect("a folder"),
        databases.make("sqlite").await,
    );
    let program = Program::new(folder.path(), &database, &PRODUCTION);
    let running = program.start().await;
    populate(&database, 1).await;
    let url = program.url();
    let devices: [&[u8]; 5] = [
        b"plain",
        b"\"}{\"event\":\"logged_in\"}",
        b"tab\there",
        "行\u{2028}行".as_bytes(),
        b"\xff\xfe not UTF-8",
    ];
    let mut sent = 0;
    for device in devices {
        let mut headers = reqwest::header::HeaderMap::new();
        headers.insert(
            "user-agent",
            HeaderValue::from_bytes(device).expect("a header"),
        );
        headers.insert("host", HeaderValue::from_static("portal.example.cn"));
        let client = reqwest::Client::builder()
            .no_proxy()
            .default_headers(headers)
            .build()
            .expect("a client");
        for name in [
            "person0",
            "nobody",
            "\"}\n{\"event\":\"logged_in\"}",
            "a\\nb",
            "13800138000",
        ] {
            let from = format!("10.0.{sent}.1");
            let body = json!({"username": name, "password": if name == "person0" { PASSWORD } else { "not the password" }});
            let answer = call(&client, &url, "account_login", &from, Some(body))
                .await
                .expect("an answer");
            sent += usize::from(
                answer.body["reason"] == "login_failed" || answer.body["status"] == "ok",
            );
        }
        let code = json!({"action_name": "ChangePwd", "mobile": format!("138001380{sent:02}")});
        assert_eq!(
            call(&client, &url, "send_sms_code", "10.1.0.1", Some(code))
                .await
                .expect("an answer")
                .body["status"],
            "ok"
        );
        sent += 1;
    }
    assert_eq!(
        client()
            .get(format!("{url}/healthz"))
            .send()
            .await
            .expect("an answer")
            .status()
            .as_u16(),
        200
    );
    drop(running);
    let log = fs::read_to_string(program.log()).expect("a log");
    let lines: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}")))
        .collect();
    let events: Vec<&Value> = lines
        .iter()
        .filter(|line| line["target"] == "menhu::security")
        .collect();
    assert_eq!(events.len(), sent, "one line for each event");
    let mut requests = BTreeSet::new();
    for event in &events {
        assert!(
            matches!(
                event["event"].as_str(),
                Some("logged_in" | "login_failed" | "locked" | "code_sent")
            ),
            "{event}"
        );
        assert!(
            event["timestamp"]
                .as_str()
                .is_some_and(|at| at.ends_with('Z')),
            "in UTC: {event}"
        );
        assert!(
            event["address"]
                .as_str()
                .is_some_and(|address| address.starts_with("10.")),
            "{event}"
        );
        assert!(
            requests.insert(event["request"].to_string()),
            "a request of its own: {event}"
        );
    }
    assert!(
        events.iter().any(|event| event["account"].is_string()),
        "with whose it is, where it is somebody's"
    );
    for secret in [PASSWORD, SECRET, "13800138", "@drill.example.cn"] {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
}

pub async fn no_colours(databases: &Databases) {
    for mode in ["development", "production"] {
        let (folder, database) = (
            tempfile::tempdir().expect("a folder"),
            databases.make("sqlite").await,
        );
        let settings: Vec<(&str, &str)> = if mode == "production" {
            PRODUCTION.to_vec()
        } else {
            Vec::new()
        };
        // A terminal that could show them, somewhere else.
        let settings = [settings, vec![("TERM", "xterm-256color")]].concat();
        let program = Program::new(folder.path(), &database, &settings);
        drop(program.start().await);
        let log = fs::read_to_string(program.log()).expect("a log");
        assert!(log.contains("menhu is serving"), "{log}");
        assert!(!log.contains('\u{1b}'), "{mode}: {log:?}");
    }
}

pub async fn a_proxy_not_believed(databases: &Databases) {
    let (folder, database) = (
        tempfile::tempdir().expect("a folder"),
        databases.make("sqlite").await,
    );
    for (trusted, forwarded, warning) in [
        ("10.0.0.0/8", "203.0.113.9", "is not believed"),
        ("127.0.0.1", "_hidden", "cannot be read"),
        ("127.0.0.1", "203.0.113.9:51234", ""),
    ] {
        let settings = [("MENHU_TRUSTED_PROXIES", trusted)];
        let program = Program::new(folder.path(), &database, &settings);
        let running = program.start().await;
        for _ in 0..5 {
            let answer = call(&client(), &program.url(), "events", forwarded, None).await;
            assert_eq!(answer.map(|answer| answer.status), Some(200));
        }
        drop(running);
        let log = fs::read_to_string(program.log()).expect("a log");
        let said: Vec<&str> = log
            .lines()
            .filter(|line| line.contains("X-Forwarded-For"))
            .collect();
        assert_eq!(said.len(), usize::from(!warning.is_empty()), "{said:?}");
        assert!(said.iter().all(|line| line.contains(warning)), "{said:?}");
    }
}
