//! Forgetting what no rule looks at any more: sessions that are over, old counters.

use crate::server::{Portal, error::Fault, store};
use crate::values::time::{DAY, Duration};

/// How long security events can be looked up; the law asks for half a year (网络安全法, article 21).
const EVENTS_KEPT: Duration = Duration::days(200);
/// How long it can be seen what became of a message.
const MESSAGES_KEPT: Duration = Duration::days(30);

/// Removes rows that no longer have an effect. Safe to run at any time, on any number of nodes.
///
/// # Errors
/// The database failed.
pub async fn run(portal: &Portal) -> Result<(), Fault> {
    let now = portal.env.now();
    let mut tx = portal.store.begin().await?;
    store::sessions::remove_expired(&mut tx, now).await?;
    store::limits::remove_expired(&mut tx, now - DAY).await?;
    store::login_failures::remove_expired(&mut tx, now - 2 * DAY).await?;
    store::outbox::remove_done(&mut tx, now - MESSAGES_KEPT).await?;
    store::audit::remove_expired(&mut tx, now - EVENTS_KEPT).await?;
    store::wechat_states::remove_expired(&mut tx, now).await?;
    Ok(tx.commit().await?)
}
