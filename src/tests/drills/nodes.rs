//! Two nodes on one PostgreSQL behind a proxy (haproxy): nothing that matters lives in one of them,
//! and nobody notices when one is replaced.

use std::{
    collections::BTreeMap,
    fs,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use futures::future::join_all;
use reqwest::Client;
use serde_json::{Value, json};
use sqlx::{AnyConnection, Connection as _};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::{
    program::{Answer, PASSWORD, Program, address_of, call, client, populate},
    support::{Asked, Databases, HttpDouble, Reply},
};

/// As the README has it, but for the ports and a shorter time between two checks.
fn configuration(front: u16, nodes: &[&Program; 2]) -> String {
    let [one, other] = nodes.map(|node| &node.address);
    format!(
        "defaults
    mode http
    timeout connect 2s
    timeout client 30s
    timeout server 30s
    option redispatch
    option forwardfor
frontend portal
    bind 127.0.0.1:{front}
    default_backend nodes
backend nodes
    balance roundrobin
    option httpchk GET /readyz
    default-server check inter 200ms fall 1 rise 1
    server a {one}
    server b {other}
"
    )
}

struct Proxy {
    url: String,
    process: Child,
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Proxy {
    fn before(folder: &std::path::Path, nodes: &[&Program; 2]) -> Self {
        let front = std::net::TcpListener::bind("127.0.0.1:0")
            .and_then(|free| free.local_addr())
            .expect("a free port")
            .port();
        let file = folder.join("haproxy.cfg");
        fs::write(&file, configuration(front, nodes)).expect("a file");
        let known = ["/usr/sbin/haproxy", "/usr/local/sbin/haproxy"].map(PathBuf::from);
        let haproxy = known
            .into_iter()
            .find(|path| path.exists())
            .unwrap_or_else(|| "haproxy".into());
        let process = Command::new(haproxy)
            .arg("-db")
            .arg("-f")
            .arg(file)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("haproxy: see .ci/setup");
        Self {
            url: format!("http://127.0.0.1:{front}"),
            process,
        }
    }

    async fn until_ready(&self) {
        let (start, client) = (Instant::now(), client());
        while client
            .get(format!("{}/readyz", self.url))
            .send()
            .await
            .map(|answer| answer.status().as_u16())
            .ok()
            != Some(200)
        {
            assert!(
                start.elapsed() < Duration::from_mins(1),
                "the proxy sees no node"
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

/// `UserFixture` with an address of their own, which the proxy hands on.
struct Person {
    client: Client,
    from: String,
}

impl Person {
    fn number(number: u32) -> Self {
        Self {
            client: client(),
            from: address_of(number),
        }
    }

    async fn call(&self, url: &str, operation: &str, body: Option<Value>) -> Answer {
        call(&self.client, url, operation, &self.from, body)
            .await
            .expect("an answer")
    }

    async fn ok(&self, url: &str, operation: &str, body: Option<Value>) -> Value {
        let answer = self.call(url, operation, body).await;
        assert_eq!(answer.body["status"], "ok", "{operation}: {}", answer.body);
        answer.body
    }
}

fn reasons(answers: &[Answer]) -> BTreeMap<String, usize> {
    answers.iter().fold(BTreeMap::new(), |mut found, answer| {
        *found
            .entry(answer.body["reason"].as_str().unwrap_or("ok").to_owned())
            .or_default() += 1;
        found
    })
}

#[expect(clippy::too_many_lines, reason = "one story, told in order")]
pub async fn two_nodes_behind_a_proxy(databases: &Databases) {
    let (folder, database) = (
        tempfile::tempdir().expect("a folder"),
        databases.make("postgres").await,
    );
    let sms = HttpDouble::start(|_: &Asked| Reply::Status(200)).await;
    let url = format!("{}/send", sms.url);
    let settings = [
        ("MENHU_SMS", "webhook"),
        ("MENHU_SMS_WEBHOOK_URL", url.as_str()),
    ];
    let nodes = [(); 2].map(|()| Program::new(folder.path(), &database, &settings));
    // Both find an empty database at the same moment.
    let (mut one, mut other) = (nodes[0].spawn(), nodes[1].spawn());
    tokio::join!(one.until_ready(), other.until_ready());
    let proxy = Proxy::before(folder.path(), &[&nodes[0], &nodes[1]]);
    proxy.until_ready().await;
    let cookies = populate(&database, 200).await;
    let urls = [nodes[0].url(), nodes[1].url()];

    // A code's guesses are counted once for both.
    let stranger = Person::number(1000);
    let code = json!({"action_name": "AccountReg", "mobile": "13511111111"});
    stranger
        .ok(&proxy.url, "send_sms_code", Some(code.clone()))
        .await;
    // A second code within the minute comes from neither.
    let again = join_all(
        (0..20).map(|number| stranger.call(&urls[number % 2], "send_sms_code", Some(code.clone()))),
    )
    .await;
    assert_eq!(
        reasons(&again),
        BTreeMap::from([("cooldown".to_owned(), 20)])
    );

    let sent = crate::support::until("a code", async || {
        sms.bodies()
            .into_iter()
            .find(|message| message["mobile"] == "+8613511111111")
    })
    .await;
    let right = sent["params"]["code"].as_str().expect("a code").to_owned();
    let wrong = if right == "111111" {
        "222222"
    } else {
        "111111"
    };
    let guess =
        |code: &str| json!({"action_name": "AccountReg", "mobile": "13511111111", "code": code});
    let guesses = join_all(
        (0..50)
            .map(|number| stranger.call(&urls[number % 2], "vaild_sms_code", Some(guess(wrong)))),
    )
    .await;
    assert_eq!(
        reasons(&guesses)["code_wrong"],
        5,
        "{:?}",
        reasons(&guesses)
    );
    assert_ne!(
        stranger
            .call(&urls[0], "vaild_sms_code", Some(guess(&right)))
            .await
            .body["status"],
        "ok",
        "the right one comes too late"
    );

    // Failed logins are counted once for both, and a restart forgets none.
    let login = |name: &str, password: &str| json!({"username": name, "password": password});
    for number in 0..5 {
        let failed = Person::number(1001)
            .call(
                &urls[number % 2],
                "account_login",
                Some(login("person0", "not the password")),
            )
            .await;
        assert_eq!(failed.body["reason"], "login_failed");
    }
    one.kill();
    let mut one = nodes[0].start().await;
    for (number, url) in urls.iter().enumerate() {
        let locked = Person::number(1002 + u32::try_from(number).expect("small"))
            .call(url, "account_login", Some(login("person0", PASSWORD)))
            .await;
        assert_eq!(locked.body["reason"], "login_failed", "locked on both");
    }

    // A session is alive on both, and dead on both as soon as one has ended it.
    let (here, there) = (Person::number(1010), Person::number(1011));
    proxy.until_ready().await;
    here.ok(&urls[0], "account_login", Some(login("person1", PASSWORD)))
        .await;
    there
        .ok(&urls[1], "account_login", Some(login("person1", PASSWORD)))
        .await;
    for url in &urls {
        here.ok(url, "me", None).await;
        there.ok(url, "me", None).await;
    }
    let change = json!({"old_password": PASSWORD, "new_password": "staple orchard lantern", "confirm_password": "staple orchard lantern"});
    here.ok(&urls[0], "change_my_pwd", Some(change)).await;
    assert_eq!(
        there.call(&urls[1], "me", None).await.body["reason"],
        "login_required",
        "a new password ends the others everywhere"
    );
    here.ok(&urls[1], "me", None).await;
    here.ok(&urls[1], "account_logout", Some(json!({}))).await;
    assert_eq!(
        here.call(&urls[0], "me", None).await.body["reason"],
        "login_required"
    );

    // Fifty seats, two hundred people, two nodes.
    let mut db = AnyConnection::connect(&database)
        .await
        .expect("the database answers");
    sqlx::query("UPDATE events SET capacity = 50 WHERE bookin_type = '1'")
        .execute(&mut db)
        .await
        .expect("a smaller room");
    let sign_up = async |number: usize| {
        let body = json!({"bookin_type": "1"});
        let request = client()
            .post(format!("{}/users/new_industry_bookin/", urls[number % 2]))
            .header("cookie", &cookies[number]);
        loop {
            let answer: Value = request
                .try_clone()
                .expect("a request")
                .json(&body)
                .send()
                .await
                .expect("an answer")
                .json()
                .await
                .expect("JSON");
            if answer["reason"] != "busy" {
                return answer;
            }
        }
    };
    // Person 1's first session ended with the password.
    let answers = join_all((2..200).map(sign_up)).await;
    assert_eq!(
        answers
            .iter()
            .filter(|answer| answer["status"] == "ok")
            .count(),
        50
    );
    assert!(
        answers
            .iter()
            .all(|answer| answer["status"] == "ok" || answer["reason"] == "sold_out"),
        "{answers:?}"
    );
    let seats: (i64, i64) = sqlx::query_as(
        "SELECT (SELECT taken FROM events WHERE bookin_type = '1'), (SELECT \
             COUNT(*) FROM bookings WHERE bookin_type = '1')",
    )
    .fetch_one(&mut db)
    .await
    .expect("the seats");
    assert_eq!(seats, (50, 50));

    // Both looked for messages all the time, and each was sent once.
    crate::support::until("an empty outbox", async || {
        let waiting: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM outbox WHERE state = 'queued'")
            .fetch_one(&mut db)
            .await
            .expect("a count");
        (waiting == 0).then_some(())
    })
    .await;
    let mut sent: Vec<String> = sms
        .bodies()
        .iter()
        .map(|message| message["id"].to_string())
        .collect();
    let all = sent.len();
    sent.sort();
    sent.dedup();
    assert!(
        all >= 2 && sent.len() == all,
        "{all} sent, {} of them different",
        sent.len()
    );

    // A client's own idea of its address is not believed: what the proxy saw counts.
    let strangers =
        join_all((0..20).map(|number| call_as(&proxy.url, format!("203.0.113.{number}")))).await;
    assert!(
        strangers
            .iter()
            .all(|answer| answer.body["reason"] == "login_failed")
    );
    let counted: Vec<String> = sqlx::query_scalar(
        "SELECT key FROM limits WHERE key LIKE 'failed login from 203.0.113.%' \
             OR key = 'failed login from 127.0.0.2'",
    )
    .fetch_all(&mut db)
    .await
    .expect("the counters");
    assert_eq!(
        counted,
        ["failed login from 127.0.0.2"],
        "the address is the one that the proxy saw"
    );
    one.kill();
}

/// A failed login, by way of the proxy, from somebody on 127.0.0.2 who makes an address up.
async fn call_as(url: &str, address: String) -> Answer {
    let stranger = Client::builder()
        .no_proxy()
        .local_address(std::net::IpAddr::from([127, 0, 0, 2]))
        .build()
        .expect("a client");
    call(
        &stranger,
        url,
        "account_login",
        &address,
        Some(json!({"username": "nobody", "password": "not the password"})),
    )
    .await
    .expect("an answer")
}

pub async fn replaced_one_by_one(databases: &Databases) {
    let (folder, database) = (
        tempfile::tempdir().expect("a folder"),
        databases.make("postgres").await,
    );
    let nodes =
        [(); 2].map(|()| Program::new(folder.path(), &database, &[("MENHU_DRAIN_SECONDS", "2")]));
    let mut running = [nodes[0].start().await, nodes[1].start().await];
    let proxy = Proxy::before(folder.path(), &[&nodes[0], &nodes[1]]);
    proxy.until_ready().await;
    let cookies = populate(&database, 4).await;
    let (stop, served) = (
        Arc::new(AtomicBool::new(false)),
        Arc::new(AtomicU32::new(0)),
    );
    let visitors: Vec<_> = cookies
        .into_iter()
        .map(|cookie| {
            let (stop, served, url) = (
                Arc::clone(&stop),
                Arc::clone(&served),
                format!("{}/users/me/", proxy.url),
            );
            tokio::spawn(async move {
                let client = client();
                while !stop.load(Ordering::Relaxed) {
                    let answer = client
                        .get(&url)
                        .header("cookie", &cookie)
                        .send()
                        .await
                        .expect("an answer");
                    assert_eq!(answer.status().as_u16(), 200);
                    assert_eq!(answer.json::<Value>().await.expect("JSON")["status"], "ok");
                    served.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    for (node, running) in nodes.iter().zip(&mut running) {
        // A request that began before the signal ends as if there were none.
        let mut slow = TcpStream::connect(&node.address).await.expect("a line");
        let body = r#"{"username": "nobody", "password": "not the password"}"#;
        let head = format!(
            "POST /users/account_login/ HTTP/1.1\r\nhost: {}\r\nx-forwarded-for: \
                 10.0.0.9\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            node.address,
            body.len()
        );
        slow.write_all(head.as_bytes()).await.expect("taken");
        slow.write_all(&body.as_bytes()[..9]).await.expect("taken");
        tokio::time::sleep(Duration::from_millis(200)).await;
        running.terminate();
        let ready = crate::support::until("that it is not ready", async || {
            let answer = client()
                .get(format!("{}/readyz", node.url()))
                .send()
                .await
                .expect("it still answers");
            (answer.status().as_u16() == 503).then_some(answer)
        })
        .await;
        assert_eq!(ready.text().await.expect("a word"), "stopping");
        assert_eq!(
            client()
                .get(format!("{}/healthz", node.url()))
                .send()
                .await
                .expect("it lives")
                .status()
                .as_u16(),
            200
        );
        // By now the proxy sends nobody here, and the listener is closed.
        tokio::time::sleep(Duration::from_millis(2500)).await;
        slow.write_all(&body.as_bytes()[9..]).await.expect("taken");
        let mut answer = String::new();
        slow.read_to_string(&mut answer).await.expect("an answer");
        assert!(
            answer.starts_with("HTTP/1.1 200") && answer.contains("login_failed"),
            "{answer}"
        );
        assert!(running.until_ended().await.success(), "it ends well");
        *running = node.start().await;
        // The proxy has seen it come back.
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    stop.store(true, Ordering::Relaxed);
    for visitor in visitors {
        visitor.await.expect("nobody noticed");
    }
    eprintln!(
        "both nodes replaced; {} requests by way of the proxy, none of them failed",
        served.load(Ordering::Relaxed)
    );
}
