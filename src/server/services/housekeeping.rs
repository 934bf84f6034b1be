//! Forgetting what no rule looks at any more: sessions that are over, old counters.

use crate::server::{
    Portal,
    env::{DAY, Millis},
    error::Fault,
    store,
};

/// How long security events can be looked up; the law asks for half a year (网络安全法, article 21).
const EVENTS_KEPT: Millis = 200 * DAY;
/// How long it can be seen what became of a message.
const MESSAGES_KEPT: Millis = 30 * DAY;

impl Portal {
    /// Removes rows that no longer have an effect. Safe to run at any time, on any number of nodes.
    ///
    /// # Errors
    /// The database failed.
    pub async fn tidy(&self) -> Result<(), Fault> {
        let now = self.env.now();
        let mut tx = self.store.begin().await?;
        store::sessions::remove_expired(&mut tx, now).await?;
        store::limits::remove_expired(&mut tx, now - DAY).await?;
        store::login_failures::remove_expired(&mut tx, now - 2 * DAY).await?;
        store::outbox::remove_done(&mut tx, now - MESSAGES_KEPT).await?;
        store::audit::remove_expired(&mut tx, now - EVENTS_KEPT).await?;
        store::wechat_states::remove_expired(&mut tx, now).await?;
        Ok(tx.commit().await?)
    }
}
