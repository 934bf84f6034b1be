//! What operators look up: what happened to an account.

use std::net::IpAddr;

use crate::{
    server::{
        Portal,
        error::Fault,
        policy::audit::AuditEvent,
        store::{
            self,
            audit::{Filter, Recorded},
        },
    },
    values::{login_name::LoginName, time::Timestamp},
};

/// Which events are wanted: those to which all of this applies.
pub struct Wanted {
    pub account: Option<LoginName>,
    pub event: Option<AuditEvent>,
    pub address: Option<IpAddr>,
    pub request: Option<String>,
    pub since: Option<Timestamp>,
    pub until: Option<Timestamp>,
    pub limit: i64,
}

/// The newest security events that are wanted. `None` when there is no account of that name.
///
/// # Errors
/// The database failed.
pub async fn list(portal: &Portal, wanted: &Wanted) -> Result<Option<Vec<Recorded>>, Fault> {
    let mut db = portal.store.read().await?;
    let account = match &wanted.account {
        None => None,
        Some(name) => match store::accounts::find_by_login_name(&mut db, name).await? {
            None => return Ok(None),
            Some(account) => Some(account.id),
        },
    };
    let filter = Filter {
        account: account.as_deref().unwrap_or_default(),
        event: wanted.event.map_or("", AuditEvent::as_str),
        addresses: wanted.address.map(spellings).unwrap_or_default(),
        request: wanted.request.as_deref().unwrap_or_default(),
        since: wanted.since.unwrap_or(Timestamp::EPOCH),
        until: wanted.until.unwrap_or(Timestamp(i64::MAX)),
        limit: wanted.limit,
    };
    Ok(Some(store::audit::list(&mut db, &filter).await?))
}

/// An IPv4 address that came over an IPv6 socket was written down as such.
fn spellings(address: IpAddr) -> [String; 2] {
    let plain = address.to_canonical();
    let mapped = match plain {
        IpAddr::V4(address) => IpAddr::V6(address.to_ipv6_mapped()),
        IpAddr::V6(_) => plain,
    };
    [plain.to_string(), mapped.to_string()]
}
