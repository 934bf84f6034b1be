//! Canaries: secrets of the scenarios that no log line may hold, at whatever level. The whole suite
//! logs everything there is into here.

use std::{
    io,
    sync::{Mutex, PoisonError},
};

use tracing_subscriber::{
    EnvFilter, Layer as _,
    fmt::{self, MakeWriter},
    layer::SubscriberExt as _,
    util::SubscriberInitExt as _,
};

use super::{APP_SECRET, NEW_PASSWORD, PASSWORD, clouds, statements};

/// The portal's own secret in every app.
pub const SECRET: &str = "a secret for tests that is long enough";

/// Passwords, the portal's secret, and the providers' keys; `canary` is part of every key that a
/// test makes up.
const CANARIES: [&str; 7] = [
    PASSWORD,
    NEW_PASSWORD,
    SECRET,
    APP_SECRET,
    clouds::ALIYUN_SECRET,
    clouds::TENCENT_SECRET,
    "canary",
];

static FOUND: Mutex<Vec<String>> = Mutex::new(Vec::new());

struct Listener;

impl io::Write for Listener {
    /// Gets a whole line at a time.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(line);
        // The statements that tests themselves write have numbers in them; the portal's have them
        // bound.
        let told = CANARIES.iter().any(|canary| text.contains(canary))
            || (has_whole_mobile(&text) && !text.contains("sqlx::query"));
        if told {
            FOUND
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(text.into_owned());
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The scenarios' people have numbers that begin with +86139 or +86138.
fn has_whole_mobile(text: &str) -> bool {
    text.match_indices("+8613").any(|(at, _)| {
        text[at + 3..]
            .chars()
            .take(11)
            .filter(char::is_ascii_digit)
            .count()
            == 11
    })
}

impl<'a> MakeWriter<'a> for Listener {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        Self
    }
}

/// Listens to everything from now on.
pub fn listen() {
    // What reads the pages in the tests themselves tells all that stands there, the examples of the
    // reference too.
    let filter = EnvFilter::new(menhu::serve::log_filter(
        "trace,html5ever=off,selectors=off,jsonschema=off",
    ));
    let lines = fmt::layer().with_ansi(false).with_writer(Listener);
    tracing_subscriber::registry()
        .with(lines.with_filter(filter))
        .with(statements::layer())
        .init();
}

/// The lines that should not have been written.
pub fn found() -> Vec<String> {
    FOUND.lock().unwrap_or_else(PoisonError::into_inner).clone()
}
