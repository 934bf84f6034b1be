//! WeChat: `GET weixin_is_bind`, `POST weixin_unbind`. Binding and signing in are pages of their own (`web::wechat`).

use leptos::{
    prelude::*,
    server_fn::codec::{GetUrl, Json},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ApiError, Reply, reply::Nothing};
use crate::values::input::Text;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WeixinBound {
    pub is_bind: bool,
}

/// `GET /users/weixin_is_bind/`
///
/// Fails with `error`: `login_required`.
///
/// # Errors
/// A fault of ours.
#[server(prefix = "/users", endpoint = "weixin_is_bind/", input = GetUrl, output = Json)]
pub async fn weixin_is_bind() -> Result<Reply<WeixinBound>, ApiError> {
    let caller = super::caller::Caller::find()?;
    let outcome = async {
        let account = caller.signed_in().await?;
        Ok(WeixinBound { is_bind: crate::server::services::profile::details(&caller.portal, &account).await?.wechat })
    };
    let outcome = outcome.await;
    caller.answer(super::Status::Error, "done-me", outcome)
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct WeixinUnbindForm {
    pub password: Text,
}

/// `POST /users/weixin_unbind/`: the bound WeChat can no longer sign in.
///
/// Fails with `error`: `login_required`, the fields' problems, `password_wrong`, then `nothing_bound`.
///
/// # Errors
/// A fault of ours.
#[server(prefix = "/users", endpoint = "weixin_unbind/", input = Json, output = Json)]
pub async fn weixin_unbind(#[server(flatten)] form: WeixinUnbindForm) -> Result<Reply<Nothing>, ApiError> {
    use crate::values::{FieldErrors, password::Password};

    let caller = super::caller::Caller::find()?;
    let outcome = async {
        let account = caller.signed_in().await?;
        let mut errors = FieldErrors::default();
        let Some(password) = errors.take("password", form.password.given().and_then(Password::presented)) else { return Err(errors.into()) };
        crate::server::services::wechat::unbind(&caller.portal, &account, &password, &caller.visitor).await?;
        Ok(Nothing {})
    };
    let outcome = outcome.await;
    caller.answer(super::Status::Error, "done-weixin_unbind", outcome)
}
