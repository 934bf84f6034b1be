//! An email address.

use std::{fmt, str::FromStr};

use email_address::{EmailAddress, Options};
use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};

use super::{
    Problem, normalised,
    rule::{Form, Rule, Ruled},
};

/// In bytes.
const LONGEST: usize = 254;

/// At most 254 bytes (RFC 5321's path), ASCII local part without quotes, a domain of at least two
/// labels, lower-cased, the last of them no number. A domain is shown as it was typed, and is the
/// same mailbox as its A-label (IDNA, UTS 46). Unique without regard to case: compare by
/// [`Email::key`]. `Debug` shows it masked.
#[derive(Clone, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// An address as [`Email::as_str`] once gave it. It is not judged again: a rule that has become
    /// stricter must not make an account unreadable.
    #[must_use]
    pub fn from_stored(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// As it was typed, the domain lower-cased: for showing.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What uniqueness and look-ups go by.
    #[must_use]
    pub fn key(&self) -> String {
        self.envelope().to_lowercase()
    }

    /// Where mail is sent to: the domain's A-label, which every mail server understands.
    #[must_use]
    pub fn envelope(&self) -> String {
        format!("{}@{}", self.local(), self.ascii_domain())
    }

    /// The domain's A-label.
    #[must_use]
    pub fn ascii_domain(&self) -> String {
        // What was stored under older rules may be no domain by today's.
        a_label(self.domain()).unwrap_or_else(|| self.domain().to_owned())
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
        // A Chinese keyboard's full stop parts labels too.
        let (local, domain) = text.rsplit_once('@').ok_or(Problem::Format)?;
        let domain = domain.replace('。', ".").to_lowercase();
        let ascii = a_label(&domain).ok_or(Problem::Format)?;
        let last = ascii.rsplit('.').next().unwrap_or_default();
        let is_top = last.starts_with("xn--") || last.bytes().all(|b| b.is_ascii_alphabetic());
        let address = format!("{local}@{ascii}");
        if !is_top
            || !local.is_ascii()
            || local.contains(['"', ' ', '\\'])
            || EmailAddress::parse_with_options(&address, options).is_err()
        {
            return Err(Problem::Format);
        }
        // Either form may be longer than what was typed.
        let whole = format!("{local}@{domain}");
        if whole.len().max(address.len()) > LONGEST {
            Err(Problem::TooLong)
        } else {
            Ok(Self(whole))
        }
    }
}

/// The A-label form of a domain; none where it is no name of a host.
fn a_label(domain: &str) -> Option<String> {
    Uts46::new()
        .to_ascii(
            domain.as_bytes(),
            AsciiDenyList::STD3,
            Hyphens::CheckFirstLast,
            DnsLength::Verify,
        )
        .ok()
        .map(Into::into)
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
            "a@1.2.3.4",
            "1@1.1",
            "a@example.c1",
            "x@example.cn?subject=x",
            "x@example.cn%0a",
            "x@example.cn/x",
            "x@exa_mple.cn",
            "x@-example.cn",
            "x@example-.cn",
            "x@example..cn",
            "x@.example.cn",
            "x@example.cn.",
            "x@xn--a.cn",
            "x@exam\u{2f}ple.cn",
            "x@中国",
            "mailto:x@example.cn",
            ".x@example.cn",
            "x.@example.cn",
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
    fn a_domain_and_its_a_label_are_one_mailbox() {
        for (typed, shown) in [
            ("info@例子.cn", "info@例子.cn"),
            ("Info@XN--FSQU00A.CN", "Info@xn--fsqu00a.cn"),
            ("info@例子。cn", "info@例子.cn"),
            ("ｉｎｆｏ＠例子．ＣＮ", "info@例子.cn"),
            ("\u{202d}info@例\u{200b}子.cn\u{202c}", "info@例子.cn"),
        ] {
            let email: Email = typed.parse().expect(typed);
            assert_eq!(
                (
                    email.as_str(),
                    email.key().as_str(),
                    email.ascii_domain().as_str()
                ),
                (shown, "info@xn--fsqu00a.cn", "xn--fsqu00a.cn")
            );
        }
        let email: Email = "Zhang@公司.中国".parse().expect("an address");
        assert_eq!(email.envelope(), "Zhang@xn--55qx5d.xn--fiqs8s");
        assert_eq!(
            Email::from_stored("Old@exa_mple.cn").key(),
            "old@exa_mple.cn",
            "what was taken once is still looked up"
        );
    }

    #[test]
    fn its_rule_holds() {
        holds::<Email>();
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic_and_what_passes_passes_again(raw in text_like("[A-Za-z0-9.+\"é]{1,12}@([a-zA-ZÉ门ß\u{200b}-]{1,8}[.。]){1,3}[a-z门]{0,3}")) {
            if let Ok(email) = raw.parse::<Email>() {
                prop_assert!(!email.local().is_empty() && email.domain().contains('.'));
                prop_assert!(email.envelope().is_ascii() && email.envelope().len() <= LONGEST);
                let ascii: Email = email.envelope().parse().expect("the same mailbox");
                prop_assert_eq!(ascii.key(), email.key());
                prop_assert_eq!(email.as_str().parse::<Email>(), Ok(email));
            }
        }
    }
}
