//! `/`: signed in, how the account stands; else what this is, and two buttons.

use leptos::prelude::*;

use crate::{
    api::profile::{Profile, me},
    components::{Layout, Loaded, visit},
    text::{lang, t, with},
};

#[component]
pub fn HomePage() -> impl IntoView {
    if visit().username.is_some() {
        view! {
            <Layout title=t("home-left")>
                <Loaded future=me() let:reply>
                    {match reply {
                        Ok(reply) => {
                            reply.data.clone().map(|me| view! { <Standing me /> }.into_any())
                        }
                        Err(_) => {
                            Some(
                                view! {
                                    <p class="note" role="alert">
                                        {t("error-internal")}
                                    </p>
                                }
                                    .into_any(),
                            )
                        }
                    }}
                </Loaded>
            </Layout>
        }
        .into_any()
    } else {
        view! { <Welcome /> }.into_any()
    }
}

#[component]
fn Standing(me: Profile) -> impl IntoView {
    let step = |done: bool, did: &'static str, path: &'static str, todo: &'static str| {
        if done {
            view! { <li class="done">{t(did)}</li> }.into_any()
        } else {
            view! {
                <li class="waiting">
                    <a href=path>{t(todo)}</a>
                </li>
            }
            .into_any()
        }
    };
    view! {
        <h1>{with(lang(), "home-hello", &[("name", &me.realname)])}</h1>
        <ul class="steps">
            <li class="done">{t("home-registered")}</li>
            {step(me.notify_email_is_bind, "home-email-done", "/binding", "home-email-todo")}
            {(visit().wechat || me.weixin_is_bind)
                .then(|| step(
                    me.weixin_is_bind,
                    "home-wechat-done",
                    "/binding",
                    "home-wechat-todo",
                ))}
            {step(
                !me.recv.street.is_empty(),
                "home-delivery-done",
                "/profile",
                "home-delivery-todo",
            )}
            {step(!me.bookings.is_empty(), "home-events-done", "/events", "home-events-todo")}
        </ul>
        <p>
            <a class="button" href="/profile">
                {t("home-profile")}
            </a>
        </p>
    }
}

#[component]
fn Welcome() -> impl IntoView {
    let reasons = ["home-why-1", "home-why-2", "home-why-3"].map(|why| {
        view! {
            <li>
                <h2>{t(why)}</h2>
                <p>{t(&format!("{why}-text"))}</p>
            </li>
        }
    });
    view! {
        <Layout title=t("tagline") description=t("home-lead")>
            <div class="hero">
                <h1>{t("home-title")}</h1>
                <p>{t("home-lead")}</p>
                <p class="actions">
                    <a class="button primary" href="/register">
                        {t("register-title")}
                    </a>
                    <a class="button secondary" href="/login">
                        {t("login-title")}
                    </a>
                </p>
            </div>
            <ul class="reasons">{reasons.collect_view()}</ul>
        </Layout>
    }
}
