//! The settings: each a flag and an environment variable, checked once at the start, secrets never
//! shown.

mod mail;
mod secret;
mod sms;
mod wechat;

use std::{fmt, fs, io::Write as _, path::PathBuf, time::Duration};

use clap::{Args, ValueEnum};
use ipnet::IpNet;
use url::Url;

pub use self::{
    mail::{MailConfig, MailGateway, MailSettings, SmtpConfig, Tls},
    secret::Secret,
    sms::{AliyunConfig, SmsConfig, SmsGateway, SmsSettings, TEMPLATES, TencentConfig},
    wechat::{WeChatConfig, WeChatSettings},
};
use super::{env::Env, error::Fault};

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
    /// What the defaults and checks are for
    #[arg(long, env = "MENHU_MODE", default_value = "development")]
    pub mode: Mode,
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
    /// Connections to the database at most; all nodes together must stay below PostgreSQL's
    /// `max_connections`
    #[arg(long, env = "MENHU_DATABASE_CONNECTIONS", default_value_t = 16, value_parser = clap::value_parser!(u32).range(2..=1000))]
    pub database_connections: u32,
    /// Keys code hashes and tokens, at least 32 bytes; in development one is made and kept beside
    /// the database
    #[arg(long, env = "MENHU_SECRET", hide_env_values = true)]
    pub secret: Option<Secret>,
    /// A file that holds the secret
    #[arg(long, env = "MENHU_SECRET_FILE", conflicts_with = "secret")]
    pub secret_file: Option<PathBuf>,
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
    /// ICP number for the footer
    #[arg(long, env = "MENHU_ICP", default_value = "")]
    pub icp: String,
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
        self.check_web()?;
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
            sms: self.sms.configs()?,
            mail: self.mail.config()?,
            wechat: self.wechat()?,
        };
        Ok(Config {
            settings: self,
            gateways,
        })
    }

    fn check_web(&self) -> Result<(), String> {
        if !matches!(self.public_url.scheme(), "http" | "https") || self.public_url.host().is_none()
        {
            return Err("MENHU_PUBLIC_URL must be an http or https address with a host.".into());
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
        if Secret::given(
            "MENHU_SECRET",
            self.secret.as_ref(),
            self.secret_file.as_deref(),
        )?
        .is_some_and(|secret| secret.reveal().len() < 32)
        {
            return Err("MENHU_SECRET must have at least 32 bytes.".into());
        }
        Ok(())
    }

    fn check_production(&self) -> Result<(), String> {
        if self.mode == Mode::Production {
            if !self.is_https() {
                return Err("In production MENHU_PUBLIC_URL must be an https address.".into());
            }
            if self.given_secret().is_none() && self.secret_file.is_none() {
                return Err(
                    "In production MENHU_SECRET (or MENHU_SECRET_FILE) must be set.".into(),
                );
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
            .config((!self.is_production()).then_some(double))
    }

    #[must_use]
    pub fn is_https(&self) -> bool {
        self.public_url.scheme() == "https"
    }

    #[must_use]
    pub fn is_production(&self) -> bool {
        self.mode == Mode::Production
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

    /// The secret as it was set; one that was set to nothing was not.
    fn given_secret(&self) -> Option<&Secret> {
        self.secret
            .as_ref()
            .filter(|secret| !secret.reveal().is_empty())
    }

    /// The portal's secret: as set, from its file, or in development made once and kept beside the
    /// database.
    ///
    /// # Errors
    /// The file cannot be read or written, or holds fewer than 32 bytes.
    pub fn secret(&self, env: &Env) -> Result<Secret, Fault> {
        if let Some(secret) = self.given_secret() {
            // Also for those who did not ask `parse`: a short key is no key.
            return if secret.reveal().len() < 32 {
                Err(Fault::Internal(
                    "MENHU_SECRET must have at least 32 bytes.".into(),
                ))
            } else {
                Ok(secret.clone())
            };
        }
        let fault = |path: &PathBuf, error: &dyn fmt::Display| {
            Fault::Internal(format!("the secret in {}: {error}", path.display()))
        };
        let path = self.secret_file.clone().unwrap_or_else(|| {
            let beside =
                self.database_url
                    .reveal()
                    .strip_prefix("sqlite:")
                    .map_or("data/menhu", |url| {
                        url.trim_start_matches("//")
                            .split('?')
                            .next()
                            .unwrap_or(url)
                    });
            PathBuf::from(beside).with_extension("secret")
        });
        if self.secret_file.is_none() && !path.exists() {
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder).map_err(|error| fault(&path, &error))?;
            }
            // Written whole under another name first: another process may be starting too, and must
            // never read half a secret.
            let draft = path.with_extension(format!("secret.{}", env.id()));
            let mut options = fs::OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            options
                .open(&draft)
                .and_then(|mut file| {
                    file.write_all(hex::encode(env.bytes::<32>()).as_bytes())
                        .and_then(|()| file.sync_all())
                })
                .map_err(|error| fault(&draft, &error))?;
            let linked = fs::hard_link(&draft, &path);
            let _ = fs::remove_file(&draft);
            if let Err(error) = linked
                && error.kind() != std::io::ErrorKind::AlreadyExists
            {
                return Err(fault(&path, &error));
            }
        }
        let secret = fs::read_to_string(&path)
            .map_err(|error| fault(&path, &error))?
            .trim()
            .to_owned();
        if secret.len() < 32 {
            Err(fault(&path, &"has fewer than 32 bytes"))
        } else {
            Ok(secret.into())
        }
    }
}
