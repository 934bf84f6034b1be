//! `/binding`: mobile, notification email and WeChat, each with how it stands.

use leptos::prelude::*;

use crate::{
    api::profile::{Profile, me},
    components::{
        AccountField, CodeField, Field, FormHeader, FormMessages, Layout, Loaded, PasswordField,
        Submit, form_state, visit,
    },
    island::EnhancedForm,
    text::t,
    values::{form_data::FORM, redirects, sms_action::SmsAction},
};

const PATH: &str = "/binding";
const MOBILE: &str = "change_mobile";
const EMAIL: &str = "change_notify_email";
const RESEND: &str = "resend_bind_email";
const BIND_WECHAT: &str = "weixin_bind_start";
const UNBIND_WECHAT: &str = "weixin_unbind";

#[component]
pub fn BindingPage() -> impl IntoView {
    view! {
        <Layout title=t("binding-title")>
            <h1>{t("binding-title")}</h1>
            <Loaded future=me() let:reply>
                {match reply {
                    Ok(reply) => {
                        reply
                            .data
                            .clone()
                            .map(|me| {
                                view! {
                                    <Mobile mobile=me.mobile.clone() />
                                    <Email me=me.clone() />
                                    <Wechat bound=me.weixin_is_bind />
                                }
                                    .into_any()
                            })
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
}

#[component]
fn Mobile(mobile: String) -> impl IntoView {
    view! {
        <section class="card">
            <h2>{t("label-mobile")} " " <span class="badge ok">{t("binding-bound")}</span></h2>
            <p data-value="mobile">{mobile}</p>
            <EnhancedForm>
                <FormHeader form=MOBILE />
                <input type="hidden" name="action_name" value=SmsAction::ChangeMobile.as_str() />
                <PasswordField form=MOBILE name="password" autocomplete="current-password" />
                <Field
                    form=MOBILE
                    name="mobile"
                    kind="tel"
                    autocomplete="tel"
                    inputmode="tel"
                    label="label-new_mobile"
                />
                <CodeField form=MOBILE sends="send_sms_code" to="mobile" />
                <Submit
                    form=MOBILE
                    label=t("binding-mobile-submit")
                    busy=t("saving")
                    then=redirects::after(MOBILE, PATH)
                />
            </EnhancedForm>
        </section>
    }
}

#[component]
fn Email(me: Profile) -> impl IntoView {
    let (badge, class) = match (me.notify_email_is_bind, me.notify_email.is_empty()) {
        (true, _) => ("binding-bound", "badge ok"),
        (false, false) => ("profile-email-waiting", "badge"),
        (false, true) => ("binding-unbound", "badge"),
    };
    let waiting = !me.notify_email_is_bind && !me.notify_email.is_empty();
    view! {
        <section class="card">
            <h2>{t("label-email")} " " <span class=class>{t(badge)}</span></h2>
            <p data-value="notify_email">{me.notify_email}</p>
            <FormMessages form=RESEND />
            {waiting
                .then(|| {
                    view! {
                        <form method="post">
                            <AccountField form=RESEND />
                            <p>{t("binding-waiting")}</p>
                            <button type="submit" name=FORM value=RESEND class="secondary">
                                {t("binding-resend")}
                            </button>
                        </form>
                    }
                })}
            <EnhancedForm>
                <FormHeader form=EMAIL />
                <PasswordField form=EMAIL name="password" autocomplete="current-password" />
                <Field
                    form=EMAIL
                    name="email"
                    autocomplete="email"
                    inputmode="email"
                    label="label-new_email"
                />
                <CodeField form=EMAIL sends="send_email_code" to="email" label="label-email_code" />
                <Submit
                    form=EMAIL
                    label=t("binding-email-submit")
                    busy=t("saving")
                    then=redirects::after(EMAIL, PATH)
                />
            </EnhancedForm>
        </section>
    }
}

#[component]
fn Wechat(bound: bool) -> impl IntoView {
    let (badge, class) = if bound {
        ("binding-bound", "badge ok")
    } else {
        ("binding-unbound", "badge")
    };
    // What went wrong stands in the form that is folded away.
    let is_tried = !form_state(UNBIND_WECHAT).form.is_empty();
    let body = if bound {
        view! {
            <p>{t("binding-wechat-bound")}</p>
            <details class="confirm" open=is_tried>
                <summary class="button secondary">{t("binding-wechat-unbind")}</summary>
                <EnhancedForm>
                    <FormHeader form=UNBIND_WECHAT />
                    <p>{t("binding-wechat-unbind-sure")}</p>
                    <PasswordField
                        form=UNBIND_WECHAT
                        name="password"
                        autocomplete="current-password"
                    />
                    <Submit
                        form=UNBIND_WECHAT
                        label=t("binding-wechat-unbind-confirm")
                        busy=t("saving")
                        then=redirects::after(UNBIND_WECHAT, PATH)
                    />
                </EnhancedForm>
            </details>
        }
        .into_any()
    } else if visit().wechat {
        view! {
            <EnhancedForm>
                <FormHeader form=BIND_WECHAT />
                <p>{t("binding-wechat-lead")}</p>
                <PasswordField form=BIND_WECHAT name="password" autocomplete="current-password" />
                <Submit
                    form=BIND_WECHAT
                    label=t("binding-wechat-start")
                    busy=t("binding-wechat-leaving")
                />
            </EnhancedForm>
        }
        .into_any()
    } else {
        view! { <p class="hint">{t("binding-wechat-off")}</p> }.into_any()
    };
    // What came of the form that is not there now.
    let said = match (bound, visit().wechat) {
        (true, _) => vec![BIND_WECHAT],
        (false, true) => vec![UNBIND_WECHAT],
        (false, false) => vec![BIND_WECHAT, UNBIND_WECHAT],
    };
    let said = said
        .into_iter()
        .map(|form| view! { <FormMessages form /> })
        .collect_view();
    view! {
        <section class="card">
            <h2>{t("binding-wechat")} " " <span class=class>{t(badge)}</span></h2>
            <FormMessages form=redirects::WECHAT_BIND />
            {said}
            {body}
        </section>
    }
}
