//! Asking for an SMS code, and asking whether one is right.

use std::collections::BTreeMap;

use crate::{
    server::{
        Portal,
        error::{Refused, Result},
        messages::{self, Message},
        policy::{
            audit::{self, AuditEvent, Entry},
            codes::{self, LIFETIME},
            limits,
            session::{self, LiveSession},
        },
        store::{self, accounts::Account, codes::CodeKey},
        visitor::Visitor,
    },
    values::{
        code::Code,
        login_name::LoginName,
        message::{Channel, Template},
        mobile::Mobile,
        sms_action::SmsAction,
    },
};

/// Sends a code for `action` to `mobile`. Whether the number is known shows in the message only: a
/// registered number asked to register is told that it has an account, an unknown one asked to
/// reset its password gets nothing.
///
/// # Errors
/// [`Refused::LoginRequired`] for `ChangeMobile` without an account, [`Refused::Cooldown`],
/// [`Refused::TooManyTries`].
pub async fn send(
    portal: &Portal,
    action: SmsAction,
    mobile: &Mobile,
    session: Option<&LiveSession>,
    visitor: &Visitor,
) -> Result<()> {
    let (target, account) = (mobile.e164(), session.map(|session| &session.account));
    let key = key_of(action, &target, account)?;
    let sent = queue(portal, action, mobile, key, session, visitor).await;
    let refused = Entry::of_anybody(AuditEvent::SendRefused, account, visitor);
    audit::note_refused_send(portal, sent, refused.about(codes::about(key))).await
}

async fn queue(
    portal: &Portal,
    action: SmsAction,
    mobile: &Mobile,
    key: CodeKey<'_>,
    session: Option<&LiveSession>,
    visitor: &Visitor,
) -> Result<()> {
    let account = session.map(|session| &session.account);
    let now = portal.env.now();
    let mut tx = portal.store.begin().await?;
    let code = codes::issue(portal, &mut tx, key).await?;
    if let Some(session) = session.filter(|_| key.account.is_some()) {
        session::hold(&mut tx, session).await?;
    }
    let known = store::accounts::find_by_login_name(&mut tx, &LoginName::Mobile(mobile.clone()))
        .await?
        .is_some();
    let sends = action != SmsAction::ChangePwd || known;
    limits::reserve_send(
        &mut tx,
        key.target,
        &visitor.network(),
        sends,
        portal.settings.sms.daily_budget,
        now,
    )
    .await?;
    if sends {
        let has_account = action == SmsAction::AccountReg && known;
        let (template, params) = if has_account {
            (Template::AccountExists, BTreeMap::new())
        } else {
            (
                template_of(action),
                BTreeMap::from([("code", code.as_str().to_owned())]),
            )
        };
        let message = Message {
            channel: Channel::Sms,
            to: key.target,
            template,
            params,
            lang: visitor.lang,
            expires_at: now + LIFETIME,
        };
        messages::queue(portal, &mut tx, &message).await?;
    }
    audit::commit(
        portal,
        tx,
        &Entry::of_anybody(AuditEvent::CodeSent, account, visitor).about(codes::about(key)),
    )
    .await?;
    messages::wake_senders(portal);
    Ok(())
}

const fn template_of(action: SmsAction) -> Template {
    match action {
        SmsAction::AccountReg => Template::AccountReg,
        SmsAction::ChangePwd => Template::ChangePwd,
        SmsAction::ChangeMobile => Template::ChangeMobile,
    }
}

/// Whether the code is right. It stays usable, and nothing is granted; a wrong one counts against
/// the same five tries.
///
/// # Errors
/// [`Refused::LoginRequired`] for `ChangeMobile` without an account, and those of judging a code.
pub async fn check(
    portal: &Portal,
    action: SmsAction,
    mobile: &Mobile,
    code: &Code,
    session: Option<&LiveSession>,
    visitor: &Visitor,
) -> Result<()> {
    let target = mobile.e164();
    let account = session.map(|session| &session.account);
    let key = key_of(action, &target, account)?;
    codes::verify(portal, key, code, visitor).await
}

/// What a code for this action belongs to: to the account as well where the action is a signed-in
/// person's.
fn key_of<'a>(
    action: SmsAction,
    target: &'a str,
    account: Option<&'a Account>,
) -> Result<CodeKey<'a>> {
    let account = match action {
        SmsAction::ChangeMobile => Some(account.ok_or(Refused::LoginRequired)?.id.as_str()),
        SmsAction::AccountReg | SmsAction::ChangePwd => None,
    };
    Ok(CodeKey {
        action: action.as_str(),
        target,
        account,
    })
}
