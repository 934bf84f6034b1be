//! THE CONTRACT: the forms that come in, the replies that go out, and the server functions between them.
//!
//! Each server function is reached in three ways: by an island's typed call, by any program's JSON at the same URL, and by a plain form
//! posted to a page (`boot::forms`), which is put through the same URL inside the server.

pub mod caller;
pub mod change_mobile;
pub mod error;
pub mod events;
pub mod login;
pub mod notify_email;
pub mod password;
pub mod profile;
pub mod register;
pub mod reply;
pub mod sessions;
pub mod sms_code;
pub mod wechat;

pub use error::ApiError;
pub use reply::{Reply, Status};

/// Where the endpoints live.
pub const PREFIX: &str = "/users/";

/// Every endpoint: method and name, the URL being `/users/<name>/`. A test holds it against what is really registered.
pub const OPERATIONS: [(&str, &str); 26] = [
    // The sixteen of the document.
    ("POST", "account_register"),
    ("POST", "account_login"),
    ("POST", "send_sms_code"),
    ("POST", "vaild_sms_code"),
    ("POST", "change_mobile"),
    ("GET", "notify_email_is_bind"),
    ("GET", "weixin_is_bind"),
    ("POST", "send_email_code"),
    ("POST", "change_notify_email"),
    ("GET", "resend_bind_email"),
    ("POST", "change_pwd_by_mobile"),
    ("POST", "change_my_pwd"),
    ("POST", "change_my_info"),
    ("POST", "change_company_info"),
    ("POST", "change_my_recv_info"),
    ("POST", "new_industry_bookin"),
    // Ours.
    ("POST", "account_logout"),
    ("GET", "me"),
    ("GET", "events"),
    ("POST", "cancel_bookin"),
    ("GET", "sessions"),
    ("POST", "session_revoke"),
    ("POST", "bind_email"),
    ("POST", "weixin_unbind"),
    ("GET", "regions"),
    ("POST", "password_strength"),
];

/// The method of the operation at this path, if there is one.
#[must_use]
pub fn method_of(path: &str) -> Option<&'static str> {
    let name = path.strip_prefix(PREFIX)?.strip_suffix('/')?;
    OPERATIONS.into_iter().find(|(_, operation)| *operation == name).map(|(method, _)| method)
}

/// `form_error` is for registration and login alone; all other operations fail with `error`.
#[must_use]
pub fn failure_of(name: &str) -> Status {
    if matches!(name, "account_register" | "account_login") { Status::FormError } else { Status::Error }
}
