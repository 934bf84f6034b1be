//! The frame of every page: header with navigation and sign-out, the page itself, footer.

use leptos::prelude::*;
use leptos_meta::{Meta, Title};

use super::{AccountField, Contact, FormMessages, form_state, visit};
use crate::{
    text::{imprint, t},
    values::{form_data::FORM, form_state::FormState},
};

const LOGOUT: &str = "account_logout";

/// What is done on other pages than the one that says so.
const ELSEWHERE: [&str; 2] = [LOGOUT, "account_register"];

/// Whether no form of the page itself says it.
fn is_told(form: &str) -> bool {
    let state = form_state(form);
    state.done || form == LOGOUT && state.has_failed()
}

#[component]
pub fn Layout(
    title: String,
    /// A sentence for who finds the page by a search; a page behind the login needs none.
    #[prop(optional, into)]
    description: Option<String>,
    /// For a page that is one form: a narrow column.
    #[prop(optional)]
    narrow: bool,
    children: Children,
) -> impl IntoView {
    let visit = visit();
    // First, since it is what a screen reader reads out first.
    let state = use_context::<FormState>().unwrap_or_default();
    let failed = if state.has_failed() {
        t("title-error")
    } else {
        String::new()
    };
    let here = |path: &str| (visit.path == path).then_some("page");
    let account = if visit.username.is_some() {
        view! {
            <a href="/profile" aria-current=here("/profile")>
                {t("nav-profile")}
            </a>
            <a href="/binding" aria-current=here("/binding")>
                {t("nav-binding")}
            </a>
            <a href="/events" aria-current=here("/events")>
                {t("nav-events")}
            </a>
            <form method="post">
                <AccountField form=LOGOUT />
                <button type="submit" name=FORM value=LOGOUT class="link">
                    {t("logout")}
                </button>
            </form>
        }
        .into_any()
    } else {
        view! {
            <a href="/login" aria-current=here("/login")>
                {t("nav-login")}
            </a>
            <a href="/register" aria-current=here("/register")>
                {t("nav-register")}
            </a>
        }
        .into_any()
    };
    view! {
        <Title text=format!("{failed}{title} · {}", t("brand")) />
        {description.map(|text| view! { <Meta name="description" content=text /> })}
        <a class="skip" href="#content">
            {t("skip-to-content")}
        </a>
        <header>
            <a class="brand" href="/">
                <svg viewBox="0 0 24 24" width="28" height="28" aria-hidden="true">
                    <path d="M3 21V7.5L12 3l9 4.5V21h-6v-7a3 3 0 0 0-6 0v7z" />
                </svg>
                {t("brand")}
            </a>
            <nav aria-label=t(
                "nav-main",
            )>
                {account}
                <a
                    href=visit.other_lang.clone()
                    hreflang=if visit.lang.as_str() == "zh" { "en" } else { "zh-CN" }
                >
                    {t("other-language")}
                </a>
            </nav>
        </header>
        <main
            id="content"
            tabindex="-1"
            class:narrow=narrow
            data-offline=t("offline")
            data-error-title=t("title-error")
        >
            {ELSEWHERE
                .into_iter()
                .filter(|form| is_told(form))
                .map(|form| view! { <FormMessages form /> })
                .collect_view()}
            {children()}
        </main>
        <Footer />
    }
}

/// What the law wants at the foot of every page, and whose the portal is.
#[component]
fn Footer() -> impl IntoView {
    let imprint = imprint();
    let record = |authority: &'static str, number: &Option<String>| {
        let number = number.clone();
        number.map(|number| {
            view! {
                <a href=authority rel="noreferrer">
                    {number}
                </a>
            }
        })
    };
    let icp = record("https://beian.miit.gov.cn", &imprint.icp);
    let police_record = record("https://beian.mps.gov.cn", &imprint.police_record);
    let development = visit().development;
    view! {
        <footer>
            <a href="/terms">{t("footer-terms")}</a>
            <a href="/privacy">{t("footer-privacy")}</a>
            {icp}
            {police_record}
            {development
                .then(|| {
                    view! {
                        <a href="/docs">{t("docs-title")}</a>
                        <a href="/dev/outbox">{t("footer-outbox")}</a>
                    }
                })}
            <p class="imprint">
                <span>{t("operator")}</span>
                <span>{t("contact-us")}<Contact /></span>
            </p>
        </footer>
    }
}
