//! Registering from end to end: a code is asked for, arrives at the SMS gateway, and opens the
//! account. Against one hash and one commit.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use futures::future::join_all;
use serde_json::json;

use super::{
    Portal,
    floor::Floor,
    line::Line,
    load::TURNS,
    report::{Measured, Report},
};
use crate::{
    program::{PASSWORD, address_of},
    support::{Asked, Databases, HttpDouble, Reply},
};

const PEOPLE: u32 = 16;
const TURN: Duration = Duration::from_secs(3);

/// What arrived at the gateway: mobile → code.
type Codes = Arc<Mutex<HashMap<String, String>>>;

pub async fn measure(databases: &Databases, report: &mut Report, kind: &'static str) {
    report.heading(
        &format!("registrations end to end by {PEOPLE} at once, on {kind}"),
        ["menhu", "floor"],
    );
    let codes = Codes::default();
    let arrived = Arc::clone(&codes);
    let gateway = HttpDouble::start(move |asked: &Asked| {
        let message = asked.json();
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let (mobile, code) = (text(&message["mobile"]), text(&message["params"]["code"]));
        let mut arrived = arrived.lock().unwrap_or_else(PoisonError::into_inner);
        arrived.insert(mobile, code);
        Reply::Status(200)
    })
    .await;
    let url = format!("{}/send", gateway.url);
    let settings = [
        ("MENHU_SMS", "webhook"),
        ("MENHU_SMS_WEBHOOK_URL", url.as_str()),
    ];
    let portal = Portal::on(&databases.make(kind).await, &settings);
    let floor = Floor::start(databases, kind).await;
    let _running = portal.program.start().await;

    let (number, address) = (AtomicU32::new(0), portal.program.address.as_str());
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        ours.push(
            turn(address, async |line: &mut Line| {
                register(line, number.fetch_add(1, Ordering::Relaxed), &codes).await;
            })
            .await,
        );
        theirs.push(
            turn(&floor.address, async |line: &mut Line| {
                let body = json!({"password": PASSWORD}).to_string();
                let (_, answer) = line.post("/register", "", "10.0.0.1", &body).await;
                assert!(answer.contains("\"ok\""), "{answer}");
            })
            .await,
        );
    }
    report.compared("registration, 16", &ours, &theirs);
}

/// Everybody does this again and again until the time is over.
async fn turn(address: &str, deed: impl AsyncFn(&mut Line)) -> Measured {
    let start = Instant::now();
    let people = (0..PEOPLE).map(|_| async {
        let (mut line, mut times) = (Line::open(address).await, Vec::new());
        while start.elapsed() < TURN {
            let begun = Instant::now();
            deed(&mut line).await;
            times.push(begun.elapsed().as_secs_f64() * 1000.0);
        }
        times
    });
    let times = join_all(people).await.into_iter().flatten().collect();
    Measured::of(times, start.elapsed().as_secs_f64())
}

async fn register(line: &mut Line, number: u32, codes: &Codes) {
    let (mobile, from) = (format!("138{number:08}"), address_of(number));
    let code = json!({"action_name": "AccountReg", "mobile": mobile}).to_string();
    let (_, sent) = line.post("/users/send_sms_code/", "", &from, &code).await;
    assert!(sent.contains("\"status\":\"ok\""), "{sent}");
    let code = crate::support::until("a code", async || {
        let found = {
            let mut codes = codes.lock().unwrap_or_else(PoisonError::into_inner);
            codes.remove(&format!("+86{mobile}"))
        };
        if found.is_none() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        found
    })
    .await;
    let form = json!({
        "company_name": "演习科技有限公司", "password": "quiet lantern over staple", "phone": mobile,
        "name": "演习", "qq": "10001", "user_email": format!("new{number}@drill.example.cn"),
        "select_fields": ["software"], "code": code,
    });
    let path = "/users/account_register/";
    let (_, done) = line.post(path, "", &from, &form.to_string()).await;
    assert!(done.contains("\"status\":\"ok\""), "{done}");
}
