//! Changing the bound mobile: password, and a code that came to the new one.

use crate::{
    server::{
        Portal,
        error::Outcome,
        policy::{
            audit::{Entry, Event},
            codes::{self, Purpose},
            notices::Change,
            session,
        },
        store::{self, accounts::Account},
        visitor::Visitor,
    },
    values::{FieldErrors, Problem, code::Code, mobile::Mobile, password::Password, sms_action::SmsAction},
};

impl Portal {
    /// Puts the new mobile in the old one's place and tells the owner, at the old one too. That another account holds it is told only to who
    /// proved, by the code, to hold it as well.
    ///
    /// # Errors
    /// A wrong password, those of judging a code, [`Problem::Unchanged`] or [`Problem::Taken`] for `mobile`.
    pub async fn change_mobile(&self, account: &Account, password: &Password, mobile: &Mobile, code: &Code, visitor: &Visitor) -> Outcome<()> {
        let target = mobile.e164();
        if target == account.mobile {
            return Err(FieldErrors::one("mobile", Problem::Unchanged).into());
        }
        self.confirm_password(account, password, "password", visitor).await?;
        let judged = self.judge_code(Purpose { action: SmsAction::ChangeMobile.as_str(), target: &target, account: Some(&account.id) }, code).await?;
        let mut tx = self.store.begin().await?;
        session::hold(&mut tx, account).await?;
        if !store::accounts::set_mobile(&mut tx, &account.id, &target).await? {
            drop(tx);
            self.return_code(&judged).await?;
            return Err(FieldErrors::one("mobile", Problem::Taken).into());
        }
        codes::consume(&mut tx, &judged, self.env.now()).await?;
        self.queue_notices(&mut tx, account, Change::Mobile, visitor).await?;
        self.commit(tx, &Entry::of(Event::MobileChanged, account, visitor).about(mobile.masked())).await?;
        self.ring_outbox();
        Ok(())
    }
}
