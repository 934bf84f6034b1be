//! Stand-ins of the outside world, in development.

pub mod outbox;
pub mod wechat;
