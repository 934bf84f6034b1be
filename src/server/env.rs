//! Time and chance, passed in so that tests can hold them still.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::SystemTime,
};

/// Milliseconds since 1970-01-01 UTC; also used for spans.
pub type Millis = i64;

pub const SECOND: Millis = 1000;
pub const MINUTE: Millis = 60 * SECOND;
pub const HOUR: Millis = 60 * MINUTE;
pub const DAY: Millis = 24 * HOUR;

/// Whole seconds until `then`, at least one: what a person is told to wait.
#[must_use]
pub fn seconds_until(now: Millis, then: Millis) -> u64 {
    u64::try_from((then - now + SECOND - 1) / SECOND).unwrap_or(0).max(1)
}

pub trait Clock: Send + Sync {
    fn now(&self) -> Millis;
}

pub trait Rng: Send + Sync {
    /// Fills `bytes` with unpredictable ones.
    fn fill(&self, bytes: &mut [u8]);
}

/// What the portal takes from its surroundings besides the database and the gateways.
#[derive(Clone)]
pub struct Env {
    pub clock: Arc<dyn Clock>,
    pub rng: Arc<dyn Rng>,
}

impl Env {
    #[must_use]
    pub fn system() -> Self {
        Self { clock: Arc::new(SystemClock), rng: Arc::new(SystemRng) }
    }

    #[must_use]
    pub fn now(&self) -> Millis {
        self.clock.now()
    }

    #[must_use]
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.rng.fill(&mut bytes);
        bytes
    }

    /// 128 random bits in hexadecimal: the id of a row.
    #[must_use]
    pub fn id(&self) -> String {
        hex::encode(self.bytes::<16>())
    }

    /// A uniform number below `bound`, by rejection.
    #[must_use]
    pub fn below(&self, bound: u32) -> u32 {
        let fair = u32::MAX - u32::MAX % bound;
        loop {
            let drawn = u32::from_le_bytes(self.bytes());
            if drawn < fair {
                return drawn % bound;
            }
        }
    }
}

pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the machine for the time")]
    fn now(&self) -> Millis {
        SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |passed| Millis::try_from(passed.as_millis()).unwrap_or(Millis::MAX))
    }
}

pub struct SystemRng;

impl Rng for SystemRng {
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the machine for chance")]
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system has random bytes");
    }
}

/// A clock that stands still until it is told to move.
pub struct FixedClock(AtomicI64);

impl FixedClock {
    #[must_use]
    pub fn at(now: Millis) -> Self {
        Self(AtomicI64::new(now))
    }

    pub fn advance(&self, span: Millis) {
        self.0.fetch_add(span, Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Millis {
        self.0.load(Ordering::SeqCst)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_below_their_bound() {
        let env = Env::system();
        assert!((0..1000).all(|_| env.below(7) < 7));
    }

    #[test]
    fn a_wait_is_told_in_whole_seconds_and_never_as_none() {
        assert_eq!(seconds_until(0, 60_000), 60);
        assert_eq!(seconds_until(1, 60_000), 60);
        assert_eq!(seconds_until(60_000, 60_000), 1);
        assert_eq!(seconds_until(90_000, 60_000), 1);
    }
}
