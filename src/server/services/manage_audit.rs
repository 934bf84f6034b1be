//! What operators look up: what happened to an account.

use crate::{
    server::{
        Portal,
        error::Fault,
        store::{self, audit::Recorded},
    },
    values::login_name::LoginName,
};

/// The newest security events, of the account that has this username, mobile or email, or of all.
/// `None` when there is no such account.
///
/// # Errors
/// The database failed.
pub async fn list(
    portal: &Portal,
    account: Option<&LoginName>,
    most: i64,
) -> Result<Option<Vec<Recorded>>, Fault> {
    let mut db = portal.store.read().await?;
    let id = match account {
        None => None,
        Some(name) => match store::accounts::find_by_login_name(&mut db, name).await? {
            None => return Ok(None),
            Some(account) => Some(account.id),
        },
    };
    Ok(Some(
        store::audit::list(&mut db, id.as_deref(), most).await?,
    ))
}
