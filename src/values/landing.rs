//! Where a page's form leads once it worked.

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
