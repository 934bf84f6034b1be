//! The account's own data: what the profile shows and changes.

use crate::{
    server::{
        Portal,
        error::{Fault, Result},
        policy::{
            audit::{self, AuditEvent, Entry},
            session::{self, LiveSession},
        },
        settings::FreeMail,
        store::{self, accounts::Account, deliveries::Delivery, profiles::ProfileRow},
        visitor::Visitor,
    },
    values::{
        address::Street,
        company::{CompanyName, CompanyUrl},
        free_mail,
        person::{PersonName, Qq},
        recv_phone::RecvPhone,
        regions::Region,
    },
};

/// Where to send something, checked as a whole.
pub struct Recipient {
    pub region: Region,
    pub street: Street,
    pub name: PersonName,
    pub phone: RecvPhone,
}

/// What the profile shows beside the account itself.
pub struct ProfileDetails {
    pub delivery: Delivery,
    pub wechat: bool,
    pub bookings: Vec<String>,
}

/// Delivery data, WeChat and bookings of the account; the delivery data are empty until given.
///
/// # Errors
/// The database failed.
pub async fn details(portal: &Portal, account: &Account) -> Result<ProfileDetails, Fault> {
    let mut db = portal.store.read().await?;
    let ProfileRow {
        delivery,
        wechats,
        bookings,
    } = store::profiles::find(&mut db, &account.id).await?;
    let keys = bookings.split(',').filter(|key| !key.is_empty());
    Ok(ProfileDetails {
        delivery,
        wechat: wechats > 0,
        bookings: keys.map(ToOwned::to_owned).collect(),
    })
}

/// The region that things are sent to; empty until given.
///
/// # Errors
/// The database failed.
pub async fn region(portal: &Portal, account: &Account) -> Result<Region, Fault> {
    let mut db = portal.store.read().await?;
    let delivery = store::deliveries::find(&mut db, &account.id).await?;
    Ok(delivery.map(Delivery::region).unwrap_or_default())
}

/// # Errors
/// [`Refused::LoginRequired`](crate::server::error::Refused) when the session was ended meanwhile.
pub async fn set_person(
    portal: &Portal,
    session: &LiveSession,
    name: &PersonName,
    qq: Option<&Qq>,
    visitor: &Visitor,
) -> Result<()> {
    let mut tx = session::begin(portal, session).await?;
    store::accounts::set_person(
        &mut tx,
        &session.account.id,
        name.as_str(),
        qq.map_or("", Qq::as_str),
    )
    .await?;
    let entry = Entry::of(AuditEvent::ProfileChanged, &session.account, visitor);
    audit::commit(portal, tx, &entry.about("person")).await?;
    Ok(())
}

/// # Errors
/// As above.
pub async fn set_company(
    portal: &Portal,
    session: &LiveSession,
    name: &CompanyName,
    url: Option<&CompanyUrl>,
    visitor: &Visitor,
) -> Result<()> {
    let mut tx = session::begin(portal, session).await?;
    store::accounts::set_company(
        &mut tx,
        &session.account.id,
        name.as_str(),
        url.map_or("", CompanyUrl::as_str),
    )
    .await?;
    let entry = Entry::of(AuditEvent::ProfileChanged, &session.account, visitor);
    audit::commit(portal, tx, &entry.about("company")).await?;
    Ok(())
}

/// # Errors
/// As above.
pub async fn set_delivery(
    portal: &Portal,
    session: &LiveSession,
    recipient: &Recipient,
    visitor: &Visitor,
) -> Result<()> {
    let region = recipient.region.clone();
    let delivery = Delivery {
        province_code: region.province_code,
        province: region.province,
        city_code: region.city_code,
        city: region.city,
        area_code: region.area_code,
        area: region.area,
        street: recipient.street.as_str().to_owned(),
        recv_name: recipient.name.as_str().to_owned(),
        recv_phone: recipient.phone.as_str().to_owned(),
    };
    let mut tx = session::begin(portal, session).await?;
    store::deliveries::set(&mut tx, &session.account.id, &delivery, portal.env.now()).await?;
    let entry = Entry::of(AuditEvent::ProfileChanged, &session.account, visitor);
    audit::commit(portal, tx, &entry.about("delivery")).await?;
    Ok(())
}

/// Whether the account's owner should be asked to use a company address instead, by the setting for
/// free-mail addresses.
#[must_use]
pub fn warns_of_free_mail(portal: &Portal, account: &Account) -> bool {
    portal.settings.free_mail == FreeMail::Warn && free_mail::is_free(&account.email.ascii_domain())
}
