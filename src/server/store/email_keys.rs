//! The keys of addresses in `accounts`: made anew where they are older than the rule that the key
//! of a domain is its A-label.

use sqlx::FromRow;

use super::{Store, accounts};
use crate::{server::error::Fault, values::email::Email};

#[derive(FromRow)]
struct Keyed {
    id: String,
    email: Email,
    email_key: String,
    notify_email: Option<Email>,
    notify_email_key: Option<String>,
}

/// Two accounts of one mailbox stay as they are: which of them is whose, only the owner can say.
///
/// # Errors
/// The database failed.
pub async fn renew(store: &Store) -> Result<(), Fault> {
    // A key of today is ASCII.
    let old: Vec<Keyed> = sqlx::query_as(
        "SELECT id, email, email_key, notify_email, notify_email_key FROM accounts
         WHERE octet_length(email_key) <> length(email_key)
             OR octet_length(notify_email_key) <> length(notify_email_key)",
    )
    .fetch_all(&mut *store.read().await?)
    .await?;
    for account in old {
        let mut done = true;
        if account.email.key() != account.email_key {
            let mut tx = store.begin().await?;
            done &= accounts::set_email_key(&mut tx, &account.id, &account.email).await?;
            tx.commit().await?;
        }
        if let Some(email) = account.notify_email
            && account.notify_email_key.as_deref() != Some(&email.key())
        {
            let mut tx = store.begin().await?;
            done &= accounts::set_notify_email_key(&mut tx, &account.id, &email).await?;
            tx.commit().await?;
        }
        if !done {
            tracing::warn!(
                account = account.id,
                "another account has the same mailbox in another spelling: signing in by this \
                 address finds that one"
            );
        }
    }
    Ok(())
}
