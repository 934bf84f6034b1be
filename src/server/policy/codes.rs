//! Codes: one belongs to one action, one target and, for signed-in actions, one account; five minutes, one use, five wrong tries.

use sqlx::AnyConnection;

use crate::{
    server::{
        Portal,
        env::{DAY, MINUTE, seconds_until},
        error::{Fault, Outcome, Refused},
        store,
    },
    values::code::Code,
};

pub const LIFE: i64 = 5 * MINUTE;
const TRIES: i64 = 5;

/// What a code belongs to.
#[derive(Clone, Copy, Debug)]
pub struct Purpose<'a> {
    /// `AccountReg`, `ChangePwd`, `ChangeMobile`, …
    pub action: &'a str,
    /// A mobile in E.164, or an email's key.
    pub target: &'a str,
    /// The account whose session asked; none where nobody is signed in.
    pub account: Option<&'a str>,
}

/// A right code that has not been used yet; [`consume`] it together with its effect, or [`Portal::return_code`].
#[derive(Debug)]
pub struct Judged<'a> {
    purpose: Purpose<'a>,
    hash: String,
}

impl Portal {
    /// Puts a new code in the old one's place; the tries already spent stay spent.
    ///
    /// # Errors
    /// [`Refused::TooManyTries`] when a new code could not be used, since the tries are used up.
    pub(crate) async fn issue_code(&self, tx: &mut AnyConnection, purpose: Purpose<'_>) -> Outcome<Code> {
        let now = self.env.now();
        if let Some(row) = store::codes::find(tx, purpose).await?
            && row.tries >= TRIES
            && row.tries_since > now - DAY
        {
            return Err(Refused::TooManyTries { retry_after: seconds_until(now, row.tries_since + DAY) }.into());
        }
        let code = Code::of(self.env.below(1_000_000));
        store::codes::add(tx, purpose, &self.code_hash(purpose, &code), now + LIFE, now).await?;
        Ok(code)
    }

    /// Whether `code` is right, counting a wrong try. The try is reserved before comparing, so that guesses in parallel count one by one.
    ///
    /// # Errors
    /// [`Refused::CodeWrong`], [`Refused::CodeExpired`], [`Refused::TooManyTries`].
    pub(crate) async fn judge_code<'a>(&self, purpose: Purpose<'a>, code: &Code) -> Outcome<Judged<'a>> {
        let now = self.env.now();
        let mut tx = self.store.begin().await?;
        let Some(hash) = store::codes::reserve_try(&mut tx, purpose, TRIES, now - DAY, now).await? else {
            let row = store::codes::find(&mut tx, purpose).await?;
            return Err(match row {
                Some(row) if row.tries >= TRIES && row.tries_since > now - DAY => {
                    Refused::TooManyTries { retry_after: seconds_until(now, row.tries_since + DAY) }
                }
                Some(row) if row.waiting == 1 && row.expires_at <= now => Refused::CodeExpired,
                _ => Refused::CodeWrong,
            }
            .into());
        };
        tx.commit().await?;
        // Equality of keyed hashes tells nothing about the code, however long the comparison takes.
        if hash == self.code_hash(purpose, code) { Ok(Judged { purpose, hash }) } else { Err(Refused::CodeWrong.into()) }
    }

    /// Gives the reserved try of a right code back: it was not used after all.
    pub(crate) async fn return_code(&self, judged: &Judged<'_>) -> Result<(), Fault> {
        let mut tx = self.store.begin().await?;
        store::codes::give_back_try(&mut tx, judged.purpose, &judged.hash).await?;
        Ok(tx.commit().await?)
    }

    fn code_hash(&self, purpose: Purpose, code: &Code) -> String {
        self.keys.code_hash(&[purpose.action, purpose.target, purpose.account.unwrap_or_default(), code.as_str()])
    }
}

/// Uses the code up, in the transaction of its effect.
///
/// # Errors
/// [`Refused::CodeWrong`] when it was used, replaced or expired since it was judged.
pub(crate) async fn consume(tx: &mut AnyConnection, judged: &Judged<'_>, now: i64) -> Outcome<()> {
    if store::codes::set_consumed(tx, judged.purpose, &judged.hash, now).await? { Ok(()) } else { Err(Refused::CodeWrong.into()) }
}
