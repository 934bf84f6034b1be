//! The field for a code, with the button that asks for one in its row, and where it was sent to.

use leptos::prelude::*;

use super::{FieldFrame, FieldView, form_state};
use crate::{text::t, values::form_data::FORM};

/// `sends` is the operation that the button asks for; it submits the same form, so it works without
/// scripts too.
#[component]
pub fn CodeField(
    form: &'static str,
    sends: &'static str,
    /// The field that holds where the code goes.
    to: &'static str,
    /// Another key of the catalogue for the label.
    #[prop(default = "label-code")]
    label: &'static str,
) -> impl IntoView {
    let field = FieldView::of(form, "code");
    let state = form_state(form);
    let again = |seconds: u32| t("get-code-again").replace("{n}", &seconds.to_string());
    let button = state.wait.map_or_else(|| t("get-code"), again);
    let (target_id, sent_id) = (format!("{form}-{to}"), format!("{}-sent", field.id));
    let described = format!("{} {sent_id}", field.described_by(true));
    view! {
        <FieldFrame field=field.clone() name="code" label=t(label) hint=Some(t("hint-code"))>
            <div class="with-button">
                <input
                    id=field.id.clone()
                    name="code"
                    type="text"
                    class="code"
                    autocomplete="one-time-code"
                    inputmode="numeric"
                    // Without scripts the page begins anew, and this is what comes next.
                    autofocus=state.sent_to.is_some()
                    aria-invalid=field.invalid()
                    aria-describedby=described
                />
                // Enter does not press it: that is what the form's hidden first button is for.
                <button
                    type="submit"
                    name=FORM
                    value=sends
                    class="secondary"
                    data-to=target_id.clone()
                    data-wait=state.wait
                    data-label=t("get-code")
                    data-again=t("get-code-again")
                    data-busy=t("sending")
                >
                    {button}
                </button>
            </div>
            <div class="sent" hidden=state.sent_to.is_none()>
                <p role="status" id=sent_id>
                    {t("code-sent-to")}
                    " "
                    <b data-sent-to>{state.sent_to.clone()}</b>
                </p>
                <Help target_id sends />
            </div>
        </FieldFrame>
    }
}

/// What to do where the code does not come.
#[component]
fn Help(target_id: String, sends: &'static str) -> impl IntoView {
    let (change, ways) = if sends == "send_email_code" {
        (
            "code-other-address",
            ["code-late", "code-spam", "code-check-address"],
        )
    } else {
        (
            "code-other-number",
            ["code-late", "code-blocked", "code-check-number"],
        )
    };
    let ways = ways.map(|way| view! { <li>{t(way)}</li> }).collect_view();
    view! {
        <details>
            <summary>{t("code-not-here")}</summary>
            <ul>{ways}</ul>
        </details>
        <a href=format!("#{target_id}")>{t(change)}</a>
    }
}
