//! What an SMS code is for.

use std::str::FromStr;

use super::{
    Problem, normalised,
    rule::{Form, Rule, Ruled},
};

/// The documented `action_name`; a code works for one action only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SmsAction {
    AccountReg,
    ChangePwd,
    ChangeMobile,
}

impl SmsAction {
    const ALL: [Self; 3] = [Self::AccountReg, Self::ChangePwd, Self::ChangeMobile];
    const NAMES: [&'static str; 3] = [
        Self::AccountReg.as_str(),
        Self::ChangePwd.as_str(),
        Self::ChangeMobile.as_str(),
    ];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AccountReg => "AccountReg",
            Self::ChangePwd => "ChangePwd",
            Self::ChangeMobile => "ChangeMobile",
        }
    }
}

impl Ruled for SmsAction {
    const RULE: Rule = Rule::new(
        "action",
        Form::Choice(&Self::NAMES),
        Self::NAMES[0],
        &[Problem::Unknown],
    );
}

impl FromStr for SmsAction {
    type Err = Problem;

    fn from_str(raw: &str) -> Result<Self, Problem> {
        let text = normalised(raw);
        if text.is_empty() {
            return Err(Problem::Required);
        }
        Self::ALL
            .into_iter()
            .find(|action| action.as_str() == text)
            .ok_or(Problem::Unknown)
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
        holds::<SmsAction>();
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic_and_what_passes_passes_again(raw in text_like(" ?(AccountReg|ChangePwd|ChangeMobile|ＣｈａｎｇｅPwd)")) {
            passes_again(&raw, |action: &SmsAction| action.as_str().to_owned())?;
        }
    }
}
