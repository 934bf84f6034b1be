//! The account's sessions: which devices are signed in, and signing them out.

use crate::server::{
    Portal,
    error::{Fault, Outcome, Refused},
    policy::audit::{Entry, Event},
    store::{self, accounts::Account, sessions::Listed},
    visitor::Visitor,
};

impl Portal {
    /// # Errors
    /// The database failed.
    pub async fn sessions(&self, account: &Account) -> Result<Vec<Listed>, Fault> {
        Ok(store::sessions::list(&mut *self.store.read().await?, &account.id, account.session_epoch, self.env.now()).await?)
    }

    /// Ends one session of the account.
    ///
    /// # Errors
    /// [`Refused::NoSuchSession`].
    pub async fn end_session(&self, account: &Account, public_id: &str, visitor: &Visitor) -> Outcome<()> {
        let mut tx = self.store.begin().await?;
        if !store::sessions::remove(&mut tx, &account.id, public_id).await? {
            return Err(Refused::NoSuchSession.into());
        }
        self.commit(tx, &Entry::of(Event::SessionsEnded, account, visitor).about("one")).await?;
        Ok(())
    }

    /// Ends every session of the account but the one that asks.
    ///
    /// # Errors
    /// The database failed.
    pub async fn end_other_sessions(&self, account: &Account, kept: &str, visitor: &Visitor) -> Outcome<()> {
        let mut tx = self.store.begin().await?;
        store::sessions::remove_others(&mut tx, &account.id, kept).await?;
        self.commit(tx, &Entry::of(Event::SessionsEnded, account, visitor).about("all others")).await?;
        Ok(())
    }
}
