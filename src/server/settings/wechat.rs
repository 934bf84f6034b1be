//! WeChat website login: off until an application is named; in development a double of our own
//! stands in.

use std::path::PathBuf;

use clap::Args;
use url::Url;

use super::{Mode, provider::web, secret::Secret};

#[derive(Args, Clone, Debug)]
pub struct WeChatSettings {
    /// `AppID` of the website application; binding and login by WeChat are off without (in
    /// development a double stands in)
    #[arg(
        id = "wechat-app-id",
        long,
        env = "MENHU_WECHAT_APP_ID",
        default_value = ""
    )]
    app_id: String,
    /// `AppSecret` of the website application
    #[arg(
        id = "wechat-app-secret",
        long,
        env = "MENHU_WECHAT_APP_SECRET",
        hide_env_values = true
    )]
    app_secret: Option<Secret>,
    /// A file that holds the `AppSecret`
    #[arg(
        id = "wechat-app-secret-file",
        long,
        env = "MENHU_WECHAT_APP_SECRET_FILE"
    )]
    app_secret_file: Option<PathBuf>,
    /// Where people scan the code; Tencent's, unless given
    #[arg(id = "wechat-open-url", long, env = "MENHU_WECHAT_OPEN_URL")]
    open_url: Option<Url>,
    /// Where WeChat's API is; Tencent's, unless given
    #[arg(id = "wechat-api-url", long, env = "MENHU_WECHAT_API_URL")]
    api_url: Option<Url>,
}

/// The application with all it needs.
#[derive(Clone, Debug)]
pub struct WeChatConfig {
    pub app_id: String,
    pub app_secret: Secret,
    pub open_url: Url,
    pub api_url: Url,
}

impl WeChatSettings {
    /// Whether an application is named.
    pub(super) fn is_real(&self) -> bool {
        !self.app_id.is_empty()
    }

    /// The application, if one is named; else `double`, where the portal has one. Each address can
    /// be set apart.
    ///
    /// # Errors
    /// One sentence naming the setting to set.
    pub(super) fn config(
        &self,
        mode: Mode,
        double: Option<WeChatConfig>,
    ) -> Result<Option<WeChatConfig>, String> {
        let address = |text: &str| Url::parse(text).map_err(|error| error.to_string());
        let config = if self.is_real() {
            Some(WeChatConfig {
                app_id: self.app_id.clone(),
                app_secret: Secret::needed(
                    "MENHU_WECHAT_APP_SECRET",
                    self.app_secret.as_ref(),
                    self.app_secret_file.as_deref(),
                )?,
                open_url: address("https://open.weixin.qq.com")?,
                api_url: address("https://api.weixin.qq.com")?,
            })
        } else {
            double
        };
        let own = |name: &str, given: Option<&Url>, theirs: Url| match given {
            Some(url) => web(name, url, mode),
            None => Ok(theirs),
        };
        config
            .map(|config| {
                Ok(WeChatConfig {
                    open_url: own(
                        "MENHU_WECHAT_OPEN_URL",
                        self.open_url.as_ref(),
                        config.open_url,
                    )?,
                    api_url: own(
                        "MENHU_WECHAT_API_URL",
                        self.api_url.as_ref(),
                        config.api_url,
                    )?,
                    app_id: config.app_id,
                    app_secret: config.app_secret,
                })
            })
            .transpose()
    }
}
