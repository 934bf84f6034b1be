//! Signing in with a password, and out again.

use crate::{
    server::{
        Portal,
        crypto::keys::Purpose,
        error::{Refused, Result},
        policy::{
            audit::{self, AuditEvent, Entry},
            known_devices,
            login_throttle::{self, Subject, Trier},
            session::{self, LiveSession, SignedIn},
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
    let unknown = unknown(portal, name);
    let subject = account
        .as_ref()
        .map_or(Subject::Unknown(&unknown), Subject::Account);
    let device = account
        .as_ref()
        .and_then(|account| known_devices::find(portal, account, visitor));
    let trier = device
        .as_deref()
        .map_or(Trier::Stranger, Trier::KnownDevice);
    let about = audit::masked(name);
    let right = login_throttle::judge(portal, subject, trier, password, &about, visitor)
        .await?
        .ok_or(Refused::LoginFailed)?;
    let account = account.ok_or(Refused::LoginFailed)?;
    let rehashed = if right.outdated {
        Some(portal.hasher.rehash(&portal.env, password).await?)
    } else {
        None
    };
    let mut tx = portal.store.begin().await?;
    // Read again under the transaction: the password may have changed while it was being compared,
    // which raises the epoch. Another login may only have written the same one under today's
    // parameters.
    let current = store::accounts::find(&mut tx, &account.id)
        .await?
        .filter(|current| current.session_epoch == account.session_epoch)
        .ok_or(Refused::LoginFailed)?;
    if let Some(new) = rehashed {
        store::accounts::set_password_hash(&mut tx, &current.id, &current.password_hash, &new)
            .await?;
    }
    if device.is_some() && current.lang != visitor.lang {
        store::accounts::set_lang(&mut tx, &current.id, visitor.lang).await?;
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

/// Signs out: ends the session that the caller is signed in with.
///
/// # Errors
/// The database failed.
pub async fn out(portal: &Portal, session: &LiveSession, visitor: &Visitor) -> Result<()> {
    let account = &session.account;
    let mut tx = portal.store.begin().await?;
    // Nothing is to be written down of one that somebody else has ended meanwhile.
    if store::sessions::remove(&mut tx, &account.id, &session.public_id).await? {
        let entry = Entry::of(AuditEvent::LoggedOut, account, visitor);
        audit::commit(portal, tx, &entry).await?;
    }
    Ok(())
}

/// What failures on a name that no account has are counted under. Hashed with a key: passwords are
/// typed there too.
fn unknown(portal: &Portal, name: &LoginName) -> String {
    let folded = match name {
        LoginName::Mobile(mobile) => mobile.e164(),
        LoginName::Email(email) => email.key(),
        LoginName::Username(username) => username.clone(),
    };
    let hash = portal.keys.hash(Purpose::UnknownName, &[&folded]);
    format!("unknown {hash}")
}
