//! Use cases, a file per feature: functions that take the portal and values, owns its transaction
//! and says what came of it.

pub mod change_mobile;
pub mod events;
pub mod login;
pub mod manage_audit;
pub mod manage_events;
pub mod manage_outbox;
pub mod notify_email;
pub mod outbox;
pub mod password;
pub mod profile;
pub mod prune;
pub mod register;
pub mod seed;
pub mod sessions;
pub mod sms_code;
pub mod wechat;
