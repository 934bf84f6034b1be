//! An email address.

use std::{fmt, str::FromStr};

use email_address::{EmailAddress, Options};

use super::{
    Problem, is_hidden, normalised,
    rule::{Form, Rule, Ruled},
};

/// In bytes.
const LONGEST: usize = 254;

/// At most 254 bytes (RFC 5321's path), ASCII local part without quotes, a domain of at least two
/// labels, lower-cased. Unique without regard to case: compare by [`Email::key`]. `Debug` shows it
/// masked.
#[derive(Clone, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// An address as [`Email::as_str`] once gave it. It is not judged again: a rule that has become
    /// stricter must not make an account unreadable.
    #[must_use]
    pub fn from_stored(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// As it was typed, the domain lower-cased: where mail is sent to.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What uniqueness and look-ups go by.
    #[must_use]
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }

    #[must_use]
    pub fn local(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(local, _)| local)
    }

    #[must_use]
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// `z***@example.cn`: for logs, and for pages where it is not being edited.
    #[must_use]
    pub fn masked(&self) -> String {
        format!(
            "{}***@{}",
            self.local().chars().next().unwrap_or('*'),
            self.domain()
        )
    }
}

impl Ruled for Email {
    const RULE: Rule = Rule::new(
        "email",
        Form::Email(LONGEST),
        "zhang@example.cn",
        &[Problem::Format, Problem::TooLong],
    );
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}

impl FromStr for Email {
    type Err = Problem;

    fn from_str(raw: &str) -> Result<Self, Problem> {
        let text = normalised(raw);
        if text.is_empty() {
            return Err(Problem::Required);
        }
        if text.len() > LONGEST {
            return Err(Problem::TooLong);
        }
        let options = Options::default()
            .without_display_text()
            .without_domain_literal()
            .with_required_tld();
        let address =
            EmailAddress::parse_with_options(&text, options).map_err(|_| Problem::Format)?;
        let (local, domain) = (address.local_part(), address.domain().to_lowercase());
        if !local.is_ascii() || local.contains(['"', ' ', '\\']) || domain.chars().any(is_hidden) {
            return Err(Problem::Format);
        }
        // Some letters take more bytes in lower case.
        let whole = format!("{local}@{domain}");
        if whole.len() > LONGEST {
            Err(Problem::TooLong)
        } else {
            Ok(Self(whole))
        }
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

/// What the link that binds an address ends with. A wrong one is an unknown link, whatever is wrong
/// with it.
pub enum LinkToken {}

impl Ruled for LinkToken {
    const RULE: Rule = Rule::pattern(
        "token",
        "^[0-9a-f]{32}$",
        "0123456789abcdef0123456789abcdef",
        &[],
    )
    .unjudged();
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::values::{rough::text_like, rule::proof::holds};

    #[test]
    fn the_domain_is_lowered_and_the_key_is_without_case() {
        let email: Email = " Zhang.San@Example.CN ".parse().expect("an address");
        assert_eq!(email.as_str(), "Zhang.San@example.cn");
        assert_eq!(email.key(), "zhang.san@example.cn");
        assert_eq!(
            "ｚｈａｎｇ＠example.cn"
                .parse::<Email>()
                .expect("full width")
                .as_str(),
            "zhang@example.cn"
        );
    }

    #[test]
    fn what_no_mail_server_would_take_is_refused() {
        let long = format!("a@{}.cn", "b".repeat(260));
        for wrong in [
            "zhang",
            "@example.cn",
            "zhang@",
            "zhang@cn",
            "a b@example.cn",
            "\"a b\"@example.cn",
            "张三@example.cn",
            "z@[127.0.0.1]",
            "a@b@c.cn",
            "Zhang <z@example.cn>",
        ] {
            assert_eq!(wrong.parse::<Email>(), Err(Problem::Format), "{wrong}");
        }
        assert_eq!(long.parse::<Email>(), Err(Problem::TooLong));
    }

    #[test]
    fn an_address_that_grows_in_lower_case_is_measured_as_it_is_kept() {
        // Two bytes each, three in lower case.
        let label = "Ⱥ".repeat(31);
        assert_eq!(
            format!("zhang@{label}.{label}.{label}.cn").parse::<Email>(),
            Err(Problem::TooLong)
        );
        assert!(
            format!("zhang@{label}.{label}.cn")
                .parse::<Email>()
                .is_ok_and(|email| email.as_str().len() == 6 + 2 * 94 + 2)
        );
    }

    #[test]
    fn its_rule_holds() {
        holds::<Email>();
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic_and_what_passes_passes_again(raw in text_like("[A-Za-z0-9.+\"é]{1,12}@([a-zA-ZÉ门-]{1,8}\\.){1,3}[a-z]{0,3}")) {
            if let Ok(email) = raw.parse::<Email>() {
                prop_assert!(!email.local().is_empty() && email.domain().contains('.'));
                prop_assert_eq!(email.as_str().parse::<Email>(), Ok(email));
            }
        }
    }
}
