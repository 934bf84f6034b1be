//! The development outbox: a phone and a mailbox in memory, so that a newcomer sees every message
//! without any provider; and a provider that fails when it is told to, so that one can see what
//! users see then.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{RenderedMessage, SendError, SendErrorKind};
use crate::server::env::Env;
use crate::values::time::{Duration, Timestamp};

/// Older messages are forgotten.
const KEPT: usize = 500;
/// How late messages are when they are to be late.
const DELAY: Duration = Duration::seconds(20);

/// What becomes of the next messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FaultMode {
    #[default]
    Deliver,
    /// Accepted, and there 20 seconds later.
    Delay,
    /// Accepted, and never seen again.
    Drop,
    /// Not accepted: the portal tries again.
    Fail,
}

impl FaultMode {
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
    messages: VecDeque<(Timestamp, RenderedMessage)>,
    fault_mode: FaultMode,
}

impl DevOutbox {
    #[must_use]
    pub fn new(env: &Env) -> Self {
        Self {
            held: Arc::default(),
            env: env.clone(),
        }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the message as a provider would.
    ///
    /// # Errors
    /// It was told to fail.
    pub fn deliver(&self, message: &RenderedMessage) -> Result<String, SendError> {
        let mut held = self.held();
        let now = self.env.now();
        let there = match held.fault_mode {
            FaultMode::Deliver => now,
            FaultMode::Delay => now + DELAY,
            FaultMode::Drop => return Ok("dropped, as told".into()),
            FaultMode::Fail => return Err(SendErrorKind::Transient.with("failed, as told")),
        };
        // The same message again is still one.
        if held.messages.iter().all(|(_, kept)| kept.id != message.id) {
            held.messages.push_front((there, message.clone()));
            held.messages.truncate(KEPT);
        }
        Ok("delivered".into())
    }

    /// What has arrived by now.
    #[must_use]
    pub fn messages(&self) -> Vec<RenderedMessage> {
        let now = self.env.now();
        self.held()
            .messages
            .iter()
            .filter(|(there, _)| *there <= now)
            .map(|(_, message)| message.clone())
            .collect()
    }

    /// The mail as SMTP would carry it.
    ///
    /// # Errors
    /// It is none.
    pub fn source(message: &RenderedMessage) -> Result<String, String> {
        let from = "menhu <menhu@localhost>"
            .parse()
            .map_err(|_| "no address")?;
        Ok(String::from_utf8_lossy(&super::mime::build(message, &from)?.formatted()).into_owned())
    }

    #[must_use]
    pub fn fault_mode(&self) -> FaultMode {
        self.held().fault_mode
    }

    pub fn set_fault_mode(&self, fault_mode: FaultMode) {
        self.held().fault_mode = fault_mode;
    }
}
