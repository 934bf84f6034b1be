//! Signing in with a password, and out again.

use crate::{
    server::{
        Portal,
        crypto::keys::token_hash,
        error::{Refused, Result},
        policy::{
            audit::{self, AuditEvent, Entry},
            login_throttle::{self, Subject},
            session::{self, SignedIn},
        },
        store,
        visitor::Visitor,
    },
    values::{login_name::LoginName, password::Password},
};

/// Signs in by username, mobile or email.
///
/// # Errors
/// [`Refused::LoginFailed`] for an unknown name, a wrong password and a lock alike, after the same
/// work.
pub async fn run(
    portal: &Portal,
    name: &LoginName,
    password: &Password,
    remember: bool,
    visitor: &Visitor,
) -> Result<SignedIn> {
    let account =
        store::accounts::find_by_login_name(&mut *portal.store.read().await?, name).await?;
    let unknown = unknown(name);
    let subject = account
        .as_ref()
        .map_or(Subject::Unknown(&unknown), Subject::Account);
    let right = login_throttle::judge(portal, subject, password, &audit::masked(name), visitor)
        .await?
        .ok_or(Refused::LoginFailed)?;
    let account = account.ok_or(Refused::LoginFailed)?;
    let rehashed = if right.outdated {
        Some(portal.hasher.rehash(&portal.env, password).await?)
    } else {
        None
    };
    let mut tx = portal.store.begin().await?;
    // Read again under the transaction: the password may have changed while it was being compared.
    let current = store::accounts::find(&mut tx, &account.id)
        .await?
        .filter(|current| current.password_hash == account.password_hash)
        .ok_or(Refused::LoginFailed)?;
    if let Some(new) = rehashed {
        store::accounts::set_password_hash(&mut tx, &current.id, &current.password_hash, &new)
            .await?;
    }
    let opened = session::open(portal, &mut tx, &current, remember, visitor).await?;
    right
        .commit(
            portal,
            tx,
            &Entry::of(AuditEvent::LoggedIn, &current, visitor),
        )
        .await?;
    Ok(SignedIn {
        account: current,
        opened,
    })
}

/// What failures on a name that no account has are counted under.
fn unknown(name: &LoginName) -> String {
    let folded = match name {
        LoginName::Mobile(mobile) => mobile.e164(),
        LoginName::Email(email) => email.key(),
        LoginName::Username(username) => username.clone(),
    };
    format!("unknown {}", token_hash(folded.as_bytes()))
}
