//! Limits that hold across nodes and restarts: so many in a sliding window, counted in the
//! database, reserved before the deed.

use sqlx::AnyConnection;

use crate::server::{
    Portal,
    error::{Fault, Refused, Result},
    store,
};
use crate::values::time::{DAY, Duration, HOUR, MINUTE, Timestamp};

/// At most `most` in any `window`.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    pub window: Duration,
    pub most: usize,
}

/// How far apart two messages to one target are.
pub const SEND_GAP: Duration = MINUTE;

/// Messages to one target, across all actions; the first rule is the pause between two.
const SENDS_TO_TARGET: [Limit; 3] = [
    Limit {
        window: SEND_GAP,
        most: 1,
    },
    Limit {
        window: HOUR,
        most: 5,
    },
    Limit {
        window: DAY,
        most: 10,
    },
];
/// Messages asked for from one network.
const SENDS_FROM_NETWORK: [Limit; 1] = [Limit {
    window: HOUR,
    most: 20,
}];
/// Changes of one account's password, or of its contacts.
const CHANGES_OF_ACCOUNT: [Limit; 1] = [Limit {
    window: DAY,
    most: 10,
}];
/// Failed logins from one network.
pub(super) const FAILURES_FROM_NETWORK: [Limit; 1] = [Limit {
    window: MINUTE,
    most: 10,
}];

/// What came of asking for one more.
#[derive(Clone, Copy, Debug)]
pub(super) enum Reservation {
    Counted,
    Blocked { limit: Limit, until: Timestamp },
}

/// Counts one deed under `key` at `now`, unless one of the limits is reached.
///
/// The stamps of the past window are kept in one row, which the transaction locks first: exact at
/// any moment, on both databases.
pub(super) async fn reserve(
    tx: &mut AnyConnection,
    key: &str,
    limits: &[Limit],
    now: Timestamp,
) -> Result<Reservation, Fault> {
    let longest = limits
        .iter()
        .map(|limit| limit.window)
        .max()
        .unwrap_or_default();
    let mut stamps = store::limits::lock(tx, key, now).await?;
    stamps.retain(|stamp| *stamp > now - longest);
    if let Some((limit, until)) = reached(&stamps, limits, now) {
        return Ok(Reservation::Blocked { limit, until });
    }
    stamps.push(now);
    stamps.sort();
    store::limits::set(tx, key, &stamps, now + longest).await?;
    Ok(Reservation::Counted)
}

/// Counts one deed under `key`, whatever there was before; how many there are in the window now.
pub(super) async fn count(
    tx: &mut AnyConnection,
    key: &str,
    window: Duration,
    now: Timestamp,
) -> Result<usize, Fault> {
    let mut stamps = store::limits::lock(tx, key, now).await?;
    stamps.retain(|stamp| *stamp > now - window);
    stamps.push(now);
    // A notice counts as if it had left a minute ago.
    stamps.sort();
    store::limits::set(tx, key, &stamps, now + window).await?;
    Ok(stamps.len())
}

/// Whether one of the limits is reached; nothing is counted.
pub(super) async fn is_blocked(
    tx: &mut AnyConnection,
    key: &str,
    limits: &[Limit],
    now: Timestamp,
) -> Result<bool, Fault> {
    Ok(reached(&store::limits::find(tx, key).await?, limits, now).is_some())
}

/// The limit that holds longest of those reached, and until when.
fn reached(stamps: &[Timestamp], limits: &[Limit], now: Timestamp) -> Option<(Limit, Timestamp)> {
    let blocked = limits.iter().filter_map(|limit| {
        let recent: Vec<Timestamp> = stamps
            .iter()
            .copied()
            .filter(|stamp| *stamp > now - limit.window)
            .collect();
        (recent.len() >= limit.most)
            .then(|| (*limit, recent[recent.len() - limit.most] + limit.window))
    });
    blocked.max_by_key(|(_, until)| *until)
}

/// What may be sent to one target was reserved elsewhere, and then counts once, or need not be: only
/// remembered, so that the next one waits.
pub(crate) async fn note_send(
    tx: &mut AnyConnection,
    target: &str,
    now: Timestamp,
) -> Result<(), Fault> {
    reserve(tx, &format!("send to {target}"), &SENDS_TO_TARGET, now)
        .await
        .map(|_| ())
}

/// A notice counts for its target's hour and day as codes do, but keeps no code waiting for a
/// minute: who is told of a lock, or of a change, may have to reset the password at once.
pub(super) async fn note_notice(
    tx: &mut AnyConnection,
    target: &str,
    now: Timestamp,
) -> Result<(), Fault> {
    // Nobody has reserved it, and a code of this minute must not keep it from being counted.
    count(tx, &format!("send to {target}"), DAY, now - SEND_GAP)
        .await
        .map(|_| ())
}

/// What the person is told who asked for one more than a limit lets pass.
fn counted(reservation: Reservation, now: Timestamp) -> Result<()> {
    let Reservation::Blocked { limit, until } = reservation else {
        return Ok(());
    };
    let retry_after = now.seconds_until(until);
    Err(if limit.window == SEND_GAP {
        Refused::Cooldown { retry_after }
    } else {
        Refused::TooManyTries { retry_after }
    }
    .into())
}

/// Reserves one message to `target`, asked for from `network`.
pub(crate) async fn reserve_mail(
    tx: &mut AnyConnection,
    target: &str,
    network: &str,
    now: Timestamp,
) -> Result<()> {
    let to = reserve(tx, &format!("send to {target}"), &SENDS_TO_TARGET, now).await?;
    counted(to, now)?;
    let from = format!("send from {network}");
    counted(reserve(tx, &from, &SENDS_FROM_NETWORK, now).await?, now)
}

/// Reserves one SMS to `target`, asked for from `network`. When `sends` is false (nothing will
/// leave, as for an unknown number) the caller is still counted, only the day's budget is not used
/// up. Roll the transaction back when this refuses.
pub(crate) async fn reserve_send(
    tx: &mut AnyConnection,
    target: &str,
    network: &str,
    sends: bool,
    daily_budget: u32,
    now: Timestamp,
) -> Result<()> {
    reserve_mail(tx, target, network, now).await?;
    let day = now.beijing_day();
    if !store::limits::spend(tx, day, i64::from(sends), i64::from(daily_budget)).await? {
        tracing::error!(
            daily_budget,
            "the day's SMS budget is used up: no code leaves before midnight"
        );
        return Err(Refused::TooManyTries {
            retry_after: now.seconds_until(Timestamp::beijing_midnight(day + 1)),
        }
        .into());
    }
    Ok(())
}

/// Takes one SMS that is to leave at `at` from that day's budget, or from the next day's: when it
/// leaves then. `None` when both are used up.
pub(super) async fn spend_budget(
    portal: &Portal,
    tx: &mut AnyConnection,
    at: Timestamp,
) -> Result<Option<Timestamp>, Fault> {
    let (day, most) = (
        at.beijing_day(),
        i64::from(portal.settings.sms.daily_budget),
    );
    if store::limits::spend(tx, day, 1, most).await? {
        return Ok(Some(at));
    }
    let next_day = store::limits::spend(tx, day + 1, 1, most).await?;
    Ok(next_day.then(|| Timestamp::beijing_midnight(day + 1)))
}

/// Reserves one change of an account's password, or of its contacts: more than these in a day are
/// nobody's who means well, and each has notices sent.
pub(crate) async fn reserve_change(
    tx: &mut AnyConnection,
    account: &str,
    what: Change,
    now: Timestamp,
) -> Result<()> {
    let what = match what {
        Change::Password => "password",
        Change::Contact => "contact",
    };
    let key = format!("{what} changes of {account}");
    counted(reserve(tx, &key, &CHANGES_OF_ACCOUNT, now).await?, now)
}

/// What of an account was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// By the old one; a reset by SMS is limited by the SMS.
    Password,
    /// Mobile, mail and WeChat together.
    Contact,
}
