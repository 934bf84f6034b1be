//! `/password/reset`: a new password by a code to the mobile, two calm steps on one page.

use leptos::prelude::*;

use crate::{
    components::{CodeField, Field, FormHeader, Layout, PasswordField, Submit},
    island::EnhancedForm,
    text::t,
    values::{redirects, sms_action::SmsAction},
};

const FORM: &str = "change_pwd_by_mobile";

#[component]
pub fn PasswordResetPage() -> impl IntoView {
    view! {
        <Layout title=t("reset-title") description=t("reset-lead") narrow=true>
            <h1>{t("reset-title")}</h1>
            <p>{t("reset-lead")}</p>
            <EnhancedForm>
                <FormHeader form=FORM />
                <input type="hidden" name="action_name" value=SmsAction::ChangePwd.as_str() />
                <section>
                    <h2>{t("reset-step-1")}</h2>
                    <Field form=FORM name="mobile" kind="tel" autocomplete="tel" inputmode="tel" />
                    <CodeField form=FORM sends="send_sms_code" to="mobile" />
                </section>
                <section>
                    <h2>{t("reset-step-2")}</h2>
                    <PasswordField
                        form=FORM
                        name="password"
                        autocomplete="new-password"
                        label="label-new_password"
                        meter="/users/password_strength/"
                    />
                    <PasswordField form=FORM name="re_password" autocomplete="new-password" />
                </section>
                <Submit
                    form=FORM
                    label=t("reset-submit")
                    busy=t("saving")
                    then=redirects::after(FORM, "/password/reset")
                />
            </EnhancedForm>
            <p class="aside">
                <a href="/login">{t("reset-login")}</a>
            </p>
        </Layout>
    }
}
