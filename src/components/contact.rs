//! How to reach the operator: a link where there is one to follow, else as the operator wrote it.

use leptos::prelude::*;

use crate::text::{imprint, t};

#[component]
pub fn Contact() -> impl IntoView {
    match imprint().contact_link() {
        Some(link) => view! { <a href=link>{t("contact")}</a> }.into_any(),
        None => t("contact").into_any(),
    }
}
