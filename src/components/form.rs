//! What stands at the head and at the foot of every form: its messages, and the button that submits
//! it.

use leptos::prelude::*;

use super::{form_state, visit};
use crate::{
    text::t,
    values::{
        form_data::{ACCOUNT, FORM},
        form_state::FormState,
    },
};

/// What the operation replied: a summary of the errors that links to the fields, or a success.
/// All of it is there from the start, so that the island can fill it.
#[component]
pub fn FormMessages(form: &'static str) -> impl IntoView {
    let (state, visit) = (form_state(form), visit());
    let login = format!("/login?next={}", visit.path);
    let (failed, is_calm) = (state.has_failed(), state.is_so_already());
    // A message on a page that was just loaded is not read out, and may lie out of sight: it is
    // given the focus. That a code was sent, its field says.
    let told = state.done && state.sent_to.is_none();
    let links = state
        .errors_in_order()
        .into_iter()
        .map(|(field, sentence)| {
            view! {
                <li>
                    <a href=format!("#{form}-{field}")>{sentence.to_owned()}</a>
                </li>
            }
        })
        .collect_view();
    let sentence = if state.errors.is_empty() {
        state.msg.clone()
    } else {
        String::new()
    };
    let success = if told {
        state.msg.clone()
    } else {
        String::new()
    };
    let note = is_calm.then(|| {
        view! {
            <p class="note" role="note" tabindex="-1" autofocus=true>
                {state.msg.clone()}
            </p>
        }
    });
    view! {
        {note}
        <div class="summary" role="alert" tabindex="-1" hidden=!failed autofocus=failed>
            <h2 hidden=state.errors.is_empty()>{t("summary-title")}</h2>
            <p hidden=sentence.is_empty()>{sentence.clone()}</p>
            <ul>{links}</ul>
            {way_out(&state, "login_required", login, "login-elsewhere", true)}
            {way_out(&state, "account_changed", visit.here.clone(), "open-again", false)}
        </div>
        <p class="done" role="status" tabindex="-1" autofocus=told hidden=!told>
            {success}
        </p>
    }
}

/// Where to go on after a refusal for this reason. Another tab leaves the form as it is, so that it
/// can be sent again.
fn way_out(
    state: &FormState,
    reason: &'static str,
    href: String,
    label: &str,
    elsewhere: bool,
) -> impl IntoView + use<> {
    view! {
        <a
            href=href
            target=elsewhere.then_some("_blank")
            rel=elsewhere.then_some("noopener")
            data-reason=reason
            hidden=state.reason.as_deref() != Some(reason)
        >
            {t(label)}
        </a>
    }
}

/// Says for which account the form's page was opened. A form that was sent from another one's page
/// says so again when it is shown again, until the page is opened anew.
#[component]
pub fn AccountField(form: &'static str) -> impl IntoView {
    let sent = form_state(form).value(ACCOUNT).map(ToOwned::to_owned);
    sent.or_else(|| visit().account.clone())
        .map(|mark| view! { <input type="hidden" name=ACCOUNT value=mark /> })
}

/// The head of a form: its messages, and the hidden fields that say which form it is.
#[component]
pub fn FormHeader(form: &'static str) -> impl IntoView {
    view! {
        <FormMessages form />
        <AccountField form />
        // Enter presses a form's first button: without this one it would ask for a code.
        <button
            type="submit"
            name=FORM
            value=form
            class="first"
            tabindex="-1"
            aria-hidden="true"
        ></button>
        <input type="hidden" name=FORM value=form />
        {visit().next.clone().map(|next| view! { <input type="hidden" name="next" value=next /> })}
    }
}

/// The one primary action. `busy` is said while it works.
#[component]
pub fn Submit(
    form: &'static str,
    label: String,
    busy: String,
    /// Where to go on once it worked, when the reply does not say. Without it the page stays, and
    /// shows the reply's message.
    #[prop(optional, into)]
    then: Option<String>,
) -> impl IntoView {
    view! {
        <button type="submit" name=FORM value=form class="primary" data-busy=busy data-then=then>
            {label}
        </button>
    }
}
