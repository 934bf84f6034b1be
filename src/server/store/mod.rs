//! All SQL, a file per table. One copy of each statement, in the dialect that SQLite and PostgreSQL
//! share.

pub mod accounts;
pub mod audit;
pub mod bookings;
pub mod codes;
pub mod consents;
pub mod copy;
pub mod deliveries;
pub mod email_keys;
pub mod email_links;
pub mod events;
pub mod limits;
pub mod login_failures;
pub mod outbox;
pub mod profiles;
pub mod secrets;
pub mod sessions;
mod transaction;
mod types;
pub mod wechat_identities;
pub mod wechat_states;

use std::{sync::LazyLock, time::Duration};

use sqlx::{
    Any, AnyConnection, AnyPool, Connection as _, Executor as _, any::AnyPoolOptions,
    migrate::Migrator, pool::PoolConnection,
};
use tokio::time::{Instant, sleep};

pub use transaction::Tx;

use self::transaction::Queue;
use super::{
    error::{Fault, is_contention},
    settings::{Secret, files},
};

/// Migrations of a newer program are let be: an older node may be started again while nodes are
/// replaced one by one (`migrations/README.md`).
static MIGRATIONS: LazyLock<Migrator> = LazyLock::new(|| {
    let mut migrator = sqlx::migrate!("./migrations");
    migrator.set_ignore_missing(true);
    migrator
});

/// Runs a statement that removes at most `most` rows older than `before`; how many it removed.
async fn remove_some(
    db: &mut AnyConnection,
    statement: &'static str,
    before: i64,
    most: i64,
) -> sqlx::Result<u64> {
    let done = sqlx::query(statement)
        .bind(before)
        .bind(most)
        .execute(db)
        .await?;
    Ok(done.rows_affected())
}

/// A query that locks the rows it finds until the transaction ends, in the order of its tables.
/// SQLite has no word for it and needs none: a transaction that will write has the database for
/// itself from its first statement.
macro_rules! locking {
    ($db:expr, $query:literal) => {
        locking!($db, $query, "")
    };
    // The second part is what stands behind a query that is a part of a statement.
    ($db:expr, $query:literal, $rest:literal) => {
        match $db.backend_name() {
            "PostgreSQL" => concat!($query, " FOR NO KEY UPDATE", $rest),
            _ => concat!($query, $rest),
        }
    };
}

use locking;

/// How long anybody waits for a connection before the answer is "come back later".
const ACQUIRE_TIMEOUT: Duration = Duration::from_millis(2500);

/// How long a start waits for its database, which may be starting too.
const START_TIMEOUT: Duration = Duration::from_mins(1);
/// How long it waits between two tries.
const RETRY_AFTER: Duration = Duration::from_secs(2);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Sqlite,
    Postgres,
}

impl Kind {
    /// Whether a connection that failed like this may be had later. A wrong password, a database
    /// that is not there, an address that says nothing stay as they are; a server that starts, a
    /// name that is not yet known, a proxy that hangs up do not.
    fn may_come_back(self, error: &sqlx::Error) -> bool {
        match (self, error) {
            (Self::Sqlite, error) => is_contention(error),
            (Self::Postgres, sqlx::Error::Configuration(_)) => false,
            (Self::Postgres, sqlx::Error::Database(error)) => !error
                .code()
                .is_some_and(|code| code.starts_with("28") || code.starts_with("3D")),
            (Self::Postgres, _) => true,
        }
    }
}

/// The database, chosen by the scheme of its address.
#[derive(Clone, Debug)]
pub struct Store {
    /// On SQLite these connections only read.
    readers: AnyPool,
    /// On SQLite a single connection: several would sleep and look again. On PostgreSQL, which
    /// locks rows, it is the readers' pool.
    writers: AnyPool,
    /// Of those who write, on SQLite: first come, first served.
    queue: Queue,
    kind: Kind,
}

impl Store {
    /// Opens the database as [`Store::open`] does, and waits for it while it does not answer.
    ///
    /// # Errors
    /// It cannot be opened as it was named, or does not answer within a minute.
    pub async fn wait_for(url: &Secret, connections: u32) -> Result<Self, Fault> {
        let began_at = Instant::now();
        loop {
            match Self::open(url, connections).await {
                Err(fault @ Fault::Unreachable(_)) if began_at.elapsed() < START_TIMEOUT => {
                    let seconds = began_at.elapsed().as_secs();
                    tracing::warn!(%fault, seconds, "waiting for the database");
                }
                done => return done,
            }
            sleep(RETRY_AFTER).await;
        }
    }

    /// Opens the database with at most so many connections; a SQLite file and its folder are made
    /// when missing.
    ///
    /// # Errors
    /// The address is of no known kind, or the database refuses us; [`Fault::Unreachable`] when it
    /// does not answer.
    pub async fn open(url: &Secret, connections: u32) -> Result<Self, Fault> {
        sqlx::any::install_default_drivers();
        let url = url.reveal();
        let kind = match url.split(':').next() {
            Some("sqlite") => Kind::Sqlite,
            Some("postgres" | "postgresql") => Kind::Postgres,
            _ => {
                return Err(Fault::Internal(
                    "the address of a database must start with sqlite: or postgres:".into(),
                ));
            }
        };
        let mut address = url.to_owned();
        if kind == Kind::Sqlite {
            files::prepare(url)
                .map_err(|error| Fault::Internal(format!("the database's file: {error}")))?;
            if !address.contains('?') {
                address.push_str("?mode=rwc");
            }
        }
        let connect = async |connections, may_write| {
            let pool = pool(kind, connections, may_write).connect(&address).await;
            pool.map_err(|error| {
                if kind.may_come_back(&error) {
                    Fault::Unreachable(error)
                } else {
                    Fault::Database(error)
                }
            })
        };
        let (writers, readers) = match kind {
            // The writer first, since it makes the file.
            Kind::Sqlite => (connect(1, true).await?, connect(connections, false).await?),
            Kind::Postgres => {
                let pool = connect(connections, true).await?;
                (pool.clone(), pool)
            }
        };
        Ok(Self {
            readers,
            queue: Queue::new(writers.clone()),
            writers,
            kind,
        })
    }

    /// Applies the migrations that are missing. Nodes that start at once take turns.
    ///
    /// # Errors
    /// One fails, or one that was applied is not what the program has.
    pub async fn migrate(&self) -> Result<(), Fault> {
        let own = self.writers.acquire().await;
        let mut own = own.map_err(Fault::Unreachable)?.detach();
        match self.kind {
            Kind::Sqlite => {
                // The migrator takes no lock there; what it begins within this is a savepoint.
                let mut all = own.begin_with("BEGIN IMMEDIATE").await?;
                MIGRATIONS.run(&mut *all).await?;
                all.commit().await?;
            }
            Kind::Postgres => {
                // A large table's index takes its time. A lock on a table in use does not get it:
                // while it waits, everybody else waits behind it.
                own.execute("SET statement_timeout = 0; SET lock_timeout = '15s';")
                    .await?;
                MIGRATIONS.run(&mut own).await?;
            }
        }
        Ok(own.close().await?)
    }

    /// A transaction that will write. Whoever waits for it must hold no other one.
    ///
    /// # Errors
    /// No connection in time, or the database is away.
    pub async fn begin(&self) -> Result<Tx, Fault> {
        match self.kind {
            Kind::Sqlite => self.queue.begin(ACQUIRE_TIMEOUT).await,
            Kind::Postgres => {
                let begun = self.writers.begin().await;
                begun.map(Tx::own).map_err(Fault::Unreachable)
            }
        }
    }

    /// A connection for reading. Whoever waits for it must hold no other one.
    ///
    /// # Errors
    /// No connection in time, or the database is away.
    pub async fn read(&self) -> Result<PoolConnection<Any>, Fault> {
        self.readers.acquire().await.map_err(Fault::Unreachable)
    }

    /// Ends the pools: running statements finish, new ones fail.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writers.close().await;
    }
}

fn pool(kind: Kind, connections: u32, may_write: bool) -> AnyPoolOptions {
    let setup = match (kind, may_write) {
        (Kind::Sqlite, true) => {
            "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
             PRAGMA foreign_keys = ON;"
        }
        (Kind::Sqlite, false) => "PRAGMA busy_timeout = 5000; PRAGMA query_only = ON;",
        (Kind::Postgres, _) => {
            "SET statement_timeout = '5s'; SET lock_timeout = '5s'; \
             SET idle_in_transaction_session_timeout = '30s'; SET synchronous_commit = on;"
        }
    };
    AnyPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        // A question to the server each time; SQLite has none that could have gone away.
        .test_before_acquire(kind == Kind::Postgres)
        .after_connect(move |connection, _| {
            Box::pin(async move { connection.execute(setup).await.map(|_| ()) })
        })
        // SQLite ends a transaction by itself when the disk is full; the driver does not notice,
        // and would refuse to begin another one on this connection for ever.
        .before_acquire(|connection, _| {
            let is_sound = !connection.is_in_transaction();
            Box::pin(async move { Ok(is_sound) })
        })
}
