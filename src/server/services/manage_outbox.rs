//! What operators do with messages: look at them, and send again those that were given up on.

use crate::server::{
    Portal,
    error::Fault,
    store::{
        self,
        outbox::{Listed, ListedAttempt, Waiting},
    },
};

impl Portal {
    /// The newest messages in this state, or in any; of each, what was tried.
    ///
    /// # Errors
    /// The database failed.
    pub async fn list_outbox(&self, state: Option<&str>, most: i64) -> Result<Vec<(Listed, Vec<ListedAttempt>)>, Fault> {
        let mut db = self.store.read().await?;
        let mut listed = Vec::new();
        for message in store::outbox::list(&mut db, state, most).await? {
            let attempts = store::outbox::list_attempts(&mut db, &message.id).await?;
            listed.push((message, attempts));
        }
        Ok(listed)
    }

    /// How many messages wait or were given up on, by channel and state.
    ///
    /// # Errors
    /// The database failed.
    pub async fn count_outbox(&self) -> Result<Vec<Waiting>, Fault> {
        Ok(store::outbox::count_waiting(&mut *self.store.read().await?).await?)
    }

    /// Sends the message, or all that failed or wait, at once; how many. Not those whose time is over: a code that is no good helps nobody.
    ///
    /// # Errors
    /// The database failed.
    pub async fn retry_outbox(&self, id: Option<&str>) -> Result<u64, Fault> {
        let mut tx = self.store.begin().await?;
        let revived = store::outbox::revive(&mut tx, id, self.env.now()).await?;
        tx.commit().await?;
        self.ring_outbox();
        Ok(revived)
    }
}
