//! Where a page's form leads once it worked, and how the page there is told what came of it.

/// What coming back from WeChat with a binding is called, beside the operations.
pub const WECHAT_BIND: &str = "weixin_bind";

/// Why coming back from WeChat led to nothing. Only these can be told by an address.
pub const WECHAT_REFUSALS: [&str; 6] = ["wechat_state_invalid", "wechat_denied", "wechat_unavailable", "wechat_taken", "wechat_bound", "wechat_not_bound"];

/// The address to go to after `operation` was asked for on the page at `path`. `done` there names the operation whose success is to be told.
#[must_use]
pub fn after(operation: &str, path: &str) -> String {
    match operation {
        "account_logout" => "/".to_owned(),
        // Nobody is signed in after a reset.
        "change_pwd_by_mobile" => format!("/login?done={operation}"),
        _ => format!("{path}?done={operation}"),
    }
}
