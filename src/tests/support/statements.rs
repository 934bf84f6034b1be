//! What each request asks the database, read from the log: every statement is told in the span of
//! its request, which names the client's address.

use std::{
    collections::HashMap,
    fmt::Debug,
    net::Ipv6Addr,
    sync::{
        LazyLock, Mutex, PoisonError,
        atomic::{AtomicU16, Ordering},
    },
};

use tracing::{
    Event, Level, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id},
};
use tracing_subscriber::{Layer, filter::filter_fn, layer::Context, registry::LookupSpan};

/// The target of sqlx's log lines.
const QUERY: &str = "sqlx::query";
/// The span of a request, and its field.
const REQUEST: &str = "request";
const ADDRESS: &str = "address";

/// What a connection begins with that is opened during the request, and what begins and ends
/// transactions, which sqlx tells of on one database and not on the other.
const NOT_COUNTED: [&str; 6] = [
    "PRAGMA ",
    "SET ",
    "COMMIT",
    "ROLLBACK",
    "SAVEPOINT",
    "RELEASE",
];

/// What these addresses begin with; no other scenario's do.
const OURS: [u16; 2] = [0xfd57, 0xa7e5];

/// By the address that the request came from.
static STATEMENTS: LazyLock<Mutex<HashMap<String, Vec<String>>>> = LazyLock::new(Mutex::default);

/// An address that no other request comes from, to be sent as `X-Forwarded-For`.
pub fn next_address() -> String {
    static LAST: AtomicU16 = AtomicU16::new(0);
    let number = LAST.fetch_add(1, Ordering::Relaxed);
    // Each in a network of its own.
    Ipv6Addr::from([OURS[0], OURS[1], number, 0, 0, 0, 0, 1]).to_string()
}

/// The statements of the request that came from this address.
pub fn of(address: &str) -> Vec<String> {
    let mut all = STATEMENTS.lock().unwrap_or_else(PoisonError::into_inner);
    all.remove(address).unwrap_or_default()
}

/// Listens to the requests of [`next_address`].
pub fn layer<S: Subscriber + for<'a> LookupSpan<'a>>() -> impl Layer<S> {
    Listener.with_filter(filter_fn(|told: &Metadata<'_>| {
        told.target() == QUERY || (told.is_span() && *told.level() <= Level::INFO)
    }))
}

struct Listener;

/// The client's address, on its request's span.
struct From(String);

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Listener {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if attributes.metadata().name() == REQUEST
            && let Some(address) = Wanted::read(ADDRESS, |wanted| attributes.record(wanted))
            && let Some(span) = context.span(id)
        {
            span.extensions_mut().insert(From(address));
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let Some(request) = context
            .event_scope(event)
            .and_then(|mut spans| spans.find(|span| span.name() == REQUEST))
        else {
            return;
        };
        let statement = Wanted::read("summary", |wanted| event.record(wanted));
        if let (Some(From(address)), Some(statement)) = (request.extensions().get(), statement)
            && address.starts_with(&format!("{:x}:{:x}:", OURS[0], OURS[1]))
            && !NOT_COUNTED
                .iter()
                .any(|begins| statement.starts_with(begins))
        {
            let mut all = STATEMENTS.lock().unwrap_or_else(PoisonError::into_inner);
            all.entry(address.clone()).or_default().push(statement);
        }
    }
}

/// One field of what is told.
struct Wanted {
    name: &'static str,
    found: Option<String>,
}

impl Wanted {
    fn read(name: &'static str, record: impl FnOnce(&mut Self)) -> Option<String> {
        let mut wanted = Self { name, found: None };
        record(&mut wanted);
        wanted.found
    }
}

impl Visit for Wanted {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() == self.name {
            self.found = Some(format!("{value:?}"));
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.record_debug(field, &format_args!("{value}"));
    }
}
