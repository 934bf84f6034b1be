//! WeChat: binding one, unbinding it, and signing in with a bound one.

use crate::{
    server::{
        Portal,
        error::{Outcome, Refused},
        gateways::wechat::{Identity, Unknown, WeChat},
        policy::{
            audit::{Entry, Event},
            notices::Change,
            session,
            session::SignedIn,
            wechat_state::{Purpose, Started},
        },
        store::{self, accounts::Account},
        visitor::Visitor,
    },
    values::password::Password,
};

/// Where WeChat sends people back to.
pub const CALLBACK: &str = "/binding/wechat/callback";

/// Where to send the person, and what their browser is to keep until they come back.
pub struct Departure {
    pub url: String,
    pub cookie: String,
}

/// What an authorization that came back led to.
pub enum Arrival {
    Bound,
    SignedIn { signed_in: Box<SignedIn>, next: Option<String> },
}

impl Portal {
    /// Sends a signed-in person to WeChat to bind theirs.
    ///
    /// # Errors
    /// [`Refused::WechatOff`].
    pub fn start_wechat_binding(&self, account: &Account, session: &str) -> Outcome<Departure> {
        self.depart(Purpose::Bind { account: account.id.clone(), session: session.to_owned() })
    }

    /// Sends somebody to WeChat to sign in; `next` is the page to go on to.
    ///
    /// # Errors
    /// [`Refused::WechatOff`].
    pub fn start_wechat_login(&self, next: Option<String>) -> Outcome<Departure> {
        self.depart(Purpose::Login { next })
    }

    fn wechat(&self) -> Outcome<&WeChat> {
        Ok(self.gateways.wechat.as_ref().ok_or(Refused::WechatOff)?)
    }

    fn depart(&self, purpose: Purpose) -> Outcome<Departure> {
        let wechat = self.wechat()?;
        let Started { state, cookie } = self.start_authorization(purpose)?;
        let mut back_to = self.settings.public_url.clone();
        back_to.set_path(CALLBACK);
        Ok(Departure { url: wechat.authorize_url(&back_to, &state), cookie })
    }

    /// Takes up what WeChat sent the person back with. `here` is who is signed in, and in which session; `code` is missing when they refused.
    ///
    /// # Errors
    /// [`Refused::WechatStateInvalid`], [`Refused::WechatDenied`], [`Refused::WechatUnavailable`], [`Refused::WechatTaken`],
    /// [`Refused::WechatBound`] when another WeChat is bound, [`Refused::WechatNotBound`] at login.
    pub async fn finish_wechat(
        &self,
        state: &str,
        cookie: Option<&str>,
        code: Option<&str>,
        here: Option<(&Account, &str)>,
        visitor: &Visitor,
    ) -> Outcome<Arrival> {
        let wechat = self.wechat()?;
        let authorization = self.authorization(state, cookie)?;
        let binding = match (&authorization.purpose, here) {
            (Purpose::Bind { account, session }, Some((current, here))) if *account == current.id && session == here => Some(current),
            (Purpose::Bind { .. }, _) => return Err(Refused::WechatStateInvalid.into()),
            (Purpose::Login { .. }, _) => None,
        };
        // Used up first, so that of two requests with one state only one asks WeChat.
        let mut tx = self.store.begin().await?;
        authorization.consume(&mut tx).await?;
        tx.commit().await?;
        let identity = wechat.identity(code.ok_or(Refused::WechatDenied)?).await.map_err(|unknown| match unknown {
            Unknown::BadCode => Refused::WechatDenied,
            Unknown::Unavailable(said) => {
                tracing::warn!(said, "WeChat could not be asked");
                Refused::WechatUnavailable
            }
        })?;
        match (binding, authorization.purpose) {
            (None, Purpose::Login { next }) => Ok(Arrival::SignedIn { signed_in: Box::new(self.login_by_wechat(&identity, visitor).await?), next }),
            (Some(account), _) => self.bind_wechat(account, &identity, visitor).await.map(|()| Arrival::Bound),
            (None, Purpose::Bind { .. }) => Err(Refused::WechatStateInvalid.into()),
        }
    }

    async fn bind_wechat(&self, account: &Account, identity: &Identity, visitor: &Visitor) -> Outcome<()> {
        let Identity { app_id, openid, unionid } = identity;
        let mut tx = self.store.begin().await?;
        session::hold(&mut tx, account).await?;
        if let Some(holder) = store::wechat_identities::find_account(&mut tx, app_id, openid, unionid.as_deref()).await? {
            // Bound here already: that is what was asked for.
            return if holder == account.id { Ok(()) } else { Err(Refused::WechatTaken.into()) };
        }
        if !store::wechat_identities::add(&mut tx, &account.id, app_id, openid, unionid.as_deref(), self.env.now()).await? {
            let bound = store::wechat_identities::count(&mut tx, &account.id).await? > 0;
            return Err(if bound { Refused::WechatBound } else { Refused::WechatTaken }.into());
        }
        self.queue_notices(&mut tx, account, Change::WechatBound, visitor).await?;
        self.commit(tx, &Entry::of(Event::WechatBound, account, visitor)).await?;
        self.ring_outbox();
        Ok(())
    }

    async fn login_by_wechat(&self, identity: &Identity, visitor: &Visitor) -> Outcome<SignedIn> {
        let Identity { app_id, openid, unionid } = identity;
        let mut tx = self.store.begin().await?;
        let holder = store::wechat_identities::find_account(&mut tx, app_id, openid, unionid.as_deref()).await?.ok_or(Refused::WechatNotBound)?;
        let account = store::accounts::find(&mut tx, &holder).await?.ok_or(Refused::WechatNotBound)?;
        let ticket = self.open_session(&mut tx, &account, false, visitor).await?;
        self.commit(tx, &Entry::of(Event::LoggedInByWechat, &account, visitor)).await?;
        Ok(SignedIn { account, ticket })
    }

    /// Unbinds the WeChat and tells the owner.
    ///
    /// # Errors
    /// A wrong password, [`Refused::NothingBound`].
    pub async fn unbind_wechat(&self, account: &Account, password: &Password, visitor: &Visitor) -> Outcome<()> {
        self.confirm_password(account, password, "password", visitor).await?;
        let mut tx = self.store.begin().await?;
        session::hold(&mut tx, account).await?;
        if !store::wechat_identities::remove(&mut tx, &account.id).await? {
            return Err(Refused::NothingBound.into());
        }
        self.queue_notices(&mut tx, account, Change::WechatUnbound, visitor).await?;
        self.commit(tx, &Entry::of(Event::WechatUnbound, account, visitor)).await?;
        self.ring_outbox();
        Ok(())
    }
}
