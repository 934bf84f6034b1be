//! A mobile number of mainland China.

use std::{fmt, str::FromStr};

use super::{
    Problem, is_hyphen, normalised,
    rule::{Rule, Ruled},
};

/// `^1[3-9]\d{9}$` once full-width digits, separators and the country code (`+86`, `0086`, `86`)
/// are taken off. The segments behind the second digit change too often to be checked. `Debug`
/// shows it masked.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Mobile(String);

impl Mobile {
    /// A number as [`Mobile::e164`] once gave it; the rule for its second digit may have changed
    /// since.
    #[must_use]
    pub fn from_stored(e164: &str) -> Option<Self> {
        let digits = e164.strip_prefix("+86")?;
        let is_number = digits.len() == 11 && digits.bytes().all(|b| b.is_ascii_digit());
        is_number.then(|| Self(digits.to_owned()))
    }

    /// `+8613800138000`: how it is stored, keyed and handed to gateways.
    #[must_use]
    pub fn e164(&self) -> String {
        format!("+86{}", self.0)
    }

    /// `138****8000`: how it is shown where it is not being edited, and logged.
    #[must_use]
    pub fn masked(&self) -> String {
        format!("{}****{}", &self.0[..3], &self.0[7..])
    }

    /// The eleven digits.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.0
    }
}

impl Ruled for Mobile {
    const RULE: Rule = Rule::pattern(
        "mobile",
        "^1[3-9][0-9]{9}$",
        "13800138000",
        &[Problem::Format],
    );
}

impl FromStr for Mobile {
    type Err = Problem;

    fn from_str(raw: &str) -> Result<Self, Problem> {
        let text = normalised(raw);
        if text.is_empty() {
            return Err(Problem::Required);
        }
        let (plus, rest) = text
            .trim_start_matches(['(', ' '])
            .strip_prefix('+')
            .map_or((false, text.as_str()), |rest| (true, rest));
        let mut digits = String::with_capacity(15);
        for c in rest.chars() {
            match c {
                '0'..='9' => digits.push(c),
                '.' | '(' | ')' => {}
                _ if c.is_whitespace() || is_hyphen(c) => {}
                _ => return Err(Problem::Format),
            }
        }
        let national = match digits.len() {
            11 if !plus => digits.as_str(),
            13 => digits.strip_prefix("86").ok_or(Problem::Format)?,
            15 if !plus => digits.strip_prefix("0086").ok_or(Problem::Format)?,
            _ => return Err(Problem::Format),
        };
        match national.as_bytes() {
            [b'1', b'3'..=b'9', ..] => Ok(Self(national.to_owned())),
            _ => Err(Problem::Format),
        }
    }
}

impl fmt::Debug for Mobile {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::values::rule::proof::holds;

    #[test]
    fn one_number_has_many_spellings() {
        for spelling in [
            "13800138000",
            "+8613800138000",
            "008613800138000",
            "8613800138000",
            "138 0013 8000",
            "138-0013-8000",
            "１３８００１３８０００",
            " +86 138 0013 8000 ",
            "(+86) 138–0013–8000",
            "\u{202d}+86 138\u{a0}0013\t8000\u{202c}",
            "\u{2068}13800138000\u{2069}",
        ] {
            assert_eq!(
                spelling.parse::<Mobile>().expect(spelling).e164(),
                "+8613800138000",
                "{spelling}"
            );
        }
    }

    #[test]
    fn foreign_and_broken_numbers_are_refused() {
        for wrong in [
            "12800138000",
            "1380013800",
            "138001380000",
            "+13800138000",
            "+85291234567",
            "+4915112345678",
            "1380013800a",
            "138/00138000",
            "٠١٢٣٤٥٦٧٨٩٠",
        ] {
            assert_eq!(wrong.parse::<Mobile>(), Err(Problem::Format), "{wrong}");
        }
        assert_eq!("  ".parse::<Mobile>(), Err(Problem::Required));
    }

    #[test]
    fn its_rule_holds() {
        holds::<Mobile>();
    }

    #[test]
    fn a_stored_number_is_read_whatever_its_segment() {
        assert_eq!(
            Mobile::from_stored("+8612800138000")
                .expect("stored")
                .e164(),
            "+8612800138000"
        );
        for wrong in [
            "",
            "13800138000",
            "+861380013800",
            "+86138001380００",
            "+8613800138000 ",
        ] {
            assert_eq!(Mobile::from_stored(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic_and_what_passes_is_well_formed(raw in "\\PC{0,24}") {
            if let Ok(mobile) = raw.parse::<Mobile>() {
                prop_assert_eq!(mobile.digits().len(), 11);
                prop_assert_eq!(mobile.e164().parse::<Mobile>(), Ok(mobile));
            }
        }

        #[test]
        fn separators_and_prefixes_never_change_the_number(digits in "1[3-9][0-9]{9}", prefix in "(\\+86|0086|86)?", gap in "[ .-]?") {
            let spelled = format!("{prefix}{gap}{}{gap}{}", &digits[..3], &digits[3..]);
            let mobile: Mobile = spelled.parse().expect("a spelling of it");
            prop_assert_eq!(mobile.digits(), digits);
        }
    }
}
