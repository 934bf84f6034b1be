//! menhu, an account portal: one crate compiled twice, as the server (`ssr`) and as the islands in the browser (`hydrate`).
#![recursion_limit = "256"]

pub mod api;
pub mod app;
pub mod components;
pub mod pages;
pub mod text;
pub mod values;

#[cfg(feature = "ssr")]
pub mod boot;
#[cfg(feature = "ssr")]
pub mod server;

/// Called by the page's loader once the WASM has arrived; the islands then come alive one by one.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
