//! A code sent by SMS or email.

use std::{fmt, str::FromStr};

use super::{
    Problem, is_hyphen, normalised,
    rule::{Rule, Ruled},
};

/// Six digits, leading zeros kept; white space, hyphens and full stops around or between them, as
/// they are pasted, are taken off. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(String);

impl Code {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The code of a number drawn below one million.
    #[must_use]
    pub fn of(number: u32) -> Self {
        Self(format!("{:06}", number % 1_000_000))
    }
}

impl Ruled for Code {
    const RULE: Rule = Rule::pattern("code", "^[0-9]{6}$", "012345", &[Problem::Format]);
}

impl FromStr for Code {
    type Err = Problem;

    fn from_str(raw: &str) -> Result<Self, Problem> {
        let mut digits = normalised(raw);
        if digits.is_empty() {
            return Err(Problem::Required);
        }
        digits.retain(|c| !(c.is_whitespace() || is_hyphen(c) || matches!(c, '.' | '。')));
        match digits.as_bytes() {
            six if six.len() == 6 && six.iter().all(u8::is_ascii_digit) => Ok(Self(digits)),
            _ => Err(Problem::Format),
        }
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("Code(…)")
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
    fn leading_zeros_are_kept() {
        assert_eq!("000123".parse::<Code>(), Ok(Code::of(123)));
    }

    #[test]
    fn it_may_be_pasted_in_pieces() {
        for spelling in [
            " １２３ ４５６ ",
            "123-456",
            "123 456",
            "123456。",
            "123456.",
            "１２３－４５６．",
            "123–456｡",
            "123\t456\n",
            "\u{202d}123456\u{202c}",
        ] {
            assert_eq!(
                spelling.parse::<Code>(),
                Ok(Code::of(123_456)),
                "{spelling}"
            );
        }
        assert_eq!(" \u{200b}".parse::<Code>(), Err(Problem::Required));
    }

    #[test]
    fn anything_but_six_digits_is_refused() {
        for wrong in [
            "12345", "1234567", "12345a", "-12345", "。", "123,456", "+123456",
        ] {
            assert_eq!(wrong.parse::<Code>(), Err(Problem::Format), "{wrong}");
        }
    }

    #[test]
    fn its_rule_holds() {
        holds::<Code>();
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic_and_what_passes_passes_again(raw in text_like("[0-9０-９ .。-]{5,9}")) {
            passes_again(&raw, |code: &Code| code.as_str().to_owned())?;
        }
    }
}
