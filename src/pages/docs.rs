//! `/docs`: the contract for people who write programs, from what `/openapi.json` is made of.

use leptos::prelude::*;

use crate::{components::Layout, text::t};

#[cfg(feature = "ssr")]
mod reference;
#[cfg(feature = "ssr")]
use reference::Reference;

#[component]
pub fn DocsPage() -> impl IntoView {
    view! {
        <Layout title=t("docs-title")>
            <h1>{t("docs-title")}</h1>
            <p>{t("docs-lead")} " " <a href="/openapi.json">{t("docs-json")}</a></p>
            <Reference />
        </Layout>
    }
}

/// The page has no island: in the browser there is nothing to write it from.
#[cfg(not(feature = "ssr"))]
#[component]
fn Reference() -> impl IntoView {}
