//! SMS: the development outbox, a webhook, Alibaba Cloud or Tencent Cloud.

mod aliyun;
mod tencent;
mod webhook;

use self::{aliyun::Aliyun, tencent::Tencent, webhook::Webhook};
use super::{
    RenderedMessage, SendError, SendErrorKind,
    dev_outbox::DevOutbox,
    http::{Http, TransportError},
};
use crate::server::{
    env::Env,
    settings::{SmsConfig, TEMPLATES},
};

pub enum Sms {
    Outbox(DevOutbox),
    Webhook(Webhook),
    Aliyun(Aliyun),
    Tencent(Tencent),
}

impl Sms {
    pub fn of(config: SmsConfig, http: &Http, env: &Env, outbox: &DevOutbox) -> Self {
        match config {
            SmsConfig::Outbox => Self::Outbox(outbox.clone()),
            SmsConfig::Webhook { url } => Self::Webhook(Webhook {
                url,
                http: http.clone(),
            }),
            SmsConfig::Aliyun(config) => Self::Aliyun(Aliyun {
                config,
                http: http.clone(),
                env: env.clone(),
            }),
            SmsConfig::Tencent(config) => Self::Tencent(Tencent {
                config,
                http: http.clone(),
                env: env.clone(),
            }),
        }
    }

    pub const fn name(&self) -> &'static str {
        match self {
            Self::Outbox(_) => "outbox",
            Self::Webhook(_) => "webhook",
            Self::Aliyun(_) => "aliyun",
            Self::Tencent(_) => "tencent",
        }
    }

    pub async fn send(&self, message: &RenderedMessage) -> Result<String, SendError> {
        match self {
            Self::Outbox(outbox) => outbox.deliver(message),
            Self::Webhook(webhook) => webhook.send(message).await,
            Self::Aliyun(aliyun) => aliyun.send(message).await,
            Self::Tencent(tencent) => tencent.send(message).await,
        }
    }
}

/// The variables of the message's template, in the order of a positional one. Nothing else leaves:
/// providers need not know whom they write to.
fn variables(message: &RenderedMessage) -> Vec<(&'static str, String)> {
    let names = TEMPLATES
        .iter()
        .find(|(name, _)| *name == message.template)
        .map_or(&[][..], |(_, names)| names);
    names
        .iter()
        .map(|name| {
            (
                *name,
                message.params.get(*name).cloned().unwrap_or_default(),
            )
        })
        .collect()
}

impl From<TransportError> for SendError {
    fn from(error: TransportError) -> Self {
        match error {
            TransportError::Unsent(said) => SendErrorKind::Transient.with(said),
            TransportError::Unanswered(said) => SendErrorKind::Unknown.with(said),
        }
    }
}
