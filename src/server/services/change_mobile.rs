//! Changing the bound mobile: password, and a code that came to the new one.

use crate::{
    server::{
        Portal,
        error::Result,
        messages,
        policy::{
            audit::{self, AuditEvent, Entry},
            codes, login_throttle,
            notices::{self, Change},
            session,
        },
        store::{self, accounts::Account, codes::CodeKey},
        visitor::Visitor,
    },
    values::{
        FieldErrors, Problem, code::Code, mobile::Mobile, password::Password, sms_action::SmsAction,
    },
};

/// Puts the new mobile in the old one's place and tells the owner, at the old one too. That another
/// account holds it is told only to who proved, by the code, to hold it as well.
///
/// # Errors
/// A wrong password, those of judging a code, [`Problem::Unchanged`] or [`Problem::Taken`] for
/// `mobile`.
pub async fn run(
    portal: &Portal,
    account: &Account,
    password: &Password,
    mobile: &Mobile,
    code: &Code,
    visitor: &Visitor,
) -> Result<()> {
    let target = mobile.e164();
    if *mobile == account.mobile {
        return Err(FieldErrors::one("mobile", Problem::Unchanged).into());
    }
    login_throttle::confirm_password(portal, account, password, "password", visitor).await?;
    let key = CodeKey {
        action: SmsAction::ChangeMobile.as_str(),
        target: &target,
        account: Some(&account.id),
    };
    let mut tx = codes::spend(portal, key, code).await?;
    session::lock_account(&mut tx, account).await?;
    if !store::accounts::set_mobile(&mut tx, &account.id, mobile).await? {
        return Err(FieldErrors::one("mobile", Problem::Taken).into());
    }
    notices::queue(portal, &mut tx, account, Change::Mobile, visitor).await?;
    audit::commit(
        portal,
        tx,
        &Entry::of(AuditEvent::MobileChanged, account, visitor).about(mobile.masked()),
    )
    .await?;
    messages::wake_senders(portal);
    Ok(())
}
