//! The guard against guessing passwords: five failures per account and kind of caller, then pauses
//! that double; ten failures a minute per network.

use std::{
    hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher},
    sync::Arc,
};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{sleep, timeout},
};

use tracing::Instrument as _;

use super::{
    audit::{self, AuditEvent, Entry},
    limits::{self, FAILURES_FROM_NETWORK},
    notices::{self, Notice},
    passwords::TIMEOUT,
};
use crate::values::time::{DAY, Duration, HOUR, Timestamp};
use crate::{
    server::{
        Portal,
        error::{Fault, Refused, Result},
        messages,
        store::{self, Tx, accounts::Account},
        visitor::Visitor,
    },
    values::password::Password,
};

/// This failure starts the first pause.
const FREE: i64 = 5;
const FIRST_PAUSE: Duration = Duration::seconds(30);
const LONGEST_PAUSE: Duration = HOUR;
/// Failures are forgotten after a day without a new one.
const FORGOTTEN_AFTER: Duration = DAY;
/// An attempt under way that nobody has settled for so long was a node's that died.
const ABANDONED_AFTER: Duration = Duration::seconds(10);
/// How long whoever waits for attempts under way waits between two looks.
const LOOK_AGAIN: std::time::Duration = std::time::Duration::from_millis(20);

/// Lets one attempt per account, and a few per network, be judged at a time on this node: the
/// others wait here and not for the database, where the counters are that hold for all nodes.
pub struct LoginThrottle {
    accounts: StripedSemaphore,
    networks: StripedSemaphore,
}

impl Default for LoginThrottle {
    fn default() -> Self {
        Self {
            accounts: StripedSemaphore::of(1),
            networks: StripedSemaphore::of(8),
        }
    }
}

struct StripedSemaphore(Vec<Arc<Semaphore>>);

impl StripedSemaphore {
    fn of(permits: usize) -> Self {
        Self(
            (0..1024)
                .map(|_| Arc::new(Semaphore::new(permits)))
                .collect(),
        )
    }

    async fn acquire(&self, key: &str) -> Result<OwnedSemaphorePermit, Fault> {
        let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(key);
        let stripe = Arc::clone(&self.0[usize::try_from(hash % 1024).unwrap_or(0)]);
        timeout(TIMEOUT, stripe.acquire_owned())
            .await
            .map_err(|_| Fault::Busy)?
            .map_err(|_| Fault::Busy)
    }
}

/// Whose password is tried.
#[derive(Clone, Copy)]
pub(crate) enum Subject<'a> {
    Account(&'a Account),
    /// What stands for a name that no account has.
    Unknown(&'a str),
}

impl<'a> Subject<'a> {
    fn account(self) -> Option<&'a Account> {
        match self {
            Self::Account(account) => Some(account),
            Self::Unknown(_) => None,
        }
    }
}

/// Who tries. Each has a counter of its own, so that strangers cannot keep an owner out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trier<'a> {
    Stranger,
    /// A device that the account has signed in from before, by its id.
    KnownDevice(&'a str),
    /// Somebody signed in, who is asked again.
    Session,
}

/// A counter: whose, and for whom.
#[derive(Clone)]
struct Counter {
    key: String,
    /// Strangers are counted by network too, and are locked out by it. Others' failures only add
    /// to its count: one who is let in by nothing but their own counter cannot be kept out by a
    /// neighbour.
    is_strangers: bool,
}

impl Counter {
    fn of(subject: Subject<'_>, trier: Trier<'_>) -> Self {
        let key = match (subject, trier) {
            (Subject::Unknown(key), _) => key.to_owned(),
            (Subject::Account(account), Trier::Stranger) => account.id.clone(),
            (Subject::Account(account), Trier::KnownDevice(device)) => {
                format!("device {device} {}", account.id)
            }
            (Subject::Account(account), Trier::Session) => format!("session {}", account.id),
        };
        Self {
            key,
            is_strangers: trier == Trier::Stranger,
        }
    }
}

/// A password that was right. Its attempt is forgiven together with what the password was for
/// ([`RightPassword::commit`]); if it comes to nothing, or the caller hangs up, the attempt is
/// given back all the same.
pub(crate) struct RightPassword {
    attempt: Attempt,
    /// The stored hash was made with other parameters than today's.
    pub outdated: bool,
}

impl RightPassword {
    /// Starts the count anew in the transaction of what the password was for, writes the entry
    /// down, and commits all of it.
    pub async fn commit(
        mut self,
        portal: &Portal,
        mut tx: Tx,
        entry: &Entry<'_>,
    ) -> Result<(), Fault> {
        store::login_failures::remove(&mut tx, &self.attempt.counter).await?;
        audit::commit(portal, tx, entry).await?;
        self.attempt.is_settled = true;
        Ok(())
    }
}

/// Judges a password. A wrong one counts as failed and is written down under `about`; while the
/// counter or the network is locked none is judged. The answer is `None` then, after the same work.
pub(crate) async fn judge(
    portal: &Portal,
    subject: Subject<'_>,
    trier: Trier<'_>,
    password: &Password,
    about: &str,
    visitor: &Visitor,
) -> Result<Option<RightPassword>, Fault> {
    let _admitted = portal.hasher.admit().await?;
    let counter = Counter::of(subject, trier);
    let reserved = reserve(portal, &counter, &visitor.network()).await?;
    // A lock is met with the same hash, against nobody's password.
    let stored = subject
        .account()
        .filter(|_| matches!(reserved, Reserved::Attempt(_)))
        .map(|account| account.password_hash.as_str());
    let verdict = portal.hasher.verify(password, stored).await?;
    let attempt = match reserved {
        Reserved::Attempt(attempt) if verdict.right => {
            return Ok(Some(RightPassword {
                attempt,
                outdated: verdict.outdated,
            }));
        }
        Reserved::Attempt(attempt) => Ok(attempt),
        Reserved::Locked(by) => Err(by),
    };
    // In a task of its own: the failure stands, whatever becomes of the caller.
    let failure = Failure {
        account: subject.account().cloned(),
        is_strangers: counter.is_strangers,
        event: match trier {
            Trier::Session => AuditEvent::PasswordWrong,
            Trier::Stranger | Trier::KnownDevice(_) => AuditEvent::LoginFailed,
        },
        about: about.to_owned(),
        visitor: visitor.clone(),
    };
    let portal = portal.shared();
    let settled = async move {
        match attempt {
            Ok(attempt) => failure.settle(&portal, attempt).await,
            Err(by) => failure.note(&portal, by).await,
        }
    };
    tokio::spawn(settled.in_current_span())
        .await
        .map_err(|error| Fault::Internal(format!("counting a failure: {error}")))??;
    Ok(None)
}

/// Asks a signed-in person for their password again. While this counter is locked even the right
/// one is answered as wrong.
///
/// # Errors
/// [`Refused::PasswordWrong`] under this field's name.
pub(crate) async fn confirm_password(
    portal: &Portal,
    account: &Account,
    password: &Password,
    field: &'static str,
    visitor: &Visitor,
) -> Result<()> {
    let subject = Subject::Account(account);
    let mut attempt = judge(portal, subject, Trier::Session, password, field, visitor)
        .await?
        .ok_or(Refused::PasswordWrong { field })?
        .attempt;
    let mut tx = portal.store.begin().await?;
    store::login_failures::remove(&mut tx, &attempt.counter).await?;
    tx.commit().await?;
    attempt.is_settled = true;
    Ok(())
}

/// A password that was not right, or not judged.
struct Failure {
    account: Option<Account>,
    is_strangers: bool,
    /// What it is called where it does not lock.
    event: AuditEvent,
    about: String,
    visitor: Visitor,
}

impl Failure {
    /// Counts the failure, for the account and for the network, and tells the owner of a lock.
    async fn settle(self, portal: &Portal, mut attempt: Attempt) -> Result<(), Fault> {
        let now = portal.env.now();
        let mut tx = portal.store.begin().await?;
        let mut row = store::login_failures::lock(&mut tx, &attempt.counter, now).await?;
        row.failures += 1;
        row.pending = (row.pending - 1).max(0);
        row.locked_until = locked_until(row.failures, now);
        row.last_at = now;
        store::login_failures::set(&mut tx, &attempt.counter, &row).await?;
        self.charge_network(portal, &mut tx).await?;
        let locks = row.locked_until > now;
        if locks
            && self.is_strangers
            && let Some(account) = &self.account
        {
            notices::queue(portal, &mut tx, account, Notice::Locked, &self.visitor).await?;
        }
        let event = if locks {
            AuditEvent::Locked
        } else {
            self.event
        };
        let entry = Entry::of_anybody(event, self.account.as_ref(), &self.visitor);
        audit::commit(portal, tx, &entry.about(self.about)).await?;
        attempt.is_settled = true;
        messages::wake_senders(portal);
        Ok(())
    }

    /// Writes down an attempt that met a lock. One row a minute, whatever names are tried: a locked
    /// network cannot fill the table.
    async fn note(self, portal: &Portal, by: Lock) -> Result<(), Fault> {
        let mut tx = portal.store.begin().await?;
        self.charge_network(portal, &mut tx).await?;
        let account = self.account.as_ref().filter(|_| by == Lock::Counter);
        let entry = Entry::of_anybody(AuditEvent::LoginBlocked, account, &self.visitor);
        audit::commit(portal, tx, &entry.about(self.about).counted()).await
    }

    /// Judged or not, it counts for the network, so that a lock costs what a wrong password costs.
    async fn charge_network(&self, portal: &Portal, tx: &mut Tx) -> Result<(), Fault> {
        let (key, now) = (network_key(&self.visitor.network()), portal.env.now());
        limits::reserve(tx, &key, &FAILURES_FROM_NETWORK, now)
            .await
            .map(|_| ())
    }
}

/// Of the account and of the network; none once they are given back.
type Permits = Option<(OwnedSemaphorePermit, OwnedSemaphorePermit)>;

/// An attempt that is under way: it counts as neither right nor wrong yet, but it takes up one of
/// the tries that are left. Given back when it is dropped before it is settled.
struct Attempt {
    portal: Arc<Portal>,
    counter: String,
    is_settled: bool,
    /// Held until the attempt is settled or given back.
    permits: Permits,
}

impl Attempt {
    async fn give_back(&self) -> Result<(), Fault> {
        let mut tx = self.portal.store.begin().await?;
        let now = self.portal.env.now();
        let mut row = store::login_failures::lock(&mut tx, &self.counter, now).await?;
        row.pending = (row.pending - 1).max(0);
        store::login_failures::set(&mut tx, &self.counter, &row).await?;
        tx.commit().await
    }
}

impl Drop for Attempt {
    fn drop(&mut self) {
        if self.is_settled {
            return;
        }
        let attempt = Self {
            portal: Arc::clone(&self.portal),
            counter: std::mem::take(&mut self.counter),
            is_settled: true,
            permits: self.permits.take(),
        };
        // Without a runtime the process is ending; the attempt then is forgotten by its age.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            let given_back = async move {
                if let Err(fault) = attempt.give_back().await {
                    tracing::warn!(%fault, "an attempt could not be given back");
                }
            };
            runtime.spawn(given_back.in_current_span());
        }
    }
}

/// What stood in the way of an attempt.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lock {
    Counter,
    Network,
}

enum Reserved {
    Attempt(Attempt),
    Locked(Lock),
}

/// Reserves an attempt. While as many are under way as there are tries left, on whatever node, it
/// waits for them: right passwords at the same moment do not refuse each other, and wrong ones are
/// never judged beyond the five.
///
/// # Errors
/// [`Fault::Busy`] when those others took too long.
async fn reserve(portal: &Portal, counter: &Counter, network: &str) -> Result<Reserved, Fault> {
    let throttle = &portal.login_throttle;
    let mut permits = Some((
        throttle.accounts.acquire(&counter.key).await?,
        throttle.networks.acquire(network).await?,
    ));
    let waiting = async {
        loop {
            // In a task of its own: a caller who hangs up while the reservation is being committed
            // would leave it behind, since nobody would hold the attempt yet. The task goes on,
            // and drops it.
            let (portal, counter) = (portal.shared(), counter.clone());
            let (network, held) = (network.to_owned(), permits.take());
            let tried = async move { try_to_reserve(&portal, counter, &network, held).await };
            match tokio::spawn(tried.in_current_span())
                .await
                .map_err(|error| Fault::Internal(format!("reserving an attempt: {error}")))??
            {
                Ok(reserved) => return Ok(reserved),
                Err(held) => permits = held,
            }
            sleep(LOOK_AGAIN).await;
        }
    };
    timeout(TIMEOUT, waiting).await.map_err(|_| Fault::Busy)?
}

/// The attempt or the lock; the permits again when others are under way.
async fn try_to_reserve(
    portal: &Arc<Portal>,
    counter: Counter,
    network: &str,
    permits: Permits,
) -> Result<Result<Reserved, Permits>, Fault> {
    let now = portal.env.now();
    let Counter { key, is_strangers } = counter;
    let mut tx = portal.store.begin().await?;
    let mut row = store::login_failures::lock(&mut tx, &key, now).await?;
    let network_is_locked =
        limits::is_blocked(&mut tx, &network_key(network), &FAILURES_FROM_NETWORK, now).await?;
    if row.locked_until > now {
        return Ok(Ok(Reserved::Locked(Lock::Counter)));
    }
    if is_strangers && network_is_locked {
        return Ok(Ok(Reserved::Locked(Lock::Network)));
    }
    if row.last_at < now - FORGOTTEN_AFTER {
        row.failures = 0;
    }
    if row.last_at < now - ABANDONED_AFTER {
        row.pending = 0;
    }
    if row.pending >= (FREE - row.failures).max(1) {
        return Ok(Err(permits));
    }
    row.pending += 1;
    row.last_at = now;
    store::login_failures::set(&mut tx, &key, &row).await?;
    tx.commit().await?;
    Ok(Ok(Reserved::Attempt(Attempt {
        portal: Arc::clone(portal),
        counter: key,
        is_settled: false,
        permits,
    })))
}

fn network_key(network: &str) -> String {
    format!("failed login from {network}")
}

fn locked_until(failures: i64, now: Timestamp) -> Timestamp {
    if failures < FREE {
        return Timestamp::EPOCH;
    }
    let doublings = u32::try_from(failures - FREE).unwrap_or(u32::MAX).min(10);
    now + (FIRST_PAUSE * (1 << doublings)).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_are_free_and_pauses_double_to_an_hour() {
        let pauses: Vec<i64> = [4, 5, 6, 7, 11, 12, 100]
            .map(|failures| locked_until(failures, Timestamp::EPOCH).millis() / 1000)
            .into();
        assert_eq!(pauses, [0, 30, 60, 120, 1920, 3600, 3600]);
    }
}
