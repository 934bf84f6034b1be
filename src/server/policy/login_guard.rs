//! The guard against guessing passwords: five failures per account, then pauses that double; ten failures a minute per network.

use std::{
    hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher},
    sync::Arc,
};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

use super::{
    audit::{Entry, Event},
    limits::{self, FAILURES_FROM_NETWORK},
    passwords::PATIENCE,
};
use crate::{
    server::{
        Portal,
        env::{DAY, HOUR, Millis, SECOND},
        error::{Fault, Outcome, Refused},
        store::{self, Tx, accounts::Account},
        visitor::Visitor,
    },
    values::password::Password,
};

/// This failure starts the first pause.
const FREE: i64 = 5;
const FIRST_PAUSE: Millis = 30 * SECOND;
const LONGEST_PAUSE: Millis = HOUR;
/// Failures are forgotten after a day without a new one.
const MEMORY: Millis = DAY;

/// Lets one attempt per account, and a few per network, be judged at a time on this node. Without it, right passwords in parallel would find
/// each other's reservations in the way; the counters that really hold are in the database.
pub struct Gate {
    accounts: Stripes,
    networks: Stripes,
}

impl Default for Gate {
    fn default() -> Self {
        Self { accounts: Stripes::of(1), networks: Stripes::of(8) }
    }
}

struct Stripes(Vec<Arc<Semaphore>>);

impl Stripes {
    fn of(permits: usize) -> Self {
        Self((0..1024).map(|_| Arc::new(Semaphore::new(permits))).collect())
    }

    async fn enter(&self, key: &str) -> Result<OwnedSemaphorePermit, Fault> {
        let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(key);
        let stripe = Arc::clone(&self.0[usize::try_from(hash % 1024).unwrap_or(0)]);
        timeout(PATIENCE, stripe.acquire_owned()).await.map_err(|_| Fault::Busy)?.map_err(|_| Fault::Busy)
    }
}

/// An attempt that counts as failed until it is [forgiven](Attempt::forgive).
pub(crate) struct Attempt {
    subject: String,
    network: String,
    at: Millis,
    /// Whether the account is locked for a while if this one fails.
    locks: bool,
    _turns: (OwnedSemaphorePermit, OwnedSemaphorePermit),
}

impl Portal {
    /// Reserves an attempt on `subject` (an account's id, or a name nobody has), or `None` while it or the network is locked: then nothing is
    /// judged and nothing counted.
    pub(crate) async fn reserve_attempt(&self, subject: &str, network: &str) -> Result<Option<Attempt>, Fault> {
        let turns = (self.gate.accounts.enter(subject).await?, self.gate.networks.enter(network).await?);
        let now = self.env.now();
        let mut tx = self.store.begin().await?;
        let row = store::login_failures::lock(&mut tx, subject, now).await?;
        if row.locked_until > now || limits::take(&mut tx, &network_key(network), &FAILURES_FROM_NETWORK, now).await?.is_err() {
            return Ok(None);
        }
        let failures = if row.last_at < now - MEMORY { 1 } else { row.failures + 1 };
        let locked = locked_until(failures, now);
        store::login_failures::set(&mut tx, subject, failures, locked, now).await?;
        tx.commit().await?;
        Ok(Some(Attempt { subject: subject.to_owned(), network: network.to_owned(), at: now, locks: locked > now, _turns: turns }))
    }

    /// Asks a signed-in person for their password again. Wrong ones count as failed logins do; while the account is locked even the right one
    /// is answered as wrong.
    ///
    /// # Errors
    /// [`Refused::PasswordWrong`] under this field's name.
    pub(crate) async fn confirm_password(&self, account: &Account, password: &Password, field: &'static str, visitor: &Visitor) -> Outcome<()> {
        let _seat = self.hasher.seat().await?;
        let attempt = self.reserve_attempt(&account.id, &visitor.network()).await?;
        let stored = attempt.as_ref().map(|_| account.password_hash.as_str());
        match (self.hasher.verify(password, stored).await, attempt) {
            (Ok(verdict), Some(attempt)) if verdict.right => {
                let mut tx = self.store.begin().await?;
                attempt.forgive(&mut tx).await?;
                tx.commit().await?;
                Ok(())
            }
            (Ok(_), attempt) => {
                self.note_failure(Some(account), attempt.as_ref(), field.to_owned(), visitor).await?;
                Err(Refused::PasswordWrong { field }.into())
            }
            (Err(fault), attempt) => {
                if let Some(attempt) = &attempt {
                    self.cancel_attempt(attempt).await?;
                }
                Err(fault.into())
            }
        }
    }

    /// Writes down that a password was wrong, or met a lock; the same work for names that nobody has.
    pub(crate) async fn note_failure(&self, account: Option<&Account>, attempt: Option<&Attempt>, about: String, visitor: &Visitor) -> Result<(), Fault> {
        let event = if attempt.is_some_and(|attempt| attempt.locks) { Event::Locked } else { Event::LoginFailed };
        self.note(&Entry::of_anybody(event, account, visitor).about(about)).await
    }

    /// Takes an attempt back that could not be judged.
    pub(crate) async fn cancel_attempt(&self, attempt: &Attempt) -> Result<(), Fault> {
        let mut tx = self.store.begin().await?;
        let row = store::login_failures::lock(&mut tx, &attempt.subject, attempt.at).await?;
        let failures = (row.failures - 1).max(0);
        store::login_failures::set(&mut tx, &attempt.subject, failures, 0, row.last_at).await?;
        limits::give_back(&mut tx, &network_key(&attempt.network), attempt.at).await?;
        Ok(tx.commit().await?)
    }
}

impl Attempt {
    /// The password was right: the account's count starts anew. The network gets back this attempt only.
    pub(crate) async fn forgive(&self, tx: &mut Tx) -> Result<(), Fault> {
        store::login_failures::remove(tx, &self.subject).await?;
        limits::give_back(tx, &network_key(&self.network), self.at).await
    }
}

fn network_key(network: &str) -> String {
    format!("failed login from {network}")
}

fn locked_until(failures: i64, now: Millis) -> Millis {
    if failures < FREE {
        return 0;
    }
    let doublings = u32::try_from(failures - FREE).unwrap_or(u32::MAX).min(10);
    now + (FIRST_PAUSE << doublings).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_are_free_and_pauses_double_to_an_hour() {
        let pauses: Vec<Millis> = [4, 5, 6, 7, 11, 12, 100].map(|failures| locked_until(failures, 0) / SECOND).into();
        assert_eq!(pauses, [0, 30, 60, 120, 1920, 3600, 3600]);
    }
}
