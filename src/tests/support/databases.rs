//! The databases under test: SQLite files in a temporary folder, and a throwaway PostgreSQL on a
//! free loopback port.

use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use sqlx::{AnyConnection, Connection as _, Executor as _};
use tempfile::TempDir;
use tokio::{runtime::Runtime, sync::Mutex};

#[derive(Clone)]
pub struct Databases(Arc<Inner>);

struct Inner {
    folder: TempDir,
    postgres: Option<Postgres>,
    made: AtomicU32,
}

struct Postgres {
    bin: PathBuf,
    data: PathBuf,
    port: u16,
    options: &'static str,
    admin: Mutex<AnyConnection>,
}

impl Databases {
    /// Starts what `MENHU_TEST_DATABASES` names (both, unless it says otherwise).
    /// What is durable is on the disk before PostgreSQL answers.
    pub fn start(runtime: &Runtime, only_listing: bool, is_durable: bool) -> Self {
        let options = if is_durable { "" } else { "-c fsync=off" };
        sqlx::any::install_default_drivers();
        let folder = tempfile::tempdir().expect("a temporary folder");
        let wanted =
            std::env::var("MENHU_TEST_DATABASES").unwrap_or_else(|_| "sqlite,postgres".into());
        let postgres = (wanted.contains("postgres") && !only_listing)
            .then(|| Postgres::start(runtime, folder.path(), options));
        Self(Arc::new(Inner {
            folder,
            postgres,
            made: AtomicU32::new(0),
        }))
    }

    pub fn names(&self) -> Vec<&'static str> {
        if self.0.postgres.is_some() {
            vec!["sqlite", "postgres"]
        } else {
            vec!["sqlite"]
        }
    }

    /// The address of a new, empty database.
    pub async fn make(&self, kind: &str) -> String {
        let number = self.0.made.fetch_add(1, Ordering::SeqCst);
        match &self.0.postgres {
            Some(postgres) if kind == "postgres" => {
                postgres
                    .admin
                    .lock()
                    .await
                    .execute(sqlx::AssertSqlSafe(format!("CREATE DATABASE app_{number}")))
                    .await
                    .expect("a new database");
                format!("postgres://menhu@127.0.0.1:{}/app_{number}", postgres.port)
            }
            _ => format!(
                "sqlite://{}/app_{number}.db",
                self.0.folder.path().display()
            ),
        }
    }

    /// Pulls PostgreSQL's plug.
    pub fn stop(&self) {
        if let Some(postgres) = &self.0.postgres {
            let _ = postgres.run(
                "pg_ctl",
                &[
                    "-D",
                    &postgres.data.display().to_string(),
                    "-m",
                    "immediate",
                    "stop",
                ],
            );
        }
    }

    /// Starts PostgreSQL again, with all that it holds.
    pub fn resume(&self) {
        if let Some(postgres) = &self.0.postgres {
            postgres.launch();
        }
    }
}

impl Postgres {
    fn start(runtime: &Runtime, folder: &Path, options: &'static str) -> Self {
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.local_addr())
            .expect("a free port")
            .port();
        let mut postgres = Self {
            bin: installed(),
            data: folder.join("postgres"),
            port,
            options,
            admin: Mutex::new(
                runtime
                    .block_on(AnyConnection::connect("sqlite::memory:"))
                    .expect("a connection"),
            ),
        };
        let data = postgres.data.display().to_string();
        std::fs::create_dir(&postgres.data).expect("a folder");
        if is_root() {
            // PostgreSQL refuses to run as root.
            assert!(
                Command::new("chown")
                    .args(["postgres", &data])
                    .status()
                    .is_ok_and(|status| status.success()),
                "chown"
            );
            assert!(
                Command::new("chmod")
                    .args(["755", &folder.display().to_string()])
                    .status()
                    .is_ok_and(|status| status.success()),
                "chmod"
            );
        }
        assert!(
            postgres.run(
                "initdb",
                &[
                    "-D",
                    &data,
                    "-U",
                    "menhu",
                    "-A",
                    "trust",
                    "-E",
                    "UTF8",
                    "--no-sync"
                ]
            ),
            "initdb failed"
        );
        postgres.launch();
        let admin = runtime
            .block_on(AnyConnection::connect(&format!(
                "postgres://menhu@127.0.0.1:{port}/postgres"
            )))
            .expect("PostgreSQL answers");
        postgres.admin = Mutex::new(admin);
        postgres
    }

    fn launch(&self) {
        let Self {
            data,
            port,
            options,
            ..
        } = self;
        let options = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' {options} \
                 -c max_connections=400"
        );
        let (data, log) = (
            data.display().to_string(),
            data.join("log").display().to_string(),
        );
        assert!(
            self.run(
                "pg_ctl",
                &["-D", &data, "-o", &options, "-l", &log, "-w", "start"]
            ),
            "pg_ctl failed"
        );
    }

    fn run(&self, program: &str, arguments: &[&str]) -> bool {
        let program = self.bin.join(program);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command
            .args(arguments)
            .current_dir("/")
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .status()
            .is_ok_and(|status| status.success())
    }
}

/// PostgreSQL refuses to run as root; only root may mount.
pub fn is_root() -> bool {
    Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|output| output.stdout.starts_with(b"0\n"))
}

/// Those of `MENHU_TEST_POSTGRES_BIN`, to try another version; else Debian's newest, which it keeps
/// off the path, by version.
fn installed() -> PathBuf {
    if let Some(bin) = std::env::var_os("MENHU_TEST_POSTGRES_BIN") {
        return bin.into();
    }
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .filter(|bin| bin.join("initdb").exists())
        .collect();
    versions.sort();
    versions.pop().unwrap_or_default()
}
