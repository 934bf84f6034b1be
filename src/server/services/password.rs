//! Changing the password: by the old one, or by a code to the mobile. Either ends the other sessions and tells the owner.

use sqlx::AnyConnection;

use crate::{
    server::{
        Portal,
        error::{Outcome, Refused},
        policy::{
            audit::{Entry, Event},
            codes::{self, Purpose},
            notices::Change,
            passwords::{NewPassword, Personal},
            session::{self, SignedIn},
        },
        store::{self, accounts::Account},
        visitor::Visitor,
    },
    values::{FieldErrors, Problem, code::Code, login_name::LoginName, mobile::Mobile, password::Password, sms_action::SmsAction},
};

impl Portal {
    /// Judges a new password for this account.
    ///
    /// # Errors
    /// Too short, too long, too weak, or holding the account's own data.
    pub fn judge_password_of(&self, account: &Account, raw: &str) -> Result<NewPassword, Problem> {
        let (mobile, email, company) = (account.mobile.parse().ok(), account.email.parse().ok(), account.company_name.parse().ok());
        NewPassword::judge(raw, Personal { mobile: mobile.as_ref(), email: email.as_ref(), company: company.as_ref() })
    }

    /// Sets a new password with the code that came to the mobile. Ends every session and logs nobody in.
    ///
    /// # Errors
    /// Those of judging a code, also for a number nobody has; the new password's own, for `password`, which leave the code usable.
    pub async fn change_pwd_by_mobile(&self, mobile: &Mobile, code: &Code, password: &str, visitor: &Visitor) -> Outcome<()> {
        let target = mobile.e164();
        let judged = self.judge_code(Purpose { action: SmsAction::ChangePwd.as_str(), target: &target, account: None }, code).await?;
        let account = store::accounts::find_by_login_name(&mut *self.store.read().await?, &LoginName::Mobile(mobile.clone())).await?;
        // An unknown number was sent nothing; whoever guesses its code learns no more than that.
        let account = account.ok_or(Refused::CodeWrong)?;
        let hashed = match self.judge_password_of(&account, password) {
            Ok(new) => self.hasher.hash(&self.env, &new).await.map_err(Into::into),
            Err(problem) => Err(FieldErrors::one("password", problem).into()),
        };
        let hash = match hashed {
            Ok(hash) => hash,
            Err(error) => {
                self.return_code(&judged).await?;
                return Err(error);
            }
        };
        let mut tx = self.store.begin().await?;
        codes::consume(&mut tx, &judged, self.env.now()).await?;
        self.set_password(&mut tx, &account, &hash, visitor).await?;
        self.commit(tx, &Entry::of(Event::PasswordReset, &account, visitor)).await?;
        self.ring_outbox();
        Ok(())
    }

    /// Sets a new password with the old one. Ends every session and opens a new one for who asked.
    ///
    /// # Errors
    /// A wrong password, for `old_password`; [`Problem::Unchanged`] for `new_password`.
    pub async fn change_my_pwd(&self, account: &Account, old: &Password, new: &NewPassword, remember: bool, visitor: &Visitor) -> Outcome<SignedIn> {
        self.confirm_password(account, old, "old_password", visitor).await?;
        if new.is(old) {
            return Err(FieldErrors::one("new_password", Problem::Unchanged).into());
        }
        let hash = self.hasher.hash(&self.env, new).await?;
        let mut tx = self.store.begin().await?;
        session::hold(&mut tx, account).await?;
        self.set_password(&mut tx, account, &hash, visitor).await?;
        let account = store::accounts::find(&mut tx, &account.id).await?.ok_or(Refused::LoginRequired)?;
        let ticket = self.open_session(&mut tx, &account, remember, visitor).await?;
        self.commit(tx, &Entry::of(Event::PasswordChanged, &account, visitor)).await?;
        self.ring_outbox();
        Ok(SignedIn { account, ticket })
    }

    async fn set_password(&self, tx: &mut AnyConnection, account: &Account, hash: &str, visitor: &Visitor) -> Outcome<()> {
        store::accounts::set_password(tx, &account.id, hash).await?;
        store::sessions::remove_others(tx, &account.id, "").await?;
        store::login_failures::remove(tx, &account.id).await?;
        self.queue_notices(tx, account, Change::Password, visitor).await?;
        Ok(())
    }
}
