//! The address for notices: `GET notify_email_is_bind`, `POST send_email_code`, `POST
//! change_notify_email`, `GET resend_bind_email`, `POST bind_email`.

use leptos::{
    prelude::*,
    server_fn::codec::{GetUrl, Json},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    ApiError, Operation, Reply,
    form::form,
    operation::{CODE_REFUSALS, PASSWORD_REFUSALS, SEND_REFUSALS, Tag},
    reply::{Nothing, Sample},
    respond::respond,
};
use crate::{
    server::{error::Refused, services},
    values::{
        FieldErrors, Problem,
        code::Code,
        email::{Email, LinkToken},
        input::Input,
        password::Password,
    },
};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NotifyEmailBound {
    pub is_bind: bool,
    /// The bound address, else the one waiting to be bound; whole, since it is the caller's own.
    pub notify_email: String,
}

impl Sample for NotifyEmailBound {
    fn sample() -> Self {
        Self {
            is_bind: true,
            notify_email: "zhang@example.cn".into(),
        }
    }
}

form! {
    /// The documented parameters.
    pub struct SendEmailCodeForm {
        pub password: Input<Password>,
        pub email: Input<Email>,
    }
}

form! {
    /// The documented parameters.
    pub struct ChangeNotifyEmailForm {
        pub password: Input<Password>,
        pub code: Input<Code>,
        pub email: Input<Email>,
    }
}

form! {
    /// What the page behind the mailed link sends.
    pub struct BindEmailForm {
        pub token: Input<LinkToken>,
    }
}

pub const NOTIFY_EMAIL_IS_BIND: Operation = Operation::get("notify_email_is_bind", Tag::Binding)
    .needs_session()
    .gives::<NotifyEmailBound>();

/// `GET /users/notify_email_is_bind/`
#[server(prefix = "/users", endpoint = "notify_email_is_bind/", input = GetUrl, output = Json)]
pub async fn notify_email_is_bind() -> Result<Reply<NotifyEmailBound>, ApiError> {
    respond(&NOTIFY_EMAIL_IS_BIND, async |caller| {
        let account = caller.signed_in().await?.account;
        let is_bind = account.notify_email.is_some();
        let notify_email = account
            .notify_email
            .or(account.notify_waiting)
            .map(String::from)
            .unwrap_or_default();
        Ok(NotifyEmailBound {
            is_bind,
            notify_email,
        })
    })
    .await
}

pub const SEND_EMAIL_CODE: Operation = Operation::post("send_email_code", Tag::Binding)
    .needs_session()
    .on(&["/binding"])
    .takes::<SendEmailCodeForm>()
    .finds(&[("email", Problem::Unchanged)])
    .refuses(PASSWORD_REFUSALS)
    .refuses(SEND_REFUSALS);

/// `POST /users/send_email_code/`: mails a code to the new address.
#[server(prefix = "/users", endpoint = "send_email_code/", input = Json, output = Json)]
pub async fn send_email_code(
    #[server(flatten)] form: SendEmailCodeForm,
) -> Result<Reply<Nothing>, ApiError> {
    respond(&SEND_EMAIL_CODE, async |caller| {
        let session = caller.signed_in().await?;
        let mut errors = FieldErrors::default();
        let password = errors.take("password", form.password.parse());
        let email = errors.take("email", form.email.parse());
        let (Some(password), Some(email)) = (password, email) else {
            return Err(errors.into());
        };
        services::notify_email::send_code(
            &caller.portal,
            &session,
            &password,
            &email,
            &caller.visitor,
        )
        .await?;
        Ok(Nothing {})
    })
    .await
}

pub const CHANGE_NOTIFY_EMAIL: Operation = Operation::post("change_notify_email", Tag::Binding)
    .needs_session()
    .on(&["/binding"])
    .takes::<ChangeNotifyEmailForm>()
    .finds(&[("email", Problem::Unchanged), ("email", Problem::Taken)])
    .refuses(PASSWORD_REFUSALS)
    .refuses(CODE_REFUSALS);

/// `POST /users/change_notify_email/`: binds the new address at once. Password and code are judged
/// first, whether it is taken last.
#[server(prefix = "/users", endpoint = "change_notify_email/", input = Json, output = Json)]
pub async fn change_notify_email(
    #[server(flatten)] form: ChangeNotifyEmailForm,
) -> Result<Reply<Nothing>, ApiError> {
    respond(&CHANGE_NOTIFY_EMAIL, async |caller| {
        let session = caller.signed_in().await?;
        let mut errors = FieldErrors::default();
        let password = errors.take("password", form.password.parse());
        let email = errors.take("email", form.email.parse());
        let code = errors.take("code", form.code.parse());
        let (Some(password), Some(email), Some(code)) = (password, email, code) else {
            return Err(errors.into());
        };
        services::notify_email::change(
            &caller.portal,
            &session,
            &password,
            &email,
            &code,
            &caller.visitor,
        )
        .await?;
        Ok(Nothing {})
    })
    .await
}

pub const RESEND_BIND_EMAIL: Operation = Operation::get("resend_bind_email", Tag::Binding)
    .acts()
    .needs_session()
    .on(&["/binding"])
    .refuses(&[Refused::AlreadyBound, Refused::NothingToBind])
    .refuses(SEND_REFUSALS);

/// `GET /users/resend_bind_email/`: mails a new link to the address that waits to be bound.
#[server(prefix = "/users", endpoint = "resend_bind_email/", input = GetUrl, output = Json)]
pub async fn resend_bind_email() -> Result<Reply<Nothing>, ApiError> {
    respond(&RESEND_BIND_EMAIL, async |caller| {
        let session = caller.signed_in().await?;
        services::notify_email::resend_link(&caller.portal, &session, &caller.visitor).await?;
        Ok(Nothing {})
    })
    .await
}

pub const BIND_EMAIL: Operation = Operation::post("bind_email", Tag::Binding)
    .on(&["/binding/email"])
    .takes::<BindEmailForm>()
    .finds(&[("email", Problem::Taken)])
    .refuses(&[Refused::LinkInvalid]);

/// `POST /users/bind_email/`: binds the address that the mailed link was made for; the link is used
/// up.
#[server(prefix = "/users", endpoint = "bind_email/", input = Json, output = Json)]
pub async fn bind_email(
    #[server(flatten)] form: BindEmailForm,
) -> Result<Reply<Nothing>, ApiError> {
    respond(&BIND_EMAIL, async |caller| {
        let token = form.token.given().map_err(|_| Refused::LinkInvalid)?;
        services::notify_email::bind(&caller.portal, token, &caller.visitor).await?;
        Ok(Nothing {})
    })
    .await
}
