//! Moving a grown installation to another database: every table, in one transaction, every row
//! counted.

use std::collections::BTreeMap;

use futures::TryStreamExt as _;
use sqlx::{AnyConnection, AssertSqlSafe, Row as _, any::AnyRow};

use super::{
    Kind, Store,
    audit::{self, Recorded},
};
use crate::server::error::Fault;

/// Every table, each after those it refers to.
pub const TABLES: [&str; 17] = [
    "accounts",
    "consents",
    "email_links",
    "sessions",
    "codes",
    "limits",
    "budgets",
    "login_failures",
    "deliveries",
    "wechat_identities",
    "events",
    "bookings",
    "outbox",
    "outbox_attempts",
    "wechat_states",
    "audit",
    "secrets",
];

/// The table that a new database has rows in: the documented events.
const SEEDED: &str = "events";

/// Rows that travel together.
const BATCH: usize = 500;

/// What there is to be told while it goes on.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    pub table: &'static str,
    pub done: u64,
    pub rows: u64,
}

/// A column, and whether it holds numbers; there are texts else.
struct Column {
    name: String,
    is_number: bool,
}

impl Store {
    /// Copies all rows into `to`, which must be new; that it was done is written down in both.
    /// Either all arrive or none. Meanwhile nothing can be written to a SQLite file that is copied;
    /// what is written to it afterwards stays there.
    ///
    /// # Errors
    /// The two are not of the same version, `to` holds data already, a count differs, or a database
    /// failed.
    pub async fn copy_to(
        &self,
        to: &Self,
        recorded: &Recorded,
        mut tell: impl FnMut(Progress),
    ) -> Result<BTreeMap<&'static str, u64>, Fault> {
        let (mut from_tx, mut to_tx) = (self.begin().await?, to.begin().await?);
        for (tx, kind) in [(&mut from_tx, self.kind), (&mut to_tx, to.kind)] {
            if kind == Kind::Postgres {
                run(tx, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ").await?;
                run(tx, "SET LOCAL statement_timeout = 0").await?;
                run(tx, "SET LOCAL idle_in_transaction_session_timeout = 0").await?;
            }
        }
        let versions = "SELECT COALESCE(MAX(version), 0) FROM _sqlx_migrations";
        if number(&mut from_tx, versions).await? != number(&mut to_tx, versions).await? {
            return Err(Fault::Internal(
                "the two databases are not of the same version; run `menhu \
                 migrate` on the one to copy from"
                    .into(),
            ));
        }
        run(&mut to_tx, &format!("DELETE FROM {SEEDED} WHERE taken = 0")).await?;
        // A server that was started there has left its secret; the other one's comes instead.
        run(&mut to_tx, "DELETE FROM secrets").await?;
        for table in TABLES {
            if number(&mut to_tx, &format!("SELECT COUNT(*) FROM {table}")).await? > 0 {
                return Err(Fault::Internal(format!(
                    "the database to copy to must be new, and there are rows in its table {table}"
                )));
            }
        }
        audit::add(&mut from_tx, recorded).await?;
        let mut copied = BTreeMap::new();
        for table in TABLES {
            let rows = number(&mut from_tx, &format!("SELECT COUNT(*) FROM {table}")).await?;
            let columns = to.columns(&mut to_tx, table).await?;
            let done = copy_table((&mut from_tx, &mut to_tx), table, columns, |done| {
                tell(Progress { table, done, rows });
            })
            .await?;
            let arrived = number(&mut to_tx, &format!("SELECT COUNT(*) FROM {table}")).await?;
            if (done, arrived) != (rows, rows) {
                return Err(Fault::Internal(format!(
                    "{table} has {rows} rows, of which {done} were read and {arrived} arrived; \
                         nothing was copied"
                )));
            }
            copied.insert(table, rows);
        }
        to_tx.commit().await?;
        from_tx.commit().await?;
        Ok(copied)
    }

    /// The table's columns, as they stand in the schema.
    async fn columns(&self, db: &mut AnyConnection, table: &str) -> sqlx::Result<Vec<Column>> {
        let query = match self.kind {
            Kind::Sqlite => "SELECT name, lower(type) FROM pragma_table_info($1) ORDER BY cid",
            Kind::Postgres => {
                "SELECT column_name::TEXT, data_type::TEXT FROM information_schema.columns
                 WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position"
            }
        };
        let found: Vec<(String, String)> = sqlx::query_as(query).bind(table).fetch_all(db).await?;
        Ok(found
            .into_iter()
            .map(|(name, kind)| Column {
                name,
                is_number: kind == "bigint",
            })
            .collect())
    }
}

/// Copies one table row by row, in batches; says how many were read.
async fn copy_table(
    (from, to): (&mut AnyConnection, &mut AnyConnection),
    table: &str,
    columns: Vec<Column>,
    mut tell: impl FnMut(u64),
) -> Result<u64, Fault> {
    let names = columns
        .iter()
        .map(|column| column.name.as_str())
        .collect::<Vec<_>>()
        .join(", ");
    let all = format!("SELECT {names} FROM {table}");
    let mut rows = sqlx::query(AssertSqlSafe(all)).fetch(from);
    let (mut batch, mut done) = (Vec::with_capacity(BATCH), 0);
    loop {
        let row = rows.try_next().await?;
        let ended = row.is_none();
        batch.extend(row);
        if batch.len() == BATCH || (ended && !batch.is_empty()) {
            insert(
                to,
                &format!("INSERT INTO {table} ({names})"),
                &columns,
                &batch,
            )
            .await?;
            done += batch.len() as u64;
            batch.clear();
            tell(done);
        }
        if ended {
            return Ok(done);
        }
    }
}

async fn insert(
    to: &mut AnyConnection,
    into: &str,
    columns: &[Column],
    rows: &[AnyRow],
) -> Result<(), Fault> {
    let tuple = |row: usize| {
        let places: Vec<String> = (1..=columns.len())
            .map(|column| format!("${}", row * columns.len() + column))
            .collect();
        format!("({})", places.join(", "))
    };
    let tuples: Vec<String> = (0..rows.len()).map(tuple).collect();
    let statement = format!("{into} VALUES {}", tuples.join(", "));
    let mut query = sqlx::query(AssertSqlSafe(statement)).persistent(false);
    for row in rows {
        for (index, column) in columns.iter().enumerate() {
            query = if column.is_number {
                query.bind(row.try_get::<Option<i64>, _>(index)?)
            } else {
                query.bind(row.try_get::<Option<String>, _>(index)?)
            };
        }
    }
    query.execute(to).await?;
    Ok(())
}

async fn run(db: &mut AnyConnection, statement: &str) -> sqlx::Result<()> {
    sqlx::query(AssertSqlSafe(statement.to_owned()))
        .execute(db)
        .await
        .map(|_| ())
}

async fn number(db: &mut AnyConnection, query: &str) -> sqlx::Result<u64> {
    let number: i64 = sqlx::query_scalar(AssertSqlSafe(query.to_owned()))
        .fetch_one(db)
        .await?;
    Ok(u64::try_from(number).unwrap_or_default())
}
