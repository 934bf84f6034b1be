//! What operators do with messages: look at them, and send again those that were given up on.

use crate::server::{
    Portal,
    error::Fault,
    messages,
    policy::{
        audit::AuditEvent,
        operator::{self, Operator},
    },
    store::{
        self,
        outbox::{Listed, ListedAttempt, MessageState, Waiting},
    },
};

/// The newest messages in this state, or in any; of each, what was tried.
///
/// # Errors
/// The database failed.
pub async fn list(
    portal: &Portal,
    state: Option<MessageState>,
    most: i64,
) -> Result<Vec<(Listed, Vec<ListedAttempt>)>, Fault> {
    let mut db = portal.store.read().await?;
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
pub async fn count(portal: &Portal) -> Result<Vec<Waiting>, Fault> {
    Ok(store::outbox::count_waiting(&mut *portal.store.read().await?).await?)
}

/// Sends the message, or all that failed or wait, at once; how many. Not those whose time is over:
/// a code that is no good helps nobody.
///
/// # Errors
/// The database failed.
pub async fn retry(portal: &Portal, id: Option<&str>, operator: &Operator) -> Result<u64, Fault> {
    let mut tx = portal.store.begin().await?;
    let revived = store::outbox::revive(&mut tx, id, portal.env.now()).await?;
    if revived > 0 {
        let about = format!("{}: {revived}", id.unwrap_or("all"));
        operator::record(
            portal,
            &mut tx,
            AuditEvent::MessagesRetried,
            about,
            operator,
        )
        .await?;
    }
    tx.commit().await?;
    messages::wake_senders(portal);
    Ok(revived)
}
