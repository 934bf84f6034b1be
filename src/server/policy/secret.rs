//! Whether this node's secret is the one that the database is used with. With another one it could
//! neither verify codes nor open messages that wait.
//!
//! The database knows each secret in use by its fingerprint. A node with a new secret and the right
//! one before it adds the new one; the old nodes, which know only the one before, fit as well until
//! a node starts that has the new secret alone.

use crate::server::{Portal, error::Fault, store};

/// Whether the secret fits, at the start of a node; the first one's is taken for right.
///
/// # Errors
/// The database failed.
pub async fn settle(portal: &Portal) -> Result<bool, Fault> {
    let (current, previous) = portal.keys.fingerprints();
    let mut tx = portal.store.begin().await?;
    let known = store::secrets::list(&mut tx).await?;
    if !known.contains(&current)
        && (known.is_empty() || previous.as_ref().is_some_and(|it| known.contains(it)))
    {
        store::secrets::add(&mut tx, &current, portal.env.now()).await?;
    }
    if previous.is_none() {
        store::secrets::remove_before(&mut tx, &current).await?;
    }
    tx.commit().await?;
    let fits = fits(portal).await?;
    if !fits {
        tracing::error!(
            "MENHU_SECRET is not the secret that this database is used with, and neither is \
             MENHU_SECRET_PREVIOUS: this node is not ready"
        );
    }
    Ok(fits)
}

/// Whether the database is used with the current secret, or with the one before.
///
/// # Errors
/// The database failed.
pub async fn fits(portal: &Portal) -> Result<bool, Fault> {
    let (current, previous) = portal.keys.fingerprints();
    let known = store::secrets::list(&mut *portal.store.read().await?).await?;
    Ok(known
        .iter()
        .any(|it| *it == current || previous.as_ref() == Some(it)))
}
