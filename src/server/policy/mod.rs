//! Rules that several use cases share.

pub mod argon;
pub mod audit;
pub mod codes;
pub mod email_link;
pub mod free_mail;
pub mod keys;
pub mod limits;
pub mod login_guard;
pub mod messages;
pub mod notices;
pub mod passwords;
pub mod regions;
pub mod session;
pub mod wechat_state;
