//! Forgetting what no rule looks at any more: sessions that are over, old codes and counters, events
//! and messages whose time to be looked up has passed.

use sqlx::AnyConnection;

use crate::server::{Portal, error::Fault, store};
use crate::values::time::{DAY, Duration, Timestamp};

/// How long security events can be looked up; the law asks for half a year (网络安全法, article 21).
const EVENTS_KEPT: Duration = Duration::days(200);
/// How long it can be seen what became of a message.
const MESSAGES_KEPT: Duration = Duration::days(30);
/// How long it can be seen how many SMS a day took.
const BUDGETS_KEPT: i64 = 30;

/// Rows that are removed in one statement: a writer never waits for longer than these take, some
/// milliseconds with a million rows around them.
const SLICE: u16 = 50;
/// Slices of a table in one run; what is left is the next run's.
const SLICES: usize = 2000;

/// The tables that have an end.
#[derive(Clone, Copy, Debug)]
enum Table {
    Sessions,
    Codes,
    EmailLinks,
    Limits,
    Budgets,
    LoginFailures,
    OutboxAttempts,
    Outbox,
    Audit,
    WechatStates,
}

const TABLES: [Table; 10] = [
    Table::Sessions,
    Table::Codes,
    Table::EmailLinks,
    Table::Limits,
    Table::Budgets,
    Table::LoginFailures,
    Table::OutboxAttempts,
    Table::Outbox,
    Table::Audit,
    Table::WechatStates,
];

/// Removes rows that no longer have an effect, table by table. Safe to run at any time, on any
/// number of nodes. A table that fails is tried again by the next run, and stops no other.
///
/// # Errors
/// The last of the tables' faults.
pub async fn run(portal: &Portal) -> Result<(), Fault> {
    let mut failed = Ok(());
    for table in TABLES {
        if let Err(fault) = prune(portal, table).await {
            tracing::warn!(%fault, ?table, "a table could not be pruned");
            failed = Err(fault);
        }
    }
    failed
}

async fn prune(portal: &Portal, table: Table) -> Result<(), Fault> {
    for _ in 0..SLICES {
        // On PostgreSQL a statement of its own, on SQLite a write like any other, in the queue.
        let mut tx = portal.store.begin().await?;
        let removed = remove(&mut tx, table, portal.env.now()).await?;
        tx.commit().await?;
        if removed < u64::from(SLICE) {
            break;
        }
        tokio::task::yield_now().await;
    }
    Ok(())
}

async fn remove(db: &mut AnyConnection, table: Table, now: Timestamp) -> sqlx::Result<u64> {
    let most = i64::from(SLICE);
    match table {
        Table::Sessions => store::sessions::remove_expired(db, now, most).await,
        // The tries of a code count for a day.
        Table::Codes => store::codes::remove_expired(db, now - DAY, most).await,
        Table::EmailLinks => store::email_links::remove_expired(db, now - DAY, most).await,
        Table::Limits => store::limits::remove_expired(db, now - DAY, most).await,
        Table::Budgets => {
            store::limits::remove_budgets(db, now.beijing_day() - BUDGETS_KEPT, most).await
        }
        Table::LoginFailures => {
            store::login_failures::remove_expired(db, now - 2 * DAY, most).await
        }
        Table::OutboxAttempts => {
            store::outbox::remove_attempts(db, now - MESSAGES_KEPT, most).await
        }
        Table::Outbox => store::outbox::remove_done(db, now - MESSAGES_KEPT, most).await,
        Table::Audit => store::audit::remove_expired(db, now - EVENTS_KEPT, most).await,
        Table::WechatStates => store::wechat_states::remove_expired(db, now, most).await,
    }
}
