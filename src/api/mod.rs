//! THE CONTRACT: the forms that come in, the replies that go out, and the server functions between
//! them.
//!
//! Each server function is reached in three ways: by the form island's JSON, by any program's JSON
//! at the same URL, and by a plain form posted to a page (`web::forms`), which is put through the
//! same URL inside the server.

pub mod caller;
pub mod change_mobile;
pub mod error;
pub mod events;
pub mod form;
pub mod login;
pub mod notify_email;
pub mod operation;
pub mod password;
pub mod profile;
pub mod register;
pub mod reply;
pub mod respond;
pub mod sessions;
pub mod sms_code;
pub mod wechat;

pub use error::ApiError;
pub use operation::Operation;
pub use reply::{Reply, Status};

pub use crate::server::error::Refused;

/// Where the endpoints live.
pub const PREFIX: &str = "/users/";

/// How many of the operations the document has; they come first.
pub const DOCUMENTED: usize = 16;

/// Every operation. A test holds it against what is really registered.
pub const OPERATIONS: &[&Operation] = &[
    // The sixteen of the document.
    &register::ACCOUNT_REGISTER,
    &login::ACCOUNT_LOGIN,
    &sms_code::SEND_SMS_CODE,
    &sms_code::CHECK_SMS_CODE,
    &change_mobile::CHANGE_MOBILE,
    &notify_email::NOTIFY_EMAIL_IS_BIND,
    &wechat::WEIXIN_IS_BIND,
    &notify_email::SEND_EMAIL_CODE,
    &notify_email::CHANGE_NOTIFY_EMAIL,
    &notify_email::RESEND_BIND_EMAIL,
    &password::CHANGE_PWD_BY_MOBILE,
    &password::CHANGE_MY_PWD,
    &profile::CHANGE_MY_INFO,
    &profile::CHANGE_COMPANY_INFO,
    &profile::CHANGE_MY_RECV_INFO,
    &events::NEW_INDUSTRY_BOOKIN,
    // Ours.
    &login::ACCOUNT_LOGOUT,
    &profile::ME,
    &events::EVENTS,
    &events::CANCEL_BOOKIN,
    &sessions::SESSIONS,
    &sessions::SESSION_REVOKE,
    &notify_email::BIND_EMAIL,
    &wechat::WEIXIN_BIND_START,
    &wechat::WEIXIN_UNBIND,
    &profile::REGIONS,
    &password::PASSWORD_STRENGTH,
];

/// The operation of this name, if there is one.
#[must_use]
pub fn find(name: &str) -> Option<&'static Operation> {
    OPERATIONS
        .iter()
        .copied()
        .find(|operation| operation.name == name)
}

/// The operation at this path, if there is one.
#[must_use]
pub fn at(path: &str) -> Option<&'static Operation> {
    find(path.strip_prefix(PREFIX)?.strip_suffix('/')?)
}
