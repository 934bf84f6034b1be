//! Moments and spans of time, in whole milliseconds.

use std::ops::{Add, AddAssign, Div, Mul, Sub};

use ::time::{
    OffsetDateTime, UtcOffset,
    format_description::well_known::Rfc3339,
    macros::{format_description, offset},
};
use serde::{Deserialize, Serialize};

const BEIJING: UtcOffset = offset!(+8);

/// A moment: milliseconds since 1970-01-01T00:00:00Z.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Timestamp(pub i64);

/// A span of time in milliseconds; negative where the later moment was taken from the earlier one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration(pub i64);

pub const SECOND: Duration = Duration(1000);
pub const MINUTE: Duration = Duration(60 * SECOND.0);
pub const HOUR: Duration = Duration(60 * MINUTE.0);
pub const DAY: Duration = Duration(24 * HOUR.0);

impl Timestamp {
    /// Long over: what no rule looks at any more.
    pub const EPOCH: Self = Self(0);

    /// Milliseconds since 1970 UTC: what the database holds.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// The moment that an RFC 3339 text such as `2027-04-16T14:00:00+08:00` says, if Beijing can
    /// write it so, too: its years end eight hours earlier.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let at = OffsetDateTime::parse(text, &Rfc3339).ok()?;
        let at = at.checked_to_offset(BEIJING)?;
        (at.year() >= 0).then(|| Self(at.unix_timestamp() * 1000))
    }

    /// The moment as a date and a time in UTC; 1970 where the calendar ends before it.
    #[must_use]
    pub fn utc(self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp(self.0.div_euclid(1000))
            .unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }

    /// The same on the wall clock in Beijing.
    #[must_use]
    pub fn beijing(self) -> OffsetDateTime {
        let here = self.utc().checked_to_offset(BEIJING);
        here.unwrap_or_else(|| OffsetDateTime::UNIX_EPOCH.to_offset(BEIJING))
    }

    /// `2027-04-16T14:00:00+08:00`
    #[must_use]
    pub fn rfc3339(self) -> String {
        self.beijing().format(&Rfc3339).unwrap_or_default()
    }

    /// `2026-11-22 10:00`, as the wall clock in Beijing shows it.
    #[must_use]
    pub fn beijing_minute(self) -> String {
        self.beijing()
            .format(format_description!("[year]-[month]-[day] [hour]:[minute]"))
            .unwrap_or_default()
    }

    /// `2026-11-22 10:00:00`, as the wall clock in Beijing shows it.
    #[must_use]
    pub fn beijing_second(self) -> String {
        self.beijing()
            .format(format_description!(
                "[year]-[month]-[day] [hour]:[minute]:[second]"
            ))
            .unwrap_or_default()
    }

    /// The day in Beijing, counted from 1970-01-01.
    #[must_use]
    pub const fn beijing_day(self) -> i64 {
        (self.0 + 8 * HOUR.0).div_euclid(DAY.0)
    }

    /// When this day begins in Beijing.
    #[must_use]
    pub const fn beijing_midnight(day: i64) -> Self {
        Self(day * DAY.0 - 8 * HOUR.0)
    }

    /// Whole seconds until `then`, at least one: what a person is told to wait.
    #[must_use]
    pub fn seconds_until(self, then: Self) -> u64 {
        u64::try_from((then.0 - self.0 + 999).div_euclid(1000))
            .unwrap_or(0)
            .max(1)
    }
}

impl Duration {
    pub const ZERO: Self = Self(0);

    #[must_use]
    pub const fn seconds(number: i64) -> Self {
        Self(number * SECOND.0)
    }

    #[must_use]
    pub const fn minutes(number: i64) -> Self {
        Self(number * MINUTE.0)
    }

    #[must_use]
    pub const fn hours(number: i64) -> Self {
        Self(number * HOUR.0)
    }

    #[must_use]
    pub const fn days(number: i64) -> Self {
        Self(number * DAY.0)
    }

    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    #[must_use]
    pub const fn whole_seconds(self) -> i64 {
        self.0 / SECOND.0
    }
}

impl From<i64> for Duration {
    fn from(millis: i64) -> Self {
        Self(millis)
    }
}

impl Add<Duration> for Timestamp {
    type Output = Self;
    fn add(self, span: Duration) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl AddAssign<Duration> for Timestamp {
    fn add_assign(&mut self, span: Duration) {
        *self = *self + span;
    }
}

impl Sub<Duration> for Timestamp {
    type Output = Self;
    fn sub(self, span: Duration) -> Self {
        Self(self.0.saturating_sub(span.0))
    }
}

impl Sub for Timestamp {
    type Output = Duration;
    fn sub(self, earlier: Self) -> Duration {
        Duration(self.0.saturating_sub(earlier.0))
    }
}

impl Add for Duration {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Duration {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Mul<i64> for Duration {
    type Output = Self;
    fn mul(self, times: i64) -> Self {
        Self(self.0.saturating_mul(times))
    }
}

impl Mul<Duration> for i64 {
    type Output = Duration;
    fn mul(self, span: Duration) -> Duration {
        span * self
    }
}

impl Div<i64> for Duration {
    type Output = Self;
    fn div(self, parts: i64) -> Self {
        Self(self.0 / parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_beijing_s() {
        let at = Timestamp(1_795_312_800_000);
        assert_eq!(at.beijing_minute(), "2026-11-22 10:00");
        assert_eq!(at.rfc3339(), "2026-11-22T10:00:00+08:00");
        assert_eq!(Timestamp::parse("2026-11-22T02:00:00Z"), Some(at));
        assert_eq!(Timestamp::parse("2026-11-22 10:00"), None);
    }

    #[test]
    fn the_last_and_the_first_year_are_as_long_as_beijing_s() {
        for (said, read) in [
            ("9999-12-31T15:59:59Z", true),
            ("9999-12-31T16:00:00Z", false),
            ("9999-12-31T23:59:59-23:59", false),
            ("0000-01-01T00:00:00+08:00", true),
            ("0000-01-01T00:00:00+08:01", false),
        ] {
            let at = Timestamp::parse(said);
            assert_eq!(at.is_some(), read, "{said}");
            if let Some(at) = at {
                assert_eq!(Timestamp::parse(&at.rfc3339()), Some(at), "{said}");
            }
        }
        let late = Timestamp(253_402_300_799_000);
        assert_eq!(late.utc().year(), 9999);
        assert_eq!(late.beijing_minute(), "1970-01-01 08:00");
    }

    #[test]
    fn a_wait_is_told_in_whole_seconds_and_never_as_none() {
        let at = |millis: i64| Timestamp::EPOCH + Duration(millis);
        assert_eq!(at(0).seconds_until(at(60_000)), 60);
        assert_eq!(at(1).seconds_until(at(60_000)), 60);
        assert_eq!(at(60_000).seconds_until(at(60_000)), 1);
        assert_eq!(at(90_000).seconds_until(at(60_000)), 1);
    }
}
