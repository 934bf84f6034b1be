//! WeChat: `GET weixin_is_bind`, `POST weixin_bind_start`, `POST weixin_unbind`. Coming back from
//! WeChat, and signing in with it, are addresses of their own (`web::wechat`).

use leptos::{
    prelude::*,
    server_fn::codec::{GetUrl, Json},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    ApiError, Operation, Reply,
    form::form,
    operation::{PASSWORD_REFUSALS, TOO_MANY_CHANGES, Tag},
    reply::{Nothing, Sample},
    respond::respond,
};
use crate::{
    server::{error::Refused, services},
    values::{FieldErrors, input::Input, password::Password},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WeixinBound {
    pub is_bind: bool,
}

impl Sample for WeixinBound {
    fn sample() -> Self {
        Self { is_bind: false }
    }
}

pub const WEIXIN_IS_BIND: Operation = Operation::get("weixin_is_bind", Tag::Binding)
    .needs_session()
    .gives::<WeixinBound>();

/// `GET /users/weixin_is_bind/`
#[server(prefix = "/users", endpoint = "weixin_is_bind/", input = GetUrl, output = Json)]
pub async fn weixin_is_bind() -> Result<Reply<WeixinBound>, ApiError> {
    respond(&WEIXIN_IS_BIND, async |caller| {
        let session = caller.signed_in().await?;
        let is_bind = services::profile::details(&caller.portal, &session.account)
            .await?
            .wechat;
        Ok(WeixinBound { is_bind })
    })
    .await
}

form! {
    pub struct WeixinBindStartForm {
        pub password: Input<Password>,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WeixinAddress {
    pub redirect_url: String,
}

impl Sample for WeixinAddress {
    fn sample() -> Self {
        Self {
            redirect_url: "https://open.weixin.qq.com/connect/qrconnect?appid=wx1".into(),
        }
    }
}

pub const WEIXIN_BIND_START: Operation = Operation::post("weixin_bind_start", Tag::Binding)
    .needs_session()
    .on(&["/binding"])
    .takes::<WeixinBindStartForm>()
    .gives::<WeixinAddress>()
    .refuses(PASSWORD_REFUSALS)
    .refuses(&[Refused::WechatOff]);

/// `POST /users/weixin_bind_start/`: the address at WeChat where the person scans, good for this
/// browser and session only. It is the one address of another site that a reply ever leads to.
#[server(prefix = "/users", endpoint = "weixin_bind_start/", input = Json, output = Json)]
pub async fn weixin_bind_start(
    #[server(flatten)] form: WeixinBindStartForm,
) -> Result<Reply<WeixinAddress>, ApiError> {
    respond(&WEIXIN_BIND_START, async |caller| {
        let session = caller.signed_in().await?;
        let password = form
            .password
            .parse()
            .map_err(|problem| FieldErrors::one("password", problem))?;
        let (portal, visitor) = (&caller.portal, &caller.visitor);
        let started = services::wechat::start_binding(portal, &session, &password, visitor).await?;
        caller.keep_for_wechat(started.cookie).await;
        Ok(WeixinAddress {
            redirect_url: started.url,
        })
    })
    .await
}

form! {
    pub struct WeixinUnbindForm {
        pub password: Input<Password>,
    }
}

pub const WEIXIN_UNBIND: Operation = Operation::post("weixin_unbind", Tag::Binding)
    .needs_session()
    .on(&["/binding"])
    .takes::<WeixinUnbindForm>()
    .refuses(PASSWORD_REFUSALS)
    .refuses(&[Refused::NothingBound, TOO_MANY_CHANGES]);

/// `POST /users/weixin_unbind/`: the bound WeChat can no longer sign in.
#[server(prefix = "/users", endpoint = "weixin_unbind/", input = Json, output = Json)]
pub async fn weixin_unbind(
    #[server(flatten)] form: WeixinUnbindForm,
) -> Result<Reply<Nothing>, ApiError> {
    respond(&WEIXIN_UNBIND, async |caller| {
        let session = caller.signed_in().await?;
        let password = form
            .password
            .parse()
            .map_err(|problem| FieldErrors::one("password", problem))?;
        services::wechat::unbind(&caller.portal, &session, &password, &caller.visitor).await?;
        Ok(Nothing {})
    })
    .await
}
