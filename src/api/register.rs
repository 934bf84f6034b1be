//! `POST /users/account_register/`

use leptos::{prelude::*, server_fn::codec::Json};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    ApiError, Operation, Reply, Status,
    form::form,
    operation::{CODE_REFUSALS, Tag},
    reply::Sample,
    respond::respond,
};
use crate::{
    server::{
        Portal,
        error::Result,
        services::{
            self,
            register::{Registration, judge_email, judge_password},
        },
    },
    values::{
        FieldErrors, Problem,
        code::Code,
        company::CompanyName,
        consent::Consent,
        email::Email,
        industry::Industries,
        input::{Choices, Input, Optional, Tick},
        mobile::Mobile,
        password::NewPassword,
        person::{PersonName, Qq},
        return_to::{ReturnTo, after_login},
    },
};

form! {
    /// The documented parameters, and two of ours that a client may leave out.
    pub struct RegisterForm {
        pub user_email: Input<Email>,
        pub company_name: Input<CompanyName>,
        pub password: Input<NewPassword>,
        pub phone: Input<Mobile>,
        pub name: Input<PersonName>,
        pub qq: Input<Qq>,
        pub code: Input<Code>,
        pub select_fields: Choices<Industries>,
        /// Whether the terms were agreed to. Our own page always sends it and must send yes; the
        /// legacy frontend asks on its own pages.
        pub consent: Tick<Consent>,
        /// The page to go on to.
        pub next: Optional<ReturnTo>,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Registered {
    pub username: String,
    pub redirect_url: String,
}

impl Sample for Registered {
    fn sample() -> Self {
        Self {
            username: "zhang".into(),
            redirect_url: "/profile".into(),
        }
    }
}

pub const ACCOUNT_REGISTER: Operation = Operation::post("account_register", Tag::Account)
    .opens_session()
    .fails_with(Status::FormError)
    .on(&["/register"])
    .takes::<RegisterForm>()
    .gives::<Registered>()
    .finds(&[
        ("user_email", Problem::FreeMail),
        ("user_email", Problem::Taken),
        ("phone", Problem::Taken),
    ])
    .refuses(CODE_REFUSALS);

/// `POST /users/account_register/`: registers and signs in. The fields are judged all together,
/// then the code; that an email or a mobile is taken is told last, and leaves the code usable.
#[server(prefix = "/users", endpoint = "account_register/", input = Json, output = Json)]
pub async fn account_register(
    #[server(flatten)] form: RegisterForm,
) -> Result<Reply<Registered>, ApiError> {
    respond(&ACCOUNT_REGISTER, async |caller| {
        let new = parse(&caller.portal, &form).await?;
        let signed_in = services::register::run(&caller.portal, &new, &caller.visitor).await?;
        caller.enter(&signed_in).await?;
        let redirect_url = after_login(form.next.given().ok()).into();
        Ok(Registered {
            username: signed_in.account.username,
            redirect_url,
        })
    })
    .await
}

async fn parse(portal: &Portal, form: &RegisterForm) -> Result<Registration> {
    let mut errors = FieldErrors::default();
    let email = form
        .user_email
        .parse()
        .and_then(|email| judge_email(portal, email));
    let email = errors.take("user_email", email);
    let company = errors.take("company_name", form.company_name.parse());
    let mobile = errors.take("phone", form.phone.parse());
    let password = match form.password.given() {
        Ok(raw) => {
            let (mobile, email, company) = (mobile.as_ref(), email.as_ref(), company.as_ref());
            judge_password(portal, raw, mobile, email, company).await?
        }
        Err(problem) => Err(problem),
    };
    let password = errors.take("password", password);
    let name = errors.take("name", form.name.parse());
    let qq = errors.take("qq", form.qq.parse());
    let code = errors.take("code", form.code.parse());
    let industries = errors.take("select_fields", Industries::parse(form.select_fields.raw()));
    if form.consent.is_no() {
        errors.add("consent", Problem::Required);
    }
    let (Some(email), Some(company), Some(password), Some(mobile)) =
        (email, company, password, mobile)
    else {
        return Err(errors.into());
    };
    let (Some(name), Some(qq), Some(code), Some(industries), true) =
        (name, qq, code, industries, errors.is_empty())
    else {
        return Err(errors.into());
    };
    let consented = form.consent.is_yes();
    Ok(Registration {
        email,
        company,
        password,
        mobile,
        name,
        qq,
        code,
        industries,
        consented,
    })
}
