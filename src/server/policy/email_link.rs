//! The mailed link that binds a notify email: 128 random bits, stored hashed, good for half an
//! hour.

use std::collections::BTreeMap;

use sqlx::AnyConnection;

use super::limits;
use crate::values::time::Duration;
use crate::{
    server::{
        Portal,
        crypto::keys::token_hash,
        error::Fault,
        messages::{self, Message},
        store,
        visitor::Visitor,
    },
    values::{
        email::Email,
        message::{Channel, Template},
    },
};

pub const LIFETIME: Duration = Duration::minutes(30);

/// Mails a link that binds `email` as the account's notify email. The link is built from the public
/// address, never from a request.
pub(crate) async fn queue(
    portal: &Portal,
    tx: &mut AnyConnection,
    account: &str,
    email: &Email,
    visitor: &Visitor,
) -> Result<(), Fault> {
    let (now, token) = (portal.env.now(), portal.env.bytes::<16>());
    limits::note_send(tx, &email.key(), now).await?;
    store::email_links::add(tx, &token_hash(&token), account, email, now + LIFETIME, now).await?;
    let mut link = portal.settings.public_url.clone();
    link.set_path("/binding/email");
    link.set_query(Some(&format!("token={}", hex::encode(token))));
    // Nothing that a person typed: nobody has proved yet that this mailbox knows them.
    let params = BTreeMap::from([("link", link.to_string())]);
    messages::queue(
        portal,
        tx,
        &Message {
            channel: Channel::Email,
            to: email.as_str(),
            template: Template::BindEmail,
            params,
            lang: visitor.lang,
            expires_at: now + LIFETIME,
        },
    )
    .await
}
