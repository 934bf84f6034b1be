//! Where a form's success redirects to, and how the address tells the page there what to say.

/// What coming back from WeChat with a binding is called, beside the operations.
pub const WECHAT_BIND: &str = "weixin_bind";

/// Why coming back from WeChat led to nothing. An address can make a page say only these.
pub const WECHAT_REFUSALS: [&str; 7] = [
    "wechat_state_invalid",
    "wechat_denied",
    "wechat_unavailable",
    "wechat_taken",
    "wechat_bound",
    "wechat_not_bound",
    "too_many_tries",
];

/// The address to go to after `operation` succeeded on the page at `path`. Its `done` names the
/// operation whose success the page there reports.
#[must_use]
pub fn after(operation: &str, path: &str) -> String {
    match operation {
        "account_logout" => "/".to_owned(),
        // Nobody is signed in after a reset.
        "change_pwd_by_mobile" => format!("/login?done={operation}"),
        _ => format!("{path}?done={operation}"),
    }
}
