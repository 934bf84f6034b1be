//! Sessions: how long they live, opening one in the transaction of what it follows from, finding
//! one.

use sqlx::AnyConnection;

use super::known_devices;
use crate::server::{
    Portal,
    crypto::keys::token_hash,
    error::{Fault, Refused, Result},
    store::{
        self, Tx,
        accounts::Account,
        sessions::{Found, NewSession},
    },
    visitor::Visitor,
};
use crate::values::time::{DAY, Duration, HOUR, MINUTE};

pub const IDLE: Duration = HOUR;
pub const LONGEST: Duration = DAY;
/// With "remember me", used or not.
pub const REMEMBERED: Duration = Duration::days(30);

/// Sessions an account has at most; the oldest ends.
const MOST: i64 = 50;

/// Writing down that a session was used may wait this long.
const SEEN_INTERVAL: Duration = MINUTE;

/// A session whose row is written. The browser has no cookie for it yet: `web::session` says how it
/// gets one.
#[derive(Clone, Debug)]
pub struct OpenedSession {
    /// What the cookie will carry.
    pub id: i128,
    pub public_id: String,
    pub remembered: bool,
    /// What the browser is to keep, so that it is known as a device of the account.
    pub device_cookie: String,
}

/// Somebody who has just signed in.
#[derive(Clone)]
pub struct SignedIn {
    pub account: Account,
    pub opened: OpenedSession,
}

/// A session that is alive, and whose it is.
#[derive(Clone)]
pub struct LiveSession {
    pub account: Account,
    /// What its owner sees it by; not the id in the cookie.
    pub public_id: String,
    /// Whether it was asked to outlive the browser.
    pub remembered: bool,
}

/// What the table knows the id by: an id that somebody reads there opens nothing.
#[must_use]
pub fn id_hash(id: i128) -> String {
    token_hash(&id.to_le_bytes())
}

/// What the forms on the account's pages carry, so that one that was opened for another account is
/// known when it is sent. It opens nothing, and the account's id cannot be read from it.
#[must_use]
pub fn form_mark(account: &Account) -> String {
    let mut mark = token_hash(format!("form of account {}", account.id).as_bytes());
    mark.truncate(32);
    mark
}

/// Opens a session for the account.
pub(crate) async fn open(
    portal: &Portal,
    tx: &mut AnyConnection,
    account: &Account,
    remembered: bool,
    visitor: &Visitor,
) -> Result<OpenedSession, Fault> {
    let (now, id) = (portal.env.now(), i128::from_le_bytes(portal.env.bytes()));
    let (idle, longest) = if remembered {
        (REMEMBERED, REMEMBERED)
    } else {
        (IDLE, LONGEST)
    };
    let public_id = portal.env.id();
    let session = NewSession {
        public_id: public_id.clone(),
        account: account.id.clone(),
        epoch: account.session_epoch,
        device: visitor.device.clone(),
        address: visitor.address.to_string(),
        idle,
        ends_at: now + longest,
    };
    store::sessions::add(tx, &id_hash(id), &session, now).await?;
    store::sessions::remove_oldest(tx, &account.id, MOST).await?;
    Ok(OpenedSession {
        id,
        public_id,
        remembered,
        device_cookie: known_devices::remember(portal, account, visitor)?,
    })
}

/// The session of this id, if it is alive: neither ended nor idle for too long, and of its
/// account's present epoch.
///
/// # Errors
/// The database failed.
pub async fn find(portal: &Portal, id: i128) -> Result<Option<LiveSession>, Fault> {
    let (now, id_hash) = (portal.env.now(), id_hash(id));
    let found = store::sessions::find(&mut *portal.store.read().await?, &id_hash, now).await?;
    let Some(Found {
        public_id,
        idle,
        seen_at,
        account,
    }) = found
    else {
        return Ok(None);
    };
    if seen_at + SEEN_INTERVAL <= now {
        let mut tx = portal.store.begin().await?;
        store::sessions::set_seen(&mut tx, &id_hash, now).await?;
        tx.commit().await?;
    }
    Ok(Some(LiveSession {
        account,
        public_id,
        remembered: idle > IDLE,
    }))
}

/// Ends the session of this id, if there is one.
///
/// # Errors
/// The database failed.
pub async fn end(portal: &Portal, id: i128) -> Result<(), Fault> {
    let mut tx = portal.store.begin().await?;
    store::sessions::remove_by_id(&mut tx, &id_hash(id)).await?;
    tx.commit().await
}

/// Opens the transaction of a write that the session asked for, and holds the session.
///
/// # Errors
/// Those of [`hold`].
pub(crate) async fn begin(portal: &Portal, session: &LiveSession) -> Result<Tx> {
    let mut tx = portal.store.begin().await?;
    hold(&mut tx, session).await?;
    Ok(tx)
}

/// Holds the session and its account, as the request found them, until the transaction ends. Every
/// write of a session goes through here: a request that was still running when its session was
/// ended, by a new password, by another device or by signing out, must not write any more.
///
/// # Errors
/// [`Refused::LoginRequired`] when it was ended meanwhile.
pub(crate) async fn hold(tx: &mut AnyConnection, session: &LiveSession) -> Result<()> {
    let LiveSession {
        account, public_id, ..
    } = session;
    if store::sessions::lock(tx, &account.id, account.session_epoch, public_id).await? {
        Ok(())
    } else {
        Err(Refused::LoginRequired.into())
    }
}
