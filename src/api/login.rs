//! `POST /users/account_login/` and `POST /users/account_logout/`

use leptos::{prelude::*, server_fn::codec::Json};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    ApiError, Operation, Reply, Status,
    form::form,
    operation::Tag,
    reply::{Nothing, Sample},
    respond::respond,
};
use crate::{
    server::{error::Refused, services},
    values::{
        FieldErrors,
        input::{Input, Optional, Tick},
        login_name::LoginName,
        password::Password,
        return_to::{ReturnTo, after_login},
        sessions::Remember,
    },
};

form! {
    /// The documented parameters, and two of ours that a client may leave out.
    pub struct LoginForm {
        /// Username, mobile or email.
        pub username: Input<LoginName>,
        pub password: Input<Password>,
        /// Keeps the session for 30 days.
        pub remember: Tick<Remember>,
        /// The page to go on to.
        pub next: Optional<ReturnTo>,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LoggedIn {
    pub username: String,
    pub redirect_url: String,
    /// The code of the first industry chosen.
    pub user_industry: String,
}

impl Sample for LoggedIn {
    fn sample() -> Self {
        Self {
            username: "zhang".into(),
            redirect_url: "/profile".into(),
            user_industry: "software".into(),
        }
    }
}

pub const ACCOUNT_LOGIN: Operation = Operation::post("account_login", Tag::Account)
    .opens_session()
    .fails_with(Status::FormError)
    .on(&["/login"])
    .takes::<LoginForm>()
    .gives::<LoggedIn>()
    .refuses(&[Refused::LoginFailed]);

/// `POST /users/account_login/`: signs in under a new session id. An unknown name, a wrong password
/// and a locked account are refused alike.
#[server(prefix = "/users", endpoint = "account_login/", input = Json, output = Json)]
pub async fn account_login(
    #[server(flatten)] form: LoginForm,
) -> Result<Reply<LoggedIn>, ApiError> {
    respond(&ACCOUNT_LOGIN, async |caller| {
        let mut errors = FieldErrors::default();
        let name = errors.take("username", form.username.parse());
        let password = errors.take("password", form.password.parse());
        let (Some(name), Some(password)) = (name, password) else {
            return Err(errors.into());
        };
        let remember = form.remember.is_yes();
        let signed_in =
            services::login::run(&caller.portal, &name, &password, remember, &caller.visitor)
                .await?;
        caller.enter(&signed_in).await?;
        let account = signed_in.account;
        let user_industry = account
            .industries
            .codes()
            .first()
            .copied()
            .unwrap_or_default()
            .to_owned();
        let redirect_url = after_login(form.next.given().ok()).into();
        Ok(LoggedIn {
            redirect_url,
            user_industry,
            username: account.username,
        })
    })
    .await
}

pub const ACCOUNT_LOGOUT: Operation =
    Operation::post("account_logout", Tag::Account).on_every_page();

/// `POST /users/account_logout/`: ends the caller's session, if there is one.
#[server(prefix = "/users", endpoint = "account_logout/", input = Json, output = Json)]
pub async fn account_logout() -> Result<Reply<Nothing>, ApiError> {
    respond(&ACCOUNT_LOGOUT, async |caller| {
        if let Some(session) = caller.session().await? {
            services::login::out(&caller.portal, &session, &caller.visitor).await?;
        }
        caller.leave().await?;
        Ok(Nothing {})
    })
    .await
}
