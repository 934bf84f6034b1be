//! How mail leaves.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use url::Url;

use super::{
    provider::{is_loopback, needed},
    secret::Secret,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MailGateway {
    /// the development outbox: nothing leaves the machine, /dev/outbox shows it
    Outbox,
    /// an SMTP server
    Smtp,
}

#[derive(Args, Clone, Debug)]
pub struct MailSettings {
    /// How mail leaves
    #[arg(id = "mail", long, env = "MENHU_MAIL", default_value = "outbox")]
    pub gateway: MailGateway,
    /// `smtps://USER:PASSWORD@HOST` (TLS from the start, port 465) or `smtp://…` (STARTTLS, port
    /// 587; plain on loopback only, unless `?tls=required`)
    #[arg(long, env = "MENHU_SMTP_URL", hide_env_values = true)]
    smtp_url: Option<Secret>,
    /// A file that holds the SMTP URL
    #[arg(long, env = "MENHU_SMTP_URL_FILE")]
    smtp_url_file: Option<PathBuf>,
    /// A PEM file with the certificate authority of a mail server that the system's own would not
    /// trust
    #[arg(long, env = "MENHU_SMTP_CA_FILE")]
    smtp_ca_file: Option<PathBuf>,
    /// Sender, such as `门户 <no-reply@example.cn>`
    #[arg(id = "mail-from", long, env = "MENHU_MAIL_FROM", default_value = "")]
    from: String,
}

/// The gateway with all it needs.
#[derive(Clone, Debug)]
pub enum MailConfig {
    Outbox,
    Smtp(SmtpConfig),
}

#[derive(Clone, Debug)]
pub struct SmtpConfig {
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    /// Name and password.
    pub login: Option<(String, Secret)>,
    /// PEM.
    pub ca: Option<Vec<u8>>,
    pub from: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// Nobody listens in between: the server is on this machine.
    None,
    StartTls,
    Implicit,
}

impl MailSettings {
    /// The gateway.
    ///
    /// # Errors
    /// One sentence naming the setting to set.
    pub fn config(&self) -> Result<MailConfig, String> {
        if self.gateway == MailGateway::Outbox {
            return Ok(MailConfig::Outbox);
        }
        let url = Secret::needed(
            "MENHU_SMTP_URL",
            self.smtp_url.as_ref(),
            self.smtp_url_file.as_deref(),
        )?;
        let ca = self
            .smtp_ca_file
            .as_ref()
            .map(std::fs::read)
            .transpose()
            .map_err(|error| format!("MENHU_SMTP_CA_FILE cannot be read: {error}."))?;
        if ca.as_ref().is_some_and(|pem| {
            !String::from_utf8_lossy(pem).contains("-----BEGIN CERTIFICATE-----")
        }) {
            return Err("MENHU_SMTP_CA_FILE holds no certificate in PEM.".into());
        }
        let mut config = parse(url.reveal()).ok_or(
            "MENHU_SMTP_URL must look like \
             smtps://USER:PASSWORD@HOST or smtp://USER:PASSWORD@HOST:PORT.",
        )?;
        (config.ca, config.from) = (ca, needed("MENHU_MAIL_FROM", &self.from)?);
        Ok(MailConfig::Smtp(config))
    }
}

fn parse(url: &str) -> Option<SmtpConfig> {
    let url = Url::parse(url).ok()?;
    let host = url.host_str()?.trim_matches(['[', ']']).to_owned();
    let (tls, port) = match url.scheme() {
        "smtps" => (Tls::Implicit, 465),
        "smtp" if is_loopback(&url) && url.query() != Some("tls=required") => (Tls::None, 25),
        "smtp" => (Tls::StartTls, 587),
        _ => return None,
    };
    let decoded = |text: &str| {
        percent_encoding::percent_decode_str(text)
            .decode_utf8()
            .ok()
            .map(std::borrow::Cow::into_owned)
    };
    let login = match (url.username(), url.password()) {
        ("", _) | (_, None) => None,
        (name, Some(password)) => Some((decoded(name)?, decoded(password)?.into())),
    };
    Some(SmtpConfig {
        host,
        port: url.port().unwrap_or(port),
        tls,
        login,
        ca: None,
        from: String::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_goes_without_tls() {
        let read = |url: &str| {
            parse(url).map(|config| {
                (
                    config.tls,
                    config.port,
                    config
                        .login
                        .map(|(name, secret)| (name, secret.reveal().to_owned())),
                )
            })
        };
        assert_eq!(
            read("smtps://a%40b.cn:p%3Aw@mail.example.cn"),
            Some((Tls::Implicit, 465, Some(("a@b.cn".into(), "p:w".into()))))
        );
        assert_eq!(
            read("smtp://mail.example.cn"),
            Some((Tls::StartTls, 587, None))
        );
        assert_eq!(
            read("smtp://mail.example.cn:25"),
            Some((Tls::StartTls, 25, None))
        );
        assert_eq!(read("smtp://127.0.0.1:1025"), Some((Tls::None, 1025, None)));
        assert_eq!(read("smtp://[::1]:1025"), Some((Tls::None, 1025, None)));
        assert_eq!(
            read("smtp://localhost:1025?tls=required"),
            Some((Tls::StartTls, 1025, None))
        );
        for wrong in ["", "mail.example.cn", "http://mail.example.cn", "smtp://"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
