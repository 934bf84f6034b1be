//! No room on the disk, no database: what cannot be done is said, nothing is made up, and it goes
//! on by itself.

use std::{
    fs::{self, File},
    io::Write as _,
    process::{Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use sqlx::{AnyConnection, Connection as _};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional},
    net::{TcpListener, TcpStream},
    sync::watch,
};

use crate::{
    program::{Answer, PASSWORD, Program, call, client, populate},
    support::Databases,
};

/// What is said within three seconds on a quiet machine; these machines are not.
const SOON: Duration = Duration::from_secs(6);

/// A disk of so many bytes.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn of(bytes: u32) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={bytes}"), "none"])
            .arg(folder.path())
            .status();
        assert!(mounted.is_ok_and(|status| status.success()), "mount");
        Self(folder)
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount")
            .arg("--lazy")
            .arg(self.0.path())
            .status();
    }
}

pub async fn a_full_disk() {
    let (disk, folder) = (
        SmallDisk::of(8 << 20),
        tempfile::tempdir().expect("a folder"),
    );
    let database = format!("sqlite://{}/menhu.db", disk.0.path().display());
    let program = Program::new(folder.path(), &database, &[]);
    let _running = program.start().await;
    let cookies = populate(&database, 1).await;
    let person = Person {
        program: &program,
        cookie: cookies[0].clone(),
    };
    let mut saved = 0;
    assert_eq!(person.save(saved).await.status, 200);
    let ballast = disk.0.path().join("ballast");
    let mut file = File::create(&ballast).expect("a file");
    while file.write_all(&[0; 4096]).is_ok() {}
    // What room the database has set aside is used up first.
    let refused = loop {
        let answer = person.save(saved + 1).await;
        if answer.status != 200 {
            break answer;
        }
        saved += 1;
        assert!(saved < 20_000, "the disk never fills");
    };
    assert_told(&refused);
    assert_eq!(
        person.call("me", None).await.body["realname"],
        name(saved),
        "what was acknowledged is there, and what was not is not"
    );
    let code = person
        .call(
            "send_sms_code",
            Some(json!({"action_name": "ChangePwd", "mobile": "13500000000"})),
        )
        .await;
    assert_told(&code);
    assert_eq!(
        client()
            .get(format!("{}/healthz", program.url()))
            .send()
            .await
            .expect("an answer")
            .status()
            .as_u16(),
        200
    );
    drop(file);
    fs::remove_file(&ballast).expect("room again");
    person.until_it_saves(saved + 1).await;
    let mut db = AnyConnection::connect(&database)
        .await
        .expect("the database answers");
    let integrity: String = sqlx::query_scalar("PRAGMA integrity_check")
        .fetch_one(&mut db)
        .await
        .expect("a check");
    assert_eq!(integrity, "ok");
    eprintln!("full disk: {saved} more were saved before it was said, recovered without a restart");
}

pub async fn a_database_away(databases: &Databases) {
    let (folder, database) = (
        tempfile::tempdir().expect("a folder"),
        databases.make("postgres").await,
    );
    let program = Program::new(folder.path(), &database, &[]);
    let _running = program.start().await;
    let cookies = populate(&database, 1).await;
    let person = Person {
        program: &program,
        cookie: cookies[0].clone(),
    };
    assert_eq!(person.save(1).await.status, 200);
    databases.stop();
    let slowest = person.is_told_of_the_outage().await;
    databases.resume();
    person.until_it_saves(2).await;
    eprintln!(
        "database away: said within {} ms, recovered by itself",
        slowest.as_millis()
    );
}

pub async fn a_silent_database(databases: &Databases) {
    let (folder, database) = (
        tempfile::tempdir().expect("a folder"),
        databases.make("postgres").await,
    );
    let wire = Wire::to(&database).await;
    let program = Program::new(folder.path(), &wire.database, &[]);
    let _running = program.start().await;
    let cookies = populate(&database, 1).await;
    let person = Person {
        program: &program,
        cookie: cookies[0].clone(),
    };
    assert_eq!(person.save(1).await.status, 200);
    wire.state.send_replace(WireState::Silent);
    let slowest = person.is_told_of_the_outage().await;
    wire.state.send_replace(WireState::Open);
    person.until_it_saves(2).await;
    eprintln!(
        "database silent: said within {} ms, recovered by itself",
        slowest.as_millis()
    );
}

pub async fn something_else_answers(databases: &Databases) {
    let (folder, database) = (
        tempfile::tempdir().expect("a folder"),
        databases.make("postgres").await,
    );
    let wire = Wire::to(&database).await;
    let program = Program::new(folder.path(), &wire.database, &[]);
    let _running = program.start().await;
    let cookies = populate(&database, 1).await;
    let person = Person {
        program: &program,
        cookie: cookies[0].clone(),
    };
    for (number, state) in [(1, WireState::HungUp), (2, WireState::Foreign)] {
        assert_eq!(person.save(2 * number).await.status, 200);
        wire.state.send_replace(state);
        person.is_told_of_the_outage().await;
        wire.state.send_replace(WireState::Open);
        person.until_it_saves(2 * number + 1).await;
    }
}

pub async fn a_start_waits(databases: &Databases) {
    let (folder, database) = (
        tempfile::tempdir().expect("a folder"),
        databases.make("postgres").await,
    );
    for state in [WireState::HungUp, WireState::Foreign, WireState::Silent] {
        let wire = Wire::to(&database).await;
        wire.state.send_replace(state);
        let program = Program::new(folder.path(), &wire.database, &[]);
        let mut running = program.spawn();
        let mut migrating = program
            .command(&["migrate"])
            .stderr(Stdio::null())
            .spawn()
            .expect("the program runs");
        tokio::time::sleep(Duration::from_secs(7)).await;
        assert!(running.is_running(), "{state:?}: {}", program.tail());
        assert!(migrating.try_wait().expect("a process").is_none());
        assert!(
            program.tail().contains("waiting for the database"),
            "{state:?}: {}",
            program.tail()
        );
        wire.state.send_replace(WireState::Open);
        running.until_ready().await;
        assert!(migrating.wait().expect("a process").success());
    }
    let (server, _) = database.rsplit_once('/').expect("a name");
    for hopeless in [
        format!("{server}/no_such_database"),
        "postgres://menhu@127.0.0.1:port/name".to_owned(),
        "mysql://menhu@127.0.0.1/name".to_owned(),
    ] {
        let program = Program::new(folder.path(), &hopeless, &[]);
        let start = Instant::now();
        let done = program.command(&["migrate"]).output();
        assert!(!done.expect("the program runs").status.success());
        assert!(start.elapsed() < SOON, "{hopeless}");
    }
}

pub async fn each_signal_stops(databases: &Databases) {
    let (folder, database) = (
        tempfile::tempdir().expect("a folder"),
        databases.make("sqlite").await,
    );
    for signal in ["-TERM", "-INT", "-HUP"] {
        let program = Program::new(folder.path(), &database, &[]);
        let mut running = program.start().await;
        running.signal(signal);
        assert!(running.until_ended().await.success(), "{signal}");
        assert!(
            program.tail().contains("finishing what runs"),
            "{signal}: {}",
            program.tail()
        );
    }
}

/// What stands between the program and its database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum WireState {
    Open,
    /// Dead: nothing passes, and nobody is told, until it is mended. Then both hang up.
    Silent,
    /// Whoever calls is hung up on.
    HungUp,
    /// A proxy's own words come back.
    Foreign,
}

/// A line to the database that can break in several ways.
struct Wire {
    database: String,
    state: watch::Sender<WireState>,
}

impl Wire {
    async fn to(database: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let (before, name) = database.rsplit_once('/').expect("a name");
        let (user, behind) = before.rsplit_once('@').expect("a user");
        let (state, is) = watch::channel(WireState::Open);
        let behind: Arc<str> = behind.into();
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                tokio::spawn(carry(near, Arc::clone(&behind), is.clone()));
            }
        });
        Self {
            database: format!("{user}@127.0.0.1:{port}/{name}"),
            state,
        }
    }
}

async fn carry(
    mut near: TcpStream,
    behind: Arc<str>,
    mut state: watch::Receiver<WireState>,
) -> Option<()> {
    let now = *state.borrow_and_update();
    match now {
        WireState::HungUp => return None,
        WireState::Foreign => {
            let mut asked = [0; 8];
            near.read_exact(&mut asked).await.ok()?;
            let words = b"HTTP/1.1 503 Service Unavailable\r\n\r\n";
            return near.write_all(words).await.ok();
        }
        WireState::Silent => {
            state
                .wait_for(|state| *state == WireState::Open)
                .await
                .ok()?;
        }
        WireState::Open => {}
    }
    let mut far = TcpStream::connect(&*behind).await.ok()?;
    tokio::select! {
        _ = copy_bidirectional(&mut near, &mut far) => return None,
        _ = state.wait_for(|state| *state != WireState::Open) => {}
    }
    if *state.borrow() == WireState::Silent {
        state
            .wait_for(|state| *state == WireState::Open)
            .await
            .ok()?;
    }
    None
}

fn name(number: u32) -> String {
    format!("演习{number:06}")
}

/// In the envelope, with a time to come back.
fn assert_told(answer: &Answer) {
    assert_eq!(
        (
            answer.status,
            &answer.body["status"],
            &answer.body["reason"]
        ),
        (503, &Value::from("error"), &Value::from("busy")),
        "{}",
        answer.body
    );
    assert!(answer.retry_after.is_some());
    assert!(answer.took < SOON, "after {:?}", answer.took);
}

/// `UserFixture` signed in.
struct Person<'a> {
    program: &'a Program,
    cookie: String,
}

impl Person<'_> {
    async fn call(&self, operation: &str, body: Option<Value>) -> Answer {
        let headers = [("cookie", self.cookie.parse().expect("a header"))];
        let headers = headers
            .into_iter()
            .map(|(name, value)| (reqwest::header::HeaderName::from_static(name), value))
            .collect();
        let client = reqwest::Client::builder()
            .no_proxy()
            .default_headers(headers)
            .timeout(Duration::from_mins(1))
            .build()
            .expect("a client");
        call(&client, &self.program.url(), operation, "10.0.0.1", body)
            .await
            .expect("an answer")
    }

    async fn save(&self, number: u32) -> Answer {
        self.call(
            "change_my_info",
            Some(json!({"realname": name(number), "qq": "10001"})),
        )
        .await
    }

    async fn until_it_saves(&self, number: u32) {
        let start = Instant::now();
        while self.save(number).await.status != 200 {
            assert!(
                start.elapsed() < Duration::from_mins(1),
                "it does not recover: {}",
                self.program.tail()
            );
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        assert_eq!(
            self.call("me", None).await.body["realname"],
            name(number),
            "and the session lives"
        );
    }

    /// Everything that needs the database says so soon, and lets nobody in; the slowest answer.
    async fn is_told_of_the_outage(&self) -> Duration {
        let login = json!({"username": "person0", "password": PASSWORD});
        let code = json!({"action_name": "AccountReg", "mobile": "13500000009"});
        let answers = [
            self.call("me", None).await,
            self.save(9).await,
            self.call("account_login", Some(login)).await,
            self.call("send_sms_code", Some(code)).await,
            self.call("events", None).await,
        ];
        for answer in &answers {
            assert_told(answer);
        }
        let (client, url) = (client(), self.program.url());
        for (path, status) in [
            ("/profile", 503),
            ("/events", 503),
            ("/readyz", 503),
            ("/healthz", 200),
        ] {
            let start = Instant::now();
            let answer = client
                .get(format!("{url}{path}"))
                .header("cookie", &self.cookie)
                .send()
                .await
                .expect("an answer");
            assert_eq!(answer.status().as_u16(), status, "{path}");
            assert!(start.elapsed() < SOON, "{path} after {:?}", start.elapsed());
        }
        answers
            .iter()
            .map(|answer| answer.took)
            .max()
            .unwrap_or_default()
    }
}
