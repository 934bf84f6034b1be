//! HTTP: the router and its layers, pages, endpoints, plain forms, files, health and metrics.

mod assets;
mod calendar;
mod client_address;
mod cookies;
mod dev;
mod endpoints;
mod envelope;
mod forms;
#[cfg(any(fuzzing, test))]
#[doc(hidden)]
pub mod fuzzing;
pub mod health;
mod host;
mod json;
pub mod keep_alive;
mod kept_pages;
mod language;
pub mod metrics;
mod openapi;
mod origin;
mod pages;
mod panic;
pub mod rate_limit;
mod render;
pub mod router;
mod security_headers;
pub mod session;
mod speculative;
mod state;
mod time_limit;
mod unsent;
mod urlencoded;
mod visitor;
mod wechat;
