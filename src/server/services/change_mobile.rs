//! Changing the bound mobile: password, and a code that came to the new one.

use crate::{
    server::{
        Portal,
        error::Result,
        messages,
        policy::{
            audit::{self, AuditEvent, Entry},
            codes,
            limits::{self, Change},
            login_throttle,
            notices::{self, Notice},
            session::{self, LiveSession},
        },
        store::{self, codes::CodeKey},
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
    session: &LiveSession,
    password: &Password,
    mobile: &Mobile,
    code: &Code,
    visitor: &Visitor,
) -> Result<()> {
    let account = &session.account;
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
    let mut tx = codes::spend(portal, key, code, visitor).await?;
    // What strangers asked for this number to do, to register with it or to reset by it, is over.
    // Before the account is held: whoever uses one of those codes holds it first, too.
    codes::end(&mut tx, &target).await?;
    session::hold(&mut tx, session).await?;
    if !store::accounts::set_mobile(&mut tx, &account.id, mobile).await? {
        tx.rollback().await?;
        codes::charge(portal, key).await?;
        return Err(FieldErrors::one("mobile", Problem::Taken).into());
    }
    limits::reserve_change(&mut tx, &account.id, Change::Contact, portal.env.now()).await?;
    notices::queue(portal, &mut tx, account, Notice::MobileChanged, visitor).await?;
    audit::commit(
        portal,
        tx,
        &Entry::of(AuditEvent::MobileChanged, account, visitor).about(mobile.masked()),
    )
    .await?;
    messages::wake_senders(portal);
    Ok(())
}
