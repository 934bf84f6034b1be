//! Kills the running server again and again under mixed load, its gateways failing in every way
//! meanwhile, and checks that every acknowledged write is there, that none is there by half, and
//! that every message arrives. The server logs everything there is, and its log is searched for
//! secrets afterwards.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use menhu::server::env::Env;
use reqwest::Client;
use serde_json::{Value, json};
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _};

use crate::{
    program::{PASSWORD, Program, SECRET, address_of, call, client},
    support::{Asked, Databases, HttpDouble, Reply, SmtpDouble, smtp_double::Mail},
};

const WEBHOOK_KEY: &str = "canary-webhook-key";
/// People who use the portal at once.
const PEOPLE: u32 = 6;

pub async fn every_acknowledged_write_survives(
    databases: &Databases,
    kind: &'static str,
    kills: u32,
) {
    Drill::new(databases, kind).await.run(kills).await;
}

/// What the server said "ok" to.
#[derive(Default)]
struct Acknowledged {
    /// Mobiles that a code was promised to, and how many of them.
    codes: BTreeMap<String, usize>,
    /// Mobile → email, of people who were told that they are registered.
    accounts: BTreeMap<String, String>,
    /// Mobile → the last name that was said to be saved.
    names: BTreeMap<String, String>,
    bookings: BTreeSet<String>,
    /// Mobiles that were said to be logged in once more.
    logins: BTreeSet<String>,
}

type Taken = Arc<Mutex<Vec<Value>>>;

/// How the SMS gateway is today.
#[derive(Clone, Copy)]
enum GatewayFault {
    Accept,
    Down,
    Busy,
    Hang,
    Slow,
}

/// An SMS gateway in this fault, which remembers what it took.
fn takes(taken: &Taken, fault: GatewayFault) -> impl Fn(&Asked) -> Reply + Send + Sync + 'static {
    let taken = Arc::clone(taken);
    move |asked| match fault {
        GatewayFault::Down => Reply::Status(503),
        GatewayFault::Busy => Reply::Status(429),
        GatewayFault::Hang => Reply::Hang,
        GatewayFault::Accept | GatewayFault::Slow => {
            taken
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(asked.json());
            if matches!(fault, GatewayFault::Slow) {
                Reply::Slow(Value::Null)
            } else {
                Reply::Status(200)
            }
        }
    }
}

struct Drill {
    kind: &'static str,
    database: String,
    program: Program,
    _folder: tempfile::TempDir,
    sms: HttpDouble,
    /// The messages that the SMS gateway took.
    taken: Taken,
    mail: SmtpDouble,
    acknowledged: Arc<Mutex<Acknowledged>>,
    /// So that no mobile is used twice.
    people: Arc<AtomicU32>,
}

impl Drill {
    async fn new(databases: &Databases, kind: &'static str) -> Self {
        let taken = Taken::default();
        let (folder, database) = (
            tempfile::tempdir().expect("a folder"),
            databases.make(kind).await,
        );
        let (sms, mail) = (
            HttpDouble::start(takes(&taken, GatewayFault::Accept)).await,
            SmtpDouble::start(&[]),
        );
        let gateways = [
            ("MENHU_SMS", "webhook"),
            (
                "MENHU_SMS_WEBHOOK_URL",
                &format!("{}/send?key={WEBHOOK_KEY}", sms.url),
            ),
            ("MENHU_MAIL", "smtp"),
            ("MENHU_SMTP_URL", &format!("smtp://127.0.0.1:{}", mail.port)),
            ("MENHU_MAIL_FROM", "menhu@example.cn"),
            ("MENHU_LOG", "trace"),
        ];
        let program = Program::new(folder.path(), &database, &gateways);
        Self {
            kind,
            database,
            program,
            _folder: folder,
            sms,
            taken,
            mail,
            acknowledged: Arc::default(),
            people: Arc::default(),
        }
    }

    async fn run(self, kills: u32) {
        let chance = Env::system();
        let faults = [
            GatewayFault::Accept,
            GatewayFault::Down,
            GatewayFault::Hang,
            GatewayFault::Slow,
            GatewayFault::Accept,
            GatewayFault::Busy,
        ];
        let mail_moods = ["accept", "refuse 451", "accept", "hang", "slow", "accept"];
        // Room for everybody who comes along.
        let opened = self
            .program
            .command(&["event", "set", "1", "--capacity", "1000000"])
            .env("MENHU_LOG", "error")
            .status();
        assert!(opened.expect("the program runs").success());
        for kill in 0..kills {
            let mut server = self.program.start().await;
            self.sms
                .answer(takes(&self.taken, faults[kill as usize % faults.len()]));
            self.mail
                .be(mail_moods[kill as usize % mail_moods.len()])
                .await;
            let load: Vec<_> = (0..PEOPLE)
                .map(|_| tokio::spawn(self.person().live()))
                .collect();
            tokio::time::sleep(Duration::from_millis(u64::from(150 + chance.below(2350)))).await;
            server.kill();
            for person in load {
                person.abort();
                // Whoever was answered otherwise than well says so.
                if let Err(ended) = person.await
                    && ended.is_panic()
                {
                    std::panic::resume_unwind(ended.into_panic());
                }
            }
        }
        self.sms.answer(takes(&self.taken, GatewayFault::Accept));
        self.mail.be("accept").await;
        let server = self.program.start().await;
        self.until_drained().await;
        let mails = self.mail.mails(0).await;
        self.check(&mails).await;
        drop(server);
        self.search_log(&mails);
        let (acknowledged, taken) = (
            self.acknowledged
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
            self.taken(),
        );
        eprintln!(
            "drill on {}: {kills} kills; acknowledged and found: {} codes, {} accounts, {} names, \
                 {} bookings, {} logins; arrived: {} SMS ({} of them twice), {} mails",
            self.kind,
            acknowledged.codes.values().sum::<usize>(),
            acknowledged.accounts.len(),
            acknowledged.names.len(),
            acknowledged.bookings.len(),
            acknowledged.logins.len(),
            taken.len(),
            taken.len()
                - taken
                    .iter()
                    .map(|message| message["id"].to_string())
                    .collect::<BTreeSet<_>>()
                    .len(),
            mails.len(),
        );
    }

    fn person(&self) -> UserFixture {
        let number = self.people.fetch_add(1, Ordering::SeqCst);
        UserFixture {
            mobile: format!("137{number:08}"),
            email: format!("canary{number}@drill.example.cn"),
            from: address_of(number),
            url: self.program.url(),
            client: client(),
            taken: Arc::clone(&self.taken),
            acknowledged: Arc::clone(&self.acknowledged),
        }
    }

    fn taken(&self) -> Vec<Value> {
        self.taken
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    async fn sql(&self) -> AnyConnection {
        AnyConnection::connect(&self.database)
            .await
            .expect("the database answers")
    }

    async fn count(&self, query: &'static str) -> i64 {
        sqlx::query_scalar(query)
            .fetch_one(&mut self.sql().await)
            .await
            .expect("a count")
    }

    /// Waits until nothing is on its way any more; what waits for a later attempt is asked for by
    /// the operator's command.
    async fn until_drained(&self) {
        let start = Instant::now();
        // What was given up on and has expired since stays as it is: a code that nobody could use
        // any more.
        while self
            .count("SELECT COUNT(*) FROM outbox WHERE state = 'queued'")
            .await
            > 0
            || self
                .given_up("expires_at > $1")
                .await
                .values()
                .sum::<usize>()
                > 0
        {
            assert!(
                start.elapsed() < Duration::from_mins(3),
                "messages are stuck: {}",
                self.program.tail()
            );
            let retried = self
                .program
                .command(&["outbox", "retry", "--all"])
                .env("MENHU_LOG", "error")
                .status()
                .expect("the program runs");
            assert!(retried.success());
            tokio::time::sleep(Duration::from_secs(3)).await;
        }
    }

    /// Messages that were given up on after six attempts, by recipient: of those whose end, against
    /// now, is so.
    async fn given_up(&self, end: &str) -> BTreeMap<String, usize> {
        let query = format!(
            "SELECT recipient, COUNT(*) FROM outbox WHERE state = 'failed' AND {end}
             AND (SELECT COUNT(*) FROM outbox_attempts WHERE message = outbox.id) > 5 GROUP BY recipient"
        );
        let rows: Vec<(String, i64)> = sqlx::query_as(AssertSqlSafe(query))
            .bind(Env::system().now())
            .fetch_all(&mut self.sql().await)
            .await
            .expect("the messages");
        rows.into_iter()
            .map(|(recipient, number)| (recipient, usize::try_from(number).unwrap_or_default()))
            .collect()
    }

    #[expect(clippy::too_many_lines, reason = "one story, told in order")]
    async fn check(&self, mails: &[Mail]) {
        if self.kind == "sqlite" {
            let integrity: String = sqlx::query_scalar("PRAGMA integrity_check")
                .fetch_one(&mut self.sql().await)
                .await
                .expect("a check");
            assert_eq!(integrity, "ok");
        }
        // A code is used up exactly when its account is there; and with an account its first
        // binding mail was queued.
        let rows: Vec<(String, String, i64)> = sqlx::query_as(
            "SELECT c.target, c.code_hash, (SELECT COUNT(*) FROM accounts a WHERE a.mobile = \
                 c.target) FROM codes c WHERE c.action = 'AccountReg'",
        )
        .fetch_all(&mut self.sql().await)
        .await
        .expect("the codes");
        for (mobile, hash, accounts) in rows {
            assert_eq!(
                hash.is_empty(),
                accounts == 1,
                "{mobile}: a code without its effect, or an effect without its code"
            );
        }
        assert_eq!(
            self.count(
                "SELECT (SELECT COUNT(*) FROM accounts) - (SELECT COUNT(*) FROM outbox \
                 WHERE template = 'BindEmail')"
            )
            .await,
            0,
            "an account without its first mail"
        );
        assert_eq!(
            self.count(
                "SELECT COUNT(*) FROM events e WHERE e.taken <> (SELECT COUNT(*) FROM \
                 bookings b WHERE b.bookin_type = e.bookin_type)"
            )
            .await,
            0,
            "seats that nobody has"
        );
        let (accounts, names): (BTreeMap<String, String>, BTreeMap<String, String>) = {
            let rows: Vec<(String, String, String)> =
                sqlx::query_as("SELECT mobile, email, realname FROM accounts")
                    .fetch_all(&mut self.sql().await)
                    .await
                    .expect("the accounts");
            rows.into_iter()
                .map(|(mobile, email, name)| ((mobile.clone(), email), (mobile, name)))
                .unzip()
        };
        let booked: Vec<String> = sqlx::query_scalar(
            "SELECT a.mobile FROM bookings b JOIN accounts a ON a.id = b.account",
        )
        .fetch_all(&mut self.sql().await)
        .await
        .expect("the bookings");
        let sms = self.taken();
        let codes = |mobile: &str| {
            let ids: BTreeSet<String> = sms
                .iter()
                .filter(|message| message["mobile"] == format!("+86{mobile}"))
                .map(|message| message["id"].to_string())
                .collect();
            ids.len()
        };
        let mails: BTreeSet<&str> = mails.iter().map(Mail::to).collect();
        let too_late = self.given_up("expires_at <= $1").await;
        let acknowledged = self
            .acknowledged
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        for (mobile, promised) in &acknowledged.codes {
            let expired = too_late
                .get(&format!("+86{mobile}"))
                .copied()
                .unwrap_or_default();
            assert!(
                codes(mobile) + expired >= *promised,
                "{mobile} was promised {promised} messages"
            );
        }
        eprintln!(
            "{} codes were given up on after six attempts and expired",
            too_late.values().sum::<usize>()
        );
        for (mobile, email) in &acknowledged.accounts {
            assert_eq!(
                accounts.get(&format!("+86{mobile}")),
                Some(email),
                "{mobile} was told to be registered"
            );
            assert!(
                mails.contains(email.as_str()),
                "{email} got its binding mail"
            );
        }
        for (mobile, name) in &acknowledged.names {
            // A later one may have been saved and not acknowledged.
            let held = names
                .get(&format!("+86{mobile}"))
                .map_or("", String::as_str);
            assert!(
                held >= name.as_str(),
                "{mobile} was told that {name} is saved, and is called {held}"
            );
        }
        for mobile in &acknowledged.bookings {
            assert!(
                booked.contains(&format!("+86{mobile}")),
                "{mobile} was told to have a seat"
            );
        }
    }

    /// Everything that nobody may read in a log, in a log of everything.
    fn search_log(&self, mails: &[Mail]) {
        let log = std::fs::read_to_string(self.program.log()).expect("a log");
        assert!(log.contains("TRACE"), "it is a log of everything");
        let mut secrets: BTreeSet<String> = [PASSWORD, SECRET, WEBHOOK_KEY, "@drill.example.cn"]
            .map(ToOwned::to_owned)
            .into();
        secrets.extend(mails.iter().filter_map(|mail| {
            mail.text()
                .split("token=")
                .nth(1)
                .map(|rest| rest[..32].to_owned())
        }));
        secrets.extend(
            self.acknowledged
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .codes
                .keys()
                .cloned(),
        );
        for secret in &secrets {
            if let Some(at) = log.find(secret.as_str()) {
                let line = log[..at].rfind('\n').map_or(0, |end| end + 1);
                panic!(
                    "{secret} is in the log: {}",
                    log[line..].lines().next().unwrap_or_default()
                );
            }
        }
        let codes: BTreeSet<String> = self
            .taken()
            .iter()
            .filter_map(|message| message["params"]["code"].as_str().map(ToOwned::to_owned))
            .collect();
        for line in log.lines() {
            for number in line
                .split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | ':' | '_' | '-')))
                .filter(|word| word.len() == 6)
            {
                assert!(!codes.contains(number), "a code is in the log: {line}");
            }
        }
    }
}

/// One of those who use the portal while it is killed.
struct UserFixture {
    mobile: String,
    email: String,
    from: String,
    url: String,
    client: Client,
    taken: Taken,
    acknowledged: Arc<Mutex<Acknowledged>>,
}

impl UserFixture {
    /// Registers, uses what there is to be used, until the server is gone.
    async fn live(self) -> Option<()> {
        self.ok(
            "send_sms_code",
            json!({"action_name": "AccountReg", "mobile": self.mobile}),
        )
        .await?;
        self.note(|noted| *noted.codes.entry(self.mobile.clone()).or_default() += 1);
        let code = self.code().await?;
        let form = json!({
            "phone": self.mobile, "user_email": self.email, "code": code, "password": PASSWORD, "company_name": "演习科技有限公司",
            "name": "演习", "qq": "10001", "select_fields": ["software"],
        });
        self.ok("account_register", form).await?;
        self.note(|noted| {
            noted
                .accounts
                .insert(self.mobile.clone(), self.email.clone())
        });
        self.ok("new_industry_bookin", json!({"bookin_type": "1"}))
            .await?;
        self.note(|noted| noted.bookings.insert(self.mobile.clone()));
        for number in 0.. {
            let name = format!("演习{number:06}");
            self.ok("change_my_info", json!({"realname": name, "qq": "10001"}))
                .await?;
            self.note(|noted| noted.names.insert(self.mobile.clone(), name));
            if number % 10 == 9 {
                self.ok(
                    "account_login",
                    json!({"username": self.mobile, "password": PASSWORD}),
                )
                .await?;
                self.note(|noted| noted.logins.insert(self.mobile.clone()));
            }
        }
        Some(())
    }

    fn note<T>(&self, what: impl FnOnce(&mut Acknowledged) -> T) {
        what(
            &mut self
                .acknowledged
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        );
    }

    /// `None` when the server is gone; anything but success is a mistake, or too much at once.
    async fn ok(&self, operation: &str, body: Value) -> Option<Value> {
        for _ in 0..20 {
            let answer = call(
                &self.client,
                &self.url,
                operation,
                &self.from,
                Some(body.clone()),
            )
            .await?;
            let (busy, reply) = (answer.status == 503, answer.body);
            if reply["status"] == "ok" {
                return Some(reply);
            }
            assert!(busy, "{operation}: {reply}");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        None
    }

    /// The code, once it has come.
    async fn code(&self) -> Option<String> {
        loop {
            let arrived = {
                let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
                let message = taken
                    .iter()
                    .rev()
                    .find(|message| message["mobile"] == format!("+86{}", self.mobile));
                message
                    .and_then(|message| message["params"]["code"].as_str())
                    .map(ToOwned::to_owned)
            };
            if arrived.is_some() {
                return arrived;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}
