//! Registration: account, used code, first session and the mail that binds the address, all or nothing.

use sqlx::AnyConnection;

use crate::{
    server::{
        Portal,
        error::{Fault, Outcome},
        policy::{
            audit::{Entry, Event},
            codes::{self, Judged, Purpose},
            free_mail,
            passwords::{NewPassword, Personal},
            session::SignedIn,
        },
        settings::FreeMail,
        store::{self, accounts::Account},
        visitor::Visitor,
    },
    values::{
        FieldErrors, Problem,
        code::Code,
        company::CompanyName,
        consent,
        email::Email,
        industry::Industries,
        mobile::Mobile,
        person::{PersonName, Qq},
        sms_action::SmsAction,
        username,
    },
};

/// Usernames tried before giving up; a common name takes as many numbers as it has bearers.
const CANDIDATES: u32 = 10_000;

/// All that is needed to register.
#[derive(Clone, Debug)]
pub struct Registration {
    pub email: Email,
    pub company: CompanyName,
    pub password: NewPassword,
    pub mobile: Mobile,
    pub name: PersonName,
    pub qq: Qq,
    pub code: Code,
    pub industries: Industries,
    /// Agreed to the terms on our own page; the legacy frontend asks elsewhere.
    pub consented: bool,
}

impl Portal {
    /// Judges a password for somebody about to register with these data; what of them was not readable is not looked for.
    ///
    /// # Errors
    /// Too short, too long, too weak, or holding one's own data.
    pub fn judge_new_password(&self, raw: &str, mobile: Option<&Mobile>, email: Option<&Email>, company: Option<&CompanyName>) -> Result<NewPassword, Problem> {
        NewPassword::judge(raw, Personal { mobile, email, company })
    }

    /// Whether this address may register, by the setting for free-mail addresses.
    ///
    /// # Errors
    /// [`Problem::FreeMail`] where those are refused.
    pub fn judge_enterprise_email(&self, email: Email) -> Result<Email, Problem> {
        if self.settings.free_mail == FreeMail::Refuse && free_mail::is_free(email.domain()) { Err(Problem::FreeMail) } else { Ok(email) }
    }

    /// Registers and signs in. That a mobile or an email is taken is told only to who proved, by the code, to hold the mobile; the code stays
    /// usable then.
    ///
    /// # Errors
    /// Those of judging a code; [`Problem::Taken`] for `phone` or `user_email`.
    pub async fn register(&self, new: &Registration, visitor: &Visitor) -> Outcome<SignedIn> {
        let target = new.mobile.e164();
        let judged = self.judge_code(Purpose { action: SmsAction::AccountReg.as_str(), target: &target, account: None }, &new.code).await?;
        let password_hash = match self.hasher.hash(&self.env, &new.password).await {
            Ok(hash) => hash,
            Err(fault) => {
                self.return_code(&judged).await?;
                return Err(fault.into());
            }
        };
        let outcome = self.add_account(new, &judged, password_hash, visitor).await;
        if outcome.is_err() {
            self.return_code(&judged).await?;
        }
        let signed_in = outcome?;
        self.ring_outbox();
        Ok(signed_in)
    }

    async fn add_account(&self, new: &Registration, judged: &Judged<'_>, password_hash: String, visitor: &Visitor) -> Outcome<SignedIn> {
        let now = self.env.now();
        let mut account = Account {
            id: self.env.id(),
            username: String::new(),
            mobile: new.mobile.e164(),
            email: new.email.as_str().to_owned(),
            realname: new.name.as_str().to_owned(),
            qq: new.qq.as_str().to_owned(),
            company_name: new.company.as_str().to_owned(),
            industries: new.industries.codes().join(","),
            password_hash,
            session_epoch: 1,
            notify_email: None,
            company_url: String::new(),
            notify_waiting: Some(new.email.as_str().to_owned()),
            created_at: now,
        };
        let mut tx = self.store.begin().await?;
        add_under_free_username(&mut tx, &mut account, &new.email).await?;
        codes::consume(&mut tx, judged, now).await?;
        if new.consented {
            store::consents::add(&mut tx, &account.id, consent::VERSION, &visitor.address.to_string(), now).await?;
        }
        self.queue_binding_mail(&mut tx, &account, &new.email, visitor).await?;
        let ticket = self.open_session(&mut tx, &account, false, visitor).await?;
        self.commit(tx, &Entry::of(Event::Registered, &account, visitor)).await?;
        Ok(SignedIn { account, ticket })
    }
}

/// Adds the account under the first username that is free.
async fn add_under_free_username(tx: &mut AnyConnection, account: &mut Account, email: &Email) -> Outcome<()> {
    let email_key = email.key();
    for attempt in 1..CANDIDATES {
        account.username = username::candidate(email, attempt);
        if store::accounts::add(tx, account, &email_key).await? {
            return Ok(());
        }
        let held = store::accounts::find_held(tx, &account.mobile, &email_key, &account.username).await?;
        let mut errors = FieldErrors::default();
        if held.mobile {
            errors.add("phone", Problem::Taken);
        }
        if held.email {
            errors.add("user_email", Problem::Taken);
        }
        if !errors.is_empty() {
            return Err(errors.into());
        }
    }
    Err(Fault::Internal("no username is free".into()).into())
}
