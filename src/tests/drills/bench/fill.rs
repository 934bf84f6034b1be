//! Fills a database with a million rows in seconds, by statements that make them where they are
//! kept.

use menhu::{
    server::{env::Env, policy::session::id_hash},
    values::time::Timestamp,
};
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _, Executor as _};
use tower_sessions::session::Id;

/// Milliseconds. Sessions are said to be seen so much later than now, so that none is written down
/// as seen again while reads are measured.
const LATER: i64 = 3_600_000;
const DAY: i64 = 24 * LATER;

/// A connection to fill a database with that nobody else has open: in a hurry, and not safe from a
/// power cut. The program chooses its own way of writing when it opens the file again.
pub async fn connect(database: &str) -> AnyConnection {
    let mut db = AnyConnection::connect(database)
        .await
        .expect("the database answers");
    if database.starts_with("sqlite") {
        let hurry = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; \
                     PRAGMA cache_size = -400000; PRAGMA foreign_keys = OFF";
        db.execute(hurry).await.expect("settings");
    }
    db
}

pub async fn run(db: &mut AnyConnection, statement: String) {
    db.execute(AssertSqlSafe(statement)).await.expect("rows");
}

fn now() -> Timestamp {
    Env::system().now()
}

/// The numbers from 0, as eight digits in `t`.
fn numbers(rows: u32) -> String {
    format!(
        "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {rows}),
         d (t) AS (SELECT substr(CAST(100000000 + i AS TEXT), 2) FROM n)"
    )
}

/// What the account of a number is called.
pub fn account(number: u32) -> String {
    format!("ffffffffffffffffffffffff{number:08}")
}

/// Accounts like person 0, who must be there.
pub async fn accounts(db: &mut AnyConnection, rows: u32) {
    let numbers = numbers(rows);
    let insert = format!(
        "{numbers} INSERT INTO accounts (id, username, mobile, email, email_key, realname, qq, \
         company_name, industries, password_hash, session_epoch, created_at) \
         SELECT '{}' || t, 'filler' || t, '+86137' || t, t || '@filler.example.cn', \
         t || '@filler.example.cn', a.realname, a.qq, a.company_name, a.industries, \
         a.password_hash, 1, a.created_at FROM d CROSS JOIN accounts a \
         WHERE a.username = 'person0'",
        &account(0)[..24]
    );
    run(db, insert).await;
}

/// Sessions that nobody has the cookie of: of this account (an expression of SQL, in which `t` is
/// the number), ending so many milliseconds from now.
pub async fn sessions(db: &mut AnyConnection, rows: u32, account: &str, ends_in: i64) {
    let random = match db.backend_name() {
        "PostgreSQL" => "md5(t) || md5('other' || t)",
        _ => "lower(hex(randomblob(32)))",
    };
    let (numbers, now) = (numbers(rows), now().millis());
    let insert = format!(
        "{numbers}, r (t, h) AS MATERIALIZED (SELECT t, {random} FROM d) \
         INSERT INTO sessions (id_hash, public_id, account, epoch, data, device, address, idle, \
         ends_at, seen_at, created_at) SELECT h, substr(h, 1, 32), {account}, 1, '{{}}', '', '', \
         {DAY}, {}, {now}, {now} FROM r ORDER BY h",
        now + ends_in
    );
    run(db, insert).await;
}

/// Sessions of the accounts 0, `step`, twice `step` and so on; their cookies.
pub async fn known_sessions(db: &mut AnyConnection, rows: u32, step: u32) -> Vec<String> {
    let (env, now) = (Env::system(), now().millis());
    let ids: Vec<i128> = (0..rows)
        .map(|_| i128::from_le_bytes(env.bytes()))
        .collect();
    for (part, ids) in (0..).zip(ids.chunks(500)) {
        let rows: Vec<String> = (part * 500..)
            .zip(ids)
            .map(|(number, id)| {
                let (hash, account) = (id_hash(*id), account(number * step));
                format!(
                    "('{hash}', '{}', '{account}', 1, '{{}}', '', '', {DAY}, {}, {}, {now})",
                    &hash[..32],
                    now + DAY,
                    now + LATER
                )
            })
            .collect();
        let insert = format!(
            "INSERT INTO sessions (id_hash, public_id, account, epoch, data, device, address, \
             idle, ends_at, seen_at, created_at) VALUES {}",
            rows.join(", ")
        );
        run(db, insert).await;
    }
    ids.into_iter()
        .map(|id| format!("menhu={}", Id(id)))
        .collect()
}

/// No session is written down as seen for an hour.
pub async fn all_seen_later(db: &mut AnyConnection) {
    run(
        db,
        format!("UPDATE sessions SET seen_at = seen_at + {LATER}"),
    )
    .await;
}

/// Waits until what was filled in a hurry is on the disk: the machine would be busy with it while
/// something else is measured.
pub fn settle() {
    let synced = std::process::Command::new("sync").status();
    assert!(synced.is_ok_and(|status| status.success()), "the disk");
}

/// What a count says.
pub async fn count(db: &mut AnyConnection, query: &'static str) -> i64 {
    sqlx::query_scalar(query)
        .fetch_one(db)
        .await
        .expect("a count")
}
