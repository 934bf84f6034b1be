//! A transaction that writes. On SQLite, where one writes at a time, those that waited for one
//! another share a commit, and so one flush to the disk.

use std::{
    ops::{Deref, DerefMut},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use sqlx::{Any, AnyConnection, AnyPool, AssertSqlSafe, Executor as _, Transaction};
use tokio::{
    runtime::Handle,
    sync::{Mutex, OwnedMappedMutexGuard, OwnedMutexGuard, watch},
    time::timeout,
};

use crate::server::error::Fault;

/// A transaction. Dropped without [`Tx::commit`], it changes nothing.
pub struct Tx(Kind);

enum Kind {
    /// On PostgreSQL.
    Own(Transaction<'static, Any>),
    First(First),
    Joined(Joined),
}

impl Tx {
    pub(super) fn own(transaction: Transaction<'static, Any>) -> Self {
        Self(Kind::Own(transaction))
    }

    /// Ends it; what it wrote is on the disk when this returns.
    ///
    /// # Errors
    /// The database failed, and nothing was written.
    pub async fn commit(self) -> Result<(), Fault> {
        let mut outcome = match self.0 {
            Kind::Own(transaction) => return Ok(transaction.commit().await?),
            Kind::First(first) => first.release().await,
            Kind::Joined(joined) => joined.release().await?,
        };
        // Without a word, SQLite has rolled the group back beneath it.
        let outcome = outcome.wait_for(Option::is_some).await;
        match outcome.map_or(Some(Outcome::Lost), |outcome| *outcome) {
            Some(Outcome::Written) => Ok(()),
            _ => Err(Fault::Busy),
        }
    }

    /// Ends it without a trace, before it is dropped: whoever comes next waits no longer.
    ///
    /// # Errors
    /// The database failed.
    pub async fn rollback(self) -> Result<(), Fault> {
        match self.0 {
            Kind::Own(transaction)
            | Kind::First(First {
                transaction,
                slot: _,
            }) => Ok(transaction.rollback().await?),
            Kind::Joined(_) => Ok(()),
        }
    }
}

impl Deref for Tx {
    type Target = AnyConnection;

    fn deref(&self) -> &AnyConnection {
        match &self.0 {
            Kind::Own(transaction) => transaction,
            Kind::First(first) => &first.transaction,
            Kind::Joined(joined) => &joined.group.transaction,
        }
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut AnyConnection {
        match &mut self.0 {
            Kind::Own(transaction) => transaction,
            Kind::First(first) => &mut first.transaction,
            Kind::Joined(joined) => &mut joined.group.transaction,
        }
    }
}

/// SQLite's one writer: a fair queue, and the group that is open, if any.
///
/// The first one of a group opens the transaction. When it is done it queues again, for the commit;
/// whoever was in the queue before it joins the group, each within a savepoint, and is answered
/// when the group is committed. With nobody in the queue the commit follows at once.
#[derive(Clone, Debug)]
pub(super) struct Queue {
    /// Of a single connection.
    pool: AnyPool,
    slot: Slot,
}

type Slot = Arc<Mutex<Option<Group>>>;

#[derive(Debug)]
struct Group {
    transaction: Transaction<'static, Any>,
    /// How many have joined; their savepoints are named by it.
    joined: u32,
    /// The last one ended without a commit, and its writes are still there.
    is_torn: bool,
    outcome: watch::Sender<Option<Outcome>>,
}

#[derive(Clone, Copy, Debug)]
enum Outcome {
    Written,
    Lost,
}

impl Queue {
    pub(super) fn new(pool: AnyPool) -> Self {
        Self {
            pool,
            slot: Slot::default(),
        }
    }

    /// Waits for its turn, at most so long.
    pub(super) async fn begin(&self, longest: Duration) -> Result<Tx, Fault> {
        let timed_out = |_| Fault::Unreachable(sqlx::Error::PoolTimedOut);
        let slot = timeout(longest, Arc::clone(&self.slot).lock_owned());
        let mut slot = slot.await.map_err(timed_out)?;
        if let Some(group) = slot.as_mut()
            && let Err(error) = group.join().await
        {
            tracing::error!(%error, "the writes that shared a commit are lost");
            *slot = None;
        }
        match OwnedMutexGuard::try_map(slot, Option::as_mut) {
            Ok(group) => Ok(Tx(Kind::Joined(Joined {
                group,
                is_released: false,
            }))),
            Err(slot) => {
                // It takes the write lock at once: a transaction that began by reading could not
                // get it later, when another process wrote in between.
                let transaction = self.pool.begin_with("BEGIN IMMEDIATE").await;
                Ok(Tx(Kind::First(First {
                    transaction: transaction.map_err(Fault::Unreachable)?,
                    slot,
                })))
            }
        }
    }
}

impl Group {
    /// Begins a savepoint. Whoever gives up in the middle leaves one that nobody names again.
    async fn join(&mut self) -> sqlx::Result<()> {
        self.mend().await?;
        self.joined += 1;
        self.run("SAVEPOINT").await
    }

    /// Takes back what the last one wrote, if it ended without a commit.
    async fn mend(&mut self) -> sqlx::Result<()> {
        if self.is_torn {
            self.run("ROLLBACK TO").await?;
            self.is_torn = false;
        }
        Ok(())
    }

    /// Does this to the savepoint of the last one that joined. It fails where SQLite has ended the
    /// transaction by itself, as it does on a full disk.
    async fn run(&mut self, command: &str) -> sqlx::Result<()> {
        let statement = AssertSqlSafe(format!("{command} joined{}", self.joined));
        self.transaction.execute(statement).await.map(|_| ())
    }

    async fn commit(mut self) {
        let committed = match self.mend().await {
            Ok(()) => self.transaction.commit().await,
            Err(error) => Err(error),
        };
        let outcome = match committed {
            Ok(()) => Outcome::Written,
            Err(error) => {
                tracing::error!(%error, "the writes that shared a commit are lost");
                Outcome::Lost
            }
        };
        self.outcome.send_replace(Some(outcome));
    }
}

/// The first of a group, which nobody has joined yet.
struct First {
    transaction: Transaction<'static, Any>,
    slot: OwnedMutexGuard<Option<Group>>,
}

impl First {
    /// Lets others join until its second turn, which is the commit's.
    async fn release(mut self) -> watch::Receiver<Option<Outcome>> {
        let (outcome, told) = watch::channel(None);
        *self.slot = Some(Group {
            transaction: self.transaction,
            joined: 0,
            is_torn: false,
            outcome,
        });
        let slot = Arc::clone(OwnedMutexGuard::mutex(&self.slot));
        drop(self.slot);
        let second_turn = async move {
            let mut slot = slot.lock_owned().await;
            if let Some(group) = slot.take() {
                group.commit().await;
            }
        };
        // Who hangs up does not take the others' writes along.
        ToTheEnd(Some(Box::pin(second_turn))).await;
        told
    }
}

/// Goes on by itself when whoever waited for it is gone. A task of its own from the start would cost
/// each write a change of threads.
struct ToTheEnd(Option<Pin<Box<dyn Future<Output = ()> + Send>>>);

impl Future for ToTheEnd {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let Some(rest) = self.0.as_mut() else {
            return Poll::Ready(());
        };
        let polled = rest.as_mut().poll(context);
        if polled.is_ready() {
            self.0 = None;
        }
        polled
    }
}

impl Drop for ToTheEnd {
    fn drop(&mut self) {
        if let (Some(rest), Ok(runtime)) = (self.0.take(), Handle::try_current()) {
            runtime.spawn(rest);
        }
    }
}

struct Joined {
    group: OwnedMappedMutexGuard<Option<Group>, Group>,
    is_released: bool,
}

impl Joined {
    async fn release(mut self) -> sqlx::Result<watch::Receiver<Option<Outcome>>> {
        self.group.run("RELEASE").await?;
        self.is_released = true;
        Ok(self.group.outcome.subscribe())
    }
}

impl Drop for Joined {
    fn drop(&mut self) {
        self.group.is_torn = !self.is_released;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use futures::future::join_all;
    use tempfile::TempDir;
    use tokio::time::sleep;

    use super::*;
    use crate::server::{settings::Secret, store::Store};

    /// A SQLite database with an empty table of numbers.
    async fn numbers() -> (TempDir, Store) {
        let folder = tempfile::tempdir().expect("a folder");
        let address = format!("sqlite:{}", folder.path().join("test.db").display());
        let store = Store::open(&Secret::from(address), 2).await.expect("opens");
        let mut tx = store.begin().await.expect("begins");
        tx.execute("CREATE TABLE numbers (number INTEGER PRIMARY KEY, filling BLOB)")
            .await
            .expect("is made");
        tx.commit().await.expect("is written");
        (folder, store)
    }

    async fn add(tx: &mut Tx, number: i64, bytes: i64) -> sqlx::Result<()> {
        let query = "INSERT INTO numbers (number, filling) VALUES ($1, zeroblob($2))";
        let query = sqlx::query(query).bind(number).bind(bytes);
        query.execute(&mut **tx).await.map(|_| ())
    }

    async fn there(store: &Store) -> Vec<i64> {
        let mut db = store.read().await.expect("a connection");
        let query = sqlx::query_scalar("SELECT number FROM numbers ORDER BY number");
        query.fetch_all(&mut *db).await.expect("is read")
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn who_gives_up_among_many_leaves_nothing_and_takes_nobody_along() {
        let (_folder, store) = numbers().await;
        let all = join_all((0..200).map(|number| {
            let store = store.clone();
            async move {
                let mut tx = store.begin().await.expect("its turn");
                add(&mut tx, number, 10).await.expect("is written");
                match number % 4 {
                    0 => drop(tx),
                    1 => tx.rollback().await.expect("is rolled back"),
                    _ => tx.commit().await.expect("is committed"),
                }
            }
        }));
        all.await;
        let expected: Vec<i64> = (0..200).filter(|number| number % 4 > 1).collect();
        assert_eq!(there(&store).await, expected);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn who_hangs_up_at_any_moment_leaves_all_or_nothing() {
        let (_folder, store) = numbers().await;
        let tasks: Vec<_> = (0..400_i64)
            .map(|number| {
                let store = store.clone();
                tokio::spawn(async move {
                    let mut tx = store.begin().await.expect("its turn");
                    add(&mut tx, 2 * number, 10).await.expect("is written");
                    add(&mut tx, 2 * number + 1, 10).await.expect("is written");
                    tx.commit().await.is_ok().then_some(number)
                })
            })
            .collect();
        let mut acknowledged = Vec::new();
        for (count, task) in tasks.into_iter().enumerate() {
            if count % 3 == 0 {
                sleep(Duration::from_micros(300)).await;
                task.abort();
            }
            acknowledged.extend(task.await.ok().flatten());
        }
        let there = there(&store).await;
        for pair in there.chunks(2) {
            assert!(pair.len() == 2 && pair[0] % 2 == 0 && pair[1] == pair[0] + 1);
        }
        assert!(acknowledged.len() > 200, "{}", acknowledged.len());
        for number in acknowledged {
            assert!(there.contains(&(2 * number)), "{number}");
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_full_disk_acknowledges_nothing_that_is_not_there_and_may_be_emptied() {
        let (_folder, store) = numbers().await;
        let attempt = async |pages: &'static str, number| {
            let mut tx = store.begin().await.ok()?;
            tx.execute(pages).await.ok()?;
            add(&mut tx, number, 9000).await.ok()?;
            tx.commit().await.is_ok().then_some(number)
        };
        let few = (0..60).map(|number| attempt("PRAGMA max_page_count = 60", number));
        let acknowledged: Vec<i64> = join_all(few).await.into_iter().flatten().collect();
        assert!(acknowledged.len() < 20, "{acknowledged:?}");
        assert_eq!(there(&store).await, acknowledged);

        let many = (60..120).map(|number| attempt("PRAGMA max_page_count = 6000", number));
        assert_eq!(join_all(many).await.into_iter().flatten().count(), 60);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn many_that_waited_share_a_commit() {
        let (folder, store) = numbers().await;
        let before = commits(&folder);
        let first = store.begin().await.expect("its turn");
        let others: Vec<_> = (0..50)
            .map(|number| {
                let store = store.clone();
                tokio::spawn(async move {
                    let mut tx = store.begin().await.expect("its turn");
                    add(&mut tx, number, 10).await.expect("is written");
                    tx.commit().await.expect("is committed");
                })
            })
            .collect();
        sleep(Duration::from_millis(100)).await;
        first.commit().await.expect("is committed");
        for other in others {
            other.await.expect("is done");
        }
        assert_eq!(there(&store).await.len(), 50);
        assert_eq!(commits(&folder) - before, 1);
    }

    /// How many commits there are in the log: its frames that tell the database's new size
    /// (<https://sqlite.org/fileformat2.html#the_write_ahead_log>).
    fn commits(folder: &TempDir) -> usize {
        let log = std::fs::read(folder.path().join("test.db-wal")).expect("a log");
        let frames = log[32..].chunks(24 + 4096);
        frames.filter(|frame| frame[4..8] != [0; 4]).count()
    }
}
