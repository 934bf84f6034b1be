//! `/password`: a new password by the old one.

use leptos::prelude::*;

use crate::{
    components::{FormHeader, Layout, PasswordField, Submit, visit},
    island::EnhancedForm,
    text::t,
    values::redirects,
};

const FORM: &str = "change_my_pwd";

#[component]
pub fn PasswordPage() -> impl IntoView {
    view! {
        <Layout title=t("password-title") narrow=true>
            <h1>{t("password-title")}</h1>
            <p>{t("password-lead")}</p>
            <EnhancedForm>
                <FormHeader form=FORM />
                // Tells a password manager whose password this is.
                <input
                    type="text"
                    name="username"
                    autocomplete="username"
                    value=visit().username.clone()
                    hidden
                />
                <PasswordField form=FORM name="old_password" autocomplete="current-password" />
                <PasswordField
                    form=FORM
                    name="new_password"
                    autocomplete="new-password"
                    meter="/users/password_strength/"
                />
                <PasswordField form=FORM name="confirm_password" autocomplete="new-password" />
                <Submit
                    form=FORM
                    label=t("password-submit")
                    busy=t("saving")
                    then=redirects::after(FORM, "/password")
                />
            </EnhancedForm>
            <p class="aside">
                <a href="/password/reset">{t("login-forgot")}</a>
            </p>
        </Layout>
    }
}
