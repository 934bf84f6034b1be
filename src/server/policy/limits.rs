//! Limits that hold across nodes and restarts: so many in a sliding window, counted in the database, reserved before the deed.

use sqlx::AnyConnection;

use crate::server::{
    env::{DAY, HOUR, MINUTE, Millis, SECOND, seconds_until},
    error::{Fault, Outcome, Refused},
    store,
};

/// At most `most` in any `window`.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    pub window: Millis,
    pub most: usize,
}

/// How far apart two messages to one target are.
pub const SEND_GAP: Millis = 60 * SECOND;

/// Messages to one target, across all actions; the first rule is the pause between two.
const SENDS_TO_TARGET: [Rule; 3] = [Rule { window: SEND_GAP, most: 1 }, Rule { window: HOUR, most: 5 }, Rule { window: DAY, most: 10 }];
/// Messages asked for from one network.
const SENDS_FROM_NETWORK: [Rule; 1] = [Rule { window: HOUR, most: 20 }];
/// Failed logins from one network.
pub(super) const FAILURES_FROM_NETWORK: [Rule; 1] = [Rule { window: MINUTE, most: 10 }];

/// Counts one deed under `key` at `now`, or answers when the next one may be tried.
///
/// The stamps of the past window are kept in one row, which the transaction locks first: exact at any moment, on both databases.
pub(super) async fn take(tx: &mut AnyConnection, key: &str, rules: &[Rule], now: Millis) -> Result<Result<(), (Rule, Millis)>, Fault> {
    let longest = rules.iter().map(|rule| rule.window).max().unwrap_or(0);
    let mut stamps = store::limits::lock(tx, key, now).await?;
    stamps.retain(|stamp| *stamp > now - longest);
    let blocked = rules.iter().filter_map(|rule| {
        let recent: Vec<Millis> = stamps.iter().copied().filter(|stamp| *stamp > now - rule.window).collect();
        (recent.len() >= rule.most).then(|| (*rule, recent[recent.len() - rule.most] + rule.window))
    });
    if let Some(blocked) = blocked.max_by_key(|(_, until)| *until) {
        return Ok(Err(blocked));
    }
    stamps.push(now);
    store::limits::set(tx, key, &stamps, now + longest).await?;
    Ok(Ok(()))
}

/// Takes back the deed that was counted at `now`.
pub(super) async fn give_back(tx: &mut AnyConnection, key: &str, now: Millis) -> Result<(), Fault> {
    let mut stamps = store::limits::lock(tx, key, now).await?;
    if let Some(index) = stamps.iter().rposition(|stamp| *stamp == now) {
        stamps.remove(index);
        store::limits::set(tx, key, &stamps, now + DAY).await?;
    }
    Ok(())
}

/// What may be sent to one target was reserved elsewhere, or need not be: only remembered, so that the next one waits.
pub(crate) async fn note_send(tx: &mut AnyConnection, target: &str, now: Millis) -> Result<(), Fault> {
    take(tx, &format!("send to {target}"), &SENDS_TO_TARGET, now).await.map(|_| ())
}

/// Reserves one message to `target`, asked for from `network`.
pub(crate) async fn reserve_mail(tx: &mut AnyConnection, target: &str, network: &str, now: Millis) -> Outcome<()> {
    if let Err((rule, until)) = take(tx, &format!("send to {target}"), &SENDS_TO_TARGET, now).await? {
        let retry_after = seconds_until(now, until);
        return Err(if rule.window == SEND_GAP { Refused::Cooldown { retry_after } } else { Refused::TooManyTries { retry_after } }.into());
    }
    if let Err((_, until)) = take(tx, &format!("send from {network}"), &SENDS_FROM_NETWORK, now).await? {
        return Err(Refused::TooManyTries { retry_after: seconds_until(now, until) }.into());
    }
    Ok(())
}

/// Reserves one SMS to `target`, asked for from `network`. When `sends` is false (nothing will leave, as for an unknown number) the caller is
/// still counted, only the day's budget is not used up. Roll the transaction back when this refuses.
pub(crate) async fn reserve_send(tx: &mut AnyConnection, target: &str, network: &str, sends: bool, daily_budget: u32, now: Millis) -> Outcome<()> {
    reserve_mail(tx, target, network, now).await?;
    let beijing = now + 8 * HOUR;
    let midnight = beijing - beijing.rem_euclid(DAY) + DAY - 8 * HOUR;
    if !store::limits::spend(tx, beijing.div_euclid(DAY), i64::from(sends), i64::from(daily_budget)).await? {
        tracing::error!(daily_budget, "the day's SMS budget is used up: no code leaves before midnight");
        return Err(Refused::TooManyTries { retry_after: seconds_until(now, midnight) }.into());
    }
    Ok(())
}
