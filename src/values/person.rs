//! What we know of a person: name and QQ number.

use std::str::FromStr;

use super::{
    Problem, normalised,
    rule::{Rule, Ruled},
    titled,
};

/// As typed, 2 to 50 characters with at least one letter or ideograph; no address of the web.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonName(String);

impl PersonName {
    const MIN: usize = 2;
    const MAX: usize = 50;

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Ruled for PersonName {
    const RULE: Rule = Rule::named("person", Self::MIN, Self::MAX, "张三");
}

impl FromStr for PersonName {
    type Err = Problem;

    fn from_str(raw: &str) -> Result<Self, Problem> {
        titled(raw, Self::MIN, Self::MAX).map(Self)
    }
}

/// `^[1-9]\d{4,10}$`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Qq(String);

impl Qq {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Ruled for Qq {
    const RULE: Rule = Rule::pattern("qq", "^[1-9][0-9]{4,10}$", "10001", &[Problem::Format]);
}

impl FromStr for Qq {
    type Err = Problem;

    fn from_str(raw: &str) -> Result<Self, Problem> {
        let text = normalised(raw);
        match text.as_bytes() {
            [] => Err(Problem::Required),
            [b'1'..=b'9', rest @ ..]
                if (4..=10).contains(&rest.len()) && rest.iter().all(u8::is_ascii_digit) =>
            {
                Ok(Self(text))
            }
            _ => Err(Problem::Format),
        }
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
    fn a_name_has_two_to_fifty_characters_and_a_letter() {
        assert_eq!(
            " 张三 ".parse::<PersonName>().expect("a name").as_str(),
            "张三"
        );
        assert_eq!("张".parse::<PersonName>(), Err(Problem::TooShort));
        assert_eq!("张".repeat(51).parse::<PersonName>(), Err(Problem::TooLong));
        assert_eq!("12".parse::<PersonName>(), Err(Problem::Format));
        assert_eq!(
            "\u{202d}张\u{202e}三"
                .parse::<PersonName>()
                .expect("a name")
                .as_str(),
            "张三"
        );
        assert_eq!(
            "张\n三".parse::<PersonName>(),
            Err(Problem::ControlCharacter)
        );
    }

    #[test]
    fn qq_numbers_have_five_to_eleven_digits() {
        assert!("10000".parse::<Qq>().is_ok());
        assert!("12345678901".parse::<Qq>().is_ok());
        for wrong in ["1000", "012345", "123456789012", "1000a"] {
            assert_eq!(wrong.parse::<Qq>(), Err(Problem::Format), "{wrong}");
        }
    }

    #[test]
    fn their_rules_hold() {
        holds::<PersonName>();
        holds::<Qq>();
    }

    proptest! {
        #[test]
        fn nothing_makes_a_name_panic_and_what_passes_passes_again(raw in text_like("[张三·Ａａ（é\u{301} \u{200b}\u{e0100}]{0,52}")) {
            passes_again(&raw, |name: &PersonName| name.as_str().to_owned())?;
        }

        #[test]
        fn nothing_makes_a_qq_panic_and_what_passes_passes_again(raw in text_like("[0-9０-９ \u{202d}\u{202c}]{3,13}")) {
            passes_again(&raw, |qq: &Qq| qq.as_str().to_owned())?;
        }
    }
}
