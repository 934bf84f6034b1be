//! The page for what went wrong: an unknown address, a refused request, a fault of ours.

use leptos::prelude::*;

use crate::{
    components::{Contact, Layout},
    text::t,
};

#[component]
pub fn ErrorPage(status: u16) -> impl IntoView {
    let kind = match status {
        404 => "not-found",
        503 => "busy",
        500..=599 => "fault",
        429 => "flood",
        _ => "refused",
    };
    view! {
        <Layout title=t(&format!("{kind}-title")) narrow=true>
            <h1>{t(&format!("{kind}-title"))}</h1>
            <p>{t(&format!("{kind}-text"))}</p>
            <p>{t("contact-help")}<Contact /></p>
            <p>
                <a class="button" href="/">
                    {t("back-home")}
                </a>
            </p>
        </Layout>
    }
}
