//! What an SMS code is for.

use std::str::FromStr;

use super::{Problem, normalised};

/// The documented `action_name`; a code works for one action only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SmsAction {
    AccountReg,
    ChangePwd,
    ChangeMobile,
}

impl SmsAction {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AccountReg => "AccountReg",
            Self::ChangePwd => "ChangePwd",
            Self::ChangeMobile => "ChangeMobile",
        }
    }
}

impl FromStr for SmsAction {
    type Err = Problem;

    fn from_str(raw: &str) -> Result<Self, Problem> {
        match normalised(raw).as_str() {
            "" => Err(Problem::Required),
            "AccountReg" => Ok(Self::AccountReg),
            "ChangePwd" => Ok(Self::ChangePwd),
            "ChangeMobile" => Ok(Self::ChangeMobile),
            _ => Err(Problem::Unknown),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::values::rough::{passes_again, text_like};

    proptest! {
        #[test]
        fn nothing_makes_it_panic_and_what_passes_passes_again(raw in text_like(" ?(AccountReg|ChangePwd|ChangeMobile|ＣｈａｎｇｅPwd)")) {
            passes_again(&raw, |action: &SmsAction| action.as_str().to_owned())?;
        }
    }
}
