//! `/events/<bookin_type>.ics`: an event one has signed up for, for one's own calendar.

use axum::{
    Extension, Router,
    extract::{Path, Request, State},
    http::{HeaderValue, Response, StatusCode, header},
    response::IntoResponse as _,
    routing::get,
};
use icalendar::{Calendar, Component as _, Event as CalendarEvent, EventLike as _};
use time::{Duration, OffsetDateTime, macros::format_description};
use tower_sessions::Session;

use super::{Shared, pages};
use crate::server::{error::Fault, store::events::Event, store::sessions::ACCOUNT};

/// How long an event is put down for; the table knows its start only.
const LENGTH: Duration = Duration::hours(3);

pub fn router(shared: &Shared) -> Router {
    Router::new().route("/events/{file}", get(file)).with_state(shared.clone())
}

async fn file(State(shared): State<Shared>, Path(name): Path<String>, Extension(session): Extension<Session>, request: Request) -> Response<axum::body::Body> {
    let found = match name.strip_suffix(".ics") {
        Some(bookin_type) => booked(&shared, session, bookin_type).await,
        None => Ok(None),
    };
    match found {
        Ok(Some(event)) => answer(&shared, &event),
        Ok(None) => pages::failed(&shared, request, StatusCode::NOT_FOUND).await,
        Err(fault) => {
            tracing::error!(%fault, "a calendar file could not be made");
            pages::failed(&shared, request, StatusCode::SERVICE_UNAVAILABLE).await
        }
    }
}

/// The event, if the person who asks has signed up for it.
async fn booked(shared: &Shared, session: Session, bookin_type: &str) -> Result<Option<Event>, Fault> {
    let Some(id) = session.get::<String>(ACCOUNT).await.map_err(|_| Fault::Busy)? else { return Ok(None) };
    let Some(account) = shared.portal.find_account(&id).await? else { return Ok(None) };
    let events = shared.portal.events(&account).await?;
    Ok(events.into_iter().find(|(event, mine)| *mine && event.bookin_type == bookin_type).map(|(event, _)| event))
}

fn answer(shared: &Shared, event: &Event) -> Response<axum::body::Body> {
    let starts = OffsetDateTime::from_unix_timestamp(event.starts_at / 1000).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let stamp = OffsetDateTime::from_unix_timestamp(shared.portal.env.now() / 1000).unwrap_or(starts);
    let host = shared.portal.settings.public_url.host_str().unwrap_or("menhu");
    let entry = CalendarEvent::new()
        .uid(&format!("event-{}@{host}", event.bookin_type))
        .add_property("DTSTAMP", stamp.format(format_description!("[year][month][day]T[hour][minute][second]Z")).unwrap_or_default())
        .summary(&event.title)
        .location(&format!("{} {}", event.city, event.place))
        .starts(starts)
        .ends(starts + LENGTH)
        .url(shared.portal.settings.public_url.join("/events").map(String::from).unwrap_or_default().as_str())
        .done();
    let mut response = Calendar::new().push(entry).done().to_string().into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/calendar; charset=utf-8"));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"event.ics\""));
    response
}
