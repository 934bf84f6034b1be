//! A password as it was typed.

use std::{fmt, str::FromStr};

use unicode_normalization::UnicodeNormalization as _;

use super::{
    Problem,
    rule::{Form, Rule, Ruled},
};

/// A password that is to be compared with the stored one: up to 128 characters after NFC, every one
/// of them significant, spaces included. Of any length up to the longest, so that a short guess is
/// a wrong password and not a hint at the rules. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    pub const MIN: usize = 8;
    pub const MAX: usize = 128;

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A password that may become the stored one: 8 to 128 characters. Whether it is strong enough
    /// is judged on the server.
    ///
    /// # Errors
    /// [`Problem::Required`], [`Problem::TooShort`] or [`Problem::TooLong`].
    pub fn chosen(raw: &str) -> Result<Self, Problem> {
        let password: Self = raw.parse()?;
        if password.0.chars().count() < Self::MIN {
            Err(Problem::TooShort)
        } else {
            Ok(password)
        }
    }
}

impl FromStr for Password {
    type Err = Problem;

    fn from_str(raw: &str) -> Result<Self, Problem> {
        let text: String = raw.nfc().collect();
        match text.chars().count() {
            0 => Err(Problem::Required),
            n if n > Self::MAX => Err(Problem::TooLong),
            _ => Ok(Self(text)),
        }
    }
}

impl Ruled for Password {
    const RULE: Rule = Rule::new(
        "password",
        Form::Text(1, Self::MAX),
        "correct horse battery",
        &[Problem::TooLong],
    );
}

/// Whether a password typed a second time is the first: as passwords are compared, after NFC.
///
/// # Errors
/// [`Problem::Mismatch`].
pub fn is_again(again: &str, first: &str) -> Result<(), Problem> {
    if again.nfc().eq(first.nfc()) {
        Ok(())
    } else {
        Err(Problem::Mismatch)
    }
}

/// The field of a new password. It is judged together with the account's own data, which it must
/// not hold.
pub enum NewPassword {}

impl Ruled for NewPassword {
    const RULE: Rule = Rule::new(
        "new-password",
        Form::Text(Password::MIN, Password::MAX),
        "staple orchard lantern",
        &[
            Problem::TooShort,
            Problem::TooLong,
            Problem::Weak,
            Problem::Personal,
        ],
    );
}

/// The field of a new password typed a second time.
pub enum RepeatedPassword {}

impl Ruled for RepeatedPassword {
    const RULE: Rule = Rule::new(
        "again",
        NewPassword::RULE.form,
        NewPassword::RULE.example,
        &[Problem::Mismatch],
    );
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
    use crate::values::{
        rough::{passes_again, text_like},
        rule::proof::{holds, holds_for},
    };

    #[test]
    fn length_is_counted_in_characters_after_nfc() {
        assert_eq!(Password::chosen("一二三四五六七"), Err(Problem::TooShort));
        assert!(Password::chosen("一二三四五六七八").is_ok());
        assert_eq!(
            Password::chosen("e\u{301}abcdefg"),
            Password::chosen("éabcdefg")
        );
        assert_eq!(Password::chosen("e\u{301}bcdefg"), Err(Problem::TooShort));
        assert!(Password::chosen(&"x".repeat(128)).is_ok());
        assert_eq!(Password::chosen(&"x".repeat(129)), Err(Problem::TooLong));
    }

    #[test]
    fn every_character_counts() {
        assert_ne!(
            " eight ch".parse::<Password>(),
            "eight ch".parse::<Password>()
        );
    }

    #[test]
    fn it_is_confirmed_as_it_is_compared() {
        assert_eq!(is_again("e\u{301}abcdefg", "\u{e9}abcdefg"), Ok(()));
        for other in [
            "eabcdefg",
            "\u{e9}abcdefg\u{200b}",
            "\u{e9}abcdefg ",
            "É abcdefg",
        ] {
            assert_eq!(
                is_again(other, "\u{e9}abcdefg"),
                Err(Problem::Mismatch),
                "{other:?}"
            );
        }
    }

    #[test]
    fn their_rules_hold() {
        holds::<Password>();
        holds_for(NewPassword::RULE, |raw| Password::chosen(raw).map(drop));
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic_and_what_passes_passes_again(raw in text_like("(e\u{301}|[a-z \
             ]){6,10}")) {
            passes_again(&raw, |password: &Password| password.as_str().to_owned())?;
        }
    }
}
