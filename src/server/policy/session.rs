//! Sessions: how long they live, and opening one in the transaction of what it follows from.

use sqlx::AnyConnection;

use crate::server::{
    Portal,
    error::{Fault, Refused, Result},
    store::{self, accounts::Account, sessions::NewSession},
    visitor::Visitor,
};
use crate::values::time::{DAY, Duration, HOUR};

pub const IDLE: Duration = HOUR;
pub const LONGEST: Duration = DAY;
/// With "remember me", used or not.
pub const REMEMBERED: Duration = Duration::days(30);

/// A session whose row is written; the cookie that carries its id is the boundary's.
#[derive(Clone, Debug)]
pub struct Ticket {
    pub id: i128,
    pub remember: bool,
}

/// Somebody who has just signed in.
#[derive(Clone)]
pub struct SignedIn {
    pub account: Account,
    pub ticket: Ticket,
}

/// Opens a session for the account.
pub(crate) async fn open(portal: &Portal, tx: &mut AnyConnection, account: &Account, remember: bool, visitor: &Visitor) -> Result<Ticket, Fault> {
    let (now, id) = (portal.env.now(), i128::from_le_bytes(portal.env.bytes()));
    let (idle, longest) = if remember { (REMEMBERED, REMEMBERED) } else { (IDLE, LONGEST) };
    let session = NewSession {
        public_id: portal.env.id(),
        account: account.id.clone(),
        epoch: account.session_epoch,
        device: visitor.device.clone(),
        address: visitor.address.to_string(),
        idle,
        ends_at: now + longest,
    };
    store::sessions::add(tx, id, &session, now).await?;
    Ok(Ticket { id, remember })
}

/// Holds the account as the request found it until the transaction ends. A request that was still running when a new password ended the
/// account's sessions must not change how the account is entered.
///
/// # Errors
/// [`Refused::LoginRequired`] when they were ended meanwhile.
pub(crate) async fn hold(tx: &mut AnyConnection, account: &Account) -> Result<()> {
    if store::accounts::lock(tx, &account.id, account.session_epoch).await? { Ok(()) } else { Err(Refused::LoginRequired.into()) }
}
