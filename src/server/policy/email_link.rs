//! The mailed link that binds a notify email: 128 random bits, stored hashed, good for half an hour.

use std::collections::BTreeMap;

use sqlx::AnyConnection;

use super::{
    keys::token_hash,
    limits,
    messages::{Channel, Message},
};
use crate::{
    server::{Portal, env::MINUTE, error::Fault, store, store::accounts::Account, visitor::Visitor},
    values::email::Email,
};

pub const LIFE: i64 = 30 * MINUTE;

impl Portal {
    /// Mails a link that binds `email` as the account's notify email. The link is built from the public address, never from a request.
    pub(crate) async fn queue_binding_mail(&self, tx: &mut AnyConnection, account: &Account, email: &Email, visitor: &Visitor) -> Result<(), Fault> {
        let (now, token) = (self.env.now(), self.env.bytes::<16>());
        limits::note_send(tx, &email.key(), now).await?;
        store::email_links::add(tx, &token_hash(&token), &account.id, email.as_str(), now + LIFE, now).await?;
        let mut link = self.settings.public_url.clone();
        link.set_path("/binding/email");
        link.set_query(Some(&format!("token={}", hex::encode(token))));
        let params = BTreeMap::from([("link", link.to_string()), ("name", account.realname.clone())]);
        self.queue(tx, &Message { channel: Channel::Email, to: email.as_str(), template: "BindEmail", params, lang: visitor.lang, expires_at: now + LIFE })
            .await
    }
}
