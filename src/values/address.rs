//! Where and to whom something is sent: street and telephone. Province, city and area are the
//! server's, which has the list.

use std::str::FromStr;

use super::{
    Problem, is_hidden,
    mobile::Mobile,
    named, normalised,
    rule::{Rule, Ruled},
};

/// Street, house number and what else finds the door: 2 to 100 characters, at least one letter or
/// ideograph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Street(String);

impl Street {
    const MIN: usize = 2;
    const MAX: usize = 100;

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Ruled for Street {
    const RULE: Rule = Rule::named("street", Self::MIN, Self::MAX, "文三路 90 号");
}

impl FromStr for Street {
    type Err = Problem;

    fn from_str(raw: &str) -> Result<Self, Problem> {
        named(raw, Self::MIN, Self::MAX).map(Self)
    }
}

/// A mobile, or a landline with its area code (`010-12345678`, with an extension `-123`). Digits
/// and hyphens as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecvPhone(String);

impl RecvPhone {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Ruled for RecvPhone {
    const RULE: Rule = Rule::pattern(
        "recv-phone",
        "^(1[3-9][0-9]{9}|0[1-9][0-9]{1,2}-[1-9][0-9]{6,7}(-[0-9]{1,6})?)$",
        "010-62345678",
        &[Problem::Format],
    );
}

impl FromStr for RecvPhone {
    type Err = Problem;

    fn from_str(raw: &str) -> Result<Self, Problem> {
        let text = normalised(raw);
        if text.is_empty() {
            return Err(Problem::Required);
        }
        if let Ok(mobile) = text.parse::<Mobile>() {
            return Ok(Self(mobile.digits().to_owned()));
        }
        if text.chars().any(is_hidden) {
            return Err(Problem::ControlCharacter);
        }
        let plain: String = text
            .chars()
            .filter(|c| !matches!(c, ' ' | '(' | ')'))
            .collect();
        let parts: Vec<&str> = plain.split('-').collect();
        let digits = |part: &str, least: usize, most: usize| {
            (least..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
        };
        let area =
            |part: &str| digits(part, 3, 4) && part.starts_with('0') && !part.starts_with("00");
        let local = |part: &str| digits(part, 7, 8) && !part.starts_with('0');
        let fits = match parts.as_slice() {
            [code, number] => area(code) && local(number),
            [code, number, extension] => area(code) && local(number) && digits(extension, 1, 6),
            _ => false,
        };
        if fits {
            Ok(Self(plain))
        } else {
            Err(Problem::Format)
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
    fn a_mobile_or_a_landline() {
        for (raw, stored) in [
            ("+86 139 0000 0001", "13900000001"),
            ("010-12345678", "010-12345678"),
            ("（0571）-8765432", "0571-8765432"),
            ("021-62345678-801", "021-62345678-801"),
        ] {
            assert_eq!(raw.parse::<RecvPhone>().expect(raw).as_str(), stored);
        }
        for wrong in [
            "12345678",
            "10-12345678",
            "010-1234",
            "010-12345678-",
            "000-22345678",
            "110",
            "010-123456x8",
        ] {
            assert_eq!(wrong.parse::<RecvPhone>(), Err(Problem::Format), "{wrong}");
        }
    }

    #[test]
    fn their_rules_hold() {
        holds::<Street>();
        holds::<RecvPhone>();
    }

    proptest! {
        #[test]
        fn nothing_makes_a_street_panic_and_what_passes_passes_again(raw in text_like("[文三路０-９0-9 \u{3000}\u{200b}-]{0,104}")) {
            passes_again(&raw, |street: &Street| street.as_str().to_owned())?;
        }

        #[test]
        fn nothing_makes_a_telephone_panic_and_what_passes_passes_again(raw in text_like("[(（]?0[0-9]{2,3}[)）]?[ -][0-9０-９]{7,8}(-[0-9]{0,7})?")) {
            passes_again(&raw, |phone: &RecvPhone| phone.as_str().to_owned())?;
        }
    }
}
