//! `/login`: signing in by username, mobile or email.

use leptos::prelude::*;

use crate::{
    components::{Field, FormHeader, FormMessages, Layout, PasswordField, Submit, Tick, visit},
    island::{EnhancedForm, FormTexts},
    text::t,
    values::redirects,
};

const FORM: &str = "account_login";

#[component]
pub fn LoginPage() -> impl IntoView {
    let sent_here = visit().next.is_some();
    let wechat = visit().next.map_or_else(
        || "/login/wechat".to_owned(),
        |next| format!("/login/wechat?next={next}"),
    );
    view! {
        <Layout title=t("login-title") narrow=true>
            <h1>{t("login-title")}</h1>
            // After a reset by mobile, which logs nobody in.
            <FormMessages form="change_pwd_by_mobile" />
            <FormMessages form=redirects::WECHAT_BIND />
            {sent_here.then(|| view! { <p class="note">{t("login-required")}</p> })}
            <EnhancedForm texts=FormTexts::of_page()>
                <FormHeader form=FORM />
                <Field form=FORM name="username" autocomplete="username" maxlength=254 />
                <PasswordField form=FORM name="password" autocomplete="current-password" />
                <Tick form=FORM name="remember">
                    {t("label-remember")}
                </Tick>
                <Submit form=FORM label=t("login-submit") busy=t("login-busy") />
            </EnhancedForm>
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
