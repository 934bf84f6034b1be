//! Devices that an account has signed in from before. A sealed cookie says so, not a row: wrong
//! passwords from such a device are counted apart from strangers', so that nobody can keep an owner
//! out by guessing.

use serde::{Deserialize, Serialize};

use crate::{
    server::{
        Portal, crypto::keys::Purpose, error::Fault, store::accounts::Account, visitor::Visitor,
    },
    values::time::{Duration, Timestamp},
};

/// After the last time that the account signed in there.
pub const LIFETIME: Duration = Duration::days(180);

/// Accounts that one device remembers at most; the newest.
const ACCOUNTS: usize = 5;

#[derive(Serialize, Deserialize)]
struct Sealed {
    /// 128 random bits; what wrong passwords from the device are counted under.
    id: String,
    /// Which accounts have signed in, and when last.
    accounts: Vec<(String, Timestamp)>,
}

fn open(portal: &Portal, visitor: &Visitor) -> Option<Sealed> {
    let cookie = visitor.device_cookie.as_deref()?;
    let text = portal.keys.open(Purpose::DeviceCookie, "", cookie)?;
    serde_json::from_str(&text).ok()
}

/// The id of the visitor's device, if the account has signed in from it before.
pub(crate) fn find(portal: &Portal, account: &Account, visitor: &Visitor) -> Option<String> {
    let sealed = open(portal, visitor)?;
    let since = portal.env.now() - LIFETIME;
    sealed
        .accounts
        .iter()
        .any(|(id, at)| *id == account.id && *at > since)
        .then_some(sealed.id)
}

/// What the visitor's device is to keep now that the account has signed in from it.
pub(crate) fn remember(
    portal: &Portal,
    account: &Account,
    visitor: &Visitor,
) -> Result<String, Fault> {
    let now = portal.env.now();
    let mut sealed = open(portal, visitor).unwrap_or_else(|| Sealed {
        id: portal.env.id(),
        accounts: Vec::new(),
    });
    sealed
        .accounts
        .retain(|(id, at)| *id != account.id && *at > now - LIFETIME);
    sealed.accounts.insert(0, (account.id.clone(), now));
    sealed.accounts.truncate(ACCOUNTS);
    let text =
        serde_json::to_string(&sealed).map_err(|error| Fault::Internal(error.to_string()))?;
    portal
        .keys
        .seal(&portal.env, Purpose::DeviceCookie, "", &text)
}
