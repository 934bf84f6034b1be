//! `POST /users/account_login/` and `POST /users/account_logout/`

use leptos::{prelude::*, server_fn::codec::Json};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ApiError, Reply, reply::Nothing};
use crate::values::input::{Flag, Text};

/// The documented parameters, and two of ours that a client may leave out.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct LoginForm {
    /// Username, mobile or email.
    pub username: Text,
    pub password: Text,
    /// Keeps the session for 30 days.
    pub remember: Flag,
    /// The page to go on to.
    pub next: Text,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LoggedIn {
    pub username: String,
    pub redirect_url: String,
    /// The code of the first industry chosen.
    pub user_industry: String,
}

/// `POST /users/account_login/`: signs in under a new session id.
///
/// Fails with `form_error`: the fields' problems, or `login_failed` for an unknown name, a wrong password and a locked account alike.
///
/// # Errors
/// A fault of ours.
#[server(prefix = "/users", endpoint = "account_login/", input = Json, output = Json)]
pub async fn account_login(#[server(flatten)] form: LoginForm) -> Result<Reply<LoggedIn>, ApiError> {
    use crate::values::{FieldErrors, login_name::LoginName, password::Password, return_to::after_login};

    let caller = super::caller::Caller::find()?;
    let outcome = async {
        let mut errors = FieldErrors::default();
        let name = errors.take("username", form.username.parse::<LoginName>());
        let password = errors.take("password", form.password.given().and_then(Password::presented));
        let (Some(name), Some(password)) = (name, password) else { return Err(errors.into()) };
        let signed_in = crate::server::services::login::run(&caller.portal, &name, &password, form.remember == Flag::Yes, &caller.visitor).await?;
        caller.enter(&signed_in).await?;
        let account = signed_in.account;
        let user_industry = account.industries().next().unwrap_or_default().to_owned();
        Ok(LoggedIn { redirect_url: after_login(form.next.given().ok()).into(), user_industry, username: account.username })
    };
    let outcome = outcome.await;
    caller.answer(super::Status::FormError, "done-account_login", outcome)
}

/// `POST /users/account_logout/`: ends the caller's session, if there is one.
///
/// # Errors
/// A fault of ours.
#[server(prefix = "/users", endpoint = "account_logout/", input = Json, output = Json)]
pub async fn account_logout() -> Result<Reply<Nothing>, ApiError> {
    let caller = super::caller::Caller::find()?;
    let outcome = caller.leave().await.map(|()| Nothing {}).map_err(Into::into);
    caller.answer(super::Status::Error, "done-account_logout", outcome)
}
