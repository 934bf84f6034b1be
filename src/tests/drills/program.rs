//! The built program as a process of its own: started, watched, killed, stopped.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use menhu::server::{
    env::Env,
    policy::session::id_hash,
    settings::Secret,
    store::{self, Store, accounts::NewAccount, sessions::NewSession},
};
use menhu::values::time::DAY;
use reqwest::Client;
use serde_json::Value;
use tower_sessions::session::Id;

pub const SECRET: &str = "canary-secret-of-the-drill-0123456789";
pub const PASSWORD: &str = "canary horse battery staple";

/// How it is started; the same one again after it was killed.
pub struct Program {
    pub address: String,
    folder: PathBuf,
    settings: BTreeMap<String, String>,
}

impl Program {
    /// On a free port, with its log in this folder. Whoever calls speaks for others: it is a
    /// trusted proxy.
    pub fn new(folder: &Path, database: &str, settings: &[(&str, &str)]) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = free.local_addr().expect("an address").to_string();
        let url = format!("http://{address}");
        let usual = [
            ("MENHU_MODE", "development"),
            ("MENHU_ADDR", address.as_str()),
            ("MENHU_PUBLIC_URL", &url),
            ("DATABASE_URL", database),
            ("MENHU_SECRET", SECRET),
            ("MENHU_TRUSTED_PROXIES", "127.0.0.1"),
            ("MENHU_FLOOD_PER_MINUTE", "0"),
            ("MENHU_SMS_DAILY_BUDGET", "1000000"),
        ];
        let settings = usual
            .into_iter()
            .chain(settings.iter().copied())
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        Self {
            address,
            folder: folder.to_owned(),
            settings,
        }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn log(&self) -> PathBuf {
        self.folder.join(format!(
            "log-{}",
            self.address.rsplit(':').next().unwrap_or_default()
        ))
    }

    /// The last lines of its log.
    pub fn tail(&self) -> String {
        let text = fs::read_to_string(self.log()).unwrap_or_default();
        text.lines().rev().take(30).collect::<Vec<_>>().join("\n")
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        // Another build of it, to be measured.
        let built =
            std::env::var("MENHU_BIN").unwrap_or_else(|_| env!("CARGO_BIN_EXE_menhu").to_owned());
        let mut command = Command::new(built);
        command
            .args(arguments)
            .current_dir(&self.folder)
            .env_clear()
            .envs(&self.settings)
            .stdout(Stdio::null());
        command
    }

    /// Starts it; it need not be ready yet.
    pub fn spawn(&self) -> Running<'_> {
        let log = File::options()
            .create(true)
            .append(true)
            .open(self.log())
            .expect("a log");
        Running {
            program: self,
            process: self
                .command(&["serve"])
                .stderr(log)
                .spawn()
                .expect("the program runs"),
        }
    }

    pub async fn start(&self) -> Running<'_> {
        let mut running = self.spawn();
        running.until_ready().await;
        running
    }
}

pub struct Running<'a> {
    program: &'a Program,
    process: Child,
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.kill();
    }
}

impl Running<'_> {
    pub async fn until_ready(&mut self) {
        let (start, client) = (Instant::now(), client());
        while client
            .get(format!("{}/readyz", self.program.url()))
            .send()
            .await
            .map(|answer| answer.status().as_u16())
            .ok()
            != Some(200)
        {
            assert!(
                self.process.try_wait().expect("a process").is_none(),
                "the server ended: {}",
                self.program.tail()
            );
            assert!(
                start.elapsed() < Duration::from_mins(1),
                "the server does not get ready: {}",
                self.program.tail()
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Ends it in the middle of whatever it does.
    pub fn kill(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }

    /// Asks it to stop, as a supervisor does.
    pub fn terminate(&self) {
        self.signal("-TERM");
    }

    pub fn signal(&self, signal: &str) {
        let asked = Command::new("kill")
            .args([signal, &self.process.id().to_string()])
            .status();
        assert!(asked.is_ok_and(|status| status.success()));
    }

    pub fn is_running(&mut self) -> bool {
        self.process.try_wait().expect("a process").is_none()
    }

    pub async fn until_ended(&mut self) -> ExitStatus {
        let start = Instant::now();
        loop {
            if let Some(status) = self.process.try_wait().expect("a process") {
                return status;
            }
            assert!(
                start.elapsed() < Duration::from_mins(1),
                "the server does not end: {}",
                self.program.tail()
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// `VmRSS`, or `VmHWM` for the most it ever was; in MiB.
    pub fn memory(&self, what: &str) -> u64 {
        let status =
            fs::read_to_string(format!("/proc/{}/status", self.process.id())).expect("Linux");
        let line = status
            .lines()
            .find(|line| line.starts_with(what))
            .expect("a line");
        line.split_whitespace()
            .nth(1)
            .and_then(|kib| kib.parse::<u64>().ok())
            .expect("a number")
            / 1024
    }
}

pub fn client() -> Client {
    Client::builder()
        .no_proxy()
        .cookie_store(true)
        .timeout(Duration::from_secs(30))
        .build()
        .expect("a client")
}

/// An address of one's own: the limits for each are no business of a drill.
pub fn address_of(number: u32) -> String {
    format!(
        "10.{}.{}.{}",
        number >> 16 & 255,
        number >> 8 & 255,
        number & 255
    )
}

/// What an operation answered.
pub struct Answer {
    pub status: u16,
    pub retry_after: Option<u64>,
    pub body: Value,
    pub took: Duration,
}

/// Calls an operation, by POST when there is something to say; `None` when nobody answers.
pub async fn call(
    client: &Client,
    url: &str,
    operation: &str,
    from: &str,
    body: Option<Value>,
) -> Option<Answer> {
    let (url, start) = (format!("{url}/users/{operation}/"), Instant::now());
    let request = if let Some(body) = body {
        client.post(url).json(&body)
    } else {
        client.get(url)
    };
    let answer = request.header("x-forwarded-for", from).send().await.ok()?;
    let retry_after = answer
        .headers()
        .get("retry-after")
        .and_then(|seconds| seconds.to_str().ok()?.parse().ok());
    let status = answer.status().as_u16();
    Some(Answer {
        status,
        retry_after,
        body: answer.json().await.ok()?,
        took: start.elapsed(),
    })
}

/// Writes accounts into a migrated database, all with [`PASSWORD`], each signed in; the cookies, in
/// the order of their numbers.
pub async fn populate(database: &str, people: u32) -> Vec<String> {
    let env = Env::system();
    let store = Store::open(&Secret::from(database.to_owned()), 2)
        .await
        .expect("the database answers");
    let hash = hash(PASSWORD);
    let mut tx = store.begin().await.expect("the database answers");
    let mut cookies = Vec::new();
    for number in 0..people {
        let email = format!("person{number}@drill.example.cn");
        let account = NewAccount {
            id: format!("{number:032x}"),
            username: format!("person{number}"),
            mobile: format!("135{number:08}").parse().expect("a mobile"),
            email: email.parse().expect("an address"),
            realname: "演习".into(),
            qq: "10001".into(),
            company_name: "演习科技有限公司".into(),
            industries: menhu::values::industry::Industries::from_stored("software"),
            password_hash: hash.clone(),
            binds_email: true,
            lang: menhu::values::lang::Lang::Zh,
            created_at: env.now(),
        };
        assert!(
            store::accounts::add(&mut tx, &account)
                .await
                .expect("the database answers")
        );
        let id = i128::from_le_bytes(env.bytes());
        let session = NewSession {
            public_id: env.id(),
            account: account.id,
            epoch: 1,
            device: String::new(),
            address: String::new(),
            idle: DAY,
            ends_at: env.now() + DAY,
        };
        store::sessions::add(&mut tx, &id_hash(id), &session, env.now())
            .await
            .expect("the database answers");
        cookies.push(format!("menhu={}", Id(id)));
    }
    tx.commit().await.expect("the database answers");
    store.close().await;
    cookies
}

/// At policy, so that comparing costs what it costs.
fn hash(password: &str) -> String {
    use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, Version};
    let policy = Params::new(19_456, 2, 1, None).expect("allowed");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, policy)
        .hash_password_with_salt(password.as_bytes(), b"saltsaltsaltsalt")
        .expect("hashed")
        .to_string()
}
