//! `POST /users/account_register/`

use leptos::{prelude::*, server_fn::codec::Json};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ApiError, Reply};
use crate::values::input::{Flag, List, Text};

/// The documented parameters, and three of ours that a client may leave out.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct RegisterForm {
    pub user_email: Text,
    pub company_name: Text,
    pub password: Text,
    pub phone: Text,
    pub name: Text,
    pub qq: Text,
    pub code: Text,
    pub select_fields: List,
    /// Whether the terms were agreed to. Our own page always sends it and must send yes; the legacy frontend asks on its own pages.
    pub consent: Flag,
    /// The page to go on to.
    pub next: Text,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Registered {
    pub username: String,
    pub redirect_url: String,
}

/// `POST /users/account_register/`: registers and signs in.
///
/// Fails with `form_error`: the fields' problems, all together; then `code_wrong`, `code_expired`, `too_many_tries`; then `taken` for `phone` or
/// `user_email`, which leaves the code usable.
///
/// # Errors
/// A fault of ours.
#[server(prefix = "/users", endpoint = "account_register/", input = Json, output = Json)]
pub async fn account_register(#[server(flatten)] form: RegisterForm) -> Result<Reply<Registered>, ApiError> {
    let caller = super::caller::Caller::find()?;
    let outcome = async {
        let new = parse(&caller.portal, &form)?;
        let signed_in = crate::server::services::register::run(&caller.portal, &new, &caller.visitor).await?;
        caller.enter(&signed_in).await?;
        let next = form.next.given().ok();
        Ok(Registered { username: signed_in.account.username, redirect_url: crate::values::return_to::after_login(next).into() })
    };
    let outcome = outcome.await;
    caller.answer(super::Status::FormError, "done-account_register", outcome)
}

fn parse(portal: &crate::server::Portal, form: &RegisterForm) -> Result<crate::server::services::register::Registration, crate::values::FieldErrors> {
    use crate::values::{FieldErrors, Problem, company::CompanyName, email::Email, industry::Industries, mobile::Mobile};

    let mut errors = FieldErrors::default();
    let email = errors.take("user_email", form.user_email.parse::<Email>().and_then(|email| crate::server::services::register::judge_email(portal, email)));
    let company = errors.take("company_name", form.company_name.parse::<CompanyName>());
    let mobile = errors.take("phone", form.phone.parse::<Mobile>());
    let password =
        form.password.given().and_then(|raw| crate::server::services::register::judge_password(raw, mobile.as_ref(), email.as_ref(), company.as_ref()));
    let password = errors.take("password", password);
    let name = errors.take("name", form.name.parse());
    let qq = errors.take("qq", form.qq.parse());
    let code = errors.take("code", form.code.parse());
    let industries = errors.take("select_fields", Industries::parse(&form.select_fields));
    if form.consent == Flag::No {
        errors.add("consent", Problem::Required);
    }
    match (email, company, password, mobile, name, qq, code, industries) {
        (Some(email), Some(company), Some(password), Some(mobile), Some(name), Some(qq), Some(code), Some(industries)) if errors.is_empty() => {
            Ok(crate::server::services::register::Registration {
                email,
                company,
                password,
                mobile,
                name,
                qq,
                code,
                industries,
                consented: form.consent == Flag::Yes,
            })
        }
        _ => Err(errors),
    }
}
