//! Notices to the owner after a change of contact or password: what, when, from where, and what to do if it was somebody else.

use std::collections::BTreeMap;

use sqlx::AnyConnection;
use time::{
    OffsetDateTime,
    macros::{format_description, offset},
};

use super::messages::{Channel, Message};
use crate::{
    server::{
        Portal,
        env::{DAY, Millis},
        error::Fault,
        store::accounts::Account,
        visitor::Visitor,
    },
    values::device,
};

/// What was changed; the template's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Mobile,
    NotifyEmail,
    Password,
    WechatBound,
    WechatUnbound,
}

impl Change {
    const fn template(self) -> &'static str {
        match self {
            Self::Mobile => "MobileChanged",
            Self::NotifyEmail => "EmailChanged",
            Self::Password => "PasswordChanged",
            Self::WechatBound => "WechatBound",
            Self::WechatUnbound => "WechatUnbound",
        }
    }
}

impl Portal {
    /// Queues the notices. `before` is the account as it was: the old mobile and the old address are told, since it is there that somebody
    /// whose account is being taken over still looks.
    pub(crate) async fn queue_notices(&self, tx: &mut AnyConnection, before: &Account, change: Change, visitor: &Visitor) -> Result<(), Fault> {
        let now = self.env.now();
        let params = BTreeMap::from([
            ("name", before.realname.clone()),
            ("time", beijing_time(now)),
            ("address", visitor.address.to_string()),
            ("device", device::name(&visitor.device).unwrap_or_else(|| visitor.device.clone())),
        ]);
        let email = before.notify_email.as_deref().unwrap_or(&before.email);
        for (channel, to) in [(Channel::Sms, before.mobile.as_str()), (Channel::Email, email)] {
            self.queue(tx, &Message { channel, to, template: change.template(), params: params.clone(), lang: visitor.lang, expires_at: now + DAY }).await?;
        }
        Ok(())
    }
}

/// `2026-11-22 10:00`, as the wall clock in Beijing shows it.
fn beijing_time(now: Millis) -> String {
    let moment = OffsetDateTime::from_unix_timestamp(now / 1000).unwrap_or(OffsetDateTime::UNIX_EPOCH).to_offset(offset!(+8));
    moment.format(format_description!("[year]-[month]-[day] [hour]:[minute]")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_beijing_s() {
        assert_eq!(beijing_time(1_795_312_800_000), "2026-11-22 10:00");
    }
}
