//! The address for notices: bound by a code, or by the link that was mailed to it.

use std::collections::BTreeMap;

use crate::{
    server::{
        Portal,
        crypto::keys::token_hash,
        error::{Refused, Result},
        messages::{self, Message},
        policy::{
            audit::{self, AuditEvent, Entry},
            codes::{self, LIFETIME},
            email_link,
            limits::{self, Change},
            login_throttle,
            notices::{self, Notice},
            session::{self, LiveSession},
        },
        store::{self, Tx, accounts::Account, codes::CodeKey},
        visitor::Visitor,
    },
    values::{
        FieldErrors, Problem,
        code::Code,
        email::Email,
        message::{Channel, Template},
        password::Password,
    },
};

/// What the code is for; there is no other that goes by mail.
const ACTION: &str = "ChangeNotifyEmail";

/// Sends a code to the new address.
///
/// # Errors
/// A wrong password, [`Problem::Unchanged`] for `email`, [`Refused::Cooldown`],
/// [`Refused::TooManyTries`].
pub async fn send_code(
    portal: &Portal,
    session: &LiveSession,
    password: &Password,
    email: &Email,
    visitor: &Visitor,
) -> Result<()> {
    let account = &session.account;
    refuse_unchanged(account, email)?;
    login_throttle::confirm_password(portal, account, password, "password", visitor).await?;
    let sent = queue_code(portal, session, email, visitor).await;
    let refused = Entry::of(AuditEvent::SendRefused, account, visitor)
        .about(format!("{ACTION} {}", email.masked()));
    audit::note_refused_send(portal, sent, refused).await
}

async fn queue_code(
    portal: &Portal,
    session: &LiveSession,
    email: &Email,
    visitor: &Visitor,
) -> Result<()> {
    let account = &session.account;
    let (now, target) = (portal.env.now(), email.key());
    let key = CodeKey {
        action: ACTION,
        target: &target,
        account: Some(&account.id),
    };
    let mut tx = portal.store.begin().await?;
    let code = codes::issue(portal, &mut tx, key).await?;
    session::hold(&mut tx, session).await?;
    limits::reserve_mail(&mut tx, &target, &visitor.network(), now).await?;
    // Nothing that the person typed: the address may be anybody's.
    let params = BTreeMap::from([("code", code.as_str().to_owned())]);
    messages::queue(
        portal,
        &mut tx,
        &Message {
            channel: Channel::Email,
            to: email.as_str(),
            template: Template::ChangeNotifyEmail,
            params,
            lang: visitor.lang,
            expires_at: now + LIFETIME,
        },
    )
    .await?;
    let about = format!("{ACTION} {}", email.masked());
    audit::commit(
        portal,
        tx,
        &Entry::of(AuditEvent::CodeSent, account, visitor).about(about),
    )
    .await?;
    messages::wake_senders(portal);
    Ok(())
}

/// Binds the new address at once and tells the old one.
///
/// # Errors
/// A wrong password, those of judging a code, [`Problem::Unchanged`] or [`Problem::Taken`] for
/// `email`.
pub async fn change(
    portal: &Portal,
    session: &LiveSession,
    password: &Password,
    email: &Email,
    code: &Code,
    visitor: &Visitor,
) -> Result<()> {
    let account = &session.account;
    refuse_unchanged(account, email)?;
    login_throttle::confirm_password(portal, account, password, "password", visitor).await?;
    let target = email.key();
    let key = CodeKey {
        action: ACTION,
        target: &target,
        account: Some(&account.id),
    };
    let mut tx = codes::spend(portal, key, code, visitor).await?;
    session::hold(&mut tx, session).await?;
    if !store::accounts::set_notify_email(&mut tx, &account.id, email).await? {
        tx.rollback().await?;
        codes::charge(portal, key).await?;
        return Err(FieldErrors::one("email", Problem::Taken).into());
    }
    limits::reserve_change(&mut tx, &account.id, Change::Contact, portal.env.now()).await?;
    notices::queue(portal, &mut tx, account, Notice::EmailChanged, visitor).await?;
    audit::commit(
        portal,
        tx,
        &Entry::of(AuditEvent::EmailChanged, account, visitor).about(email.masked()),
    )
    .await?;
    messages::wake_senders(portal);
    Ok(())
}

/// Mails a new link to the address that waits to be bound.
///
/// # Errors
/// [`Refused::AlreadyBound`], [`Refused::NothingToBind`], [`Refused::Cooldown`],
/// [`Refused::TooManyTries`].
pub async fn resend_link(portal: &Portal, session: &LiveSession, visitor: &Visitor) -> Result<()> {
    let account = &session.account;
    let Some(email) = &account.notify_waiting else {
        return Err(if account.notify_email.is_some() {
            Refused::AlreadyBound
        } else {
            Refused::NothingToBind
        }
        .into());
    };
    let sent = queue_link(portal, session, email, visitor).await;
    let refused = Entry::of(AuditEvent::SendRefused, account, visitor)
        .about(format!("link {}", email.masked()));
    audit::note_refused_send(portal, sent, refused).await
}

async fn queue_link(
    portal: &Portal,
    session: &LiveSession,
    email: &Email,
    visitor: &Visitor,
) -> Result<()> {
    let mut tx = session::begin(portal, session).await?;
    limits::reserve_mail(&mut tx, &email.key(), &visitor.network(), portal.env.now()).await?;
    email_link::queue(portal, &mut tx, &session.account.id, email, visitor).await?;
    tx.commit().await?;
    messages::wake_senders(portal);
    Ok(())
}

/// Binds the address that a mailed link was made for. Who holds the link reads that mailbox; no
/// session is needed. Pressed again, it says again that the address is bound, for as long as it is.
///
/// # Errors
/// [`Refused::LinkInvalid`]; [`Problem::Taken`] for `email`, when another account has bound the
/// address meanwhile.
pub async fn bind(portal: &Portal, token: &str, visitor: &Visitor) -> Result<()> {
    let token = hex::decode(token).map_err(|_| Refused::LinkInvalid)?;
    let token = token_hash(&token);
    let mut tx = portal.store.begin().await?;
    let Some(link) = store::email_links::set_used(&mut tx, &token, portal.env.now()).await? else {
        return refuse_unless_bound(&mut tx, &token).await;
    };
    let account = store::accounts::find(&mut tx, &link.account)
        .await?
        .filter(|account| account.notify_waiting.as_ref() == Some(&link.email))
        .ok_or(Refused::LinkInvalid)?;
    // Judged again by the statement itself: another address may be bound at this moment.
    if !store::accounts::set_notify_email_waiting(&mut tx, &account.id, &link.email).await? {
        return Err(FieldErrors::one("email", Problem::Taken).into());
    }
    audit::commit(
        portal,
        tx,
        &Entry::of(AuditEvent::EmailBound, &account, visitor),
    )
    .await?;
    Ok(())
}

/// Whether this link was used, and what it was for still holds.
async fn refuse_unless_bound(tx: &mut Tx, token: &str) -> Result<()> {
    let link = store::email_links::find_used(tx, token)
        .await?
        .ok_or(Refused::LinkInvalid)?;
    let account = store::accounts::find(tx, &link.account).await?;
    let bound = account.and_then(|account| account.notify_email);
    if bound.is_some_and(|bound| bound.key() == link.email.key()) {
        Ok(())
    } else {
        Err(Refused::LinkInvalid.into())
    }
}

fn refuse_unchanged(account: &Account, email: &Email) -> Result<()> {
    let same = account
        .notify_email
        .as_ref()
        .is_some_and(|bound| bound.key() == email.key());
    if same {
        Err(FieldErrors::one("email", Problem::Unchanged).into())
    } else {
        Ok(())
    }
}
