//! menhu, an account portal: one crate, compiled as the server (`ssr`) and as the form island in the browser (`hydrate`).
#![recursion_limit = "256"]

pub mod island;
pub mod values;

cfg_if::cfg_if! {
    if #[cfg(feature = "ssr")] {
        pub mod api;
        pub mod app;
        pub mod cli;
        pub mod components;
        pub mod openapi;
        pub mod pages;
        pub mod serve;
        pub mod server;
        pub mod text;
        pub mod web;
    }
}

/// Called by the page's loader once the WASM has arrived; the islands then come alive one by one.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
