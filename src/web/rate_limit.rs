//! The guard in front of everything under `/users/`: so many requests a minute from one network. In
//! memory, for each node: the limits that matter are counted in the database.

use std::num::NonZeroU32;

use governor::{
    Quota, RateLimiter,
    clock::{Clock as _, DefaultClock},
    state::keyed::DefaultKeyedStateStore,
};

pub struct RateLimit {
    clock: DefaultClock,
    /// None when the guard is off.
    limiter: Option<RateLimiter<String, DefaultKeyedStateStore<String>, DefaultClock>>,
}

impl RateLimit {
    pub fn per_minute(most: u32) -> Self {
        let clock = DefaultClock::default();
        Self {
            limiter: NonZeroU32::new(most).map(|most| {
                RateLimiter::dashmap_with_clock(Quota::per_minute(most), clock.clone())
            }),
            clock,
        }
    }

    /// Counts one request, or says for how many seconds there is none to be had.
    pub fn admit(&self, network: &str) -> Result<(), u64> {
        let Some(limiter) = &self.limiter else {
            return Ok(());
        };
        limiter
            .check_key(&network.to_owned())
            .map_err(|until| until.wait_time_from(self.clock.now()).as_secs() + 1)
    }

    /// Forgets networks that have been quiet.
    pub fn prune(&self) {
        if let Some(limiter) = &self.limiter {
            limiter.retain_recent();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_network_runs_dry_and_another_does_not() {
        let rate_limit = RateLimit::per_minute(3);
        assert!((0..3).all(|_| rate_limit.admit("192.0.2.1").is_ok()));
        assert!(
            rate_limit
                .admit("192.0.2.1")
                .is_err_and(|seconds| (1..=20).contains(&seconds))
        );
        assert!(rate_limit.admit("192.0.2.2").is_ok());
        assert!((0..1000).all(|_| RateLimit::per_minute(0).admit("192.0.2.1").is_ok()));
    }
}
