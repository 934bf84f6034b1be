//! The account's sessions: which devices are signed in, and signing them out.

use crate::server::{
    Portal,
    error::{Fault, Refused, Result},
    policy::{
        audit::{self, AuditEvent, Entry},
        session::{self, LiveSession},
    },
    store::{self, accounts::Account, sessions::Listed},
    visitor::Visitor,
};

/// # Errors
/// The database failed.
pub async fn list(portal: &Portal, account: &Account) -> Result<Vec<Listed>, Fault> {
    Ok(store::sessions::list(
        &mut *portal.store.read().await?,
        &account.id,
        account.session_epoch,
        portal.env.now(),
    )
    .await?)
}

/// Ends one session of the account.
///
/// # Errors
/// [`Refused::NoSuchSession`].
pub async fn end_one(
    portal: &Portal,
    session: &LiveSession,
    public_id: &str,
    visitor: &Visitor,
) -> Result<()> {
    let mut tx = session::begin(portal, session).await?;
    if !store::sessions::remove(&mut tx, &session.account.id, public_id).await? {
        return Err(Refused::NoSuchSession.into());
    }
    audit::commit(
        portal,
        tx,
        &Entry::of(AuditEvent::SessionsEnded, &session.account, visitor).about("one"),
    )
    .await?;
    Ok(())
}

/// Ends every session of the account but the one that asks.
///
/// # Errors
/// The database failed.
pub async fn end_others(portal: &Portal, session: &LiveSession, visitor: &Visitor) -> Result<()> {
    let mut tx = session::begin(portal, session).await?;
    store::sessions::remove_others(&mut tx, &session.account.id, &session.public_id).await?;
    audit::commit(
        portal,
        tx,
        &Entry::of(AuditEvent::SessionsEnded, &session.account, visitor).about("all others"),
    )
    .await?;
    Ok(())
}
