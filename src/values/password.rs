//! A password as it was typed.

use std::{fmt, str::FromStr};

use unicode_normalization::UnicodeNormalization as _;

use super::Problem;

/// 8 to 128 characters after NFC, every one of them significant, spaces included. Whether it is strong enough for a new one is judged on the
/// server. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    pub const MIN: usize = 8;
    pub const MAX: usize = 128;

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A password that is to be compared with the stored one: of any length up to the longest, so that a short guess is a wrong password and
    /// not a hint at the rules.
    ///
    /// # Errors
    /// [`Problem::Required`] or [`Problem::TooLong`].
    pub fn presented(raw: &str) -> Result<Self, Problem> {
        let text: String = raw.nfc().collect();
        match text.chars().count() {
            0 => Err(Problem::Required),
            n if n > Self::MAX => Err(Problem::TooLong),
            _ => Ok(Self(text)),
        }
    }
}

impl FromStr for Password {
    type Err = Problem;

    fn from_str(raw: &str) -> Result<Self, Problem> {
        let password = Self::presented(raw)?;
        if password.0.chars().count() < Self::MIN { Err(Problem::TooShort) } else { Ok(password) }
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::values::rough::{passes_again, text_like};

    #[test]
    fn length_is_counted_in_characters_after_nfc() {
        assert_eq!("一二三四五六七".parse::<Password>(), Err(Problem::TooShort));
        assert!("一二三四五六七八".parse::<Password>().is_ok());
        assert_eq!("e\u{301}abcdefg".parse::<Password>(), "éabcdefg".parse::<Password>());
        assert_eq!("e\u{301}bcdefg".parse::<Password>(), Err(Problem::TooShort));
        assert!("x".repeat(128).parse::<Password>().is_ok());
        assert_eq!("x".repeat(129).parse::<Password>(), Err(Problem::TooLong));
    }

    #[test]
    fn every_character_counts() {
        assert_ne!(" eight ch".parse::<Password>(), "eight ch".parse::<Password>());
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic_and_what_passes_passes_again(raw in text_like("(e\u{301}|[a-z ]){6,10}")) {
            passes_again(&raw, |password: &Password| password.as_str().to_owned())?;
        }
    }
}
