//! The outside world: where messages leave the portal.

pub mod dev_outbox;

use std::collections::BTreeMap;

use serde::Serialize;

use self::dev_outbox::DevOutbox;
use super::{
    env::Millis,
    settings::{MailGateway, Settings, SmsGateway},
};

/// A message in words, ready to leave. The id stays the same when it is sent again.
#[derive(Clone, Debug, Serialize)]
pub struct Letter {
    pub id: String,
    /// `sms` or `email`.
    pub channel: String,
    pub to: String,
    pub template: String,
    pub params: BTreeMap<String, String>,
    pub text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    #[serde(skip)]
    pub created_at: Millis,
}

/// Why a message did not leave.
#[derive(Debug)]
pub enum SendError {
    /// Trying again may help.
    Later(String),
    /// It never will.
    Never(String),
}

pub enum Sms {
    Outbox(DevOutbox),
}

pub enum Mail {
    Outbox(DevOutbox),
}

pub struct Gateways {
    pub sms: Sms,
    pub mail: Mail,
    /// There in development only.
    pub dev_outbox: Option<DevOutbox>,
}

impl Gateways {
    #[must_use]
    pub fn of(settings: &Settings) -> Self {
        let dev_outbox = DevOutbox::default();
        let sms = match settings.sms {
            SmsGateway::Outbox => Sms::Outbox(dev_outbox.clone()),
        };
        let mail = match settings.mail {
            MailGateway::Outbox => Mail::Outbox(dev_outbox.clone()),
        };
        Self { sms, mail, dev_outbox: (!settings.is_production()).then_some(dev_outbox) }
    }

    /// Hands the message to its channel's gateway.
    ///
    /// # Errors
    /// It was not accepted, for now or for good.
    pub fn send(&self, letter: &Letter) -> Result<(), SendError> {
        match letter.channel.as_str() {
            "sms" => match &self.sms {
                Sms::Outbox(outbox) => outbox.deliver(letter.clone()),
            },
            "email" => match &self.mail {
                Mail::Outbox(outbox) => outbox.deliver(letter.clone()),
            },
            other => return Err(SendError::Never(format!("no gateway for {other}"))),
        }
        Ok(())
    }
}
