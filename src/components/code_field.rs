//! The field for a code, with the button that asks for one in its row.

use leptos::prelude::*;

use super::{FieldFrame, FieldView, form_state};
use crate::{text::t, values::form_data::FORM};

/// `sends` is the operation that the button asks for; it submits the same form, so it works without
/// scripts too.
#[component]
pub fn CodeField(
    form: &'static str,
    sends: &'static str,
    /// Another key of the catalogue for the label.
    #[prop(default = "label-code")]
    label: &'static str,
) -> impl IntoView {
    let field = FieldView::of(form, "code");
    let wait = form_state(form).wait;
    let again = |seconds: u32| t("get-code-again").replace("{n}", &seconds.to_string());
    let button = wait.map_or_else(|| t("get-code"), again);
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
                    aria-invalid=field.invalid()
                    aria-describedby=field.described_by(true)
                />
                // Enter does not press it: that is what the form's hidden first button is for.
                <button
                    type="submit"
                    name=FORM
                    value=sends
                    class="secondary"
                    data-wait=wait
                    data-label=t("get-code")
                    data-again=t("get-code-again")
                    data-busy=t("sending")
                >
                    {button}
                </button>
            </div>
        </FieldFrame>
    }
}
