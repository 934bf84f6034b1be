//! Notices to the owner, after a change of contact or password and of a lock: what, when, from
//! where, and what to do if it was somebody else.
//!
//! They go to contacts that somebody has proved to hold, the mobile and the bound mail, and to no
//! other: nobody gets mail from here because a stranger typed their address. The first of a kind
//! in an hour leaves at once, and counts for whom it reaches as a code does; what follows within the
//! hour is told in one, when it is over. Both are paid for by the day's budget.

use std::collections::BTreeMap;

use sqlx::AnyConnection;

use super::limits::{self, Limit, Reservation};
use crate::{
    server::{
        Portal,
        error::Fault,
        messages::{self, Message},
        store::accounts::Account,
        visitor::Visitor,
    },
    values::{
        device,
        message::{Channel, Template},
        time::{DAY, Duration, HOUR, Timestamp},
    },
};

/// What the owner is told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    MobileChanged,
    EmailChanged,
    PasswordChanged,
    WechatBound,
    WechatUnbound,
    /// Strangers' wrong passwords have locked the account for a while.
    Locked,
}

impl Notice {
    const fn template(self) -> Template {
        match self {
            Self::MobileChanged => Template::MobileChanged,
            Self::EmailChanged => Template::EmailChanged,
            Self::PasswordChanged => Template::PasswordChanged,
            Self::WechatBound => Template::WechatBound,
            Self::WechatUnbound => Template::WechatUnbound,
            Self::Locked => Template::AccountLocked,
        }
    }

    /// How long one of a kind keeps the next waiting.
    const fn interval(self) -> Duration {
        match self {
            Self::Locked => DAY,
            _ => HOUR,
        }
    }
}

/// Queues the notices. `owner` is the account as it was: the old mobile and the old address are
/// told, since it is there that somebody whose account is being taken over still looks. Whoever
/// locks an account by wrong passwords must not be able to have SMS sent by it as well, where the
/// owner has a bound mail.
pub(crate) async fn queue(
    portal: &Portal,
    tx: &mut AnyConnection,
    owner: &Account,
    notice: Notice,
    visitor: &Visitor,
) -> Result<(), Fault> {
    let mobile = owner.mobile.e164();
    let mut contacts = Vec::new();
    if let Some(bound) = &owner.notify_email {
        contacts.push((Channel::Email, bound.as_str(), bound.key()));
    }
    if notice != Notice::Locked || contacts.is_empty() {
        contacts.push((Channel::Sms, mobile.as_str(), mobile.clone()));
    }
    for (channel, to, target) in contacts {
        let Some(departure) = departure(portal, tx, channel, &target, notice).await? else {
            continue;
        };
        let message = Message {
            channel,
            to,
            template: notice.template(),
            params: params(owner, visitor, &departure, portal.env.now()),
            lang: owner.lang,
            expires_at: departure.at + DAY,
        };
        messages::queue_at(portal, tx, &message, departure.id, departure.at).await?;
    }
    Ok(())
}

/// When a notice leaves, and under which id: all that are told in one have the same.
struct Departure {
    id: String,
    at: Timestamp,
    /// How many changes it tells of.
    count: usize,
}

/// `None` when an SMS cannot leave within this day's budget nor the next one's.
async fn departure(
    portal: &Portal,
    tx: &mut AnyConnection,
    channel: Channel,
    target: &str,
    notice: Notice,
) -> Result<Option<Departure>, Fault> {
    let now = portal.env.now();
    let interval = notice.interval();
    let key = format!("notice {} to {target}", notice.template());
    let only = [Limit {
        window: interval,
        most: 1,
    }];
    let (id, at, count) = match limits::reserve(tx, &key, &only, now).await? {
        Reservation::Counted => (portal.env.id(), now, 1),
        Reservation::Blocked { .. } if notice == Notice::Locked => return Ok(None),
        Reservation::Blocked { until, .. } => {
            let held = format!("{key} until {}", until.millis());
            let count = limits::count(tx, &held, interval, now).await?;
            (portal.keys.row_id(&[&held]), until, count)
        }
    };
    if at == now {
        limits::note_notice(tx, target, now).await?;
    }
    // Those that are told in one are paid for by the first of them.
    let at = if channel == Channel::Sms && count == 1 {
        limits::spend_budget(portal, tx, at).await?
    } else {
        Some(at)
    };
    if at.is_none() {
        tracing::error!(
            template = notice.template().as_str(),
            "no SMS is left in today's budget nor in tomorrow's: an owner is not told by SMS"
        );
    }
    Ok(at.map(|at| Departure { id, at, count }))
}

/// What the notice says: all of it words of ours or the network's, but for the name in a mail to
/// whom it belongs.
fn params(
    owner: &Account,
    visitor: &Visitor,
    departure: &Departure,
    now: Timestamp,
) -> BTreeMap<&'static str, String> {
    let mut params = BTreeMap::from([
        ("name", owner.realname.clone()),
        ("time", now.beijing_minute()),
        ("address", visitor.address.to_string()),
        // Put into the owner's words where it is unknown (`services::outbox`).
        ("device", device::name(&visitor.device).unwrap_or_default()),
    ]);
    if departure.count > 1 {
        params.insert("count", departure.count.to_string());
    }
    params
}
