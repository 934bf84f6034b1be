//! Events: `POST new_industry_bookin`, `POST cancel_bookin`, `GET events`.

use leptos::{
    prelude::*,
    server_fn::codec::{GetUrl, Json},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ApiError, Reply, reply::Nothing};
use crate::values::input::Text;

/// The documented parameter.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct BookinForm {
    pub bookin_type: Text,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EventList {
    pub events: Vec<Event>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Event {
    pub bookin_type: String,
    pub title: String,
    pub city: String,
    /// RFC 3339 with Beijing's offset.
    pub starts_at: String,
    pub place: String,
    pub capacity: i64,
    pub seats_left: i64,
    /// Whether one can sign up now, seats permitting.
    pub open: bool,
    /// `not_yet`, `open`, `closed` or `past`.
    pub phase: String,
    /// Whether the caller has.
    pub booked: bool,
}

/// `POST /users/new_industry_bookin/`: takes a seat.
///
/// Fails with `error`: `login_required`, `unknown`, `already_booked`, `closed`, `sold_out`.
///
/// # Errors
/// A fault of ours.
#[server(prefix = "/users", endpoint = "new_industry_bookin/", input = Json, output = Json)]
pub async fn new_industry_bookin(#[server(flatten)] form: BookinForm) -> Result<Reply<Nothing>, ApiError> {
    let caller = super::caller::Caller::find()?;
    let outcome = async {
        let account = caller.signed_in().await?;
        crate::server::services::events::book(&caller.portal, &account, &bookin_type(&form)?, &caller.visitor).await?;
        Ok(Nothing {})
    };
    let outcome = outcome.await;
    caller.answer(super::Status::Error, "done-new_industry_bookin", outcome)
}

/// `POST /users/cancel_bookin/`: gives the seat back.
///
/// Fails with `error`: `login_required`, `unknown`, `not_booked`, `closed`.
///
/// # Errors
/// A fault of ours.
#[server(prefix = "/users", endpoint = "cancel_bookin/", input = Json, output = Json)]
pub async fn cancel_bookin(#[server(flatten)] form: BookinForm) -> Result<Reply<Nothing>, ApiError> {
    let caller = super::caller::Caller::find()?;
    let outcome = async {
        let account = caller.signed_in().await?;
        crate::server::services::events::cancel(&caller.portal, &account, &bookin_type(&form)?, &caller.visitor).await?;
        Ok(Nothing {})
    };
    let outcome = outcome.await;
    caller.answer(super::Status::Error, "done-cancel_bookin", outcome)
}

/// `GET /users/events/`: all events, the next first.
///
/// Fails with `error`: `login_required`.
///
/// # Errors
/// A fault of ours.
#[server(prefix = "/users", endpoint = "events/", input = GetUrl, output = Json)]
pub async fn events() -> Result<Reply<EventList>, ApiError> {
    let caller = super::caller::Caller::find()?;
    let outcome = async {
        let account = caller.signed_in().await?;
        let now = caller.portal.env.now();
        let events = crate::server::services::events::list(&caller.portal, &account).await?.into_iter().map(|(event, booked)| Event {
            starts_at: event.starts_at.rfc3339(),
            seats_left: event.seats_left(),
            open: event.is_open(now),
            phase: event.phase(now).to_owned(),
            booked,
            bookin_type: event.bookin_type,
            title: event.title,
            city: event.city,
            place: event.place,
            capacity: event.capacity,
        });
        Ok(EventList { events: events.collect() })
    };
    let outcome = outcome.await;
    caller.answer(super::Status::Error, "done-me", outcome)
}

fn bookin_type(form: &BookinForm) -> Result<crate::values::event::BookinType, crate::values::FieldErrors> {
    form.bookin_type.parse().map_err(|problem| crate::values::FieldErrors::one("bookin_type", problem))
}
