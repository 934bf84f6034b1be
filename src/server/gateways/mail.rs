//! Mail: the development outbox, or SMTP by lettre, ten seconds for everything.

use std::{sync::Arc, time::Duration};

use lettre::{
    message::Mailbox,
    transport::smtp::{
        authentication::Credentials,
        client::{Certificate, TlsParameters},
    },
};
use tokio::time::timeout;

use super::{
    RenderedMessage, SendError, SendErrorKind,
    dev_outbox::DevOutbox,
    smtp::{Privacy, Smtp},
};
use crate::{
    server::settings::{MailConfig, SmtpConfig, Tls},
    values::email::Email,
};

const TIMEOUT: Duration = Duration::from_secs(10);

pub enum Mail {
    Outbox(DevOutbox),
    Smtp {
        server: Box<Smtp>,
        from: Box<Mailbox>,
    },
}

impl Mail {
    pub fn of(config: MailConfig, outbox: &DevOutbox) -> Result<Self, String> {
        match config {
            MailConfig::Outbox => Ok(Self::Outbox(outbox.clone())),
            MailConfig::Smtp(config) => smtp(config),
        }
    }

    pub const fn name(&self) -> &'static str {
        match self {
            Self::Outbox(_) => "outbox",
            Self::Smtp { .. } => "smtp",
        }
    }

    pub async fn send(&self, message: &RenderedMessage) -> Result<String, SendError> {
        let (server, from) = match self {
            Self::Outbox(outbox) => return outbox.deliver(message),
            Self::Smtp { server, from } => (server, from),
        };
        let mime = super::mime::build(message, from)
            .map_err(|error| SendErrorKind::Permanent.with(error))?;
        match timeout(TIMEOUT, server.send(mime.envelope(), &mime.formatted())).await {
            Err(_) => Err(SendErrorKind::Unknown.with("no answer in time")),
            Ok(Ok(response)) => Ok(response.code().to_string()),
            Ok(Err(error)) => Err(send_error(&error)),
        }
    }
}

fn smtp(config: SmtpConfig) -> Result<Mail, String> {
    let SmtpConfig {
        host,
        port,
        tls,
        login,
        ca,
        from,
    } = config;
    let unusable = || {
        "MENHU_MAIL_FROM must be an address such as \
         no-reply@example.cn or 门户 <no-reply@example.cn>."
    };
    let from: Mailbox = from.parse().map_err(|_| unusable())?;
    let envelope = Email::from_stored(from.email.as_ref()).envelope();
    let from = Mailbox::new(from.name, envelope.parse().map_err(|_| unusable())?);
    let parameters = || {
        let unusable = "MENHU_SMTP_CA_FILE holds no certificate in PEM.";
        let mut builder = TlsParameters::builder(host.clone());
        if let Some(pem) = &ca {
            builder =
                builder.add_root_certificate(Certificate::from_pem(pem).map_err(|_| unusable)?);
        }
        builder.build_rustls().map_err(|error| {
            if ca.is_some() {
                unusable.to_owned()
            } else {
                format!("TLS for mail cannot be set up: {error}.")
            }
        })
    };
    let privacy = match tls {
        Tls::None => Privacy::None,
        Tls::StartTls => Privacy::StartTls(parameters()?),
        Tls::Implicit => Privacy::Implicit(parameters()?),
    };
    let login = login.map(|(name, password)| Credentials::new(name, password.reveal().to_owned()));
    Ok(Mail::Smtp {
        server: Box::new(Smtp {
            host,
            port,
            privacy,
            login,
            idle: Arc::default(),
        }),
        from: Box::new(from),
    })
}

/// Of a refusal only the code is kept: servers like to repeat the address. Of what is no answer
/// nothing is: it may be the mail itself.
fn send_error(error: &lettre::transport::smtp::Error) -> SendError {
    let Some(code) = error.status() else {
        return if error.is_timeout() {
            SendErrorKind::Unknown.with("no answer in time")
        } else if error.is_response() {
            SendErrorKind::Unknown.with("no answer as mail servers give")
        } else {
            SendErrorKind::Transient.with(super::root_cause(error))
        };
    };
    let kind = match code.to_string().as_str() {
        // Log in first, no such login, login needs TLS, not allowed to send.
        "530" | "534" | "535" | "538" => SendErrorKind::Misconfigured,
        _ if error.is_permanent() => SendErrorKind::Permanent,
        _ => SendErrorKind::Transient,
    };
    kind.with(code.to_string())
}
