//! Rules that several use cases share.

pub mod audit;
pub mod codes;
pub mod email_link;
pub mod known_devices;
pub mod limits;
pub mod login_throttle;
pub mod notices;
pub mod operator;
pub mod passwords;
pub mod secret;
pub mod session;
pub mod wechat_state;
