//! What the profile shows and changes: `GET me`, `POST change_my_info`, `POST change_company_info`, `POST change_my_recv_info`, `GET regions`.

use leptos::{
    prelude::*,
    server_fn::codec::{GetUrl, Json},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ApiError, Reply, reply::Nothing};
use crate::values::input::Text;

/// What the profile page shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Profile {
    pub username: String,
    pub realname: String,
    /// `138****8000`
    pub mobile: String,
    pub user_email: String,
    pub qq: String,
    pub company_name: String,
    pub company_url: String,
    pub select_fields: Vec<String>,
    /// The code of the first industry chosen.
    pub user_industry: String,
    /// The bound address, else the one waiting to be bound.
    pub notify_email: String,
    pub notify_email_is_bind: bool,
    pub weixin_is_bind: bool,
    pub recv: Recv,
    /// The events signed up for.
    pub bookings: Vec<String>,
    /// Whether the person should be asked to use a company address instead of a free one.
    pub free_mail_warning: bool,
}

/// Where things are sent; all empty until given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Recv {
    pub province: String,
    pub province_code: String,
    pub city: String,
    pub city_code: String,
    /// Empty where the city has no districts.
    pub area: String,
    pub area_code: String,
    pub street: String,
    pub recv_name: String,
    pub recv_phone: String,
}

/// The documented parameters.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ChangeMyInfoForm {
    pub realname: Text,
    pub qq: Text,
}

/// The documented parameters.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ChangeCompanyInfoForm {
    pub company_name: Text,
    /// May be empty.
    pub company_url: Text,
}

/// The documented parameters; the first three as names or six-digit codes.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ChangeMyRecvInfoForm {
    pub province: Text,
    pub city: Text,
    /// Empty where the city has no districts.
    pub area: Text,
    pub street: Text,
    pub recv_name: Text,
    pub recv_phone: Text,
}

/// One level of the region picker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RegionList {
    pub regions: Vec<RegionChoice>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RegionChoice {
    pub code: String,
    pub name: String,
}

/// `GET /users/me/`: the signed-in person's own data.
///
/// Fails with `error`: `login_required`.
///
/// # Errors
/// A fault of ours.
#[server(prefix = "/users", endpoint = "me/", input = GetUrl, output = Json)]
pub async fn me() -> Result<Reply<Profile>, ApiError> {
    let caller = super::caller::Caller::find()?;
    let outcome = async {
        let account = caller.signed_in().await?;
        let belongings = crate::server::services::profile::details(&caller.portal, &account).await?;
        let delivery = belongings.delivery;
        let select_fields: Vec<String> = account.industries().map(ToOwned::to_owned).collect();
        Ok(Profile {
            mobile: account.mobile()?.masked(),
            free_mail_warning: crate::server::services::profile::warns_of_free_mail(&caller.portal, &account),
            user_industry: select_fields.first().cloned().unwrap_or_default(),
            select_fields,
            notify_email_is_bind: account.notify_email.is_some(),
            notify_email: account.notify_email.or(account.notify_waiting).unwrap_or_default(),
            weixin_is_bind: belongings.wechat,
            recv: Recv {
                province: delivery.province,
                province_code: delivery.province_code,
                city: delivery.city,
                city_code: delivery.city_code,
                area: delivery.area,
                area_code: delivery.area_code,
                street: delivery.street,
                recv_name: delivery.recv_name,
                recv_phone: delivery.recv_phone,
            },
            bookings: belongings.bookings,
            username: account.username,
            realname: account.realname,
            user_email: account.email,
            qq: account.qq,
            company_name: account.company_name,
            company_url: account.company_url,
        })
    };
    let outcome = outcome.await;
    caller.answer(super::Status::Error, "done-me", outcome)
}

/// `POST /users/change_my_info/`
///
/// Fails with `error`: `login_required`, the fields' problems.
///
/// # Errors
/// A fault of ours.
#[server(prefix = "/users", endpoint = "change_my_info/", input = Json, output = Json)]
pub async fn change_my_info(#[server(flatten)] form: ChangeMyInfoForm) -> Result<Reply<Nothing>, ApiError> {
    use crate::values::{
        FieldErrors,
        person::{PersonName, Qq},
    };

    let caller = super::caller::Caller::find()?;
    let outcome = async {
        let account = caller.signed_in().await?;
        let mut errors = FieldErrors::default();
        let name = errors.take("realname", form.realname.parse::<PersonName>());
        let qq = errors.take("qq", form.qq.parse_optional::<Qq>());
        let (Some(name), Some(qq)) = (name, qq) else { return Err(errors.into()) };
        crate::server::services::profile::set_person(&caller.portal, &account, &name, qq.as_ref()).await?;
        Ok(Nothing {})
    };
    let outcome = outcome.await;
    caller.answer(super::Status::Error, "done-change_my_info", outcome)
}

/// `POST /users/change_company_info/`
///
/// Fails with `error`: `login_required`, the fields' problems.
///
/// # Errors
/// A fault of ours.
#[server(prefix = "/users", endpoint = "change_company_info/", input = Json, output = Json)]
pub async fn change_company_info(#[server(flatten)] form: ChangeCompanyInfoForm) -> Result<Reply<Nothing>, ApiError> {
    use crate::values::{
        FieldErrors,
        company::{CompanyName, CompanyUrl},
    };

    let caller = super::caller::Caller::find()?;
    let outcome = async {
        let account = caller.signed_in().await?;
        let mut errors = FieldErrors::default();
        let name = errors.take("company_name", form.company_name.parse::<CompanyName>());
        let url = errors.take("company_url", form.company_url.parse_optional::<CompanyUrl>());
        let (Some(name), Some(url)) = (name, url) else { return Err(errors.into()) };
        crate::server::services::profile::set_company(&caller.portal, &account, &name, url.as_ref()).await?;
        Ok(Nothing {})
    };
    let outcome = outcome.await;
    caller.answer(super::Status::Error, "done-change_company_info", outcome)
}

/// `POST /users/change_my_recv_info/`
///
/// Fails with `error`: `login_required`, the fields' problems; a wrong region names the first of `province`, `city`, `area` that fails.
///
/// # Errors
/// A fault of ours.
#[server(prefix = "/users", endpoint = "change_my_recv_info/", input = Json, output = Json)]
pub async fn change_my_recv_info(#[server(flatten)] form: ChangeMyRecvInfoForm) -> Result<Reply<Nothing>, ApiError> {
    use crate::{
        server::services::profile::Recipient,
        values::{FieldErrors, regions},
    };

    let caller = super::caller::Caller::find()?;
    let outcome = async {
        let account = caller.signed_in().await?;
        let mut errors = FieldErrors::default();
        let region = regions::parse(&form.province, &form.city, &form.area).map_err(|(field, problem)| errors.add(field, problem)).ok();
        let street = errors.take("street", form.street.parse());
        let name = errors.take("recv_name", form.recv_name.parse());
        let phone = errors.take("recv_phone", form.recv_phone.parse());
        let (Some(region), Some(street), Some(name), Some(phone)) = (region, street, name, phone) else { return Err(errors.into()) };
        crate::server::services::profile::set_delivery(&caller.portal, &account, &Recipient { region, street, name, phone }).await?;
        Ok(Nothing {})
    };
    let outcome = outcome.await;
    caller.answer(super::Status::Error, "done-change_my_recv_info", outcome)
}

/// `GET /users/regions/?parent=…`: the cities of a province, the districts of a city (by code), or without a parent the provinces.
///
/// # Errors
/// A fault of ours.
#[server(prefix = "/users", endpoint = "regions/", input = GetUrl, output = Json)]
pub async fn regions(#[server(default)] parent: String) -> Result<Reply<RegionList>, ApiError> {
    let caller = super::caller::Caller::find()?;
    let outcome = async { Ok(RegionList { regions: choices(&parent) }) }.await;
    caller.answer(super::Status::Error, "done-me", outcome)
}

/// The places below `parent`; the provinces where it is empty.
pub fn choices(parent: &str) -> Vec<RegionChoice> {
    use crate::values::regions;

    let choice = |place: regions::Place| RegionChoice { code: place.code.to_owned(), name: place.name.to_owned() };
    if parent.is_empty() { regions::provinces().map(choice).collect() } else { regions::children(parent).map(choice).collect() }
}
