//! The development outbox: a phone and a mailbox in memory, so that a newcomer sees every message without any provider.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use super::Letter;

/// Older messages are forgotten.
const KEPT: usize = 500;

/// What arrived, newest first. In memory only: a code lies open nowhere on disk.
#[derive(Clone, Default)]
pub struct DevOutbox(Arc<Mutex<VecDeque<Letter>>>);

impl DevOutbox {
    pub fn deliver(&self, letter: Letter) {
        let mut letters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        letters.push_front(letter);
        letters.truncate(KEPT);
    }

    #[must_use]
    pub fn letters(&self) -> Vec<Letter> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}
