//! The guard against guessing passwords: five failures per account, then pauses that double; ten
//! failures a minute per network.

use std::{
    hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher},
    sync::Arc,
};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

use super::{
    audit::{self, AuditEvent, Entry},
    limits::{self, FAILURES_FROM_NETWORK},
    passwords::TIMEOUT,
};
use crate::values::time::{DAY, Duration, HOUR, Timestamp};
use crate::{
    server::{
        Portal,
        error::{Fault, Refused, Result},
        store::{self, Store, Tx, accounts::Account},
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

/// Lets one attempt per account, and a few per network, be judged at a time on this node: the
/// others wait. Without it, right passwords in parallel would find each other's reservations in the
/// way; the counters that really hold are in the database.
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
    fn key(self) -> &'a str {
        match self {
            Self::Account(account) => &account.id,
            Self::Unknown(key) => key,
        }
    }

    fn account(self) -> Option<&'a Account> {
        match self {
            Self::Account(account) => Some(account),
            Self::Unknown(_) => None,
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
    /// Starts the account's count anew in the transaction of what the password was for, writes the
    /// entry down, and commits all of it.
    pub async fn commit(
        mut self,
        portal: &Portal,
        mut tx: Tx,
        entry: &Entry<'_>,
    ) -> Result<(), Fault> {
        store::login_failures::remove(&mut tx, &self.attempt.subject).await?;
        audit::commit(portal, tx, entry).await?;
        self.attempt.settled = true;
        Ok(())
    }
}

/// Judges a password. A wrong one, and any while the account or the network is locked, counts as
/// failed and is written down under `about`: the answer is `None`, after the same work.
pub(crate) async fn judge(
    portal: &Portal,
    subject: Subject<'_>,
    password: &Password,
    about: &str,
    visitor: &Visitor,
) -> Result<Option<RightPassword>, Fault> {
    let _admitted = portal.hasher.admit().await?;
    let attempt = reserve(portal, subject.key(), &visitor.network()).await?;
    // A lock is met with the same hash, against nobody's password.
    let stored = subject
        .account()
        .filter(|_| attempt.is_some())
        .map(|account| account.password_hash.as_str());
    let verdict = portal.hasher.verify(password, stored).await?;
    let mut attempt = match attempt {
        Some(attempt) if verdict.right => {
            return Ok(Some(RightPassword {
                attempt,
                outdated: verdict.outdated,
            }));
        }
        failed => failed,
    };
    // From here on the failure stands, whatever becomes of the caller.
    let locks = attempt.as_mut().is_some_and(|attempt| {
        attempt.settled = true;
        attempt.locks
    });
    let event = if locks {
        AuditEvent::Locked
    } else {
        AuditEvent::LoginFailed
    };
    let mut tx = portal.store.begin().await?;
    limits::reserve(
        &mut tx,
        &network_key(&visitor.network()),
        &FAILURES_FROM_NETWORK,
        portal.env.now(),
    )
    .await?;
    audit::commit(
        portal,
        tx,
        &Entry::of_anybody(event, subject.account(), visitor).about(about),
    )
    .await?;
    Ok(None)
}

/// Asks a signed-in person for their password again. Wrong ones count as failed logins do; while
/// the account is locked even the right one is answered as wrong.
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
    let right = judge(portal, Subject::Account(account), password, field, visitor)
        .await?
        .ok_or(Refused::PasswordWrong { field })?;
    let mut attempt = right.attempt;
    store::login_failures::remove(&mut *portal.store.read().await?, &attempt.subject).await?;
    attempt.settled = true;
    Ok(())
}

/// An attempt that counts as failed for its account until it is settled; given back when it is
/// dropped before.
struct Attempt {
    store: Store,
    subject: String,
    at: Timestamp,
    /// Whether the account is locked for a while if this one fails.
    locks: bool,
    settled: bool,
    /// Held until the attempt is settled or given back.
    permits: Option<(OwnedSemaphorePermit, OwnedSemaphorePermit)>,
}

impl Attempt {
    async fn give_back(&self) -> Result<(), Fault> {
        let mut tx = self.store.begin().await?;
        let row = store::login_failures::lock(&mut tx, &self.subject, self.at).await?;
        store::login_failures::set(
            &mut tx,
            &self.subject,
            (row.failures - 1).max(0),
            Timestamp::EPOCH,
            row.last_at,
        )
        .await?;
        Ok(tx.commit().await?)
    }
}

impl Drop for Attempt {
    fn drop(&mut self) {
        if self.settled {
            return;
        }
        let attempt = Self {
            store: self.store.clone(),
            subject: std::mem::take(&mut self.subject),
            settled: true,
            permits: self.permits.take(),
            at: self.at,
            locks: self.locks,
        };
        // Without a runtime the process is ending; the failure then counts until it is forgotten.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                if let Err(fault) = attempt.give_back().await {
                    tracing::warn!(%fault, "an attempt could not be given back");
                }
            });
        }
    }
}

/// Reserves an attempt, or `None` while the account or the network is locked.
///
/// In a task of its own: a caller who hangs up while the reservation is being committed would leave
/// it behind, since nobody would hold the attempt yet. The task goes on, and drops it.
async fn reserve(portal: &Portal, subject: &str, network: &str) -> Result<Option<Attempt>, Fault> {
    let throttle = &portal.login_throttle;
    let permits = (
        throttle.accounts.acquire(subject).await?,
        throttle.networks.acquire(network).await?,
    );
    let (store, now) = (portal.store.clone(), portal.env.now());
    let (subject, network) = (subject.to_owned(), network.to_owned());
    let reserved = tokio::spawn(async move {
        let mut tx = store.begin().await?;
        let row = store::login_failures::lock(&mut tx, &subject, now).await?;
        let network_is_locked =
            limits::is_blocked(&mut tx, &network_key(&network), &FAILURES_FROM_NETWORK, now)
                .await?;
        if row.locked_until > now || network_is_locked {
            return Ok(None);
        }
        let failures = if row.last_at < now - FORGOTTEN_AFTER {
            1
        } else {
            row.failures + 1
        };
        let locked = locked_until(failures, now);
        store::login_failures::set(&mut tx, &subject, failures, locked, now).await?;
        tx.commit().await?;
        Ok(Some(Attempt {
            store,
            subject,
            at: now,
            locks: locked > now,
            settled: false,
            permits: Some(permits),
        }))
    });
    reserved
        .await
        .map_err(|error| Fault::Internal(format!("reserving an attempt: {error}")))?
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
