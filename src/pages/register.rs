//! `/register`: a company account, with a mobile proved by SMS code.

use leptos::prelude::*;

use crate::{
    components::{
        Choices, CodeField, Field, FormHeader, Layout, PasswordField, Submit, Tick, visit,
    },
    island::EnhancedForm,
    text::t,
    values::{industry::INDUSTRIES, sms_action::SmsAction},
};

const FORM: &str = "account_register";

#[component]
pub fn RegisterPage() -> impl IntoView {
    let industries = INDUSTRIES
        .iter()
        .map(|(code, _)| (*code, t(&format!("industry-{code}"))))
        .collect();
    let email_hint = if visit().free_mail {
        "hint-user_email"
    } else {
        "hint-user_email-refused"
    };
    view! {
        <Layout title=t("register-title") description=t("register-description") narrow=true>
            <h1>{t("register-title")}</h1>
            <p class="aside">{t("register-lead")} " " <a href="/login">{t("register-login")}</a></p>
            <EnhancedForm>
                <FormHeader form=FORM />
                <input type="hidden" name="action_name" value=SmsAction::AccountReg.as_str() />
                // Consent comes first: nothing is collected, and no code sent, before it.
                <Tick form=FORM name="consent">
                    {t("register-consent-before")}
                    <a href="/terms" target="_blank">
                        {t("register-terms")}
                    </a>
                    {t("register-consent-and")}
                    <a href="/privacy" target="_blank">
                        {t("register-privacy")}
                    </a>
                </Tick>
                <section>
                    <h2>{t("register-section-mobile")}</h2>
                    <Field form=FORM name="phone" kind="tel" autocomplete="tel" inputmode="tel" />
                    <CodeField form=FORM sends="send_sms_code" to="phone" />
                </section>
                <section>
                    <h2>{t("register-section-company")}</h2>
                    <Field form=FORM name="company_name" autocomplete="organization" />
                    <Field
                        form=FORM
                        name="user_email"
                        autocomplete="email"
                        inputmode="email"
                        hint=email_hint
                    />
                    <Field form=FORM name="name" autocomplete="name" />
                    <Field form=FORM name="qq" autocomplete="off" inputmode="numeric" />
                    <Choices form=FORM name="select_fields" choices=industries />
                </section>
                <section>
                    <h2>{t("register-section-password")}</h2>
                    <PasswordField
                        form=FORM
                        name="password"
                        autocomplete="new-password"
                        meter="/users/password_strength/"
                    />
                </section>
                <Submit form=FORM label=t("register-submit") busy=t("register-busy") />
            </EnhancedForm>
        </Layout>
    }
}
