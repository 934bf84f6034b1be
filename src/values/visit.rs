//! What every page knows of the request it answers.

use super::lang::Lang;

/// Given to each page by `web`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Visit {
    pub lang: Lang,
    /// The page's path.
    pub path: String,
    /// Where the same page is in the other language.
    pub other_lang: String,
    /// The signed-in person's username.
    pub username: Option<String>,
    /// The mark of the signed-in person's account, which the forms of the page carry.
    pub account: Option<String>,
    /// Where this page is, without what it was to say when it was opened.
    pub here: String,
    /// The page to return to after signing in, when the address's `next` names one.
    pub next: Option<String>,
    /// Development mode: the footer links to the outbox.
    pub development: bool,
    /// Whether one can bind a WeChat, and sign in with it.
    pub wechat: bool,
    /// Whether free-mail addresses are welcome at registration.
    pub free_mail: bool,
}
