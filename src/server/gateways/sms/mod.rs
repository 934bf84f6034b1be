//! SMS: the development outbox, a webhook, Alibaba Cloud or Tencent Cloud.

mod aliyun;
mod tencent;
mod webhook;

use self::{aliyun::Aliyun, tencent::Tencent, webhook::Webhook};
use super::{
    Letter, SendError, Trouble,
    dev_outbox::DevOutbox,
    http::{Http, Silence},
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
            SmsConfig::Webhook { url } => Self::Webhook(Webhook { url, http: http.clone() }),
            SmsConfig::Aliyun(config) => Self::Aliyun(Aliyun { config, http: http.clone(), env: env.clone() }),
            SmsConfig::Tencent(config) => Self::Tencent(Tencent { config, http: http.clone(), env: env.clone() }),
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

    pub async fn send(&self, letter: &Letter) -> Result<String, SendError> {
        match self {
            Self::Outbox(outbox) => outbox.deliver(letter),
            Self::Webhook(webhook) => webhook.send(letter).await,
            Self::Aliyun(aliyun) => aliyun.send(letter).await,
            Self::Tencent(tencent) => tencent.send(letter).await,
        }
    }
}

/// The variables of the letter's template, in the order of a positional one. Nothing else leaves: providers need not know whom they write to.
fn variables(letter: &Letter) -> Vec<(&'static str, String)> {
    let names = TEMPLATES.iter().find(|(name, _)| *name == letter.template).map_or(&[][..], |(_, names)| names);
    names.iter().map(|name| (*name, letter.params.get(*name).cloned().unwrap_or_default())).collect()
}

impl From<Silence> for SendError {
    fn from(silence: Silence) -> Self {
        match silence {
            Silence::Unsent(said) => Trouble::Later.with(said),
            Silence::Unclear(said) => Trouble::Unclear.with(said),
        }
    }
}
