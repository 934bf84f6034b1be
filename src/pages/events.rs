//! `/events`: what one can sign up for, and what one has.

use leptos::prelude::*;

use crate::{
    api::events::{ListedEvent, events},
    components::{AccountField, FormMessages, Layout, Loaded},
    text::{lang, t, with},
    values::{event::Phase, form_data::FORM},
};

const BOOK: &str = "new_industry_bookin";
const CANCEL: &str = "cancel_bookin";

#[component]
pub fn EventsPage() -> impl IntoView {
    view! {
        <Layout title=t("events-title")>
            <h1>{t("events-title")}</h1>
            // One place for the messages of all forms below.
            <FormMessages form=BOOK />
            <FormMessages form=CANCEL />
            <Loaded future=events() let:reply>
                {match reply {
                    Ok(reply) => {
                        reply
                            .data
                            .clone()
                            .map(|list| view! { <List events=list.events /> }.into_any())
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
fn List(events: Vec<ListedEvent>) -> impl IntoView {
    if events.is_empty() {
        return view! { <p class="note">{t("events-none")}</p> }.into_any();
    }
    events
        .into_iter()
        .map(|event| view! { <Card event /> })
        .collect_view()
        .into_any()
}

#[component]
fn Card(event: ListedEvent) -> impl IntoView {
    let past = event.phase == Phase::Past;
    let state = match (event.phase, event.booked, event.seats_left) {
        (Phase::Past, _, _) => "events-past",
        (_, true, _) => "events-booked",
        (Phase::Closed, _, _) => "events-closed",
        (Phase::NotYet, _, _) => "events-not-yet",
        (_, _, 0) => "events-sold-out",
        _ => "events-open",
    };
    let button = |operation: &'static str, label: &'static str, class: &'static str| {
        view! {
            <form method="post">
                <AccountField form=operation />
                <input type="hidden" name="bookin_type" value=event.key.clone() />
                <button type="submit" name=FORM value=operation class=class>
                    {t(label)}
                </button>
            </form>
        }
    };
    let action = if past {
        None
    } else if event.booked {
        let calendar = format!("/events/{}.ics", event.key);
        Some(
            view! {
                <a class="button secondary" href=calendar>
                    {t("events-calendar")}
                </a>
                <details class="confirm">
                    <summary class="button secondary">{t("events-cancel")}</summary>
                    <p>{t("events-cancel-sure")}</p>
                    {button(CANCEL, "events-cancel-confirm", "danger")}
                </details>
            }
            .into_any(),
        )
    } else if event.open && event.seats_left > 0 {
        Some(button(BOOK, "events-book", "primary").into_any())
    } else {
        None
    };
    let when = event
        .starts_at
        .get(..16)
        .unwrap_or_default()
        .replace('T', " ");
    let badge = if matches!(state, "events-booked" | "events-open") {
        "badge ok"
    } else {
        "badge"
    };
    view! {
        <section class="card" data-event=event.key.clone()>
            <h2>{event.title.clone()} " " <span class=badge>{t(state)}</span></h2>
            <dl>
                <dt>{t("events-when")}</dt>
                <dd>
                    <time datetime=event
                        .starts_at
                        .clone()>{with(lang(), "events-beijing-time", &[("time", &when)])}</time>
                </dd>
                <dt>{t("events-where")}</dt>
                <dd>{event.city.clone()} " " {event.place.clone()}</dd>
                {(!past)
                    .then(|| {
                        view! {
                            <dt>{t("events-seats")}</dt>
                            <dd data-value="seats_left">
                                {with(
                                    lang(),
                                    "events-seats-left",
                                    &[
                                        ("left", &event.seats_left.to_string()),
                                        ("capacity", &event.capacity.to_string()),
                                    ],
                                )}
                            </dd>
                        }
                    })}
            </dl>
            <div class="actions">{action}</div>
        </section>
    }
}
