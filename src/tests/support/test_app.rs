//! A portal with a database, a clock and an address of its own.

use std::{
    net::{SocketAddr, TcpListener},
    process::{Command, Output},
    sync::Arc,
    time::{Duration, Instant},
};

use axum_server::Handle;
use clap::Parser;
use menhu::{
    serve::{self, Boot},
    server::{
        Portal,
        env::{Env, FixedClock, SystemRng},
        gateways::RenderedMessage,
        settings::Settings,
    },
};
use serde_json::{Value, json};
use sqlx::{AnyConnection, Connection as _};

use super::{Databases, Person, Way};
use menhu::values::time::Timestamp;

pub const PASSWORD: &str = "correct horse battery";
/// 2026-11-22 10:00 in Beijing.
const NOW: Timestamp = Timestamp(1_795_312_800_000);

#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    settings: Settings,
}

pub struct TestApp {
    pub way: Way,
    pub clock: Arc<FixedClock>,
    pub portal: Arc<Portal>,
    pub url: String,
    pub database: String,
    pub databases: Databases,
    kind: &'static str,
    handle: Handle<SocketAddr>,
    _boot: Boot,
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.handle.shutdown();
    }
}

/// What a person registers with.
#[derive(Clone, Debug)]
pub struct UserFixture {
    pub phone: String,
    pub email: String,
}

/// Who is behind the tests' portal, and how to reach them.
const OPERATOR: &str = "某某科技有限公司";
const CONTACT: &str = "400-000-0000";

impl UserFixture {
    pub fn number(number: u32) -> Self {
        Self {
            phone: format!("139{number:08}"),
            email: format!("person{number}@example.cn"),
        }
    }

    pub fn form(&self, code: &str) -> Value {
        json!({
            "user_email": self.email, "company_name": "门户科技有限公司", "password": PASSWORD, "phone": self.phone,
            "name": "张三", "qq": "10001", "code": code, "select_fields": ["software", "finance"],
        })
    }
}

impl TestApp {
    pub async fn new(databases: &Databases, kind: &'static str, way: Way) -> Self {
        Self::with(databases, kind, way, &[]).await
    }

    /// The same app afresh, under other settings: `("--mode", "production")`.
    pub async fn again(&self, settings: &[(&str, &str)]) -> Self {
        Self::with(&self.databases, self.kind, self.way, settings).await
    }

    /// Another node on the same database, under other settings, with a clock of its own.
    pub async fn beside(&self, settings: &[(&str, &str)]) -> Self {
        Self::on(
            self.database.clone(),
            &self.databases,
            self.kind,
            self.way,
            settings,
        )
        .await
    }

    /// A node on that database.
    pub async fn node_on(&self, database: String) -> Self {
        Self::on(database, &self.databases, self.kind, self.way, &[]).await
    }

    async fn with(
        databases: &Databases,
        kind: &'static str,
        way: Way,
        overrides: &[(&str, &str)],
    ) -> Self {
        Self::on(databases.make(kind).await, databases, kind, way, overrides).await
    }

    async fn on(
        database: String,
        databases: &Databases,
        kind: &'static str,
        way: Way,
        overrides: &[(&str, &str)],
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let addr = listener.local_addr().expect("an address").to_string();
        let url = format!("http://{addr}");
        let mut arguments = vec![
            "menhu",
            "--addr",
            &addr,
            "--database-url",
            &database,
            "--secret",
            super::canaries::SECRET,
            "--flood-per-minute",
            "0",
            "--operator",
            OPERATOR,
            "--contact",
            CONTACT,
        ];
        if overrides.iter().all(|(name, _)| *name != "--public-url") {
            arguments.extend(["--public-url", &url]);
        }
        arguments.extend(overrides.iter().flat_map(|(name, value)| [*name, *value]));
        let settings = Cli::try_parse_from(with_overrides(arguments))
            .expect("settings")
            .settings;
        let clock = Arc::new(FixedClock::at(NOW));
        let env = Env {
            clock: Arc::<FixedClock>::clone(&clock),
            rng: Arc::new(SystemRng),
        };
        let boot = Boot::new(settings.parse_gateways().expect("settings that fit"), env)
            .await
            .expect("the portal opens");
        let handle = Handle::new();
        tokio::spawn(serve::listen(listener, boot.router.clone(), handle.clone()));
        Self {
            way,
            clock,
            portal: Arc::clone(&boot.portal),
            url,
            database,
            databases: databases.clone(),
            kind,
            handle,
            _boot: boot,
        }
    }

    /// `UserFixture` at a browser or a program of their own.
    pub fn person(&self) -> Person {
        Person::new(&self.url, self.way)
    }

    /// Every message that has arrived, newest first, once none is on its way.
    pub async fn messages(&self) -> Vec<RenderedMessage> {
        let start = Instant::now();
        loop {
            menhu::server::services::outbox::deliver_due(&self.portal)
                .await
                .expect("the outbox works");
            if self.messages_due().await == 0 || start.elapsed() > Duration::from_secs(10) {
                return self
                    .portal
                    .gateways
                    .dev_outbox
                    .as_ref()
                    .map(menhu::server::gateways::dev_outbox::DevOutbox::messages)
                    .unwrap_or_default();
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// How many wait to leave now; not those that are held back.
    async fn messages_due(&self) -> i64 {
        let due = "SELECT COUNT(*) FROM outbox WHERE state = 'queued' AND next_at <= $1";
        sqlx::query_scalar(due)
            .bind(self.portal.env.now())
            .fetch_one(&mut self.sql().await)
            .await
            .expect("a count")
    }

    pub async fn messages_to(&self, phone: &str) -> Vec<RenderedMessage> {
        self.messages()
            .await
            .into_iter()
            .filter(|letter| letter.to.ends_with(phone))
            .collect()
    }

    /// The newest code sent to this number; a notice that left before it may have arrived after it.
    pub async fn code_of(&self, phone: &str) -> String {
        self.messages_to(phone)
            .await
            .iter()
            .find_map(|letter| letter.params.get("code").cloned())
            .unwrap_or_else(|| panic!("no code came to {phone}"))
    }

    /// Asks for a code and reads it from the phone.
    pub async fn get_code(&self, person: &Person, action: &str, phone: &str) -> String {
        let answer = person
            .call(
                "send_sms_code",
                json!({"action_name": action, "mobile": phone}),
            )
            .await;
        assert_eq!(answer.body["status"], "ok", "{}", answer.body);
        self.code_of(phone).await
    }

    /// Registers over JSON and leaves the person signed in; the username.
    pub async fn register(&self, person: &Person, somebody: &UserFixture) -> String {
        let code = self.get_code(person, "AccountReg", &somebody.phone).await;
        let answer = person.call("account_register", somebody.form(&code)).await;
        assert_eq!(answer.body["status"], "ok", "{}", answer.body);
        answer.body["username"]
            .as_str()
            .expect("a username")
            .to_owned()
    }

    /// What the built program says, run by an operator on this app's database, and whether it
    /// worked.
    pub fn menhu(&self, arguments: &[&str]) -> (bool, String) {
        let done = self.menhu_as(arguments, &[]);
        (
            done.status.success(),
            String::from_utf8_lossy(&done.stdout).into_owned(),
        )
    }

    /// The sentence with which the program refuses to do that.
    pub fn menhu_refuses(&self, arguments: &[&str]) -> String {
        let done = self.menhu_as(arguments, &[]);
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(!done.status.success(), "{arguments:?} was done");
        said.strip_prefix("menhu: ")
            .map(str::trim_end)
            .filter(|sentence| !sentence.contains('\n'))
            .unwrap_or_else(|| panic!("{arguments:?}: one sentence: {said}"))
            .to_owned()
    }

    /// The program, run by an operator under more variables.
    pub fn menhu_as(&self, arguments: &[&str], more: &[(&str, &str)]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_menhu"));
        let settings = [
            ("DATABASE_URL", self.database.as_str()),
            ("MENHU_SECRET", super::canaries::SECRET),
            ("MENHU_LOG", "error"),
        ];
        command
            .args(arguments)
            .env_clear()
            .envs(settings)
            .envs(more.iter().copied())
            .output()
            .expect("the program runs")
    }

    pub async fn sql(&self) -> AnyConnection {
        AnyConnection::connect(&self.database)
            .await
            .expect("the database answers")
    }

    pub async fn count(&self, query: &'static str) -> i64 {
        sqlx::query_scalar(query)
            .fetch_one(&mut self.sql().await)
            .await
            .expect("a count")
    }

    pub async fn run(&self, statement: &'static str) {
        sqlx::query(statement)
            .execute(&mut self.sql().await)
            .await
            .expect("a statement");
    }
}

/// Later arguments win over earlier ones of the same name.
fn with_overrides(arguments: Vec<&str>) -> Vec<String> {
    let mut kept: Vec<(String, String)> = Vec::new();
    for pair in arguments[1..].chunks(2) {
        kept.retain(|(name, _)| name != pair[0]);
        kept.push((pair[0].to_owned(), pair[1].to_owned()));
    }
    std::iter::once(arguments[0].to_owned())
        .chain(kept.into_iter().flat_map(|(name, value)| [name, value]))
        .collect()
}
