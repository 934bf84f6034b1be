//! HTTP: the router and its layers, pages, endpoints, plain forms, files, health and metrics.

mod assets;
mod calendar;
mod cookies;
mod dev;
mod endpoints;
mod envelope;
mod forms;
pub mod health;
mod json;
mod layers;
pub mod metrics;
mod openapi;
mod pages;
pub mod rate_limit;
mod render;
pub mod router;
mod state;
mod wechat;
