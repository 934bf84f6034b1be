//! Messages to people: queued in the transaction of what they tell of, so that neither happens
//! without the other.

use std::collections::BTreeMap;

use sqlx::AnyConnection;

use crate::{
    server::{
        Portal,
        crypto::keys::Purpose,
        error::Fault,
        store::{self, outbox::Queued},
    },
    values::{
        lang::Lang,
        message::{Channel, Template},
        time::Timestamp,
    },
};

/// A message before it is put into words. `template` names its wording in the catalogue and, at the
/// providers, their template.
#[derive(Clone, Debug)]
pub struct Message<'a> {
    pub channel: Channel,
    /// A mobile in E.164, or an email address.
    pub to: &'a str,
    pub template: Template,
    pub params: BTreeMap<&'static str, String>,
    pub lang: Lang,
    /// After this moment it is dropped instead of sent.
    pub expires_at: Timestamp,
}

/// Queues a message. Call [`wake_senders`] once the transaction is committed. What it says is
/// sealed: no code lies open in the database.
pub(crate) async fn queue(
    portal: &Portal,
    tx: &mut AnyConnection,
    message: &Message<'_>,
) -> Result<(), Fault> {
    queue_at(portal, tx, message, portal.env.id(), portal.env.now()).await
}

/// As [`queue`], under this id, to leave at a later moment. One that waits under the id already now
/// says what this one says.
pub(crate) async fn queue_at(
    portal: &Portal,
    tx: &mut AnyConnection,
    message: &Message<'_>,
    id: String,
    leaves_at: Timestamp,
) -> Result<(), Fault> {
    let params = serde_json::to_string(&message.params)
        .map_err(|error| Fault::Internal(error.to_string()))?;
    let now = portal.env.now();
    let queued = Queued {
        sealed: portal
            .keys
            .seal(&portal.env, Purpose::Message, &id, &params)?,
        id,
        channel: message.channel,
        recipient: message.to.to_owned(),
        template: message.template.as_str().to_owned(),
        lang: message.lang.as_str().to_owned(),
        attempts: 0,
        failures: 0,
        expires_at: message.expires_at,
        created_at: now,
    };
    Ok(store::outbox::add(tx, &queued, leaves_at).await?)
}

/// Wakes the workers that send.
pub fn wake_senders(portal: &Portal) {
    for wakeup in &portal.outbox_wakeups {
        wakeup.notify_one();
    }
}
