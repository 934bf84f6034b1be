//! `POST /users/change_pwd_by_mobile/` and `POST /users/change_my_pwd/`

use leptos::{prelude::*, server_fn::codec::Json};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ApiError, Reply, reply::Nothing};
use crate::values::input::Text;

/// The documented parameters.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ChangePwdByMobileForm {
    pub mobile: Text,
    pub code: Text,
    pub password: Text,
    pub re_password: Text,
}

/// The documented parameters.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ChangeMyPwdForm {
    pub old_password: Text,
    pub new_password: Text,
    pub confirm_password: Text,
}

/// Ours: what the strength meter sends.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct PasswordStrengthForm {
    pub password: Text,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Strength {
    /// 0 to 4, as zxcvbn scores; 3 is enough.
    pub score: u8,
}

/// `POST /users/password_strength/`: how hard a password is to guess; nothing is kept of it.
///
/// Fails with `error`: the problem of `password`.
///
/// # Errors
/// A fault of ours.
#[server(prefix = "/users", endpoint = "password_strength/", input = Json, output = Json)]
pub async fn password_strength(#[server(flatten)] form: PasswordStrengthForm) -> Result<Reply<Strength>, ApiError> {
    use crate::values::{FieldErrors, password::Password};

    let caller = super::caller::Caller::find()?;
    let outcome = async {
        let password = form.password.given().and_then(Password::presented).map_err(|problem| FieldErrors::one("password", problem))?;
        Ok(Strength { score: crate::server::policy::passwords::score(&password) })
    };
    let outcome = outcome.await;
    let words = outcome.as_ref().map_or_else(|_| String::new(), |strength: &Strength| format!("strength-{}", strength.score));
    caller.answer(super::Status::Error, &words, outcome)
}

/// `POST /users/change_pwd_by_mobile/`: a new password by a code to the mobile. Ends every session, logs nobody in.
///
/// Fails with `error`: the fields' problems, `mismatch`, `code_wrong`, `code_expired`, `too_many_tries`; then `weak` or `personal`, which leave
/// the code usable.
///
/// # Errors
/// A fault of ours.
#[server(prefix = "/users", endpoint = "change_pwd_by_mobile/", input = Json, output = Json)]
pub async fn change_pwd_by_mobile(#[server(flatten)] form: ChangePwdByMobileForm) -> Result<Reply<Nothing>, ApiError> {
    use crate::values::{FieldErrors, code::Code, mobile::Mobile};

    let caller = super::caller::Caller::find()?;
    let outcome = async {
        let mut errors = FieldErrors::default();
        let mobile = errors.take("mobile", form.mobile.parse::<Mobile>());
        let code = errors.take("code", form.code.parse::<Code>());
        let raw = errors.take("password", form.password.given());
        if let Some(raw) = raw {
            errors.take("password", crate::server::services::register::judge_password(raw, mobile.as_ref(), None, None));
        }
        errors.take("re_password", same(&form.re_password, raw));
        let (Some(mobile), Some(code), Some(raw), true) = (mobile, code, raw, errors.is_empty()) else { return Err(errors.into()) };
        crate::server::services::password::reset(&caller.portal, &mobile, &code, raw, &caller.visitor).await?;
        Ok(Nothing {})
    };
    let outcome = outcome.await;
    caller.answer(super::Status::Error, "done-change_pwd_by_mobile", outcome)
}

/// `POST /users/change_my_pwd/`: a new password by the old one. Ends every other session; this one goes on under a new id.
///
/// Fails with `error`: `login_required`, the fields' problems, `mismatch`, `password_wrong` (for `old_password`), `unchanged`.
///
/// # Errors
/// A fault of ours.
#[server(prefix = "/users", endpoint = "change_my_pwd/", input = Json, output = Json)]
pub async fn change_my_pwd(#[server(flatten)] form: ChangeMyPwdForm) -> Result<Reply<Nothing>, ApiError> {
    use crate::values::{FieldErrors, password::Password};

    let caller = super::caller::Caller::find()?;
    let outcome = async {
        let account = caller.signed_in().await?;
        let mut errors = FieldErrors::default();
        let old = errors.take("old_password", form.old_password.given().and_then(Password::presented));
        let raw = errors.take("new_password", form.new_password.given());
        let new = raw.and_then(|raw| errors.take("new_password", crate::server::services::password::judge(&account, raw)));
        errors.take("confirm_password", same(&form.confirm_password, raw));
        let (Some(old), Some(new), true) = (old, new, errors.is_empty()) else { return Err(errors.into()) };
        let signed_in = crate::server::services::password::change(&caller.portal, &account, &old, &new, caller.is_remembered().await?, &caller.visitor).await?;
        caller.enter(&signed_in).await?;
        Ok(Nothing {})
    };
    let outcome = outcome.await;
    caller.answer(super::Status::Error, "done-change_my_pwd", outcome)
}

/// Whether what was typed again is what was typed.
fn same(again: &Text, first: Option<&str>) -> Result<(), crate::values::Problem> {
    let again = again.given()?;
    if first.is_none_or(|first| first == again) { Ok(()) } else { Err(crate::values::Problem::Mismatch) }
}
