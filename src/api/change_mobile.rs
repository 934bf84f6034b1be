//! `POST /users/change_mobile/`

use leptos::{prelude::*, server_fn::codec::Json};

use super::{
    ApiError, Operation, Reply,
    form::form,
    operation::{CODE_REFUSALS, PASSWORD_REFUSALS, Tag},
    reply::Nothing,
    respond::respond,
};
use crate::{
    server::services,
    values::{FieldErrors, Problem, code::Code, input::Input, mobile::Mobile, password::Password},
};

form! {
    /// The documented parameters.
    pub struct ChangeMobileForm {
        pub password: Input<Password>,
        pub code: Input<Code>,
        pub mobile: Input<Mobile>,
    }
}

pub const CHANGE_MOBILE: Operation = Operation::post("change_mobile", Tag::Binding)
    .needs_session()
    .on(&["/binding"])
    .takes::<ChangeMobileForm>()
    .finds(&[("mobile", Problem::Unchanged), ("mobile", Problem::Taken)])
    .refuses(PASSWORD_REFUSALS)
    .refuses(CODE_REFUSALS);

/// `POST /users/change_mobile/`: binds another mobile. Password and code are judged first, whether
/// the mobile is taken last.
#[server(prefix = "/users", endpoint = "change_mobile/", input = Json, output = Json)]
pub async fn change_mobile(
    #[server(flatten)] form: ChangeMobileForm,
) -> Result<Reply<Nothing>, ApiError> {
    respond(&CHANGE_MOBILE, async |caller| {
        let session = caller.signed_in().await?;
        let mut errors = FieldErrors::default();
        let password = errors.take("password", form.password.parse());
        let mobile = errors.take("mobile", form.mobile.parse());
        let code = errors.take("code", form.code.parse());
        let (Some(password), Some(mobile), Some(code)) = (password, mobile, code) else {
            return Err(errors.into());
        };
        services::change_mobile::run(
            &caller.portal,
            &session,
            &password,
            &mobile,
            &code,
            &caller.visitor,
        )
        .await?;
        Ok(Nothing {})
    })
    .await
}
