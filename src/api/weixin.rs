//! `GET /users/weixin_is_bind/`

use leptos::{
    prelude::*,
    server_fn::codec::{GetUrl, Json},
};
use serde::{Deserialize, Serialize};

use super::{ApiError, Reply};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(schemars::JsonSchema))]
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
        Ok(WeixinBound { is_bind: caller.portal.belongings(&account).await?.wechat })
    };
    let outcome = outcome.await;
    caller.answer(super::Status::Error, "done-me", outcome)
}
