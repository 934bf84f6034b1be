//! Where a form's success redirects to, and how the page there knows what to say.

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

/// The cookie that says, on the page that a success redirects to, which one it was. The island sets
/// it, too. It can make a page say only what the catalogue says of an operation.
pub const DONE_COOKIE: &str = "menhu-done";

/// How long a redirect may take, in seconds.
pub const DONE_SECONDS: u32 = 60;

/// The address to go to after `operation` succeeded on the page at `path`.
#[must_use]
pub fn after(operation: &str, path: &str) -> String {
    match operation {
        "account_logout" => "/".to_owned(),
        // Nobody is signed in after a reset.
        "change_pwd_by_mobile" => "/login".to_owned(),
        _ => path.to_owned(),
    }
}

/// Whether the page that the operation's success redirects to says so: that one has signed in is
/// plain to see, and the way to WeChat is not ours to say anything on.
#[must_use]
pub fn is_told(operation: &str) -> bool {
    !matches!(operation, "account_login" | "weixin_bind_start")
}
