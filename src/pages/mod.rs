//! A page per feature: its markup.

pub mod bind_email;
pub mod binding;
pub mod docs;
pub mod error;
pub mod events;
pub mod home;
pub mod legal;
pub mod login;
pub mod password;
pub mod password_reset;
pub mod profile;
mod reference;
pub mod register;
