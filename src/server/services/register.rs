//! Registration: account, used code, first session and the mail that binds the address, all or
//! nothing.

use sqlx::AnyConnection;

use crate::{
    server::{
        Portal,
        error::{Error, Fault, Refused, Result},
        messages,
        policy::{
            audit::{self, AuditEvent, Entry},
            codes, email_link,
            passwords::{NewPassword, Personal},
            session::{self, SignedIn},
        },
        settings::FreeMail,
        store::{
            self, Tx,
            accounts::{Account, NewAccount},
            codes::CodeKey,
        },
        visitor::Visitor,
    },
    values::{
        FieldErrors, Problem,
        code::Code,
        company::CompanyName,
        consent,
        email::Email,
        free_mail,
        industry::Industries,
        mobile::Mobile,
        person::{PersonName, Qq},
        sms_action::SmsAction,
        username,
    },
};

/// Usernames tried before giving up, which is never: the last of them have nine random digits.
const CANDIDATES: u32 = 60;

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

/// Judges a password for somebody about to register with these data; what of them was not readable
/// is not looked for. The inner error: too short, too long, too weak, or holding one's own data.
///
/// # Errors
/// Those of [`NewPassword::judge`].
pub async fn judge_password(
    portal: &Portal,
    raw: &str,
    mobile: Option<&Mobile>,
    email: Option<&Email>,
    company: Option<&CompanyName>,
) -> Result<Result<NewPassword, Problem>, Fault> {
    let personal = Personal {
        mobile,
        email,
        company,
    };
    NewPassword::judge(&portal.strength, raw, personal).await
}

/// Whether this address may register, by the setting for free-mail addresses.
///
/// # Errors
/// [`Problem::FreeMail`] where those are refused.
pub fn judge_email(portal: &Portal, email: Email) -> Result<Email, Problem> {
    if portal.settings.free_mail == FreeMail::Refuse && free_mail::is_free(&email.ascii_domain()) {
        Err(Problem::FreeMail)
    } else {
        Ok(email)
    }
}

/// Registers and signs in. That a mobile or an email is taken is told only to who proved, by the
/// code, to hold the mobile; the code stays usable then.
///
/// # Errors
/// Those of judging a code; [`Problem::Taken`] for `phone` or `user_email`.
pub async fn run(portal: &Portal, new: &Registration, visitor: &Visitor) -> Result<SignedIn> {
    let target = new.mobile.e164();
    let key = CodeKey {
        action: SmsAction::AccountReg.as_str(),
        target: &target,
        account: None,
    };
    // Judged before the work of hashing is done for it, and again in the transaction that uses it
    // up.
    codes::verify(portal, key, &new.code, visitor).await?;
    let password_hash = portal.hasher.hash(&portal.env, &new.password).await?;
    let tx = codes::spend(portal, key, &new.code, visitor).await?;
    let signed_in = match add_account(portal, tx, new, password_hash, visitor).await {
        Err(Error::Refused(taken @ Refused::Fields(_))) => {
            codes::charge(portal, key).await?;
            return Err(taken.into());
        }
        added => added?,
    };
    messages::wake_senders(portal);
    Ok(signed_in)
}

async fn add_account(
    portal: &Portal,
    mut tx: Tx,
    new: &Registration,
    password_hash: String,
    visitor: &Visitor,
) -> Result<SignedIn> {
    let now = portal.env.now();
    let mut account = NewAccount {
        id: portal.env.id(),
        username: String::new(),
        mobile: new.mobile.clone(),
        email: new.email.clone(),
        binds_email: true,
        realname: new.name.as_str().to_owned(),
        qq: new.qq.as_str().to_owned(),
        company_name: new.company.as_str().to_owned(),
        industries: new.industries.clone(),
        password_hash,
        lang: visitor.lang,
        created_at: now,
    };
    let account = add_under_free_username(portal, &mut tx, &mut account).await?;
    if new.consented {
        store::consents::add(
            &mut tx,
            &account.id,
            consent::VERSION,
            &visitor.address.to_string(),
            now,
        )
        .await?;
    }
    email_link::queue(portal, &mut tx, &account.id, &new.email, visitor).await?;
    let opened = session::open(portal, &mut tx, &account, false, visitor).await?;
    audit::commit(
        portal,
        tx,
        &Entry::of(AuditEvent::Registered, &account, visitor),
    )
    .await?;
    Ok(SignedIn { account, opened })
}

/// Adds the account under the first username that is free.
async fn add_under_free_username(
    portal: &Portal,
    tx: &mut AnyConnection,
    account: &mut NewAccount,
) -> Result<Account> {
    for attempt in 1..=CANDIDATES {
        account.username = username::candidate(&account.email, number(portal, attempt));
        if store::accounts::add(tx, account).await? {
            let added = store::accounts::find(tx, &account.id).await?;
            return Ok(added.ok_or(Fault::Database(sqlx::Error::RowNotFound))?);
        }
        let email_key = account.email.key();
        let held =
            store::accounts::find_held(tx, &account.mobile, &email_key, &account.username).await?;
        // Of a number that is taken nothing more is told: whoever holds it may have typed anybody's
        // address beside it.
        if held.mobile {
            return Err(FieldErrors::one("phone", Problem::Taken).into());
        }
        if held.email {
            return Err(FieldErrors::one("user_email", Problem::Taken).into());
        }
    }
    Err(Fault::Internal("no username is free".into()).into())
}

/// The number that makes a username unique: the next one at first; where a name has many bearers,
/// one by chance, of more digits as it goes on, so that nobody searches through thousands.
fn number(portal: &Portal, attempt: u32) -> u32 {
    let below = |bound| bound + portal.env.below(9 * bound);
    match attempt {
        ..=10 => attempt,
        11..=20 => below(1_000),
        21..=30 => below(100_000),
        _ => below(100_000_000),
    }
}
