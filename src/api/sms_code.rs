//! `POST /users/send_sms_code/` and `POST /users/vaild_sms_code/`

use leptos::{prelude::*, server_fn::codec::Json};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ApiError, Reply, reply::Nothing};
use crate::values::input::{Flag, Text};

/// The documented parameters, and one of ours that a client may leave out.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct SendSmsCodeForm {
    /// `AccountReg`, `ChangePwd` or `ChangeMobile`.
    pub action_name: Text,
    pub mobile: Text,
    /// Whether the terms were agreed to, on pages that ask.
    pub consent: Flag,
}

/// The documented parameters.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct CheckSmsCodeForm {
    pub action_name: Text,
    pub code: Text,
    pub mobile: Text,
}

/// `POST /users/send_sms_code/`: sends a code; the answer is the same whether or not the mobile is known.
///
/// Fails with `error`: the fields' problems, `login_required` (`ChangeMobile` only), `cooldown`, `too_many_tries`.
///
/// # Errors
/// A fault of ours.
#[server(prefix = "/users", endpoint = "send_sms_code/", input = Json, output = Json)]
pub async fn send_sms_code(#[server(flatten)] form: SendSmsCodeForm) -> Result<Reply<Nothing>, ApiError> {
    use crate::values::{FieldErrors, Problem, mobile::Mobile, sms_action::SmsAction};

    let caller = super::caller::Caller::find()?;
    let outcome = async {
        let mut errors = FieldErrors::default();
        let action = errors.take("action_name", form.action_name.parse::<SmsAction>());
        let mobile = errors.take("mobile", form.mobile.parse::<Mobile>());
        if form.consent == Flag::No {
            errors.add("consent", Problem::Required);
        }
        let (Some(action), Some(mobile), true) = (action, mobile, errors.is_empty()) else { return Err(errors.into()) };
        let account = caller.account().await?;
        crate::server::services::sms_code::send(&caller.portal, action, &mobile, account.as_ref(), &caller.visitor).await?;
        Ok(Nothing {})
    };
    let outcome = outcome.await;
    caller.answer(super::Status::Error, "done-send_sms_code", outcome)
}

/// `POST /users/vaild_sms_code/` (the documented spelling): whether a code is right. It is not used up, and nothing is granted.
///
/// Fails with `error`: the fields' problems, `login_required` (`ChangeMobile` only), `code_wrong`, `code_expired`, `too_many_tries`.
///
/// # Errors
/// A fault of ours.
#[server(prefix = "/users", endpoint = "vaild_sms_code/", input = Json, output = Json)]
pub async fn vaild_sms_code(#[server(flatten)] form: CheckSmsCodeForm) -> Result<Reply<Nothing>, ApiError> {
    use crate::values::{FieldErrors, code::Code, mobile::Mobile, sms_action::SmsAction};

    let caller = super::caller::Caller::find()?;
    let outcome = async {
        let mut errors = FieldErrors::default();
        let action = errors.take("action_name", form.action_name.parse::<SmsAction>());
        let mobile = errors.take("mobile", form.mobile.parse::<Mobile>());
        let code = errors.take("code", form.code.parse::<Code>());
        let (Some(action), Some(mobile), Some(code)) = (action, mobile, code) else { return Err(errors.into()) };
        let account = caller.account().await?;
        crate::server::services::sms_code::check(&caller.portal, action, &mobile, &code, account.as_ref()).await?;
        Ok(Nothing {})
    };
    let outcome = outcome.await;
    caller.answer(super::Status::Error, "done-vaild_sms_code", outcome)
}
