//! WeChat website login: where people are sent to scan, and asking who it was that did.

use serde::Deserialize;
use url::Url;

use super::http::Http;
use crate::server::settings::WeChatConfig;

pub struct WeChat {
    config: WeChatConfig,
    http: Http,
}

/// Who scanned: one person across the applications of one owner where there is a `unionid`, else
/// one person of one application.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Identity {
    #[serde(skip)]
    pub app_id: String,
    pub openid: String,
    pub unionid: Option<String>,
}

/// Why nobody knows who scanned.
#[derive(Debug, PartialEq, Eq)]
pub enum Unknown {
    /// The code is used, expired or made up.
    BadCode,
    /// WeChat did not answer, or not in a way that we understand. What it said, without secrets.
    Unavailable(String),
}

/// Failures come with HTTP 200 too.
#[derive(Deserialize)]
struct Reply {
    #[serde(default)]
    errcode: i64,
    openid: Option<String>,
    unionid: Option<String>,
}

impl WeChat {
    pub fn of(config: WeChatConfig, http: &Http) -> Self {
        Self {
            config,
            http: http.clone(),
        }
    }

    /// The application that it is asked for.
    #[must_use]
    pub const fn config(&self) -> &WeChatConfig {
        &self.config
    }

    /// Where the person scans and agrees; WeChat sends them on to `back_to` with a code and this
    /// `state`.
    #[must_use]
    pub fn authorize_url(&self, back_to: &Url, state: &str) -> String {
        let mut url = self.config.open_url.clone();
        url.set_path(&format!(
            "{}/connect/qrconnect",
            url.path().trim_end_matches('/')
        ));
        // In the order of WeChat's documentation, which says that it matters.
        url.query_pairs_mut()
            .clear()
            .append_pair("appid", &self.config.app_id)
            .append_pair("redirect_uri", back_to.as_str())
            .append_pair("response_type", "code")
            .append_pair("scope", "snsapi_login")
            .append_pair("state", state);
        url.set_fragment(Some("wechat_redirect"));
        url.into()
    }

    /// Who the code stands for. The tokens that come with it are not kept: nothing is done in the
    /// person's name.
    ///
    /// # Errors
    /// The code is no good, or WeChat gave no answer in five seconds that we understand.
    pub async fn identity(&self, code: &str) -> Result<Identity, Unknown> {
        let mut url = self.config.api_url.clone();
        url.set_path(&format!(
            "{}/sns/oauth2/access_token",
            url.path().trim_end_matches('/')
        ));
        url.query_pairs_mut()
            .clear()
            .append_pair("appid", &self.config.app_id)
            .append_pair("secret", self.config.app_secret.reveal())
            .append_pair("code", code)
            .append_pair("grant_type", "authorization_code");
        let unavailable = |said: &str| Unknown::Unavailable(said.to_owned());
        let (status, text) = self
            .http
            .answer(self.http.client().get(url))
            .await
            .map_err(|error| Unknown::Unavailable(format!("{error:?}")))?;
        if !status.is_success() {
            return Err(Unknown::Unavailable(format!("HTTP {}", status.as_u16())));
        }
        let reply: Reply =
            serde_json::from_str(&text).map_err(|_| unavailable("an answer that is not JSON"))?;
        match reply {
            Reply {
                errcode: 40029 | 40163,
                ..
            } => Err(Unknown::BadCode),
            Reply {
                errcode: 0,
                openid: Some(openid),
                unionid,
            } if is_id(&openid) && unionid.as_deref().is_none_or(is_id) => Ok(Identity {
                app_id: self.config.app_id.clone(),
                openid,
                unionid,
            }),
            Reply { errcode: 0, .. } => Err(unavailable("an answer without an openid")),
            Reply { errcode, .. } => Err(Unknown::Unavailable(format!("errcode {errcode}"))),
        }
    }
}

/// What the database takes as an id, on either side alike.
fn is_id(id: &str) -> bool {
    (1..=128).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_graphic())
}
