//! `/docs`: the contract for people who write programs, from what `/openapi.json` is made of.

use leptos::prelude::*;

use super::reference::Reference;
use crate::{components::Layout, text::t};

#[component]
pub fn DocsPage() -> impl IntoView {
    view! {
        <Layout title=t("docs-title") description=t("docs-lead")>
            <h1>{t("docs-title")}</h1>
            <p>{t("docs-lead")} " " <a href="/openapi.json">{t("docs-json")}</a></p>
            <Reference />
        </Layout>
    }
}
