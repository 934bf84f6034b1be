//! `/binding/email?token=…`: where the mailed link leads. Only the button binds, since mail
//! scanners follow links.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{FormHeader, Layout, Submit, form_state},
    text::t,
};

const FORM: &str = "bind_email";

#[component]
pub fn BindEmailPage() -> impl IntoView {
    let token = use_query_map()
        .with_untracked(|query| query.get("token"))
        .unwrap_or_default();
    // A link that is no good will not get better.
    let state = form_state(FORM);
    let over = state.done || !state.msg.is_empty();
    view! {
        <Layout title=t("bind-email-title") narrow=true>
            <h1>{t("bind-email-title")}</h1>
            {(!over).then(|| view! { <p>{t("bind-email-lead")}</p> })}
            <form method="post">
                <FormHeader form=FORM />
                {(!over)
                    .then(|| {
                        view! {
                            <input type="hidden" name="token" value=token />
                            <Submit form=FORM label=t("bind-email-submit") busy=t("saving") />
                        }
                    })}
            </form>
            // Where a fault of the address leads.
            <p class="aside" id="bind_email-email" tabindex="-1">
                <a href="/binding">{t("bind-email-back")}</a>
            </p>
        </Layout>
    }
}
