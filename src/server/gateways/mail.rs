//! Mail: the development outbox, or SMTP by lettre, ten seconds for everything.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use lettre::{
    Message,
    message::{
        Mailbox, MultiPart,
        header::{Header, HeaderName, HeaderValue},
    },
    transport::smtp::{
        authentication::Credentials,
        client::{Certificate, TlsParameters},
    },
};
use tokio::time::timeout;

use super::{
    Letter, SendError, Trouble,
    dev_outbox::DevOutbox,
    smtp::{Privacy, Smtp},
};
use crate::server::settings::{MailConfig, SmtpConfig, Tls};

const PATIENCE: Duration = Duration::from_secs(10);

pub enum Mail {
    Outbox(DevOutbox),
    Smtp { server: Box<Smtp>, from: Box<Mailbox> },
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

    pub async fn send(&self, letter: &Letter) -> Result<String, SendError> {
        let (server, from) = match self {
            Self::Outbox(outbox) => return outbox.deliver(letter),
            Self::Smtp { server, from } => (server, from),
        };
        let message = message(letter, from).map_err(|error| Trouble::Never.with(error))?;
        match timeout(PATIENCE, server.send(message.envelope(), &message.formatted())).await {
            Err(_) => Err(Trouble::Unclear.with("no answer in time")),
            Ok(Ok(response)) => Ok(response.code().to_string()),
            Ok(Err(error)) => Err(trouble(&error)),
        }
    }
}

fn smtp(config: SmtpConfig) -> Result<Mail, String> {
    let SmtpConfig { host, port, tls, login, ca, from } = config;
    let from: Mailbox = from.parse().map_err(|_| "MENHU_MAIL_FROM must be an address such as no-reply@example.cn or 门户 <no-reply@example.cn>.")?;
    let parameters = || {
        let unusable = "MENHU_SMTP_CA_FILE holds no certificate in PEM.";
        let mut builder = TlsParameters::builder(host.clone());
        if let Some(pem) = &ca {
            builder = builder.add_root_certificate(Certificate::from_pem(pem).map_err(|_| unusable)?);
        }
        builder.build_rustls().map_err(|error| if ca.is_some() { unusable.to_owned() } else { format!("TLS for mail cannot be set up: {error}.") })
    };
    let privacy = match tls {
        Tls::None => Privacy::None,
        Tls::StartTls => Privacy::StartTls(parameters()?),
        Tls::Implicit => Privacy::Implicit(parameters()?),
    };
    let login = login.map(|(name, password)| Credentials::new(name, password.reveal().to_owned()));
    Ok(Mail::Smtp { server: Box::new(Smtp { host, port, privacy, login, idle: Arc::default() }), from: Box::new(from) })
}

/// Of a refusal only the code is kept: servers like to repeat the address. Of what is no answer nothing is: it may be the mail itself.
fn trouble(error: &lettre::transport::smtp::Error) -> SendError {
    let Some(code) = error.status() else {
        return if error.is_timeout() {
            Trouble::Unclear.with("no answer in time")
        } else if error.is_response() {
            Trouble::Unclear.with("no answer as mail servers give")
        } else {
            Trouble::Later.with(super::root_cause(error))
        };
    };
    let kind = match code.to_string().as_str() {
        // Log in first, no such login, login needs TLS, not allowed to send.
        "530" | "534" | "535" | "538" => Trouble::Operator,
        _ if error.is_permanent() => Trouble::Never,
        _ => Trouble::Later,
    };
    kind.with(code.to_string())
}

/// `Auto-Submitted`: nobody's out-of-office reply is wanted.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".into())
    }
}

/// The letter as a mail of text and HTML. Its id makes the `Message-ID`, so that a mail sent twice is shown once where clients look at that.
pub fn message(letter: &Letter, from: &Mailbox) -> Result<Message, String> {
    let to: Mailbox = letter.to.parse().map_err(|_| "the address is none")?;
    let date = SystemTime::UNIX_EPOCH + Duration::from_millis(u64::try_from(letter.created_at.millis()).unwrap_or(0));
    let builder = Message::builder()
        .from(from.clone())
        .to(to)
        .subject(letter.subject.as_deref().unwrap_or_default())
        .date(date)
        .message_id(Some(format!("<{}@{}>", letter.id, from.email.domain())))
        .header(AutoSubmitted);
    let html = letter.html.clone().unwrap_or_default();
    builder.multipart(MultiPart::alternative_plain_html(letter.text.clone(), html)).map_err(|error| error.to_string())
}
