//! `/login`: signing in by username, mobile or email.

use leptos::prelude::*;

use crate::{
    components::{EnhancedForm, Field, FormTexts, Layout, Outcome, PasswordField, Submit, Tick, visit},
    text::t,
};

const FORM: &str = "account_login";

#[component]
pub fn LoginPage() -> impl IntoView {
    let sent_here = visit().next.is_some();
    view! {
        <Layout title=t("login-title") narrow=true>
            <h1>{t("login-title")}</h1>
            // After a reset by mobile, which logs nobody in.
            <form><Outcome form="change_pwd_by_mobile" /></form>
            {sent_here.then(|| view! { <p class="note">{t("login-required")}</p> })}
            <EnhancedForm texts=FormTexts::of_page()>
                <Outcome form=FORM />
                <Field form=FORM name="username" autocomplete="username" maxlength=254 />
                <PasswordField form=FORM name="password" autocomplete="current-password" />
                <Tick form=FORM name="remember">{t("label-remember")}</Tick>
                <Submit form=FORM label=t("login-submit") busy=t("login-busy") />
            </EnhancedForm>
            <p class="aside"><a href="/password/reset">{t("login-forgot")}</a></p>
            <p class="aside">{t("login-lead")} " " <a href="/register">{t("login-register")}</a></p>
        </Layout>
    }
}
