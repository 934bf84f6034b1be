//! A mail as it travels: headers, text and HTML.

use std::time::{Duration, SystemTime};

use lettre::{
    Message,
    message::{
        Mailbox, MultiPart,
        header::{Header, HeaderName, HeaderValue},
    },
};

use super::RenderedMessage;
use crate::values::email::Email;

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

/// The message as a mail of text and HTML. Its id makes the `Message-ID`, so that a mail sent twice
/// is shown once where clients look at that.
pub fn build(message: &RenderedMessage, from: &Mailbox) -> Result<Message, String> {
    let to = Email::from_stored(&message.to).envelope();
    let to: Mailbox = to.parse().map_err(|_| "the address is none")?;
    let date = SystemTime::UNIX_EPOCH
        + Duration::from_millis(u64::try_from(message.created_at.millis()).unwrap_or(0));
    let builder = Message::builder()
        .from(from.clone())
        .to(to)
        .subject(message.subject.as_deref().unwrap_or_default())
        .date(date)
        .message_id(Some(format!("<{}@{}>", message.id, from.email.domain())))
        .header(AutoSubmitted);
    let html = message.html.clone().unwrap_or_default();
    builder
        .multipart(MultiPart::alternative_plain_html(
            message.text.clone(),
            html,
        ))
        .map_err(|error| error.to_string())
}
