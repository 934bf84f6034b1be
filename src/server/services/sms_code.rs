//! Asking for an SMS code, and asking whether one is right.

use std::collections::BTreeMap;

use crate::{
    server::{
        Portal,
        error::{Outcome, Refused},
        policy::{
            audit::{Entry, Event},
            codes::{LIFE, Purpose},
            limits,
            messages::{Channel, Message},
        },
        store::{self, accounts::Account},
        visitor::Visitor,
    },
    values::{code::Code, login_name::LoginName, mobile::Mobile, sms_action::SmsAction},
};

impl Portal {
    /// Sends a code for `action` to `mobile`. Whether the number is known shows in the message only: a registered number asked to register is
    /// told that it has an account, an unknown one asked to reset its password gets nothing.
    ///
    /// # Errors
    /// [`Refused::LoginRequired`] for `ChangeMobile` without an account, [`Refused::Cooldown`], [`Refused::TooManyTries`].
    pub async fn send_sms_code(&self, action: SmsAction, mobile: &Mobile, account: Option<&Account>, visitor: &Visitor) -> Outcome<()> {
        let target = mobile.e164();
        let purpose = purpose(action, &target, account)?;
        let now = self.env.now();
        let mut tx = self.store.begin().await?;
        let known = store::accounts::find_by_login_name(&mut tx, &LoginName::Mobile(mobile.clone())).await?.is_some();
        let sends = action != SmsAction::ChangePwd || known;
        limits::reserve_send(&mut tx, &target, &visitor.network(), sends, self.settings.sms.daily_budget, now).await?;
        let code = self.issue_code(&mut tx, purpose).await?;
        if sends {
            let has_account = action == SmsAction::AccountReg && known;
            let (template, params) =
                if has_account { ("AccountExists", BTreeMap::new()) } else { (action.as_str(), BTreeMap::from([("code", code.as_str().to_owned())])) };
            let message = Message { channel: Channel::Sms, to: &target, template, params, lang: visitor.lang, expires_at: now + LIFE };
            self.queue(&mut tx, &message).await?;
        }
        let about = format!("{} {}", action.as_str(), mobile.masked());
        self.commit(tx, &Entry::of_anybody(Event::CodeSent, account, visitor).about(about)).await?;
        self.ring_outbox();
        Ok(())
    }

    /// Whether the code is right. It stays usable, and nothing is granted; a wrong one counts against the same five tries.
    ///
    /// # Errors
    /// [`Refused::LoginRequired`] for `ChangeMobile` without an account, and those of judging a code.
    pub async fn check_sms_code(&self, action: SmsAction, mobile: &Mobile, code: &Code, account: Option<&Account>) -> Outcome<()> {
        let target = mobile.e164();
        let judged = self.judge_code(purpose(action, &target, account)?, code).await?;
        self.return_code(&judged).await?;
        Ok(())
    }
}

/// What a code for this action belongs to: to the account as well where the action is a signed-in person's.
fn purpose<'a>(action: SmsAction, target: &'a str, account: Option<&'a Account>) -> Outcome<Purpose<'a>> {
    let account = match action {
        SmsAction::ChangeMobile => Some(account.ok_or(Refused::LoginRequired)?.id.as_str()),
        SmsAction::AccountReg | SmsAction::ChangePwd => None,
    };
    Ok(Purpose { action: action.as_str(), target, account })
}
