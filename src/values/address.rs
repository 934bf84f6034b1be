//! The last line of an address. Province, city and area are in `regions`, the telephone is in
//! `recv_phone`.

use std::str::FromStr;

use super::{
    Problem, named,
    rule::{Form, Rule, Ruled},
};

/// Street, house number and what else finds the door: as typed, 2 to 100 characters, at least one
/// letter or ideograph.
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
    const RULE: Rule = Rule::new(
        "street",
        Form::Text(Self::MIN, Self::MAX),
        "文三路 90 号",
        &[Problem::TooShort, Problem::TooLong, Problem::Format],
    );
}

impl FromStr for Street {
    type Err = Problem;

    fn from_str(raw: &str) -> Result<Self, Problem> {
        named(raw, Self::MIN, Self::MAX).map(Self)
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
        holds::<Street>();
    }

    proptest! {
        #[test]
        fn nothing_makes_a_street_panic_and_what_passes_passes_again(raw in text_like("[文三路０-９0-9 \u{3000}\u{200b}-]{0,104}")) {
            passes_again(&raw, |street: &Street| street.as_str().to_owned())?;
        }
    }
}
