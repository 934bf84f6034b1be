//! Changing the password: by the old one, or by a code to the mobile. Either ends the other
//! sessions and tells the owner.

use sqlx::AnyConnection;

use crate::{
    server::{
        Portal,
        error::{Fault, Refused, Result},
        messages,
        policy::{
            audit::{self, AuditEvent, Entry},
            codes,
            limits::{self, Change},
            login_throttle,
            notices::{self, Notice},
            passwords::{NewPassword, Personal},
            session::{self, LiveSession, SignedIn},
        },
        store::{self, accounts::Account, codes::CodeKey},
        visitor::Visitor,
    },
    values::{
        FieldErrors, Problem, code::Code, login_name::LoginName, mobile::Mobile,
        password::Password, sms_action::SmsAction, time::Duration,
    },
};

/// A WeChat that was bound within this time before a reset by SMS is unbound by it.
const YOUNG_BINDING: Duration = Duration::days(7);

/// Judges a new password for this account. The inner error: too short, too long, too weak, or
/// holding the account's own data.
///
/// # Errors
/// Those of [`NewPassword::judge`].
pub async fn judge(
    portal: &Portal,
    account: &Account,
    raw: &str,
) -> Result<Result<NewPassword, Problem>, Fault> {
    let company = account.company_name.parse().ok();
    let personal = Personal {
        mobile: Some(&account.mobile),
        email: Some(&account.email),
        company: company.as_ref(),
    };
    NewPassword::judge(&portal.strength, raw, personal).await
}

/// Sets a new password with the code that came to the mobile. Ends every session and logs nobody
/// in.
///
/// # Errors
/// Those of judging a code, also for a number nobody has; the new password's own, for `password`,
/// which leave the code usable.
pub async fn reset(
    portal: &Portal,
    mobile: &Mobile,
    code: &Code,
    password: &str,
    visitor: &Visitor,
) -> Result<()> {
    let target = mobile.e164();
    let key = CodeKey {
        action: SmsAction::ChangePwd.as_str(),
        target: &target,
        account: None,
    };
    // Judged before the work of hashing is done for it, and again in the transaction that uses it
    // up.
    codes::verify(portal, key, code, visitor).await?;
    let name = LoginName::Mobile(mobile.clone());
    // An unknown number was sent nothing; whoever guesses its code learns no more than that.
    let found = store::accounts::find_by_login_name(&mut *portal.store.read().await?, &name)
        .await?
        .ok_or(Refused::CodeWrong { left: None })?;
    let new = judge(portal, &found, password)
        .await?
        .map_err(|problem| FieldErrors::one("password", problem))?;
    let hash = portal.hasher.hash(&portal.env, &new).await?;
    let mut tx = codes::spend(portal, key, code, visitor).await?;
    // Held, then found again by the number: meanwhile it may have gone to another account.
    let held = store::accounts::lock(&mut tx, &found.id, found.session_epoch).await?;
    let account = store::accounts::find_by_login_name(&mut tx, &name).await?;
    let account = account
        .filter(|account| held && account.id == found.id)
        .ok_or(Refused::CodeWrong { left: None })?;
    set(portal, &mut tx, &account, &hash, visitor).await?;
    // Whoever had the account for a while may have left themselves a way back in.
    let since = portal.env.now() - YOUNG_BINDING;
    if store::wechat_identities::remove_since(&mut tx, &account.id, since).await? {
        notices::queue(portal, &mut tx, &account, Notice::WechatUnbound, visitor).await?;
    }
    audit::commit(
        portal,
        tx,
        &Entry::of(AuditEvent::PasswordReset, &account, visitor),
    )
    .await?;
    messages::wake_senders(portal);
    Ok(())
}

/// Sets a new password with the old one. Ends every session and opens a new one for who asked.
///
/// # Errors
/// A wrong password, for `old_password`; [`Problem::Unchanged`] for `new_password`.
pub async fn change(
    portal: &Portal,
    session: &LiveSession,
    old: &Password,
    new: &NewPassword,
    visitor: &Visitor,
) -> Result<SignedIn> {
    let account = &session.account;
    login_throttle::confirm_password(portal, account, old, "old_password", visitor).await?;
    if new.is(old) {
        return Err(FieldErrors::one("new_password", Problem::Unchanged).into());
    }
    let hash = portal.hasher.hash(&portal.env, new).await?;
    let mut tx = session::begin(portal, session).await?;
    limits::reserve_change(&mut tx, &account.id, Change::Password, portal.env.now()).await?;
    set(portal, &mut tx, account, &hash, visitor).await?;
    let account = store::accounts::find(&mut tx, &account.id)
        .await?
        .ok_or(Refused::LoginRequired)?;
    let opened = session::open(portal, &mut tx, &account, session.remembered, visitor).await?;
    audit::commit(
        portal,
        tx,
        &Entry::of(AuditEvent::PasswordChanged, &account, visitor),
    )
    .await?;
    messages::wake_senders(portal);
    Ok(SignedIn { account, opened })
}

async fn set(
    portal: &Portal,
    tx: &mut AnyConnection,
    account: &Account,
    hash: &str,
    visitor: &Visitor,
) -> Result<()> {
    store::accounts::set_password(tx, &account.id, hash).await?;
    store::sessions::remove_others(tx, &account.id, "").await?;
    store::login_failures::remove(tx, &account.id).await?;
    notices::queue(portal, tx, account, Notice::PasswordChanged, visitor).await?;
    Ok(())
}
