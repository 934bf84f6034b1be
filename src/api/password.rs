//! `POST /users/change_pwd_by_mobile/`, `POST /users/change_my_pwd/` and `POST
//! /users/password_strength/`

use leptos::{prelude::*, server_fn::codec::Json};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    ApiError, Operation, Reply,
    form::form,
    operation::{CODE_REFUSALS, TOO_MANY_CHANGES, Tag},
    reply::{Nothing, Sample},
    respond::{respond, respond_with},
};
use crate::{
    server::{error::Refused, services},
    values::{
        FieldErrors, Problem,
        code::Code,
        input::Input,
        mobile::Mobile,
        password::{NewPassword, Password, RepeatedPassword, is_again},
    },
};

form! {
    /// The documented parameters.
    pub struct ChangePwdByMobileForm {
        pub mobile: Input<Mobile>,
        pub code: Input<Code>,
        pub password: Input<NewPassword>,
        pub re_password: Input<RepeatedPassword>,
    }
}

form! {
    /// The documented parameters.
    pub struct ChangeMyPwdForm {
        pub old_password: Input<Password>,
        pub new_password: Input<NewPassword>,
        pub confirm_password: Input<RepeatedPassword>,
    }
}

form! {
    /// Ours: what the strength meter sends.
    pub struct PasswordStrengthForm {
        pub password: Input<Password>,
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Strength {
    /// 0 to 4, as zxcvbn scores; 3 is enough.
    pub score: u8,
}

impl Sample for Strength {
    fn sample() -> Self {
        Self { score: 3 }
    }
}

pub const PASSWORD_STRENGTH: Operation = Operation::post("password_strength", Tag::Password)
    .takes::<PasswordStrengthForm>()
    .gives::<Strength>()
    .says("strength-3");

/// `POST /users/password_strength/`: how hard a password is to guess; nothing is kept of it.
#[server(prefix = "/users", endpoint = "password_strength/", input = Json, output = Json)]
pub async fn password_strength(
    #[server(flatten)] form: PasswordStrengthForm,
) -> Result<Reply<Strength>, ApiError> {
    let sentence = |strength: &Strength| format!("strength-{}", strength.score);
    respond_with(&PASSWORD_STRENGTH, sentence, async |caller| {
        let password = form
            .password
            .parse()
            .map_err(|problem| FieldErrors::one("password", problem))?;
        let score = caller.portal.strength.score(&password).await?;
        Ok(Strength { score })
    })
    .await
}

pub const CHANGE_PWD_BY_MOBILE: Operation = Operation::post("change_pwd_by_mobile", Tag::Password)
    .on(&["/password/reset"])
    .takes::<ChangePwdByMobileForm>()
    .refuses(CODE_REFUSALS);

/// `POST /users/change_pwd_by_mobile/`: a new password by a code to the mobile. Ends every session,
/// logs nobody in. A password that is weak or holds the account's own data, which is known once the
/// code was right, leaves the code usable.
#[server(prefix = "/users", endpoint = "change_pwd_by_mobile/", input = Json, output = Json)]
pub async fn change_pwd_by_mobile(
    #[server(flatten)] form: ChangePwdByMobileForm,
) -> Result<Reply<Nothing>, ApiError> {
    respond(&CHANGE_PWD_BY_MOBILE, async |caller| {
        let mut errors = FieldErrors::default();
        let mobile = errors.take("mobile", form.mobile.parse());
        let code = errors.take("code", form.code.parse());
        let raw = errors.take("password", form.password.given());
        if let Some(raw) = raw {
            let portal = &caller.portal;
            let judged =
                services::register::judge_password(portal, raw, mobile.as_ref(), None, None);
            errors.take("password", judged.await?);
        }
        errors.take("re_password", same(&form.re_password, raw));
        let (Some(mobile), Some(code), Some(raw), true) = (mobile, code, raw, errors.is_empty())
        else {
            return Err(errors.into());
        };
        services::password::reset(&caller.portal, &mobile, &code, raw, &caller.visitor).await?;
        Ok(Nothing {})
    })
    .await
}

pub const CHANGE_MY_PWD: Operation = Operation::post("change_my_pwd", Tag::Password)
    .needs_session()
    .opens_session()
    .on(&["/password"])
    .takes::<ChangeMyPwdForm>()
    .finds(&[("new_password", Problem::Unchanged)])
    .refuses(&[
        Refused::PasswordWrong {
            field: "old_password",
        },
        TOO_MANY_CHANGES,
    ]);

/// `POST /users/change_my_pwd/`: a new password by the old one. Ends every other session; this one
/// goes on under a new id.
#[server(prefix = "/users", endpoint = "change_my_pwd/", input = Json, output = Json)]
pub async fn change_my_pwd(
    #[server(flatten)] form: ChangeMyPwdForm,
) -> Result<Reply<Nothing>, ApiError> {
    respond(&CHANGE_MY_PWD, async |caller| {
        let session = caller.signed_in().await?;
        let mut errors = FieldErrors::default();
        let old = errors.take("old_password", form.old_password.parse());
        let raw = errors.take("new_password", form.new_password.given());
        let mut new = None;
        if let Some(raw) = raw {
            let judged = services::password::judge(&caller.portal, &session.account, raw).await?;
            new = errors.take("new_password", judged);
        }
        errors.take("confirm_password", same(&form.confirm_password, raw));
        let (Some(old), Some(new), true) = (old, new, errors.is_empty()) else {
            return Err(errors.into());
        };
        let signed_in =
            services::password::change(&caller.portal, &session, &old, &new, &caller.visitor)
                .await?;
        caller.enter(&signed_in).await?;
        Ok(Nothing {})
    })
    .await
}

/// Whether what was typed again is what was typed.
fn same(again: &Input<RepeatedPassword>, first: Option<&str>) -> Result<(), Problem> {
    let again = again.given()?;
    first.map_or(Ok(()), |first| is_again(again, first))
}
