//! The least that each thing takes which `make bench` measures: axum, one statement of sqlx, a
//! static text, one hash; no sessions, no rules. Its allocator, its hashing and the settings of its
//! database are the program's. A program of its own, so that it is built for release as the other
//! is.

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

use std::{
    env,
    str::FromStr as _,
    sync::{Arc, Mutex, PoisonError},
    thread::available_parallelism,
};

use axum::{
    Json, Router,
    extract::State,
    routing::{get, post},
};
use menhu::server::crypto::argon;
use serde::{Deserialize, Serialize};
use sqlx::{
    Executor as _, PgPool, SqlitePool,
    postgres::PgPoolOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use tokio::{net::TcpListener, sync::Semaphore, task::spawn_blocking};

/// As many as the program has, unless it is told otherwise.
const CONNECTIONS: u32 = 16;
/// Rows to be written to.
const PEOPLE: i64 = 2000;

#[derive(Clone)]
enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// The same for either database, each by its own driver.
macro_rules! on {
    ($pool:expr, $db:ident => $run:expr) => {
        match &$pool {
            Pool::Sqlite($db) => $run,
            Pool::Postgres($db) => $run,
        }
    };
}

struct Floor {
    readers: Pool,
    writers: Pool,
    hashes: Arc<Semaphore>,
    /// What hashing fills, kept from one to the next, as the program does.
    memories: Mutex<Vec<argon::Memory>>,
    stored: String,
}

type Shared = State<Arc<Floor>>;

#[derive(Deserialize)]
struct Write {
    id: i64,
    realname: String,
}

#[derive(Deserialize)]
struct Login {
    password: String,
}

#[derive(Serialize)]
struct Answer {
    status: &'static str,
    realname: String,
}

impl Answer {
    fn of(is_ok: bool, realname: String) -> Json<Self> {
        let status = if is_ok { "ok" } else { "error" };
        Json(Self { status, realname })
    }
}

#[tokio::main]
async fn main() {
    let setting = |name: &str| env::var(name).expect("a setting");
    let (readers, writers) = pools(&setting("DATABASE_URL")).await;
    let cores = available_parallelism().map_or(2, usize::from);
    let stored = argon::hash(
        setting("FLOOR_PASSWORD").as_bytes(),
        b"saltsaltsaltsalt",
        &mut argon::Memory::default(),
    );
    let floor = Floor {
        readers,
        writers,
        hashes: Arc::new(Semaphore::new(cores)),
        memories: Mutex::default(),
        stored: stored.expect("a hash"),
    };
    let router = Router::new()
        .route("/text", get(async || "a static text"))
        .route("/read", get(read))
        .route("/write", post(write))
        .route("/login", post(login))
        .route("/register", post(register))
        .route("/book", post(book))
        .with_state(Arc::new(floor));
    let listener = TcpListener::bind(setting("FLOOR_ADDR")).await;
    axum::serve(listener.expect("an address"), router)
        .await
        .expect("it serves");
}

/// Reading and writing, with the program's settings, and with what is read and written.
async fn pools(url: &str) -> (Pool, Pool) {
    let (readers, writers) = if url.starts_with("sqlite") {
        let options = SqliteConnectOptions::from_str(url)
            .expect("an address")
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full);
        let pool = |most: u32| {
            SqlitePoolOptions::new()
                .max_connections(most)
                .test_before_acquire(false)
                .connect_with(options.clone())
        };
        let writers = pool(1).await.expect("a database");
        let readers = pool(CONNECTIONS).await.expect("a database");
        (Pool::Sqlite(readers), Pool::Sqlite(writers))
    } else {
        let pool = PgPoolOptions::new()
            .max_connections(CONNECTIONS)
            .test_before_acquire(false)
            .connect(url);
        let pool = Pool::Postgres(pool.await.expect("a database"));
        (pool.clone(), pool)
    };
    on!(writers, db => {
        db.execute(
            "CREATE TABLE people (id BIGINT PRIMARY KEY, realname TEXT NOT NULL);
             CREATE TABLE seats (taken BIGINT NOT NULL);
             INSERT INTO seats VALUES (0)",
        )
        .await
        .expect("tables");
        sqlx::query(
            "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < $1)
             INSERT INTO people SELECT i, 'somebody' FROM n",
        )
        .bind(PEOPLE)
        .execute(db)
        .await
        .expect("rows");
    });
    (readers, writers)
}

async fn read(State(floor): Shared) -> Json<Answer> {
    let query = "SELECT realname FROM people WHERE id = $1";
    let realname: String = on!(floor.readers, db => {
        sqlx::query_scalar(query).bind(7_i64).fetch_one(db).await.expect("a row")
    });
    Answer::of(true, realname)
}

async fn write(State(floor): Shared, Json(Write { id, realname }): Json<Write>) -> Json<Answer> {
    let query = "UPDATE people SET realname = $2 WHERE id = $1";
    let changed = on!(floor.writers, db => {
        let done = sqlx::query(query).bind(id).bind(&realname).execute(db).await;
        done.expect("a write").rows_affected()
    });
    Answer::of(changed == 1, realname)
}

async fn login(State(floor): Shared, Json(Login { password }): Json<Login>) -> Json<Answer> {
    Answer::of(is_right(&floor, password).await, String::new())
}

/// One hash and one commit.
async fn register(State(floor): Shared, Json(Login { password }): Json<Login>) -> Json<Answer> {
    let is_right = is_right(&floor, password).await;
    let query = "INSERT INTO people SELECT MAX(id) + 1, 'new' FROM people";
    let added = on!(floor.writers, db => {
        sqlx::query(query).execute(db).await.is_ok_and(|done| done.rows_affected() == 1)
    });
    Answer::of(is_right && added, String::new())
}

async fn book(State(floor): Shared) -> Json<Answer> {
    let query = "UPDATE seats SET taken = taken + 1 WHERE taken < 500";
    let taken = on!(floor.writers, db => {
        sqlx::query(query).execute(db).await.expect("a write").rows_affected()
    });
    Answer::of(taken == 1, String::new())
}

async fn is_right(floor: &Arc<Floor>, password: String) -> bool {
    let permit = Arc::clone(&floor.hashes).acquire_owned().await;
    let floor = Arc::clone(floor);
    let compared = spawn_blocking(move || {
        let kept = |floor: &Floor| {
            let mut memories = floor
                .memories
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            memories.pop().unwrap_or_default()
        };
        let mut memory = kept(&floor);
        let verdict = argon::verify(password.as_bytes(), &floor.stored, &mut memory);
        floor
            .memories
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(memory);
        drop(permit);
        verdict.expect("a stored hash").right
    });
    compared.await.expect("it ends")
}
