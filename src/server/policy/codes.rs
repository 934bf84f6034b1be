//! Codes: one belongs to one action, one target and, for signed-in actions, one account; five
//! minutes, one use, five wrong tries.

use sqlx::AnyConnection;

use crate::{
    server::{
        Portal,
        error::{Refused, Result},
        store::{self, Tx, codes::CodeKey},
    },
    values::{
        code::Code,
        time::{DAY, Duration, Timestamp},
    },
};

/// How long a code can be used.
pub const LIFETIME: Duration = Duration::minutes(5);
const TRIES: i64 = 5;

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
    store::codes::add(tx, key, &hash_of(portal, key, &code), now + LIFETIME, now).await?;
    Ok(code)
}

/// Whether the code is right. A wrong one costs a try; a right one costs nothing and stays usable.
///
/// # Errors
/// [`Refused::CodeWrong`], [`Refused::CodeExpired`], [`Refused::TooManyTries`].
pub async fn verify(portal: &Portal, key: CodeKey<'_>, code: &Code) -> Result<()> {
    let VerifiedCode { tx, .. } = judge(portal, key, code).await?;
    Ok(tx.rollback().await?)
}

/// Opens the transaction in which the code is used up: what else is done in it happens together
/// with that, or neither does. Whoever drops it, because the effect is refused, fails, or the
/// caller hangs up, leaves the code usable and its tries as they were.
///
/// # Errors
/// Those of [`verify`].
pub async fn spend(portal: &Portal, key: CodeKey<'_>, code: &Code) -> Result<Tx> {
    let VerifiedCode { mut tx, hash } = judge(portal, key, code).await?;
    if store::codes::set_consumed(&mut tx, key, &hash, portal.env.now()).await? {
        Ok(tx)
    } else {
        Err(Refused::CodeWrong.into())
    }
}

/// A right code, and the transaction that holds its row: in it, the code's try is counted.
struct VerifiedCode {
    tx: Tx,
    hash: String,
}

/// Counts a try, then compares. The row is held until then, so that guesses in parallel are judged
/// one by one; only a wrong one is committed.
async fn judge(portal: &Portal, key: CodeKey<'_>, code: &Code) -> Result<VerifiedCode> {
    let now = portal.env.now();
    let mut tx = portal.store.begin().await?;
    let Some(hash) = store::codes::take_try(&mut tx, key, TRIES, now - DAY, now).await? else {
        let row = store::codes::find(&mut tx, key).await?;
        let refused = match &row {
            Some(row) if row.is_waiting() && row.expires_at <= now => Refused::CodeExpired,
            _ => Refused::CodeWrong,
        };
        return Err(row
            .and_then(|row| used_up(&row, now))
            .unwrap_or(refused)
            .into());
    };
    // Equality of keyed hashes tells nothing about the code, however long the comparison takes.
    if hash == hash_of(portal, key, code) {
        return Ok(VerifiedCode { tx, hash });
    }
    tx.commit().await?;
    Err(Refused::CodeWrong.into())
}

/// All tries are spent, and the first of them less than a day ago.
fn used_up(row: &store::codes::CodeRow, now: Timestamp) -> Option<Refused> {
    (row.tries >= TRIES && row.tries_since > now - DAY).then(|| Refused::TooManyTries {
        retry_after: now.seconds_until(row.tries_since + DAY),
    })
}

fn hash_of(portal: &Portal, key: CodeKey<'_>, code: &Code) -> String {
    portal.keys.code_hash(&[
        key.action,
        key.target,
        key.account.unwrap_or_default(),
        code.as_str(),
    ])
}
