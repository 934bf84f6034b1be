//! The address for notices: bound by a code, or by the link that was mailed to it.

use std::collections::BTreeMap;

use crate::{
    server::{
        Portal,
        error::{Fault, Outcome, Refused},
        policy::{
            audit::{Entry, Event},
            codes::{self, LIFE, Purpose},
            keys::token_hash,
            limits,
            messages::{Channel, Message},
            notices::Change,
            session,
        },
        store::{self, accounts::Account},
        visitor::Visitor,
    },
    values::{FieldErrors, Problem, code::Code, email::Email, password::Password},
};

/// What the code is for; there is no other that goes by mail.
const ACTION: &str = "ChangeNotifyEmail";

impl Portal {
    /// Sends a code to the new address.
    ///
    /// # Errors
    /// A wrong password, [`Problem::Unchanged`] for `email`, [`Refused::Cooldown`], [`Refused::TooManyTries`].
    pub async fn send_email_code(&self, account: &Account, password: &Password, email: &Email, visitor: &Visitor) -> Outcome<()> {
        refuse_unchanged(account, email)?;
        self.confirm_password(account, password, "password", visitor).await?;
        let (now, target) = (self.env.now(), email.key());
        let mut tx = self.store.begin().await?;
        limits::reserve_mail(&mut tx, &target, &visitor.network(), now).await?;
        let code = self.issue_code(&mut tx, Purpose { action: ACTION, target: &target, account: Some(&account.id) }).await?;
        let params = BTreeMap::from([("code", code.as_str().to_owned()), ("name", account.realname.clone())]);
        self.queue(&mut tx, &Message { channel: Channel::Email, to: email.as_str(), template: ACTION, params, lang: visitor.lang, expires_at: now + LIFE })
            .await?;
        let about = format!("{ACTION} {}", email.masked());
        self.commit(tx, &Entry::of(Event::CodeSent, account, visitor).about(about)).await?;
        self.ring_outbox();
        Ok(())
    }

    /// Binds the new address at once and tells the old one.
    ///
    /// # Errors
    /// A wrong password, those of judging a code, [`Problem::Unchanged`] or [`Problem::Taken`] for `email`.
    pub async fn change_notify_email(&self, account: &Account, password: &Password, email: &Email, code: &Code, visitor: &Visitor) -> Outcome<()> {
        refuse_unchanged(account, email)?;
        self.confirm_password(account, password, "password", visitor).await?;
        let target = email.key();
        let judged = self.judge_code(Purpose { action: ACTION, target: &target, account: Some(&account.id) }, code).await?;
        let mut tx = self.store.begin().await?;
        session::hold(&mut tx, account).await?;
        if !store::accounts::set_notify_email(&mut tx, &account.id, email.as_str(), &target).await? {
            drop(tx);
            self.return_code(&judged).await?;
            return Err(FieldErrors::one("email", Problem::Taken).into());
        }
        codes::consume(&mut tx, &judged, self.env.now()).await?;
        self.queue_notices(&mut tx, account, Change::NotifyEmail, visitor).await?;
        self.commit(tx, &Entry::of(Event::EmailChanged, account, visitor).about(email.masked())).await?;
        self.ring_outbox();
        Ok(())
    }

    /// Mails a new link to the address that waits to be bound.
    ///
    /// # Errors
    /// [`Refused::AlreadyBound`], [`Refused::NothingToBind`], [`Refused::Cooldown`], [`Refused::TooManyTries`].
    pub async fn resend_bind_email(&self, account: &Account, visitor: &Visitor) -> Outcome<()> {
        let Some(waiting) = &account.notify_waiting else {
            return Err(if account.notify_email.is_some() { Refused::AlreadyBound } else { Refused::NothingToBind }.into());
        };
        let email: Email = waiting.parse().map_err(|_| Fault::Internal("a stored email is none".into()))?;
        let mut tx = self.store.begin().await?;
        limits::reserve_mail(&mut tx, &email.key(), &visitor.network(), self.env.now()).await?;
        self.queue_binding_mail(&mut tx, account, &email, visitor).await?;
        tx.commit().await?;
        self.ring_outbox();
        Ok(())
    }

    /// Binds the address that a mailed link was made for. Who holds the link reads that mailbox; no session is needed.
    ///
    /// # Errors
    /// [`Refused::LinkInvalid`]; [`Problem::Taken`] for `email`, when another account has bound the address meanwhile.
    pub async fn bind_email(&self, token: &str, visitor: &Visitor) -> Outcome<()> {
        let token = hex::decode(token).map_err(|_| Refused::LinkInvalid)?;
        let mut tx = self.store.begin().await?;
        let link = store::email_links::set_used(&mut tx, &token_hash(&token), self.env.now()).await?.ok_or(Refused::LinkInvalid)?;
        let account = store::accounts::find(&mut tx, &link.account)
            .await?
            .filter(|account| account.notify_waiting.as_deref() == Some(link.email.as_str()))
            .ok_or(Refused::LinkInvalid)?;
        if !store::accounts::set_notify_email(&mut tx, &account.id, &link.email, &link.email.to_lowercase()).await? {
            return Err(FieldErrors::one("email", Problem::Taken).into());
        }
        self.commit(tx, &Entry::of(Event::EmailBound, &account, visitor)).await?;
        Ok(())
    }
}

fn refuse_unchanged(account: &Account, email: &Email) -> Outcome<()> {
    let same = account.notify_email.as_ref().is_some_and(|bound| bound.to_lowercase() == email.key());
    if same { Err(FieldErrors::one("email", Problem::Unchanged).into()) } else { Ok(()) }
}
