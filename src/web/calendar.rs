//! `/events/<key>.ics`: an event one has signed up for, for one's own calendar.

use std::borrow::Cow;

use axum::{
    Extension, Router,
    extract::{Request, State},
    http::{HeaderValue, Response, StatusCode, header},
    response::IntoResponse as _,
    routing::get,
};
use icalendar::{Calendar, Component as _, Event as CalendarEvent, EventLike as _};
use percent_encoding::percent_decode_str;
use time::{Duration, macros::format_description};

use super::{render, state::WebState};
use crate::{
    api::caller::CurrentSession,
    server::{error::Fault, services::events, store::events::Event},
};

/// How long an event is put down for; the table knows its start only.
const LENGTH: Duration = Duration::hours(3);

pub fn router(state: &WebState) -> Router {
    Router::new()
        .route("/events/{file}", get(file))
        .with_state(state.clone())
}

async fn file(
    State(state): State<WebState>,
    Extension(session): Extension<CurrentSession>,
    request: Request,
) -> Response<axum::body::Body> {
    // Not axum's own reading, which answers in its own words where there is no text to be read.
    let key = request
        .uri()
        .path()
        .strip_prefix("/events/")
        .and_then(|name| name.strip_suffix(".ics"))
        .and_then(|key| percent_decode_str(key).decode_utf8().ok())
        .map(Cow::into_owned);
    let found = match key {
        Some(key) => booked(&state, &session, &key).await,
        None => Ok(None),
    };
    match found {
        Ok(Some(event)) => answer(&state, &event),
        Ok(None) => render::failed(&state, request, StatusCode::NOT_FOUND).await,
        Err(fault) => {
            tracing::error!(%fault, "a calendar file could not be made");
            render::failed(&state, request, StatusCode::SERVICE_UNAVAILABLE).await
        }
    }
}

/// The event, if the person who asks has signed up for it.
async fn booked(
    state: &WebState,
    session: &CurrentSession,
    key: &str,
) -> Result<Option<Event>, Fault> {
    let Some(session) = session.find().await? else {
        return Ok(None);
    };
    let listed = events::list(&state.portal, &session.account).await?;
    Ok(listed
        .into_iter()
        .find(|(event, mine)| *mine && event.key == key)
        .map(|(event, _)| event))
}

fn answer(state: &WebState, event: &Event) -> Response<axum::body::Body> {
    let starts = event.starts_at.utc();
    let stamp = state.portal.env.now().utc();
    let host = state
        .portal
        .settings
        .public_url
        .host_str()
        .unwrap_or("menhu");
    let entry = CalendarEvent::new()
        .uid(&format!("event-{}@{host}", event.key))
        .add_property(
            "DTSTAMP",
            stamp
                .format(format_description!(
                    "[year][month][day]T[hour][minute][second]Z"
                ))
                .unwrap_or_default(),
        )
        .summary(&event.title)
        .location(&format!("{} {}", event.city, event.place))
        .starts(starts)
        .ends(starts + LENGTH)
        .url(
            state
                .portal
                .settings
                .public_url
                .join("/events")
                .map(String::from)
                .unwrap_or_default()
                .as_str(),
        )
        .done();
    let mut response = Calendar::new()
        .push(entry)
        .done()
        .to_string()
        .into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/calendar; charset=utf-8"),
    );
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_static("attachment; filename=\"event.ics\""),
    );
    response
}
