//! What the profile shows and changes: `GET me`, `POST change_my_info`, `POST change_company_info`,
//! `POST change_my_recv_info`, `GET regions`.

use leptos::{
    prelude::*,
    server_fn::codec::{GetUrl, Json},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    ApiError, Operation, Reply,
    form::form,
    operation::Tag,
    reply::{Nothing, Sample},
    respond::respond,
};
use crate::{
    server::services::{self, profile::Recipient},
    values::{
        FieldErrors,
        address::Street,
        company::{CompanyName, CompanyUrl},
        input::{Input, Optional},
        normalised,
        person::{PersonName, Qq},
        recv_phone::RecvPhone,
        regions::{self as places, Area, City, Parent, Place, Province},
    },
};

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

form! {
    /// The documented parameters.
    pub struct ChangeMyInfoForm {
        pub realname: Input<PersonName>,
        pub qq: Optional<Qq>,
    }
}

form! {
    /// The documented parameters.
    pub struct ChangeCompanyInfoForm {
        pub company_name: Input<CompanyName>,
        pub company_url: Optional<CompanyUrl>,
    }
}

form! {
    /// The documented parameters; the first three as names or six-digit codes.
    pub struct ChangeMyRecvInfoForm {
        pub province: Input<Province>,
        pub city: Input<City>,
        /// May be empty where the city has no districts, and where `city` is a county.
        pub area: Optional<Area>,
        pub street: Input<Street>,
        pub recv_name: Input<PersonName>,
        pub recv_phone: Input<RecvPhone>,
    }
}

form! {
    /// What `regions` takes from the address.
    pub struct RegionsForm {
        pub parent: Optional<Parent>,
    }
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

impl Sample for Profile {
    fn sample() -> Self {
        Self {
            username: "zhang".into(),
            realname: "张三".into(),
            mobile: "138****8000".into(),
            user_email: "zhang@example.cn".into(),
            qq: "10001".into(),
            company_name: "门户科技有限公司".into(),
            company_url: "https://example.cn/".into(),
            select_fields: vec!["software".into(), "finance".into()],
            user_industry: "software".into(),
            notify_email: "zhang@example.cn".into(),
            notify_email_is_bind: true,
            weixin_is_bind: false,
            recv: Recv {
                province: "浙江省".into(),
                province_code: "330000".into(),
                city: "杭州市".into(),
                city_code: "330100".into(),
                area: "西湖区".into(),
                area_code: "330106".into(),
                street: "文三路 90 号".into(),
                recv_name: "张三".into(),
                recv_phone: "010-62345678".into(),
            },
            bookings: vec!["1".into()],
            free_mail_warning: false,
        }
    }
}

impl Sample for RegionList {
    fn sample() -> Self {
        Self {
            regions: vec![RegionChoice {
                code: "330100".into(),
                name: "杭州市".into(),
            }],
        }
    }
}

pub const ME: Operation = Operation::get("me", Tag::Profile)
    .needs_session()
    .gives::<Profile>();

/// `GET /users/me/`: the signed-in person's own data.
#[server(prefix = "/users", endpoint = "me/", input = GetUrl, output = Json)]
pub async fn me() -> Result<Reply<Profile>, ApiError> {
    respond(&ME, async |caller| {
        let account = caller.signed_in().await?.account;
        let details = services::profile::details(&caller.portal, &account).await?;
        let delivery = details.delivery;
        let select_fields: Vec<String> = account
            .industries
            .codes()
            .iter()
            .map(|code| (*code).to_owned())
            .collect();
        Ok(Profile {
            mobile: account.mobile.masked(),
            free_mail_warning: services::profile::warns_of_free_mail(&caller.portal, &account),
            user_industry: select_fields.first().cloned().unwrap_or_default(),
            select_fields,
            notify_email_is_bind: account.notify_email.is_some(),
            notify_email: account
                .notify_email
                .or(account.notify_waiting)
                .map(String::from)
                .unwrap_or_default(),
            weixin_is_bind: details.wechat,
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
            bookings: details.bookings,
            username: account.username,
            realname: account.realname,
            user_email: account.email.into(),
            qq: account.qq,
            company_name: account.company_name,
            company_url: account.company_url,
        })
    })
    .await
}

pub const CHANGE_MY_INFO: Operation = Operation::post("change_my_info", Tag::Profile)
    .needs_session()
    .on(&["/profile"])
    .takes::<ChangeMyInfoForm>();

/// `POST /users/change_my_info/`
#[server(prefix = "/users", endpoint = "change_my_info/", input = Json, output = Json)]
pub async fn change_my_info(
    #[server(flatten)] form: ChangeMyInfoForm,
) -> Result<Reply<Nothing>, ApiError> {
    respond(&CHANGE_MY_INFO, async |caller| {
        let session = caller.signed_in().await?;
        let mut errors = FieldErrors::default();
        let name = errors.take("realname", form.realname.parse());
        let qq = errors.take("qq", form.qq.parse());
        let (Some(name), Some(qq)) = (name, qq) else {
            return Err(errors.into());
        };
        services::profile::set_person(
            &caller.portal,
            &session,
            &name,
            qq.as_ref(),
            &caller.visitor,
        )
        .await?;
        Ok(Nothing {})
    })
    .await
}

pub const CHANGE_COMPANY_INFO: Operation = Operation::post("change_company_info", Tag::Profile)
    .needs_session()
    .on(&["/profile"])
    .takes::<ChangeCompanyInfoForm>();

/// `POST /users/change_company_info/`
#[server(prefix = "/users", endpoint = "change_company_info/", input = Json, output = Json)]
pub async fn change_company_info(
    #[server(flatten)] form: ChangeCompanyInfoForm,
) -> Result<Reply<Nothing>, ApiError> {
    respond(&CHANGE_COMPANY_INFO, async |caller| {
        let session = caller.signed_in().await?;
        let mut errors = FieldErrors::default();
        let name = errors.take("company_name", form.company_name.parse());
        let url = errors.take("company_url", form.company_url.parse());
        let (Some(name), Some(url)) = (name, url) else {
            return Err(errors.into());
        };
        services::profile::set_company(
            &caller.portal,
            &session,
            &name,
            url.as_ref(),
            &caller.visitor,
        )
        .await?;
        Ok(Nothing {})
    })
    .await
}

pub const CHANGE_MY_RECV_INFO: Operation = Operation::post("change_my_recv_info", Tag::Profile)
    .needs_session()
    .on(&["/profile"])
    .takes::<ChangeMyRecvInfoForm>();

/// `POST /users/change_my_recv_info/`. A region that was saved once and that the list has no more
/// may be saved again as it is.
#[server(prefix = "/users", endpoint = "change_my_recv_info/", input = Json, output = Json)]
pub async fn change_my_recv_info(
    #[server(flatten)] form: ChangeMyRecvInfoForm,
) -> Result<Reply<Nothing>, ApiError> {
    respond(&CHANGE_MY_RECV_INFO, async |caller| {
        let session = caller.signed_in().await?;
        let mut errors = FieldErrors::default();
        let (province, city, area) = (form.province.raw(), form.city.raw(), form.area.raw());
        let region = match places::parse(province, city, area) {
            Ok(region) => Some(region),
            Err(problems) => {
                let stored = services::profile::region(&caller.portal, &session.account).await?;
                let kept = Some(stored).filter(|stored| stored.is(province, city, area));
                if kept.is_none() {
                    errors.0.extend(problems.0);
                }
                kept
            }
        };
        let street = errors.take("street", form.street.parse());
        let name = errors.take("recv_name", form.recv_name.parse());
        let province = region.as_ref().map(|region| region.province_code.as_str());
        let phone = form.recv_phone.given();
        let phone = phone.and_then(|raw| RecvPhone::read(raw, province));
        let phone = errors.take("recv_phone", phone);
        let (Some(region), Some(street), Some(name), Some(phone)) = (region, street, name, phone)
        else {
            return Err(errors.into());
        };
        let recipient = Recipient {
            region,
            street,
            name,
            phone,
        };
        services::profile::set_delivery(&caller.portal, &session, &recipient, &caller.visitor)
            .await?;
        Ok(Nothing {})
    })
    .await
}

pub const REGIONS: Operation = Operation::get("regions", Tag::Profile)
    .on(&["/profile"])
    .takes::<RegionsForm>()
    .gives::<RegionList>();

/// `GET /users/regions/?parent=…`: the cities of a province, the districts of a city (by code), or
/// without a parent the provinces.
#[server(prefix = "/users", endpoint = "regions/", input = GetUrl, output = Json)]
pub async fn regions(#[server(default)] parent: String) -> Result<Reply<RegionList>, ApiError> {
    respond(&REGIONS, async |_| {
        Ok(RegionList {
            regions: choices(&normalised(&parent)),
        })
    })
    .await
}

/// The places below `parent`; the provinces where it is empty.
pub fn choices(parent: &str) -> Vec<RegionChoice> {
    let choice = |place: Place| RegionChoice {
        code: place.code.to_owned(),
        name: place.name.to_owned(),
    };
    if parent.is_empty() {
        places::provinces().map(choice).collect()
    } else {
        places::children(parent).map(choice).collect()
    }
}
