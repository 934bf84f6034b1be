//! Notices to the owner after a change of contact or password: what, when, from where, and what to
//! do if it was somebody else.

use std::collections::BTreeMap;

use sqlx::AnyConnection;

use crate::values::time::DAY;
use crate::{
    server::{
        Portal,
        error::Fault,
        messages::{self, Message},
        store::accounts::Account,
        visitor::Visitor,
    },
    values::{
        device,
        message::{Channel, Template},
    },
};

/// What was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Mobile,
    NotifyEmail,
    Password,
    WechatBound,
    WechatUnbound,
}

impl Change {
    const fn template(self) -> Template {
        match self {
            Self::Mobile => Template::MobileChanged,
            Self::NotifyEmail => Template::EmailChanged,
            Self::Password => Template::PasswordChanged,
            Self::WechatBound => Template::WechatBound,
            Self::WechatUnbound => Template::WechatUnbound,
        }
    }
}

/// Queues the notices. `before` is the account as it was: the old mobile and the old address are
/// told, since it is there that somebody whose account is being taken over still looks.
pub(crate) async fn queue(
    portal: &Portal,
    tx: &mut AnyConnection,
    before: &Account,
    change: Change,
    visitor: &Visitor,
) -> Result<(), Fault> {
    let now = portal.env.now();
    let params = BTreeMap::from([
        ("name", before.realname.clone()),
        ("time", now.beijing_minute()),
        ("address", visitor.address.to_string()),
        (
            "device",
            device::name(&visitor.device).unwrap_or_else(|| visitor.device.clone()),
        ),
    ]);
    let email = before
        .notify_email
        .as_ref()
        .unwrap_or(&before.email)
        .as_str();
    let mobile = before.mobile.e164();
    for (channel, to) in [(Channel::Sms, mobile.as_str()), (Channel::Email, email)] {
        messages::queue(
            portal,
            tx,
            &Message {
                channel,
                to,
                template: change.template(),
                params: params.clone(),
                lang: visitor.lang,
                expires_at: now + DAY,
            },
        )
        .await?;
    }
    Ok(())
}
