//! Sending what was queued: lease, put into words, hand over, note what came of it.
//!
//! A message is sent at least once. It is leased to one worker at a time; whoever holds the lease
//! sends it, and writes down what came of that. A worker that dies in between leaves the lease to
//! run out, and the message is sent again: twice then, at worst, where the provider has no
//! idempotency key (Tencent Cloud; Alibaba Cloud is asked first; the webhook gets the same `id`,
//! mail the same `Message-ID`). The same goes for an attempt whose answer did not come in time.

use std::{collections::BTreeMap, sync::Arc, time::Duration as StdDuration};

use tokio::{task::JoinSet, time::sleep};

use crate::{
    server::{
        Portal,
        crypto::keys::Purpose,
        error::Fault,
        gateways::{RenderedMessage, SendAttempt, SendError, SendErrorKind},
        store::{
            self,
            outbox::{AttemptResult, MessageState, Queued},
        },
    },
    text,
    values::{
        imprint::Imprint,
        lang::Lang,
        message::{Channel, Template},
        time::{Duration, Timestamp},
    },
};

/// How long a worker may hold a message before another takes it over; longer than any attempt
/// takes.
const LEASE: Duration = Duration::seconds(30);
/// How often a message is tried again after it failed.
const RETRIES: i64 = 5;
/// The first pause between two attempts; each is eight times the last, up to two hours.
const FIRST_PAUSE: Duration = Duration::seconds(2);
/// The longest pause before a message that this node cannot open is looked at again.
const LONGEST_LEAVE: Duration = Duration::minutes(10);
/// How often the worker looks even when nobody woke it.
const LOOK: StdDuration = StdDuration::from_secs(2);
/// How many messages of a channel are on their way at once: a gateway that hangs holds up no more
/// than these.
const AT_ONCE: usize = 16;

/// Sends what is due, until nothing is; the number of messages handed over.
///
/// # Errors
/// The database failed; what was leased is taken up again when the lease ends.
pub async fn deliver_due(portal: &Arc<Portal>) -> Result<usize, Fault> {
    let mut delivered = 0;
    loop {
        let mut sending = JoinSet::new();
        for channel in Channel::ALL {
            take(portal, &mut sending, channel).await?;
        }
        if sending.is_empty() {
            return Ok(delivered);
        }
        delivered += sending
            .join_all()
            .await
            .into_iter()
            .filter(|sent| *sent)
            .count();
    }
}

/// The worker of one channel: runs until it is dropped.
pub async fn deliver_forever(portal: &Arc<Portal>, channel: Channel) {
    let mut sending = JoinSet::new();
    loop {
        if let Err(fault) = take(portal, &mut sending, channel).await {
            tracing::error!(%fault, "the outbox could not be worked through");
            sleep(LOOK).await;
        }
        tokio::select! {
            Some(_) = sending.join_next() => {}
            () = portal.outbox_wakeups[channel as usize].notified(), if sending.len() < AT_ONCE => {}
            () = sleep(LOOK) => {}
        }
    }
}

/// Leases as many due messages as there is room for, and sets out with them.
async fn take(
    portal: &Arc<Portal>,
    sending: &mut JoinSet<bool>,
    channel: Channel,
) -> Result<(), Fault> {
    let room = i64::try_from(AT_ONCE.saturating_sub(sending.len())).unwrap_or(0);
    if room == 0 {
        return Ok(());
    }
    let now = portal.env.now();
    let mut tx = portal.store.begin().await?;
    let due = store::outbox::lease(&mut tx, channel, room, now + LEASE, now).await?;
    tx.commit().await?;
    for message in due {
        let portal = Arc::clone(portal);
        sending.spawn(async move {
            deliver(&portal, &message).await.unwrap_or_else(|fault| {
                tracing::error!(%fault, id = message.id, "what came of a message could not be \
                     written down; it is sent again when its lease ends");
                false
            })
        });
    }
    Ok(())
}

/// One message, as far as it gets today; whether it left.
async fn deliver(portal: &Portal, message: &Queued) -> Result<bool, Fault> {
    if message.expires_at <= portal.env.now() {
        return finish(portal, message, &[], MessageState::Dropped, "expired").await;
    }
    let Some(params) = portal
        .keys
        .open(Purpose::Message, &message.id, &message.sealed)
    else {
        return leave(portal, message).await;
    };
    let rendered = match render(&portal.imprint, message, &params) {
        Ok(rendered) => rendered,
        Err(fault) => {
            tracing::error!(%fault, id = message.id, "a message could not be put into words");
            return finish(
                portal,
                message,
                &[],
                MessageState::Failed,
                "it could not be put into words",
            )
            .await;
        }
    };
    let attempts = portal.gateways.send(&rendered).await;
    for attempt in &attempts {
        tell(message, attempt);
    }
    let failures: Vec<_> = attempts
        .iter()
        .filter_map(|attempt| attempt.outcome.as_ref().err())
        .collect();
    if failures.len() < attempts.len() {
        return finish(portal, message, &attempts, MessageState::Sent, "").await;
    }
    let answer = failures
        .last()
        .map_or("no gateway", |failure| failure.answer.as_str());
    let hopeless = failures
        .iter()
        .all(|failure| failure.kind == SendErrorKind::Permanent);
    if hopeless || message.failures >= RETRIES {
        tracing::error!(
            id = message.id,
            channel = message.channel.as_str(),
            template = message.template,
            "gave up on a message: see `menhu outbox list`"
        );
        return finish(portal, message, &attempts, MessageState::Failed, answer).await;
    }
    let now = portal.env.now();
    let mut tx = portal.store.begin().await?;
    record_attempts(portal, &mut tx, message, &attempts).await?;
    store::outbox::set_retry(
        &mut tx,
        &message.id,
        answer,
        now + pause(portal, message, now),
    )
    .await?;
    tx.commit().await?;
    Ok(false)
}

/// A message that was sealed with a secret this node does not have is another node's to send, while
/// secrets are replaced. It is let go as it was, and looked at again later and later.
async fn leave(portal: &Portal, message: &Queued) -> Result<bool, Fault> {
    tracing::warn!(
        id = message.id,
        "a message does not open with this node's secrets: left to others"
    );
    let now = portal.env.now();
    let pause = ((now - message.created_at) / 4).clamp(FIRST_PAUSE, LONGEST_LEAVE);
    let mut tx = portal.store.begin().await?;
    store::outbox::set_left(&mut tx, &message.id, now + pause).await?;
    tx.commit().await?;
    Ok(false)
}

/// How long to wait after this failure: eight times as long each time, with up to a quarter of
/// chance, but never beyond half of what is left of the message's life, so that a code is tried to
/// the end of its five minutes.
fn pause(portal: &Portal, message: &Queued, now: Timestamp) -> Duration {
    let growing = FIRST_PAUSE * (1 << (3 * message.failures.clamp(0, 4)));
    let jitter = Duration(
        portal
            .env
            .below(
                u32::try_from(growing.millis() / 4)
                    .unwrap_or(u32::MAX)
                    .max(1),
            )
            .into(),
    );
    (growing + jitter).min((message.expires_at - now) / 2)
}

/// The end of it. What the message said is scrubbed unless it failed, since then it may be tried
/// again by hand.
async fn finish(
    portal: &Portal,
    message: &Queued,
    attempts: &[SendAttempt],
    state: MessageState,
    error: &str,
) -> Result<bool, Fault> {
    let mut tx = portal.store.begin().await?;
    record_attempts(portal, &mut tx, message, attempts).await?;
    store::outbox::set_state(&mut tx, &message.id, state, error, portal.env.now()).await?;
    tx.commit().await?;
    Ok(state == MessageState::Sent)
}

async fn record_attempts(
    portal: &Portal,
    tx: &mut sqlx::AnyConnection,
    message: &Queued,
    attempts: &[SendAttempt],
) -> Result<(), Fault> {
    for SendAttempt {
        gateway,
        outcome,
        began_at,
        ended_at,
    } in attempts
    {
        let answer = match outcome {
            Ok(answer) | Err(SendError { answer, .. }) => answer,
        };
        let attempt = store::outbox::NewAttempt {
            id: portal.env.id(),
            message: &message.id,
            gateway,
            outcome: stored(outcome),
            answer,
            began_at: *began_at,
            ended_at: *ended_at,
        };
        store::outbox::add_attempt(tx, &attempt).await?;
    }
    Ok(())
}

/// What is written down and counted of an attempt.
fn stored(outcome: &Result<String, SendError>) -> AttemptResult {
    match outcome.as_ref().map_err(|error| error.kind) {
        Ok(_) => AttemptResult::Sent,
        Err(SendErrorKind::Transient) => AttemptResult::Transient,
        Err(SendErrorKind::Unknown) => AttemptResult::Unknown,
        Err(SendErrorKind::Misconfigured) => AttemptResult::Misconfigured,
        Err(SendErrorKind::Permanent) => AttemptResult::Permanent,
    }
}

/// The message in words: `sms-<template>`, or `mail-<template>-subject` and `mail-<template>-text`,
/// of the catalogue.
fn render(imprint: &Imprint, message: &Queued, params: &str) -> Result<RenderedMessage, Fault> {
    let params: BTreeMap<String, String> =
        serde_json::from_str(params).map_err(|error| Fault::Internal(error.to_string()))?;
    let lang = Lang::of(&message.lang).unwrap_or_default();
    let params = in_words(lang, params);
    let template = Template::of(&message.template)
        .ok_or_else(|| Fault::Internal(format!("there is no template {}", message.template)))?;
    let args: Vec<(&str, &str)> = params
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let said = |key: String| text::with_imprint(lang, imprint, &key, &args);
    let (text, subject, html) = if message.channel == Channel::Sms {
        (said(format!("sms-{template}")), None, None)
    } else {
        let subject = said(format!("mail-{template}-subject"));
        let text = said(format!("mail-{template}-text"));
        let html = text::mail::html(lang, &subject, &text, &params);
        (text, Some(subject), Some(html))
    };
    Ok(RenderedMessage {
        id: message.id.clone(),
        channel: message.channel,
        to: message.recipient.clone(),
        template,
        params,
        text,
        subject,
        html,
        created_at: message.created_at,
        again: message.attempts > 1,
    })
}

/// What of a notice is put into words where the language is known: a device that nobody knows, and
/// the time of several changes that are told in one.
fn in_words(lang: Lang, mut params: BTreeMap<String, String>) -> BTreeMap<String, String> {
    if let Some(device) = params.get_mut("device")
        && device.is_empty()
    {
        *device = text::of(lang, "device-unknown");
    }
    if let Some(count) = params.remove("count")
        && let Some(time) = params.get_mut("time")
    {
        let several = [("time", time.as_str()), ("count", count.as_str())];
        *time = text::with(lang, "notice-several", &several);
    }
    params
}

/// One line for each attempt, without address and text.
fn tell(message: &Queued, attempt: &SendAttempt) {
    let Queued {
        id,
        channel,
        template,
        attempts,
        ..
    } = message;
    let gateway = attempt.gateway;
    let (channel, outcome) = (channel.as_str(), stored(&attempt.outcome).as_str());
    metrics::counter!("menhu_messages_total", "channel" => channel, "gateway" => gateway, "outcome" => outcome).increment(1);
    match &attempt.outcome {
        Ok(_) => tracing::info!(id, channel, template, gateway, attempts, "message sent"),
        Err(error) if error.kind == SendErrorKind::Misconfigured => {
            tracing::error!(
                id,
                channel,
                template,
                gateway,
                attempts,
                answer = error.answer,
                "a gateway needs its operator"
            );
        }
        Err(error) => tracing::warn!(
            id,
            channel,
            template,
            gateway,
            attempts,
            kind = outcome,
            answer = error.answer,
            "message not sent"
        ),
    }
}
