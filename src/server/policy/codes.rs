//! Codes: one belongs to one action, one target and, for signed-in actions, one account; five
//! minutes, one use, five wrong tries.

use sqlx::AnyConnection;

use super::audit::{self, AuditEvent, Entry};
use crate::{
    server::{
        Portal,
        crypto::keys::Purpose,
        error::{Refused, Result},
        store::{self, Tx, codes::CodeKey},
        visitor::Visitor,
    },
    values::{
        code::Code,
        email::Email,
        login_name::LoginName,
        mobile::Mobile,
        time::{DAY, Duration, Timestamp},
    },
};

/// How long a code can be used.
pub const LIFETIME: Duration = Duration::minutes(5);
const TRIES: i64 = 5;
/// From so many wrong ones on, one is told how many more may be tried.
const WARNED_AFTER: i64 = 3;

/// Puts a new code in the old one's place; the tries already spent stay spent.
///
/// # Errors
/// [`Refused::TooManyTries`] when a new code could not be used, since the tries are used up.
pub async fn issue(portal: &Portal, tx: &mut AnyConnection, key: CodeKey<'_>) -> Result<Code> {
    let now = portal.env.now();
    if let Some(row) = store::codes::find(tx, key).await?
        && let Some(refused) = used_up(&row, now)
    {
        return Err(refused.into());
    }
    let code = Code::of(portal.env.below(1_000_000));
    let hash = portal.keys.hash(Purpose::Code, &parts(&key, &code));
    store::codes::add(tx, key, &hash, now + LIFETIME, now).await?;
    Ok(code)
}

/// Whether the code is right. A wrong one costs a try; a right one costs nothing and stays usable.
///
/// # Errors
/// [`Refused::CodeWrong`], [`Refused::CodeExpired`], [`Refused::TooManyTries`].
pub async fn verify(
    portal: &Portal,
    key: CodeKey<'_>,
    code: &Code,
    visitor: &Visitor,
) -> Result<()> {
    let VerifiedCode { tx, .. } = judge(portal, key, code, visitor).await?;
    Ok(tx.rollback().await?)
}

/// Opens the transaction in which the code is used up: what else is done in it happens together
/// with that, or neither does. Whoever drops it, because the effect is refused, fails, or the
/// caller hangs up, leaves the code usable and its tries as they were.
///
/// # Errors
/// Those of [`verify`].
pub async fn spend(
    portal: &Portal,
    key: CodeKey<'_>,
    code: &Code,
    visitor: &Visitor,
) -> Result<Tx> {
    let VerifiedCode { mut tx, hash } = judge(portal, key, code, visitor).await?;
    if store::codes::set_consumed(&mut tx, key, &hash, portal.env.now()).await? {
        Ok(tx)
    } else {
        Err(Refused::CodeWrong { left: None }.into())
    }
}

/// Takes a try for an answer that tells something about other people, though the code was right:
/// that a mobile or an email is taken. Five such answers are all that one number can ask for. To be
/// called before the answer is given, when the code's own transaction has been dropped.
///
/// # Errors
/// The database failed.
pub async fn charge(portal: &Portal, key: CodeKey<'_>) -> Result<()> {
    let now = portal.env.now();
    let mut tx = portal.store.begin().await?;
    store::codes::take_try(&mut tx, key, TRIES, now - DAY, now).await?;
    Ok(tx.commit().await?)
}

/// Ends the codes for this target that wait for somebody who is not signed in: who holds the
/// number, and what it can do, has changed.
///
/// # Errors
/// The database failed.
pub async fn end(tx: &mut AnyConnection, target: &str) -> Result<()> {
    Ok(store::codes::set_ended(tx, target).await?)
}

/// A right code, and the transaction that holds its row: in it, the code's try is counted.
struct VerifiedCode {
    tx: Tx,
    hash: String,
}

/// Counts a try, then compares. The row is held until then, so that guesses in parallel are judged
/// one by one; only a wrong one is committed.
async fn judge(
    portal: &Portal,
    key: CodeKey<'_>,
    code: &Code,
    visitor: &Visitor,
) -> Result<VerifiedCode> {
    let now = portal.env.now();
    let mut tx = portal.store.begin().await?;
    let Some(store::codes::Try { hash, tries }) =
        store::codes::take_try(&mut tx, key, TRIES, now - DAY, now).await?
    else {
        return Err(refuse(portal, tx, key, visitor).await?.into());
    };
    if portal
        .keys
        .is_hash(&hash, Purpose::Code, &parts(&key, code))
    {
        return Ok(VerifiedCode { tx, hash });
    }
    let event = if tries < TRIES {
        AuditEvent::CodeWrong
    } else {
        AuditEvent::CodeTriesUsedUp
    };
    let account = owner(&mut tx, key).await?;
    let entry = Entry::of_id(event, account.as_deref(), visitor).about(about(key));
    audit::commit(portal, tx, &entry).await?;
    let left = (tries >= WARNED_AFTER).then_some(TRIES - tries);
    Err(Refused::CodeWrong { left }.into())
}

/// Why there was nothing to judge.
async fn refuse(
    portal: &Portal,
    mut tx: Tx,
    key: CodeKey<'_>,
    visitor: &Visitor,
) -> Result<Refused> {
    let now = portal.env.now();
    let Some(row) = store::codes::find(&mut tx, key).await? else {
        return Ok(Refused::CodeWrong { left: None });
    };
    let Some(refused) = used_up(&row, now) else {
        return Ok(if row.is_waiting() && row.expires_at <= now {
            Refused::CodeExpired
        } else {
            Refused::CodeWrong { left: None }
        });
    };
    let account = owner(&mut tx, key).await?;
    let entry = Entry::of_id(AuditEvent::CodeTriesUsedUp, account.as_deref(), visitor);
    audit::commit(portal, tx, &entry.about(about(key)).counted()).await?;
    Ok(refused)
}

/// All tries are spent, and the first of them less than a day ago.
fn used_up(row: &store::codes::CodeRow, now: Timestamp) -> Option<Refused> {
    (row.tries >= TRIES && row.tries_since > now - DAY).then(|| Refused::TooManyTries {
        retry_after: now.seconds_until(row.tries_since + DAY),
    })
}

/// Whose trail a failure belongs to: the account that asked for the code, else the one that holds
/// the number.
async fn owner(tx: &mut AnyConnection, key: CodeKey<'_>) -> Result<Option<String>> {
    if let Some(account) = key.account {
        return Ok(Some(account.to_owned()));
    }
    let Some(mobile) = Mobile::from_stored(key.target) else {
        return Ok(None);
    };
    let held = store::accounts::find_by_login_name(tx, &LoginName::Mobile(mobile)).await?;
    Ok(held.map(|account| account.id))
}

/// What the audit says a code is about: the action and, masked, the target.
pub(crate) fn about(key: CodeKey<'_>) -> String {
    let target = Mobile::from_stored(key.target).map_or_else(
        || Email::from_stored(key.target).masked(),
        |mobile| mobile.masked(),
    );
    format!("{} {target}", key.action)
}

/// What a code's hash is made of.
fn parts<'a>(key: &CodeKey<'a>, code: &'a Code) -> [&'a str; 4] {
    [
        key.action,
        key.target,
        key.account.unwrap_or_default(),
        code.as_str(),
    ]
}
