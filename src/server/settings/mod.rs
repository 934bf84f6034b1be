//! The settings: each a flag and an environment variable, checked once at the start, secrets never
//! shown.

pub mod files;
mod imprint;
mod mail;
mod portal_secret;
mod provider;
mod secret;
mod sms;
mod wechat;

use std::{path::PathBuf, time::Duration};

use clap::{Args, ValueEnum};
use ipnet::IpNet;
use url::Url;

pub use self::{
    imprint::ImprintSettings,
    mail::{MailConfig, MailGateway, MailSettings, SmtpConfig, Tls},
    portal_secret::{SecretSettings, Secrets},
    secret::Secret,
    sms::{AliyunConfig, SmsConfig, SmsGateway, SmsSettings, TEMPLATES, TencentConfig},
    wechat::{WeChatConfig, WeChatSettings},
};
use super::env::Env;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Mode {
    Development,
    Production,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SameSite {
    Lax,
    None,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FreeMail {
    Allow,
    Warn,
    Refuse,
}

/// The settings as given; [`Settings::parse`] makes of them what the portal uses.
#[derive(Args, Clone, Debug)]
pub struct Settings {
    /// What the defaults and checks are for; development, unless something speaks against it: an
    /// https address, one that others reach, or a real gateway
    #[arg(long, env = "MENHU_MODE")]
    mode: Option<Mode>,
    /// Address and port to listen on
    #[arg(long, env = "MENHU_ADDR", default_value = "127.0.0.1:3000")]
    pub addr: std::net::SocketAddr,
    /// Where people reach the portal; mailed links are built from it, and https makes the cookies
    /// Secure
    #[arg(
        long,
        env = "MENHU_PUBLIC_URL",
        default_value = "http://127.0.0.1:3000"
    )]
    pub public_url: Url,
    /// `sqlite://FILE` (made when missing) or `postgres://USER:PASSWORD@HOST/NAME`
    #[arg(
        long,
        env = "DATABASE_URL",
        default_value = "sqlite://data/menhu.db",
        hide_env_values = true
    )]
    pub database_url: Secret,
    /// Connections to the database at most (on SQLite those that read, beside one that writes); all
    /// nodes together must stay below PostgreSQL's `max_connections`
    #[arg(long, env = "MENHU_DATABASE_CONNECTIONS", default_value_t = 16, value_parser = clap::value_parser!(u32).range(2..=1000))]
    pub database_connections: u32,
    #[command(flatten)]
    secret: SecretSettings,
    /// Other origins that may call the JSON endpoints, comma-separated, such as
    /// `https://www.example.cn`
    #[arg(long, env = "MENHU_ALLOWED_ORIGINS", value_delimiter = ',')]
    pub allowed_origins: Vec<String>,
    /// Networks whose X-Forwarded-For is believed, comma-separated, such as `10.0.0.0/8`
    #[arg(long, env = "MENHU_TRUSTED_PROXIES", value_delimiter = ',', value_parser = network)]
    pub trusted_proxies: Vec<IpNet>,
    #[command(flatten)]
    pub sms: SmsSettings,
    #[command(flatten)]
    pub mail: MailSettings,
    #[command(flatten)]
    pub wechat: WeChatSettings,
    /// `SameSite` of the session cookie; `none` is for a legacy frontend on another registrable
    /// domain, https only
    #[arg(long, env = "MENHU_COOKIE_SAMESITE", default_value = "lax")]
    pub cookie_samesite: SameSite,
    /// Free-mail addresses (qq.com, 163.com …) at registration
    #[arg(long, env = "MENHU_FREE_MAIL", default_value = "allow")]
    pub free_mail: FreeMail,
    /// Requests a minute under /users/ from one client address; 0 turns the guard off
    #[arg(long, env = "MENHU_FLOOD_PER_MINUTE", default_value_t = 300)]
    pub flood_per_minute: u32,
    /// Networks that may read /metrics, beside this machine itself, comma-separated
    #[arg(long, env = "MENHU_METRICS_FROM", value_delimiter = ',', value_parser = network)]
    pub metrics_from: Vec<IpNet>,
    /// Seconds to go on answering after a signal to stop, with /readyz failing, so that a proxy
    /// sends nobody here any more; 5 in production, 0 in development. A second signal ends the wait
    #[arg(long, env = "MENHU_DRAIN_SECONDS")]
    pub drain_seconds: Option<u64>,
    #[command(flatten)]
    pub imprint: ImprintSettings,
    /// tracing filter, such as `info,menhu=debug`
    #[arg(long, env = "MENHU_LOG", default_value = "info")]
    pub log: String,
    /// Where the built browser files are
    #[arg(long, env = "MENHU_SITE", default_value = "target/site")]
    pub site: PathBuf,
}

/// The settings, and what of them the gateways need.
#[derive(Clone, Debug)]
pub struct Config {
    pub settings: Settings,
    pub gateways: GatewayConfigs,
}

/// Each gateway with all it needs.
#[derive(Clone, Debug)]
pub struct GatewayConfigs {
    /// The gateways to ask, one after the other.
    pub sms: Vec<SmsConfig>,
    pub mail: MailConfig,
    pub wechat: Option<WeChatConfig>,
}

fn network(text: &str) -> Result<IpNet, String> {
    text.parse::<IpNet>()
        .or_else(|_| text.parse::<std::net::IpAddr>().map(IpNet::from))
        .map_err(|_| format!("{text} is neither a network nor an address"))
}

impl Settings {
    /// What the portal uses, if the settings fit together.
    ///
    /// # Errors
    /// One sentence naming the setting to set.
    pub fn parse(self) -> Result<Config, String> {
        self.check_mode()?;
        self.check_web()?;
        self.imprint.check()?;
        let config = self.parse_gateways()?;
        config.settings.check_production()?;
        Ok(config)
    }

    /// The same for a tool at work on the database: it needs none of what production must have.
    ///
    /// # Errors
    /// One sentence naming the setting of a gateway to set.
    pub fn parse_gateways(self) -> Result<Config, String> {
        let gateways = GatewayConfigs {
            sms: self.sms.configs(self.mode())?,
            mail: self.mail.config()?,
            wechat: self.wechat()?,
        };
        Ok(Config {
            settings: self,
            gateways,
        })
    }

    fn check_web(&self) -> Result<(), String> {
        let url = &self.public_url;
        if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
            return Err("MENHU_PUBLIC_URL must be an http or https address with a host.".into());
        }
        // Links are made by putting a path behind it.
        if (url.path(), url.query(), url.fragment()) != ("/", None, None)
            || (url.username(), url.password()) != ("", None)
        {
            return Err(format!(
                "MENHU_PUBLIC_URL must be an origin like {}, without a path, a query or a name.",
                self.origin()
            ));
        }
        for origin in &self.allowed_origins {
            if Url::parse(origin)
                .map(|url| url.origin().ascii_serialization())
                .ok()
                .as_deref()
                != Some(origin)
            {
                return Err(format!(
                    "MENHU_ALLOWED_ORIGINS: {origin} is no origin; write it like \
                         https://www.example.cn, without a path."
                ));
            }
        }
        if self.cookie_samesite == SameSite::None && !self.is_https() {
            return Err(
                "MENHU_COOKIE_SAMESITE=none needs an https address in MENHU_PUBLIC_URL.".into(),
            );
        }
        Ok(())
    }

    /// Development, where it was not asked for, is not what others reach and what messages leave:
    /// it shows every message to whoever asks.
    ///
    /// # Errors
    /// One sentence naming `MENHU_MODE`.
    pub fn check_mode(&self) -> Result<(), String> {
        let against = if self.mode.is_some() {
            return Ok(());
        } else if self.is_https() {
            "MENHU_PUBLIC_URL is an https address"
        } else if !self.addr.ip().to_canonical().is_loopback() {
            "MENHU_ADDR is an address that others reach"
        } else if self.sms.is_real() {
            "MENHU_SMS names a real gateway"
        } else if self.mail.gateway != MailGateway::Outbox {
            "MENHU_MAIL names a real gateway"
        } else if self.wechat.is_real() {
            "MENHU_WECHAT_APP_ID names a real application"
        } else {
            return Ok(());
        };
        Err(format!(
            "MENHU_MODE must be set, to production (or to development, if that is meant), since \
             {against}."
        ))
    }

    fn check_production(&self) -> Result<(), String> {
        if self.is_production() {
            if !self.is_https() {
                return Err("In production MENHU_PUBLIC_URL must be an https address.".into());
            }
            if self.sms.fallback == Some(SmsGateway::Outbox) {
                return Err(
                    "In production MENHU_SMS_FALLBACK must name a real gateway; the \
                     development outbox sends nothing."
                        .into(),
                );
            }
            if self.sms.gateway == SmsGateway::Outbox {
                return Err(
                    "In production MENHU_SMS must name a real gateway; the development \
                     outbox sends nothing."
                        .into(),
                );
            }
            if self.mail.gateway == MailGateway::Outbox {
                return Err(
                    "In production MENHU_MAIL must name a real gateway; the development \
                     outbox sends nothing."
                        .into(),
                );
            }
            self.imprint.check_production()?;
        }
        Ok(())
    }

    /// WeChat's website application: as set, or in development the double under `/dev/wechat`, so
    /// that a newcomer can bind a WeChat.
    ///
    /// # Errors
    /// One sentence naming the setting to set.
    fn wechat(&self) -> Result<Option<WeChatConfig>, String> {
        let at = |base: &str| {
            Url::parse(base)
                .and_then(|base| base.join("/dev/wechat"))
                .map_err(|error| error.to_string())
        };
        let double = WeChatConfig {
            app_id: "wx-development".into(),
            app_secret: String::from("known to the double").into(),
            open_url: at(self.public_url.as_str())?,
            api_url: at(&format!("http://{}", self.addr))?,
        };
        self.wechat
            .config(self.mode(), (!self.is_production()).then_some(double))
    }

    #[must_use]
    pub fn is_https(&self) -> bool {
        self.public_url.scheme() == "https"
    }

    #[must_use]
    pub fn is_production(&self) -> bool {
        self.mode() == Mode::Production
    }

    /// The mode that was asked for, or development.
    fn mode(&self) -> Mode {
        self.mode.unwrap_or(Mode::Development)
    }

    /// How long to go on answering after a signal to stop.
    #[must_use]
    pub fn drain(&self) -> Duration {
        Duration::from_secs(
            self.drain_seconds
                .unwrap_or(if self.is_production() { 5 } else { 0 }),
        )
    }

    /// Our own origin, as browsers spell it.
    #[must_use]
    pub fn origin(&self) -> String {
        self.public_url.origin().ascii_serialization()
    }

    /// The secrets that the portal's keys are made from: as set, from their files, or in development
    /// made once and kept beside the database.
    ///
    /// # Errors
    /// One sentence: a secret is missing or too short, or its file cannot be read or made.
    pub fn secrets(&self, env: &Env) -> Result<Secrets, String> {
        self.secret
            .read(self.mode(), self.database_url.reveal(), env)
    }
}
