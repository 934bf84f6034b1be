//! `/login`: signing in by username, mobile or email.

use leptos::prelude::*;

use crate::{
    components::{
        Field, FormHeader, FormMessages, Layout, PasswordField, Submit, Tick, form_state, visit,
    },
    island::EnhancedForm,
    text::t,
    values::{form_data::UNSENT, redirects},
};

const FORM: &str = "account_login";

#[component]
pub fn LoginPage() -> impl IntoView {
    let state = form_state(FORM);
    let sent_here = visit().next.is_some() && state.msg.is_empty();
    let wechat = visit().next.as_ref().map_or_else(
        || "/login/wechat".to_owned(),
        |next| format!("/login/wechat?next={next}"),
    );
    // One that carries another form leads back to it without scripts, as that one came.
    let form = match state.value(UNSENT).map(ToOwned::to_owned) {
        Some(unsent) => view! {
            <form method="post" novalidate>
                <Fields />
                <input type="hidden" name=UNSENT value=unsent />
            </form>
        }
        .into_any(),
        None => view! {
            <EnhancedForm>
                <Fields />
            </EnhancedForm>
        }
        .into_any(),
    };
    view! {
        <Layout title=t("login-title") description=t("login-description") narrow=true>
            <h1>{t("login-title")}</h1>
            // After a reset by mobile, which logs nobody in.
            <FormMessages form="change_pwd_by_mobile" />
            <FormMessages form=redirects::WECHAT_BIND />
            {sent_here.then(|| view! { <p class="note">{t("login-required")}</p> })}
            {form}
            {visit()
                .wechat
                .then(|| {
                    view! {
                        <p>
                            <a class="button secondary wide" href=wechat>
                                {t("login-wechat")}
                            </a>
                        </p>
                    }
                })}
            <p class="aside">
                <a href="/password/reset">{t("login-forgot")}</a>
            </p>
            <p class="aside">{t("login-lead")} " " <a href="/register">{t("login-register")}</a></p>
        </Layout>
    }
}

#[component]
fn Fields() -> impl IntoView {
    view! {
        <FormHeader form=FORM />
        <Field form=FORM name="username" autocomplete="username" />
        <PasswordField form=FORM name="password" autocomplete="current-password" />
        <Tick form=FORM name="remember">
            {t("label-remember")}
        </Tick>
        <Submit form=FORM label=t("login-submit") busy=t("login-busy") />
    }
}
