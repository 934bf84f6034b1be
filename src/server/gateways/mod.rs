//! The outside world: where messages leave the portal, and whom it asks who somebody is.

pub mod dev_outbox;
mod http;
mod mail;
mod mime;
mod sms;
mod smtp;
pub mod wechat;

use std::collections::BTreeMap;

use serde::Serialize;

use self::{dev_outbox::DevOutbox, http::Http, mail::Mail, sms::Sms, wechat::WeChat};
use super::{env::Env, settings::GatewayConfigs};
use crate::values::{
    message::{Channel, Template},
    time::Timestamp,
};

/// A message in words, ready to leave. The id stays the same when it is sent again.
#[derive(Clone, Debug, Serialize)]
pub struct RenderedMessage {
    pub id: String,
    pub channel: Channel,
    pub to: String,
    pub template: Template,
    pub params: BTreeMap<String, String>,
    pub text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// A mail's other half.
    #[serde(skip)]
    pub html: Option<String>,
    #[serde(skip)]
    pub created_at: Timestamp,
    /// It may have left before, and nobody knows.
    #[serde(skip)]
    pub again: bool,
}

/// Why a message did not leave, and what the provider said. What it says never holds the message's
/// own secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendError {
    pub kind: SendErrorKind,
    pub answer: String,
}

/// What may help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendErrorKind {
    /// Trying again later.
    Transient,
    /// Trying again later; but it may have arrived already, since no answer came in time.
    Unknown,
    /// An operator: credit, credentials, settings. Tried again too, since that may be seen to.
    Misconfigured,
    /// Nothing: this message will not be taken.
    Permanent,
}

impl SendErrorKind {
    fn with(self, answer: impl Into<String>) -> SendError {
        SendError {
            kind: self,
            answer: answer.into(),
        }
    }
}

/// What one gateway made of a message.
#[derive(Clone, Debug)]
pub struct SendAttempt {
    pub gateway: &'static str,
    /// The provider's answer.
    pub outcome: Result<String, SendError>,
    pub began_at: Timestamp,
    pub ended_at: Timestamp,
}

pub struct Gateways {
    /// Asked one after the other, until one accepts.
    sms: Vec<Sms>,
    mail: Mail,
    pub wechat: Option<WeChat>,
    /// There in development only.
    pub dev_outbox: Option<DevOutbox>,
    env: Env,
}

impl Gateways {
    /// # Errors
    /// One sentence naming the setting that does not fit.
    pub fn of(configs: GatewayConfigs, is_production: bool, env: &Env) -> Result<Self, String> {
        let (dev_outbox, http) = (DevOutbox::new(env), Http::new()?);
        Ok(Self {
            sms: configs
                .sms
                .into_iter()
                .map(|config| Sms::of(config, &http, env, &dev_outbox))
                .collect(),
            mail: Mail::of(configs.mail, &dev_outbox)?,
            wechat: configs.wechat.map(|config| WeChat::of(config, &http)),
            dev_outbox: (!is_production).then_some(dev_outbox),
            env: env.clone(),
        })
    }

    /// Hands the message to its channel's gateways until one accepts it; what each of them said.
    pub async fn send(&self, message: &RenderedMessage) -> Vec<SendAttempt> {
        let mut attempts = Vec::new();
        if message.channel == Channel::Sms {
            for gateway in &self.sms {
                let began_at = self.env.now();
                let outcome = gateway.send(message).await;
                let accepted = outcome.is_ok();
                attempts.push(self.attempt(gateway.name(), outcome, began_at, message));
                if accepted {
                    break;
                }
            }
        } else {
            let began_at = self.env.now();
            let outcome = self.mail.send(message).await;
            attempts.push(self.attempt(self.mail.name(), outcome, began_at, message));
        }
        attempts
    }

    fn attempt(
        &self,
        gateway: &'static str,
        outcome: Result<String, SendError>,
        began_at: Timestamp,
        message: &RenderedMessage,
    ) -> SendAttempt {
        let outcome = outcome
            .map(|answer| without_secrets(&answer, message))
            .map_err(|error| SendError {
                answer: without_secrets(&error.answer, message),
                ..error
            });
        SendAttempt {
            gateway,
            outcome,
            began_at,
            ended_at: self.env.now(),
        }
    }
}

/// A provider may echo what it was given; what is kept of its answer is short, and holds neither
/// the code, nor the link, nor the recipient.
fn without_secrets(answer: &str, message: &RenderedMessage) -> String {
    let own = message
        .params
        .values()
        .chain([&message.to])
        .map(String::as_str);
    // A token without its link, a number without its country.
    let parts = own.clone().filter_map(|text| {
        text.split_once('=')
            .map(|(_, token)| token)
            .or_else(|| text.strip_prefix("+86"))
    });
    let mut kept = answer.to_owned();
    for secret in own.chain(parts).filter(|secret| !secret.is_empty()) {
        kept = kept.replace(secret, "…");
    }
    kept.chars().filter(|c| !c.is_control()).take(100).collect()
}

/// What was at the bottom of it; the errors above it only say what was being done.
fn root_cause(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}
