//! Events: `POST new_industry_bookin`, `POST cancel_bookin`, `GET events`.

use leptos::{
    prelude::*,
    server_fn::codec::{GetUrl, Json},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    ApiError, Operation, Reply,
    form::form,
    operation::Tag,
    reply::{Nothing, Sample},
    respond::respond,
};
use crate::{
    server::{error::Refused, services},
    values::{
        FieldErrors,
        event::{EventKey, Phase},
        input::Input,
    },
};

form! {
    /// The documented parameter: the event's key.
    pub struct BookinForm {
        pub bookin_type: Input<EventKey>,
    }
}

impl BookinForm {
    fn key(&self) -> Result<EventKey, FieldErrors> {
        self.bookin_type
            .parse()
            .map_err(|problem| FieldErrors::one("bookin_type", problem))
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EventList {
    pub events: Vec<ListedEvent>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Event")]
pub struct ListedEvent {
    #[serde(rename = "bookin_type")]
    pub key: String,
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
    #[schemars(with = "String")]
    pub phase: Phase,
    /// Whether the caller has.
    pub booked: bool,
}

impl Sample for EventList {
    fn sample() -> Self {
        let event = ListedEvent {
            key: "1".into(),
            title: "新行业沙龙 北京场".into(),
            city: "北京".into(),
            starts_at: "2027-04-16T14:00:00+08:00".into(),
            place: "国家会议中心 三层 302".into(),
            capacity: 200,
            seats_left: 199,
            open: true,
            phase: Phase::Open,
            booked: true,
        };
        Self {
            events: vec![event],
        }
    }
}

pub const NEW_INDUSTRY_BOOKIN: Operation = Operation::post("new_industry_bookin", Tag::Events)
    .needs_session()
    .on(&["/events"])
    .takes::<BookinForm>()
    .refuses(&[Refused::AlreadyBooked, Refused::Closed, Refused::SoldOut]);

/// `POST /users/new_industry_bookin/`: takes a seat.
#[server(prefix = "/users", endpoint = "new_industry_bookin/", input = Json, output = Json)]
pub async fn new_industry_bookin(
    #[server(flatten)] form: BookinForm,
) -> Result<Reply<Nothing>, ApiError> {
    respond(&NEW_INDUSTRY_BOOKIN, async |caller| {
        let session = caller.signed_in().await?;
        services::events::book(&caller.portal, &session, &form.key()?, &caller.visitor).await?;
        Ok(Nothing {})
    })
    .await
}

pub const CANCEL_BOOKIN: Operation = Operation::post("cancel_bookin", Tag::Events)
    .needs_session()
    .on(&["/events"])
    .takes::<BookinForm>()
    .refuses(&[Refused::NotBooked, Refused::Closed]);

/// `POST /users/cancel_bookin/`: gives the seat back.
#[server(prefix = "/users", endpoint = "cancel_bookin/", input = Json, output = Json)]
pub async fn cancel_bookin(
    #[server(flatten)] form: BookinForm,
) -> Result<Reply<Nothing>, ApiError> {
    respond(&CANCEL_BOOKIN, async |caller| {
        let session = caller.signed_in().await?;
        services::events::cancel(&caller.portal, &session, &form.key()?, &caller.visitor).await?;
        Ok(Nothing {})
    })
    .await
}

pub const EVENTS: Operation = Operation::get("events", Tag::Events)
    .needs_session()
    .gives::<EventList>();

/// `GET /users/events/`: all events, the next first.
#[server(prefix = "/users", endpoint = "events/", input = GetUrl, output = Json)]
pub async fn events() -> Result<Reply<EventList>, ApiError> {
    respond(&EVENTS, async |caller| {
        let session = caller.signed_in().await?;
        let now = caller.portal.env.now();
        let events = services::events::list(&caller.portal, &session.account)
            .await?
            .into_iter()
            .map(|(event, booked)| ListedEvent {
                starts_at: event.starts_at.rfc3339(),
                seats_left: event.seats_left(),
                open: event.is_open(now),
                phase: event.phase(now),
                booked,
                key: event.key,
                title: event.title,
                city: event.city,
                place: event.place,
                capacity: event.capacity,
            });
        Ok(EventList {
            events: events.collect(),
        })
    })
    .await
}
