//! WeChat: binding one, unbinding it, and signing in with a bound one.

use crate::{
    server::{
        Portal,
        error::{Error, Refused, Result},
        gateways::wechat::{Identity, Unknown, WeChat},
        messages,
        policy::{
            audit::{self, AuditEvent, Entry},
            limits::{self, Change},
            login_throttle,
            notices::{self, Notice},
            session::{self, LiveSession, SignedIn},
            wechat_state::{self, AuthorizationPurpose, Started},
        },
        store,
        visitor::Visitor,
    },
    values::password::Password,
};

/// Where WeChat sends people back to.
pub const CALLBACK: &str = "/binding/wechat/callback";

/// Where to send the person, and what their browser is to keep until they come back.
pub struct AuthorizationStart {
    pub url: String,
    pub cookie: String,
}

/// What an authorization that came back led to.
pub enum CallbackResult {
    Bound,
    SignedIn {
        signed_in: Box<SignedIn>,
        next: Option<String>,
    },
}

/// Sends a signed-in person to WeChat to bind theirs, once they have given their password: who has
/// found a session open must not keep a way in.
///
/// # Errors
/// [`Refused::WechatOff`], a wrong password.
pub async fn start_binding(
    portal: &Portal,
    session: &LiveSession,
    password: &Password,
    visitor: &Visitor,
) -> Result<AuthorizationStart> {
    gateway(portal)?;
    login_throttle::confirm_password(portal, &session.account, password, "password", visitor)
        .await?;
    start(
        portal,
        AuthorizationPurpose::Bind {
            account: session.account.id.clone(),
            session: session.public_id.clone(),
        },
    )
}

/// Sends somebody to WeChat to sign in; `next` is the page to go on to.
///
/// # Errors
/// [`Refused::WechatOff`].
pub fn start_login(portal: &Portal, next: Option<String>) -> Result<AuthorizationStart> {
    start(portal, AuthorizationPurpose::Login { next })
}

fn gateway(portal: &Portal) -> Result<&WeChat> {
    Ok(portal.gateways.wechat.as_ref().ok_or(Refused::WechatOff)?)
}

fn start(portal: &Portal, purpose: AuthorizationPurpose) -> Result<AuthorizationStart> {
    let wechat = gateway(portal)?;
    let Started { state, cookie } = wechat_state::start(portal, purpose)?;
    let mut back_to = portal.settings.public_url.clone();
    back_to.set_path(CALLBACK);
    Ok(AuthorizationStart {
        url: wechat.authorize_url(&back_to, &state),
        cookie,
    })
}

/// Takes up what WeChat sent the person back with, and writes down what was refused. `here` is the session that the person is
/// signed in with; `code` is missing when they refused.
///
/// # Errors
/// [`Refused::WechatStateInvalid`], [`Refused::WechatDenied`], [`Refused::WechatUnavailable`],
/// [`Refused::WechatTaken`], [`Refused::WechatBound`] when another WeChat is bound,
/// [`Refused::WechatNotBound`] at login.
pub async fn finish(
    portal: &Portal,
    state: &str,
    cookie: Option<&str>,
    code: Option<&str>,
    here: Option<&LiveSession>,
    visitor: &Visitor,
) -> Result<CallbackResult> {
    let finished = take_up(portal, state, cookie, code, here, visitor).await;
    if let Err(Error::Refused(refused)) = &finished
        && *refused != Refused::WechatOff
    {
        let account = here.map(|here| &here.account);
        let entry = Entry::of_anybody(AuditEvent::WechatRefused, account, visitor);
        audit::commit_alone(portal, &entry.about(refused.slug()).counted()).await?;
    }
    finished
}

async fn take_up(
    portal: &Portal,
    state: &str,
    cookie: Option<&str>,
    code: Option<&str>,
    here: Option<&LiveSession>,
    visitor: &Visitor,
) -> Result<CallbackResult> {
    let wechat = gateway(portal)?;
    let authorization = wechat_state::open(portal, state, cookie)?;
    let binding = match (&authorization.purpose, here) {
        (AuthorizationPurpose::Bind { account, session }, Some(here))
            if *account == here.account.id && *session == here.public_id =>
        {
            Some(here)
        }
        (AuthorizationPurpose::Bind { .. }, _) => return Err(Refused::WechatStateInvalid.into()),
        (AuthorizationPurpose::Login { .. }, _) => None,
    };
    // Used up first, so that of two requests with one state only one asks WeChat.
    let mut tx = portal.store.begin().await?;
    authorization.consume(&mut tx).await?;
    tx.commit().await?;
    let identity = wechat
        .identity(code.ok_or(Refused::WechatDenied)?)
        .await
        .map_err(|unknown| match unknown {
            Unknown::BadCode => Refused::WechatDenied,
            Unknown::Unavailable(said) => {
                tracing::warn!(said, "WeChat could not be asked");
                Refused::WechatUnavailable
            }
        })?;
    match (binding, authorization.purpose) {
        (None, AuthorizationPurpose::Login { next }) => Ok(CallbackResult::SignedIn {
            signed_in: Box::new(login(portal, &identity, visitor).await?),
            next,
        }),
        (Some(session), _) => bind(portal, session, &identity, visitor)
            .await
            .map(|()| CallbackResult::Bound),
        (None, AuthorizationPurpose::Bind { .. }) => Err(Refused::WechatStateInvalid.into()),
    }
}

async fn bind(
    portal: &Portal,
    session: &LiveSession,
    identity: &Identity,
    visitor: &Visitor,
) -> Result<()> {
    let Identity {
        app_id,
        openid,
        unionid,
    } = identity;
    let account = &session.account;
    let mut tx = session::begin(portal, session).await?;
    if let Some(holder) =
        store::wechat_identities::find_account(&mut tx, app_id, openid, unionid.as_deref()).await?
    {
        // Bound here already: that is what was asked for.
        return if holder.id == account.id {
            Ok(())
        } else {
            Err(Refused::WechatTaken.into())
        };
    }
    if !store::wechat_identities::add(
        &mut tx,
        &account.id,
        app_id,
        openid,
        unionid.as_deref(),
        portal.env.now(),
    )
    .await?
    {
        let bound = store::wechat_identities::count(&mut tx, &account.id).await? > 0;
        return Err(if bound {
            Refused::WechatBound
        } else {
            Refused::WechatTaken
        }
        .into());
    }
    limits::reserve_change(&mut tx, &account.id, Change::Contact, portal.env.now()).await?;
    notices::queue(portal, &mut tx, account, Notice::WechatBound, visitor).await?;
    audit::commit(
        portal,
        tx,
        &Entry::of(AuditEvent::WechatBound, account, visitor),
    )
    .await?;
    messages::wake_senders(portal);
    Ok(())
}

async fn login(portal: &Portal, identity: &Identity, visitor: &Visitor) -> Result<SignedIn> {
    let Identity {
        app_id,
        openid,
        unionid,
    } = identity;
    let mut tx = portal.store.begin().await?;
    let account =
        store::wechat_identities::find_account(&mut tx, app_id, openid, unionid.as_deref())
            .await?
            .ok_or(Refused::WechatNotBound)?;
    let opened = session::open(portal, &mut tx, &account, false, visitor).await?;
    audit::commit(
        portal,
        tx,
        &Entry::of(AuditEvent::LoggedInByWechat, &account, visitor),
    )
    .await?;
    Ok(SignedIn { account, opened })
}

/// Unbinds the WeChat and tells the owner.
///
/// # Errors
/// A wrong password, [`Refused::NothingBound`].
pub async fn unbind(
    portal: &Portal,
    session: &LiveSession,
    password: &Password,
    visitor: &Visitor,
) -> Result<()> {
    let account = &session.account;
    login_throttle::confirm_password(portal, account, password, "password", visitor).await?;
    let mut tx = session::begin(portal, session).await?;
    if !store::wechat_identities::remove(&mut tx, &account.id).await? {
        return Err(Refused::NothingBound.into());
    }
    limits::reserve_change(&mut tx, &account.id, Change::Contact, portal.env.now()).await?;
    notices::queue(portal, &mut tx, account, Notice::WechatUnbound, visitor).await?;
    audit::commit(
        portal,
        tx,
        &Entry::of(AuditEvent::WechatUnbound, account, visitor),
    )
    .await?;
    messages::wake_senders(portal);
    Ok(())
}
