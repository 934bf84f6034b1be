//! Sending what was queued: claim, put into words, hand over, note what came of it.

use std::{collections::BTreeMap, time::Duration};

use tokio::time::sleep;

use crate::{
    server::{
        Portal,
        env::{MINUTE, Millis, SECOND},
        error::Fault,
        gateways::{Letter, SendError},
        store::{self, outbox::Queued},
    },
    text,
    values::lang::Lang,
};

/// How long a worker may hold a message before another takes it over.
const LEASE: Millis = MINUTE;
const TRIES: i64 = 5;
/// How often the worker looks even when nobody rang.
const LOOK: Duration = Duration::from_secs(2);

impl Portal {
    /// Sends what is due, until nothing is; the number of messages handed over.
    ///
    /// # Errors
    /// The database failed; what was leased is taken up again when the lease ends.
    pub async fn deliver_due(&self) -> Result<usize, Fault> {
        let mut delivered = 0;
        loop {
            let now = self.env.now();
            let mut tx = self.store.begin().await?;
            let due = store::outbox::lease(&mut tx, 20, now + LEASE, now).await?;
            tx.commit().await?;
            if due.is_empty() {
                return Ok(delivered);
            }
            for message in &due {
                delivered += usize::from(self.deliver(message).await?);
            }
        }
    }

    /// The worker: runs until it is dropped.
    pub async fn deliver_forever(&self) {
        loop {
            if let Err(fault) = self.deliver_due().await {
                tracing::error!(%fault, "the outbox could not be worked through");
            }
            tokio::select! {
                () = self.outbox_bell.notified() => {}
                () = sleep(LOOK) => {}
            }
        }
    }

    async fn deliver(&self, message: &Queued) -> Result<bool, Fault> {
        let now = self.env.now();
        let (state, error) = if message.expires_at <= now {
            ("dropped", "expired".to_owned())
        } else {
            match self.letter(message).map_err(|fault| SendError::Never(fault.to_string())).and_then(|letter| self.gateways.send(&letter)) {
                Ok(()) => ("sent", String::new()),
                Err(SendError::Later(error)) if message.attempts < TRIES => {
                    let pause = (2 * SECOND) << message.attempts.clamp(0, 10);
                    let jitter = Millis::from(self.env.below(u32::try_from(pause / 2).unwrap_or(1).max(1)));
                    let mut tx = self.store.begin().await?;
                    store::outbox::set_retry(&mut tx, &message.id, &error, now + pause + jitter).await?;
                    tx.commit().await?;
                    return Ok(false);
                }
                Err(SendError::Later(error) | SendError::Never(error)) => ("failed", error),
            }
        };
        tracing::info!(id = message.id, channel = message.channel, template = message.template, state, error, "message");
        let mut tx = self.store.begin().await?;
        store::outbox::set_state(&mut tx, &message.id, state, &error, now).await?;
        tx.commit().await?;
        Ok(state == "sent")
    }

    /// The message in words: `sms-<template>`, or `mail-<template>-subject` and `mail-<template>-text`, of the catalogue.
    fn letter(&self, message: &Queued) -> Result<Letter, Fault> {
        let params: BTreeMap<String, String> = serde_json::from_str(&self.keys.open(&message.sealed)?).map_err(|error| Fault::Internal(error.to_string()))?;
        let lang = Lang::of(&message.lang).unwrap_or_default();
        let args: Vec<(&str, &str)> = params.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let (text, subject) = if message.channel == "sms" {
            (text::with(lang, &format!("sms-{}", message.template), &args), None)
        } else {
            let subject = text::with(lang, &format!("mail-{}-subject", message.template), &args);
            (text::with(lang, &format!("mail-{}-text", message.template), &args), Some(subject))
        };
        Ok(Letter {
            id: message.id.clone(),
            channel: message.channel.clone(),
            to: message.recipient.clone(),
            template: message.template.clone(),
            params,
            text,
            subject,
            created_at: message.created_at,
        })
    }
}
