//! `/terms` and `/privacy`: short, versioned texts.

use leptos::prelude::*;

use crate::{
    components::Layout,
    text::{find, lang, t, with},
    values::consent::VERSION,
};

#[component]
pub fn TermsPage() -> impl IntoView {
    view! { <Document name="terms" /> }
}

#[component]
pub fn PrivacyPage() -> impl IntoView {
    view! { <Document name="privacy" /> }
}

/// The catalogue's `<name>-lead`, which says whose the document is, and `<name>-1-title`,
/// `<name>-1-text`, `<name>-2-title` and so on.
#[component]
fn Document(name: &'static str) -> impl IntoView {
    let title = t(&format!("{name}-title"));
    let sections = (1..)
        .map_while(|number| {
            Some((
                find(lang(), &format!("{name}-{number}-title"))?,
                t(&format!("{name}-{number}-text")),
            ))
        })
        .map(|(heading, text)| {
            view! {
                <h2>{heading}</h2>
                {text
                    .split("\n\n")
                    .map(|paragraph| view! { <p>{paragraph.to_owned()}</p> })
                    .collect_view()}
            }
        })
        .collect_view();
    view! {
        <Layout title=title.clone() description=t(&format!("{name}-description"))>
            <article class="prose">
                <h1>{title}</h1>
                <p class="hint">{with(lang(), "legal-version", &[("version", VERSION)])}</p>
                <p>{t(&format!("{name}-lead"))}</p>
                {sections}
            </article>
        </Layout>
    }
}
