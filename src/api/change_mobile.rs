//! `POST /users/change_mobile/`

use leptos::{prelude::*, server_fn::codec::Json};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ApiError, Reply, reply::Nothing};
use crate::values::input::Text;

/// The documented parameters.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ChangeMobileForm {
    pub password: Text,
    pub code: Text,
    pub mobile: Text,
}

/// `POST /users/change_mobile/`: binds another mobile.
///
/// Fails with `error`: `login_required`, the fields' problems, `password_wrong`, `code_wrong`, `code_expired`, `too_many_tries`, then `taken`.
///
/// # Errors
/// A fault of ours.
#[server(prefix = "/users", endpoint = "change_mobile/", input = Json, output = Json)]
pub async fn change_mobile(#[server(flatten)] form: ChangeMobileForm) -> Result<Reply<Nothing>, ApiError> {
    use crate::values::{FieldErrors, code::Code, mobile::Mobile, password::Password};

    let caller = super::caller::Caller::find()?;
    let outcome = async {
        let account = caller.signed_in().await?;
        let mut errors = FieldErrors::default();
        let password = errors.take("password", form.password.given().and_then(Password::presented));
        let mobile = errors.take("mobile", form.mobile.parse::<Mobile>());
        let code = errors.take("code", form.code.parse::<Code>());
        let (Some(password), Some(mobile), Some(code)) = (password, mobile, code) else { return Err(errors.into()) };
        crate::server::services::change_mobile::run(&caller.portal, &account, &password, &mobile, &code, &caller.visitor).await?;
        Ok(Nothing {})
    };
    let outcome = outcome.await;
    caller.answer(super::Status::Error, "done-change_mobile", outcome)
}
