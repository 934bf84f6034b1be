//! The development outbox: a phone and a mailbox in memory, so that a newcomer sees every message without any provider; and a provider that
//! fails when it is told to, so that one can see what users see then.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{Letter, SendError, Trouble};
use crate::server::env::Env;
use crate::values::time::{Duration, Timestamp};

/// Older messages are forgotten.
const KEPT: usize = 500;
/// How late messages are when they are to be late.
const DELAY: Duration = Duration::seconds(20);

/// What becomes of the next messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mood {
    #[default]
    Deliver,
    /// Accepted, and there 20 seconds later.
    Delay,
    /// Accepted, and never seen again.
    Drop,
    /// Not accepted: the portal tries again.
    Fail,
}

impl Mood {
    pub const ALL: [Self; 4] = [Self::Deliver, Self::Delay, Self::Drop, Self::Fail];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Deliver => "deliver",
            Self::Delay => "delay",
            Self::Drop => "drop",
            Self::Fail => "fail",
        }
    }
}

/// What arrived, newest first. In memory only: a code lies open nowhere on disk.
#[derive(Clone)]
pub struct DevOutbox {
    held: Arc<Mutex<Held>>,
    env: Env,
}

#[derive(Default)]
struct Held {
    /// With the moment from which it is there.
    letters: VecDeque<(Timestamp, Letter)>,
    mood: Mood,
}

impl DevOutbox {
    #[must_use]
    pub fn new(env: &Env) -> Self {
        Self { held: Arc::default(), env: env.clone() }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the message as a provider would.
    ///
    /// # Errors
    /// It was told to fail.
    pub fn deliver(&self, letter: &Letter) -> Result<String, SendError> {
        let mut held = self.held();
        let now = self.env.now();
        let there = match held.mood {
            Mood::Deliver => now,
            Mood::Delay => now + DELAY,
            Mood::Drop => return Ok("dropped, as told".into()),
            Mood::Fail => return Err(Trouble::Later.with("failed, as told")),
        };
        // The same message again is still one.
        if held.letters.iter().all(|(_, kept)| kept.id != letter.id) {
            held.letters.push_front((there, letter.clone()));
            held.letters.truncate(KEPT);
        }
        Ok("delivered".into())
    }

    /// What has arrived by now.
    #[must_use]
    pub fn letters(&self) -> Vec<Letter> {
        let now = self.env.now();
        self.held().letters.iter().filter(|(there, _)| *there <= now).map(|(_, letter)| letter.clone()).collect()
    }

    /// The mail as SMTP would carry it.
    ///
    /// # Errors
    /// It is none.
    pub fn source(letter: &Letter) -> Result<String, String> {
        let from = "menhu <menhu@localhost>".parse().map_err(|_| "no address")?;
        Ok(String::from_utf8_lossy(&super::mail::message(letter, &from)?.formatted()).into_owned())
    }

    #[must_use]
    pub fn mood(&self) -> Mood {
        self.held().mood
    }

    pub fn set_mood(&self, mood: Mood) {
        self.held().mood = mood;
    }
}
