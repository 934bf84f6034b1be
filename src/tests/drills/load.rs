//! Everybody at once, and those who take their time: memory stays bounded, the excess is sent away,
//! a slow line holds nothing up for ever.

use std::{
    sync::{Arc, Mutex, PoisonError},
    thread::available_parallelism,
    time::{Duration, Instant},
};

use futures::future::join_all;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::{
    program::{PASSWORD, Program, address_of, call, client, populate},
    support::Databases,
};

const PEOPLE: u32 = 500;
/// What one argon2id takes, rounded up; MiB.
const HASH: u64 = 20;
/// For five hundred open requests; MiB. All their hashes at once would take ten thousand.
const SLACK: u64 = 100;

pub async fn five_hundred_logins_at_once(databases: &Databases, kind: &'static str) {
    let (folder, database) = (
        tempfile::tempdir().expect("a folder"),
        databases.make(kind).await,
    );
    let program = Program::new(folder.path(), &database, &[]);
    let running = program.start().await;
    populate(&database, PEOPLE).await;
    let url = program.url();
    // None keeps a cookie; a client each would take longer to make than all this.
    let caller = reqwest::Client::builder()
        .no_proxy()
        .timeout(Duration::from_secs(30))
        .build()
        .expect("a client");
    let login = async |number: u32| {
        let body = json!({"username": format!("person{number}"), "password": PASSWORD});
        call(
            &caller,
            &url,
            "account_login",
            &address_of(number),
            Some(body),
        )
        .await
        .expect("an answer")
    };
    // The allocator's first steps are no growth.
    assert_eq!(login(0).await.body["status"], "ok");
    let before = running.memory("VmRSS");
    let logins = join_all((0..PEOPLE).map(&login));
    let (checks, answers) = health_during(&url, logins).await;
    let most = running.memory("VmHWM");
    let (mut served, mut sent_away) = (Vec::new(), Vec::new());
    for answer in &answers {
        match answer.status {
            200 => {
                assert_eq!(answer.body["status"], "ok", "{}", answer.body);
                served.push(answer.took);
            }
            503 => {
                assert_eq!(answer.body["reason"], "busy", "{}", answer.body);
                assert!(
                    answer.retry_after.is_some_and(|seconds| seconds > 0),
                    "it says when to come back"
                );
                sent_away.push(answer.took);
            }
            other => panic!("{other}: {}", answer.body),
        }
    }
    let slowest = |times: &[Duration]| times.iter().max().map_or(0, Duration::as_millis);
    eprintln!(
        "load on {kind}: {} served within {} ms, {} sent away within {} ms; memory {before} MiB \
             before, {most} MiB at most; {} health checks within {} ms",
        served.len(),
        slowest(&served),
        sent_away.len(),
        slowest(&sent_away),
        checks.len(),
        slowest(&checks),
    );
    // Generous: the callers of all this share the machine.
    assert!(
        checks.iter().all(|took| *took < Duration::from_secs(3)),
        "health checks stay quick: {checks:?}"
    );
    let permits = available_parallelism().map_or(2, usize::from) as u64;
    assert!(
        most < before + permits * HASH + SLACK,
        "{before} MiB grew to {most} MiB"
    );
    assert!(served.len() >= 16, "somebody is served");
    assert_eq!(
        login(1).await.body["status"],
        "ok",
        "and afterwards everybody is"
    );
}

/// What costs zxcvbn the most for its length: signs that may stand for letters.
const COSTLY: &str = "4@8({[<369&#!1|/0$5+7%20o1l4@8({[<369&#!1|/0$5+7%20o1l4@8({[<369&#!1|/0$5+7%20o1l4@8({[<369&#!1|/0$5";

/// Before what is looked at was bounded and taken off the workers, a dozen of these made a health
/// check take seconds.
pub async fn costly_passwords(databases: &Databases) {
    let (folder, database) = (
        tempfile::tempdir().expect("a folder"),
        databases.make("sqlite").await,
    );
    let program = Program::new(folder.path(), &database, &[]);
    let _running = program.start().await;
    let url = program.url();
    let caller = client();
    // A minute's worth of what one address may ask, in a quarter of it.
    let judging = (0..300_u32).map(|number| {
        let (caller, url) = (&caller, &url);
        async move {
            tokio::time::sleep(Duration::from_millis(50) * number).await;
            let (operation, body) = match number % 3 {
                0 => ("password_strength", json!({"password": COSTLY})),
                1 => (
                    "account_register",
                    json!({"password": COSTLY, "phone": "13800138000"}),
                ),
                _ => (
                    "change_pwd_by_mobile",
                    json!({"password": COSTLY, "re_password": COSTLY, "mobile": "13800138000", "code": "000000"}),
                ),
            };
            call(caller, url, operation, &address_of(number), Some(body))
                .await
                .expect("an answer")
                .status
        }
    });
    let (mut checks, statuses) = health_during(&url, join_all(judging)).await;
    checks.sort();
    let median = checks[checks.len() / 2];
    eprintln!(
        "costly passwords: {} answered, {} told to come back later; health checks: median {} ms, \
             slowest {} ms",
        statuses.iter().filter(|status| **status == 200).count(),
        statuses.iter().filter(|status| **status == 503).count(),
        median.as_millis(),
        checks.last().map_or(0, Duration::as_millis),
    );
    assert!(statuses.iter().all(|status| matches!(status, 200 | 503)));
    assert!(median < Duration::from_millis(50), "{median:?}");
}

/// How long each health check took while this went on.
async fn health_during<T>(url: &str, work: impl Future<Output = T>) -> (Vec<Duration>, T) {
    let (client, url, checks) = (
        client(),
        format!("{url}/healthz"),
        Arc::<Mutex<Vec<Duration>>>::default(),
    );
    let noted = Arc::clone(&checks);
    let checking = tokio::spawn(async move {
        loop {
            let start = Instant::now();
            assert_eq!(
                client
                    .get(&url)
                    .send()
                    .await
                    .expect("an answer")
                    .status()
                    .as_u16(),
                200
            );
            noted
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(start.elapsed());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    let done = work.await;
    checking.abort();
    assert!(
        checking.await.is_err_and(|error| error.is_cancelled()),
        "every check was answered"
    );
    let checks = checks
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .clone();
    (checks, done)
}

/// Lines that never say all they have to.
pub async fn what_is_half_sent(databases: &Databases) {
    let (folder, database) = (
        tempfile::tempdir().expect("a folder"),
        databases.make("sqlite").await,
    );
    let program = Program::new(folder.path(), &database, &[]);
    let _running = program.start().await;
    let head = "POST /users/account_login/ HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: \
         application/json\r\n";
    let address = program.address.as_str();
    let kept = kept_alive(address);
    let (
        kept,
        silence,
        half_a_head,
        dripped_head,
        half_a_body,
        half_a_chunk,
        long_head,
        many_heads,
    ) = tokio::join!(
        kept,
        told(address, "", ""),
        told(address, head, ""),
        told(address, head, "x-drip: 1\r\n"),
        told(
            address,
            format!("{head}content-length: 100\r\n\r\n{{\"user"),
            ""
        ),
        told(
            address,
            format!("{head}transfer-encoding: chunked\r\n\r\n5\r\n{{\"use"),
            ""
        ),
        told(
            address,
            format!("{head}x-long: {}\r\n\r\n", "x".repeat(1 << 20)),
            ""
        ),
        told(
            address,
            format!("{head}{}\r\n", "x-one: more\r\n".repeat(1000)),
            ""
        ),
    );
    let (asked_again, closed_after) = kept;
    assert!(
        asked_again,
        "a line is there for the next request, longer than a head may take"
    );
    assert!(
        (9..20).contains(&closed_after.as_secs()),
        "half a head is no idle line: {closed_after:?}"
    );
    assert_eq!(silence, "", "a line that says nothing is closed");
    assert_eq!(half_a_head, "");
    assert_eq!(
        dripped_head, "",
        "a header now and then does not keep it open"
    );
    for body in [half_a_body, half_a_chunk] {
        assert!(
            body.starts_with("HTTP/1.1 408") && body.contains(r#""reason":"timeout""#),
            "{body}"
        );
    }
    for head in [long_head, many_heads] {
        assert!(head.starts_with("HTTP/1.1 431"), "{head}");
    }
    let health = client()
        .get(format!("{}/healthz", program.url()))
        .send()
        .await
        .expect("an answer");
    assert_eq!(health.status().as_u16(), 200);
}

/// Whether a line that has been idle for 12 seconds, twice, takes another request; and how long it
/// stays when the one after that is half a head.
async fn kept_alive(address: &str) -> (bool, Duration) {
    let mut line = TcpStream::connect(address).await.expect("a line");
    let mut some = [0; 4096];
    let head = "GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\n";
    let mut answered = true;
    for pause in [12, 12, 0] {
        let asked = line.write_all(format!("{head}\r\n").as_bytes()).await;
        let length = line.read(&mut some).await.unwrap_or_default();
        answered &= asked.is_ok() && some[..length].starts_with(b"HTTP/1.1 200");
        tokio::time::sleep(Duration::from_secs(pause)).await;
    }
    let start = Instant::now();
    let _ = line.write_all(head.as_bytes()).await;
    let closed = tokio::time::timeout(Duration::from_secs(40), line.read(&mut some)).await;
    assert!(matches!(closed, Ok(Ok(0) | Err(_))), "{closed:?}");
    (answered, start.elapsed())
}

/// Says this, and then so much each second; all that comes back until the line is closed.
async fn told(address: &str, begin: impl Into<String>, then: &str) -> String {
    let (mut heard, mut line) = (
        Vec::new(),
        TcpStream::connect(address)
            .await
            .expect("a line")
            .into_split(),
    );
    let begin = begin.into().into_bytes();
    let then = then.to_owned().into_bytes();
    let speaking = tokio::spawn(async move {
        // A line that was closed meanwhile takes no more.
        let mut open = line.1.write_all(&begin).await.is_ok();
        while open {
            tokio::time::sleep(Duration::from_secs(1)).await;
            open = line.1.write_all(&then).await.is_ok();
        }
    });
    let closed = tokio::time::timeout(Duration::from_secs(40), async {
        let mut some = [0; 4096];
        while let Ok(length @ 1..) = line.0.read(&mut some).await {
            heard.extend_from_slice(&some[..length]);
        }
    });
    closed.await.expect("the line is closed in time");
    speaking.abort();
    String::from_utf8_lossy(&heard).into_owned()
}
