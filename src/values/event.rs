//! What an event is called by, and where it stands.

use std::str::FromStr;

use super::{
    Problem,
    names::names,
    normalised,
    rule::{Rule, Ruled},
};

/// The event's key, in the document `bookin_type`: 1 to 20 ASCII letters, digits, `-` or `_`.
/// Whether there is such an event is the database's to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventKey(String);

impl EventKey {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Ruled for EventKey {
    const RULE: Rule = Rule::pattern("bookin", "^[A-Za-z0-9_-]{1,20}$", "1", &[Problem::Unknown]);
}

impl FromStr for EventKey {
    type Err = Problem;

    fn from_str(raw: &str) -> Result<Self, Problem> {
        let text = normalised(raw);
        match text.len() {
            0 => Err(Problem::Required),
            1..=20
                if text
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')) =>
            {
                Ok(Self(text))
            }
            _ => Err(Problem::Unknown),
        }
    }
}

names! {
    /// Where an event stands to those who would sign up.
    pub enum Phase {
        /// Sign-up has not begun.
        NotYet = "not_yet",
        Open = "open",
        /// Sign-up is over, the event has not begun.
        Closed = "closed",
        /// The event has begun.
        Past = "past",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::values::{
        rough::{passes_again, text_like},
        rule::proof::holds,
    };

    #[test]
    fn its_rule_holds() {
        holds::<EventKey>();
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic_and_what_passes_passes_again(raw in text_like("[A-Za-z0-9_ \
             -]{0,22}")) {
            passes_again(&raw, |key: &EventKey| key.as_str().to_owned())?;
        }
    }
}
