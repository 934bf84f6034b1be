//! A WeChat authorization under way: the `state` that WeChat hands back, and the sealed cookie that
//! says what it was for.
//!
//! The cookie, not a row, remembers an authorization: whoever merely asks for one leaves no trace.
//! The state is 128 random bits, good for ten minutes, once, in the browser that holds the cookie;
//! for binding also in the same session of the same account only.

use serde::{Deserialize, Serialize};
use sqlx::AnyConnection;

use crate::server::{
    Portal,
    crypto::keys::{Purpose, token_hash},
    error::{Fault, Refused, Result},
    store,
};
use crate::values::time::{Duration, Timestamp};

pub const LIFETIME: Duration = Duration::minutes(10);

/// What an authorization is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AuthorizationPurpose {
    /// Binding the WeChat to this account, in this session.
    Bind { account: String, session: String },
    /// Signing in, and going on to this page.
    Login { next: Option<String> },
}

#[derive(Serialize, Deserialize)]
struct Sealed {
    state: String,
    purpose: AuthorizationPurpose,
    expires_at: Timestamp,
}

/// An authorization that has begun: `state` goes to WeChat, `cookie` to the browser.
#[derive(Clone, Debug)]
pub struct Started {
    pub state: String,
    pub cookie: String,
}

pub(crate) fn start(portal: &Portal, purpose: AuthorizationPurpose) -> Result<Started, Fault> {
    let state = portal.env.id();
    let sealed = Sealed {
        state: state.clone(),
        purpose,
        expires_at: portal.env.now() + LIFETIME,
    };
    let text =
        serde_json::to_string(&sealed).map_err(|error| Fault::Internal(error.to_string()))?;
    Ok(Started {
        cookie: portal
            .keys
            .seal(&portal.env, Purpose::WechatCookie, &state, &text)?,
        state,
    })
}

/// What the authorization that came back with `state` was for, if the browser's cookie knows of it.
///
/// # Errors
/// [`Refused::WechatStateInvalid`]: no cookie, another's, another state, or too late.
pub(crate) fn open(portal: &Portal, state: &str, cookie: Option<&str>) -> Result<Authorization> {
    let opened = cookie
        .and_then(|cookie| portal.keys.open(Purpose::WechatCookie, state, cookie))
        .and_then(|text| serde_json::from_str::<Sealed>(&text).ok());
    let sealed = opened
        .filter(|sealed| sealed.state == state && sealed.expires_at > portal.env.now())
        .ok_or(Refused::WechatStateInvalid)?;
    Ok(Authorization {
        purpose: sealed.purpose,
        state_hash: token_hash(sealed.state.as_bytes()),
        expires_at: sealed.expires_at,
    })
}

pub(crate) struct Authorization {
    pub purpose: AuthorizationPurpose,
    state_hash: String,
    expires_at: Timestamp,
}

impl Authorization {
    /// Uses the authorization up.
    ///
    /// # Errors
    /// [`Refused::WechatStateInvalid`] when it was used before.
    pub async fn consume(&self, tx: &mut AnyConnection) -> Result<()> {
        if store::wechat_states::add(tx, &self.state_hash, self.expires_at).await? {
            Ok(())
        } else {
            Err(Refused::WechatStateInvalid.into())
        }
    }
}
