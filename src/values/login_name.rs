//! What a person types into the one login box: user name, mobile or email.

use std::str::FromStr;

use super::{
    Problem,
    email::Email,
    mobile::Mobile,
    normalised,
    rule::{Form, Rule, Ruled},
};

/// In characters: as long as the longest email.
const LONGEST: usize = 254;

/// The three spellings never overlap: user names hold a letter and no `@`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoginName {
    Mobile(Mobile),
    /// May be no address that any account could have; or one that was taken under older rules.
    Email(Email),
    /// Folded to lower case; may be no name that any account could have.
    Username(String),
}

impl Ruled for LoginName {
    const RULE: Rule = Rule::new(
        "login-name",
        Form::Text(1, LONGEST),
        "13800138000",
        &[Problem::TooLong],
    );
}

impl FromStr for LoginName {
    type Err = Problem;

    fn from_str(raw: &str) -> Result<Self, Problem> {
        let text = normalised(raw);
        if text.is_empty() {
            return Err(Problem::Required);
        }
        if text.chars().count() > LONGEST {
            return Err(Problem::TooLong);
        }
        if let Ok(mobile) = text.parse() {
            return Ok(Self::Mobile(mobile));
        }
        Ok(match text.parse() {
            Ok(email) => Self::Email(email),
            Err(_) if text.contains('@') => Self::Email(Email::from_stored(&text)),
            Err(_) => Self::Username(text.to_lowercase()),
        })
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
    fn one_box_takes_three_kinds() {
        assert!(matches!(
            "+86 138-0013-8000".parse(),
            Ok(LoginName::Mobile(_))
        ));
        assert!(matches!("Z@Example.cn".parse(), Ok(LoginName::Email(_))));
        assert_eq!(
            "Zhang_San".parse(),
            Ok(LoginName::Username("zhang_san".into()))
        );
        assert_eq!(
            "\u{202d}Zhang\u{200b}\u{202c}".parse(),
            Ok(LoginName::Username("zhang".into()))
        );
        assert_eq!(" \u{200b}".parse::<LoginName>(), Err(Problem::Required));
    }

    #[test]
    fn an_address_that_would_not_be_taken_today_is_an_address() {
        let name: LoginName = "Zhang@exa_mple.CN".parse().expect("a name");
        assert!(matches!(name, LoginName::Email(email) if email.key() == "zhang@exa_mple.cn"));
    }

    #[test]
    fn its_rule_holds() {
        holds::<LoginName>();
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic_and_what_passes_passes_again(raw in text_like("[ 0-9A-Za-zİΣẞ@.+\u{200b}-]{0,20}")) {
            passes_again(&raw, |name: &LoginName| match name {
                LoginName::Mobile(mobile) => mobile.e164(),
                LoginName::Email(email) => email.as_str().to_owned(),
                LoginName::Username(name) => name.clone(),
            })?;
        }
    }
}
