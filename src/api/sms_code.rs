//! `POST /users/send_sms_code/` and `POST /users/vaild_sms_code/`

use leptos::{prelude::*, server_fn::codec::Json};

use super::{
    ApiError, Operation, Reply,
    form::form,
    operation::{CODE_REFUSALS, SEND_REFUSALS, Tag},
    reply::Nothing,
    respond::respond,
};
use crate::{
    server::services,
    values::{
        FieldErrors, Problem,
        code::Code,
        consent::Consent,
        input::{Input, Tick},
        mobile::Mobile,
        sms_action::SmsAction,
    },
};

form! {
    /// The documented parameters, and one of ours that a client may leave out.
    pub struct SendSmsCodeForm {
        /// `AccountReg`, `ChangePwd` or `ChangeMobile`.
        pub action_name: Input<SmsAction>,
        pub mobile: Input<Mobile>,
        /// Whether the terms were agreed to, on pages that ask.
        pub consent: Tick<Consent>,
        // Another name of `mobile`: what registration calls it, in whose form a code button stands.
        @undocumented phone: Input<Mobile>,
    }
}

form! {
    /// The documented parameters.
    pub struct CheckSmsCodeForm {
        pub action_name: Input<SmsAction>,
        pub code: Input<Code>,
        pub mobile: Input<Mobile>,
        // Another name of `mobile`, as above.
        @undocumented phone: Input<Mobile>,
    }
}

pub const SEND_SMS_CODE: Operation = Operation::post("send_sms_code", Tag::SmsCode)
    .may_need_session()
    .on(&["/register", "/password/reset", "/binding"])
    .takes::<SendSmsCodeForm>()
    .refuses(SEND_REFUSALS);

/// `POST /users/send_sms_code/`: sends a code; the answer is the same whether or not the mobile is
/// known. `ChangeMobile` needs a session.
#[server(prefix = "/users", endpoint = "send_sms_code/", input = Json, output = Json)]
pub async fn send_sms_code(
    #[server(flatten)] form: SendSmsCodeForm,
) -> Result<Reply<Nothing>, ApiError> {
    respond(&SEND_SMS_CODE, async |caller| {
        let mut errors = FieldErrors::default();
        let action = errors.take("action_name", form.action_name.parse());
        let mobile = errors.take("mobile", form.mobile.or(&form.phone).parse());
        if form.consent.is_no() {
            errors.add("consent", Problem::Required);
        }
        let (Some(action), Some(mobile), true) = (action, mobile, errors.is_empty()) else {
            return Err(errors.into());
        };
        let session = caller.session().await?;
        services::sms_code::send(
            &caller.portal,
            action,
            &mobile,
            session.as_ref(),
            &caller.visitor,
        )
        .await?;
        Ok(Nothing {})
    })
    .await
}

pub const CHECK_SMS_CODE: Operation = Operation::post("vaild_sms_code", Tag::SmsCode)
    .may_need_session()
    .takes::<CheckSmsCodeForm>()
    .refuses(CODE_REFUSALS);

/// `POST /users/vaild_sms_code/` (the documented spelling): whether a code is right. It is not used
/// up, and nothing is granted. `ChangeMobile` needs a session.
#[server(prefix = "/users", endpoint = "vaild_sms_code/", input = Json, output = Json)]
pub async fn vaild_sms_code(
    #[server(flatten)] form: CheckSmsCodeForm,
) -> Result<Reply<Nothing>, ApiError> {
    respond(&CHECK_SMS_CODE, async |caller| {
        let mut errors = FieldErrors::default();
        let action = errors.take("action_name", form.action_name.parse());
        let mobile = errors.take("mobile", form.mobile.or(&form.phone).parse());
        let code = errors.take("code", form.code.parse());
        let (Some(action), Some(mobile), Some(code)) = (action, mobile, code) else {
            return Err(errors.into());
        };
        let session = caller.session().await?;
        services::sms_code::check(
            &caller.portal,
            action,
            &mobile,
            &code,
            session.as_ref(),
            &caller.visitor,
        )
        .await?;
        Ok(Nothing {})
    })
    .await
}
