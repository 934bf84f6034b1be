//! Mail: the development outbox, or SMTP by lettre, pooled, ten seconds for everything.

use std::time::{Duration, SystemTime};

use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    message::{
        Mailbox, MultiPart,
        header::{Header, HeaderName, HeaderValue},
    },
    transport::smtp::{
        PoolConfig,
        authentication::Credentials,
        client::{Certificate, Tls as SmtpTls, TlsParameters},
    },
};
use tokio::time::timeout;

use super::{Letter, SendError, Trouble, dev_outbox::DevOutbox};
use crate::server::settings::{MailConfig, SmtpConfig, Tls};

const PATIENCE: Duration = Duration::from_secs(10);

pub enum Mail {
    Outbox(DevOutbox),
    Smtp(Box<Smtp>),
}

pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Mail {
    pub fn of(config: MailConfig, outbox: &DevOutbox) -> Result<Self, String> {
        Ok(match config {
            MailConfig::Outbox => Self::Outbox(outbox.clone()),
            MailConfig::Smtp(config) => Self::Smtp(Box::new(Smtp::of(config)?)),
        })
    }

    pub const fn name(&self) -> &'static str {
        match self {
            Self::Outbox(_) => "outbox",
            Self::Smtp(_) => "smtp",
        }
    }

    pub async fn send(&self, letter: &Letter) -> Result<String, SendError> {
        match self {
            Self::Outbox(outbox) => outbox.deliver(letter),
            Self::Smtp(smtp) => smtp.send(letter).await,
        }
    }
}

impl Smtp {
    fn of(config: SmtpConfig) -> Result<Self, String> {
        let SmtpConfig { host, port, tls, login, ca, from } = config;
        let from: Mailbox = from.parse().map_err(|_| "MENHU_MAIL_FROM must be an address such as no-reply@example.cn or 门户 <no-reply@example.cn>.")?;
        let parameters = || {
            let mut builder = TlsParameters::builder(host.clone());
            if let Some(pem) = &ca {
                let certificate = Certificate::from_pem(pem).map_err(|_| "MENHU_SMTP_CA_FILE holds no certificate in PEM.")?;
                builder = builder.add_root_certificate(certificate);
            }
            builder.build_rustls().map_err(|error| format!("TLS for mail cannot be set up: {error}"))
        };
        let tls = match tls {
            Tls::None => SmtpTls::None,
            Tls::StartTls => SmtpTls::Required(parameters()?),
            Tls::Implicit => SmtpTls::Wrapper(parameters()?),
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&host)
            .port(port)
            .tls(tls)
            .timeout(Some(PATIENCE))
            .pool_config(PoolConfig::new().max_size(16).idle_timeout(Duration::from_secs(20)));
        if let Some((name, password)) = login {
            builder = builder.credentials(Credentials::new(name, password.reveal().to_owned()));
        }
        Ok(Self { transport: builder.build(), from })
    }

    async fn send(&self, letter: &Letter) -> Result<String, SendError> {
        let message = message(letter, &self.from).map_err(|error| Trouble::Never.with(error))?;
        // Never broken off: a connection left in the middle of a mail would answer the next one with the last one's answers. What comes after the
        // patience is over is nobody's any more, and lettre's own time-out ends it.
        let transport = self.transport.clone();
        match timeout(PATIENCE, tokio::spawn(async move { transport.send(message).await })).await {
            Err(_) => Err(Trouble::Unclear.with("no answer in time")),
            Ok(Ok(Ok(response))) => Ok(response.code().to_string()),
            Ok(Ok(Err(error))) => Err(trouble(&error)),
            Ok(Err(broken)) => Err(Trouble::Unclear.with(broken.to_string())),
        }
    }
}

/// Of a refusal only the code is kept: servers like to repeat the address.
fn trouble(error: &lettre::transport::smtp::Error) -> SendError {
    let Some(code) = error.status() else {
        let kind = if error.is_timeout() { Trouble::Unclear } else { Trouble::Later };
        let said = if error.is_timeout() { "no answer in time".to_owned() } else { super::root_cause(error) };
        return kind.with(said);
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
    let date = SystemTime::UNIX_EPOCH + Duration::from_millis(u64::try_from(letter.created_at).unwrap_or(0));
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
