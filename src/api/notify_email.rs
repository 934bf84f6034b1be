//! The address for notices: `GET notify_email_is_bind`, `POST send_email_code`, `POST change_notify_email`, `GET resend_bind_email`, `POST bind_email`.

use leptos::{
    prelude::*,
    server_fn::codec::{GetUrl, Json},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ApiError, Reply, reply::Nothing};
use crate::values::input::Text;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NotifyEmailBound {
    pub is_bind: bool,
    /// The bound address, else the one waiting to be bound; whole, since it is the caller's own.
    pub notify_email: String,
}

/// The documented parameters.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct SendEmailCodeForm {
    pub password: Text,
    pub email: Text,
}

/// The documented parameters.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ChangeNotifyEmailForm {
    pub password: Text,
    pub code: Text,
    pub email: Text,
}

/// What the page behind the mailed link sends.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct BindEmailForm {
    pub token: Text,
}

/// `GET /users/notify_email_is_bind/`
///
/// Fails with `error`: `login_required`.
///
/// # Errors
/// A fault of ours.
#[server(prefix = "/users", endpoint = "notify_email_is_bind/", input = GetUrl, output = Json)]
pub async fn notify_email_is_bind() -> Result<Reply<NotifyEmailBound>, ApiError> {
    let caller = super::caller::Caller::find()?;
    let outcome = async {
        let account = caller.signed_in().await?;
        Ok(NotifyEmailBound { is_bind: account.notify_email.is_some(), notify_email: account.notify_email.or(account.notify_waiting).unwrap_or_default() })
    };
    let outcome = outcome.await;
    caller.answer(super::Status::Error, "done-me", outcome)
}

/// `POST /users/send_email_code/`: mails a code to the new address.
///
/// Fails with `error`: `login_required`, the fields' problems, `password_wrong`, `unchanged`, `cooldown`, `too_many_tries`.
///
/// # Errors
/// A fault of ours.
#[server(prefix = "/users", endpoint = "send_email_code/", input = Json, output = Json)]
pub async fn send_email_code(#[server(flatten)] form: SendEmailCodeForm) -> Result<Reply<Nothing>, ApiError> {
    use crate::values::{FieldErrors, email::Email, password::Password};

    let caller = super::caller::Caller::find()?;
    let outcome = async {
        let account = caller.signed_in().await?;
        let mut errors = FieldErrors::default();
        let password = errors.take("password", form.password.given().and_then(Password::presented));
        let email = errors.take("email", form.email.parse::<Email>());
        let (Some(password), Some(email)) = (password, email) else { return Err(errors.into()) };
        crate::server::services::notify_email::send_code(&caller.portal, &account, &password, &email, &caller.visitor).await?;
        Ok(Nothing {})
    };
    let outcome = outcome.await;
    caller.answer(super::Status::Error, "done-send_email_code", outcome)
}

/// `POST /users/change_notify_email/`: binds the new address at once.
///
/// Fails with `error`: `login_required`, the fields' problems, `password_wrong`, `unchanged`, `code_wrong`, `code_expired`, `too_many_tries`, then
/// `taken`.
///
/// # Errors
/// A fault of ours.
#[server(prefix = "/users", endpoint = "change_notify_email/", input = Json, output = Json)]
pub async fn change_notify_email(#[server(flatten)] form: ChangeNotifyEmailForm) -> Result<Reply<Nothing>, ApiError> {
    use crate::values::{FieldErrors, code::Code, email::Email, password::Password};

    let caller = super::caller::Caller::find()?;
    let outcome = async {
        let account = caller.signed_in().await?;
        let mut errors = FieldErrors::default();
        let password = errors.take("password", form.password.given().and_then(Password::presented));
        let email = errors.take("email", form.email.parse::<Email>());
        let code = errors.take("code", form.code.parse::<Code>());
        let (Some(password), Some(email), Some(code)) = (password, email, code) else { return Err(errors.into()) };
        crate::server::services::notify_email::change(&caller.portal, &account, &password, &email, &code, &caller.visitor).await?;
        Ok(Nothing {})
    };
    let outcome = outcome.await;
    caller.answer(super::Status::Error, "done-change_notify_email", outcome)
}

/// `GET /users/resend_bind_email/`: mails a new link to the address that waits to be bound.
///
/// Fails with `error`: `login_required`, `already_bound`, `nothing_to_bind`, `cooldown`, `too_many_tries`.
///
/// # Errors
/// A fault of ours.
#[server(prefix = "/users", endpoint = "resend_bind_email/", input = GetUrl, output = Json)]
pub async fn resend_bind_email() -> Result<Reply<Nothing>, ApiError> {
    let caller = super::caller::Caller::find()?;
    let outcome = async {
        let account = caller.signed_in().await?;
        crate::server::services::notify_email::resend_link(&caller.portal, &account, &caller.visitor).await?;
        Ok(Nothing {})
    };
    let outcome = outcome.await;
    caller.answer(super::Status::Error, "done-resend_bind_email", outcome)
}

/// `POST /users/bind_email/`: binds the address that the mailed link was made for; the link is used up.
///
/// Fails with `error`: `link_invalid`, `taken`.
///
/// # Errors
/// A fault of ours.
#[server(prefix = "/users", endpoint = "bind_email/", input = Json, output = Json)]
pub async fn bind_email(#[server(flatten)] form: BindEmailForm) -> Result<Reply<Nothing>, ApiError> {
    use crate::server::error::Refused;

    let caller = super::caller::Caller::find()?;
    let outcome = async {
        let token = form.token.given().map_err(|_| Refused::LinkInvalid)?;
        crate::server::services::notify_email::bind(&caller.portal, token, &caller.visitor).await?;
        Ok(Nothing {})
    };
    let outcome = outcome.await;
    caller.answer(super::Status::Error, "done-bind_email", outcome)
}
