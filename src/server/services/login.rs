//! Signing in with a password, and out again.

use crate::{
    server::{
        Portal,
        error::{Outcome, Refused},
        policy::{
            audit::{self, Entry, Event},
            keys::token_hash,
            session::SignedIn,
        },
        store,
        visitor::Visitor,
    },
    values::{login_name::LoginName, password::Password},
};

impl Portal {
    /// Signs in by username, mobile or email.
    ///
    /// # Errors
    /// [`Refused::LoginFailed`] for an unknown name, a wrong password and a lock alike, after the same work.
    pub async fn login(&self, name: &LoginName, password: &Password, remember: bool, visitor: &Visitor) -> Outcome<SignedIn> {
        let _seat = self.hasher.seat().await?;
        let account = store::accounts::find_by_login_name(&mut *self.store.read().await?, name).await?;
        let subject = account.as_ref().map_or_else(|| unknown(name), |account| account.id.clone());
        let attempt = self.reserve_attempt(&subject, &visitor.network()).await?;
        // A lock is met with the same hash, against nobody's password.
        let stored = account.as_ref().filter(|_| attempt.is_some()).map(|account| account.password_hash.as_str());
        let verdict = match self.hasher.verify(password, stored).await {
            Ok(verdict) => verdict,
            Err(fault) => {
                if let Some(attempt) = &attempt {
                    self.cancel_attempt(attempt).await?;
                }
                return Err(fault.into());
            }
        };
        let (Some(account), Some(attempt), true) = (&account, attempt.as_ref(), verdict.right) else {
            self.note_failure(account.as_ref(), attempt.as_ref(), audit::masked(name), visitor).await?;
            return Err(Refused::LoginFailed.into());
        };
        let rehashed = if verdict.outdated { Some(self.hasher.rehash(&self.env, password).await?) } else { None };
        let mut tx = self.store.begin().await?;
        // Read again under the transaction: the password may have changed while it was being compared.
        let current =
            store::accounts::find(&mut tx, &account.id).await?.filter(|current| current.password_hash == account.password_hash).ok_or(Refused::LoginFailed)?;
        if let Some(new) = rehashed {
            store::accounts::set_password_hash(&mut tx, &current.id, &current.password_hash, &new).await?;
        }
        attempt.forgive(&mut tx).await?;
        let ticket = self.open_session(&mut tx, &current, remember, visitor).await?;
        self.commit(tx, &Entry::of(Event::LoggedIn, &current, visitor)).await?;
        Ok(SignedIn { account: current, ticket })
    }
}

/// What failures on a name that no account has are counted under.
fn unknown(name: &LoginName) -> String {
    let folded = match name {
        LoginName::Mobile(mobile) => mobile.e164(),
        LoginName::Email(email) => email.key(),
        LoginName::Username(username) => username.clone(),
    };
    format!("unknown {}", token_hash(folded.as_bytes()))
}
