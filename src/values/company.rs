//! What we know of a company: its name and its home page.

use std::str::FromStr;

use url::Url;

use super::{
    Problem, has_control, kept, normalised,
    rule::{Form, Rule, Ruled},
    titled,
};

/// As typed, 4 to 100 characters with at least one letter or ideograph; no address of the web.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompanyName(String);

impl CompanyName {
    const MIN: usize = 4;
    const MAX: usize = 100;

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Ruled for CompanyName {
    const RULE: Rule = Rule::named("company", Self::MIN, Self::MAX, "门户科技有限公司");
}

impl FromStr for CompanyName {
    type Err = Problem;

    fn from_str(raw: &str) -> Result<Self, Problem> {
        titled(raw, Self::MIN, Self::MAX).map(Self)
    }
}

/// A home page: http or https with a host, at most 200 bytes. It is shown and never fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompanyUrl(String);

impl CompanyUrl {
    /// In bytes.
    const MAX: usize = 200;

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Ruled for CompanyUrl {
    const RULE: Rule = Rule::new(
        "url",
        Form::Url(Self::MAX),
        "https://example.cn/",
        &[Problem::Format, Problem::TooLong],
    );
}

impl FromStr for CompanyUrl {
    type Err = Problem;

    fn from_str(raw: &str) -> Result<Self, Problem> {
        let text = kept(raw);
        if text.is_empty() {
            return Err(Problem::Required);
        }
        if has_control(&text) {
            return Err(Problem::ControlCharacter);
        }
        // A path means what it says; only what is no address at all is one in full-width letters.
        let url = Url::parse(&text)
            .or_else(|_| Url::parse(&normalised(raw)))
            .map_err(|_| Problem::Format)?;
        let known = matches!(url.scheme(), "http" | "https")
            && url.host_str().is_some_and(|host| host.contains('.'));
        if !known || !url.username().is_empty() || url.password().is_some() {
            return Err(Problem::Format);
        }
        if url.as_str().len() > Self::MAX {
            Err(Problem::TooLong)
        } else {
            Ok(Self(url.into()))
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
    fn a_company_name_has_four_to_a_hundred_characters() {
        assert_eq!(
            "门户（北京）科技"
                .parse::<CompanyName>()
                .expect("a name")
                .as_str(),
            "门户（北京）科技"
        );
        assert_eq!("门户".parse::<CompanyName>(), Err(Problem::TooShort));
        assert_eq!(
            "司".repeat(101).parse::<CompanyName>(),
            Err(Problem::TooLong)
        );
        assert_eq!("2026".parse::<CompanyName>(), Err(Problem::Format));
    }

    #[test]
    fn a_home_page_is_http_with_a_host() {
        assert_eq!(
            " HTTPS://Example.cn "
                .parse::<CompanyUrl>()
                .expect("a url")
                .as_str(),
            "https://example.cn/"
        );
        for (typed, kept) in [
            ("\u{202d}https://example.cn/\u{202c}", "https://example.cn/"),
            ("ｈｔｔｐｓ：／／example。cn", "https://example.cn/"),
            (
                "https://example.cn/（京）",
                "https://example.cn/%EF%BC%88%E4%BA%AC%EF%BC%89",
            ),
        ] {
            assert_eq!(
                typed.parse::<CompanyUrl>().expect("a url").as_str(),
                kept,
                "{typed}"
            );
        }
        for wrong in [
            "example.cn",
            "ftp://example.cn",
            "javascript:alert(1)",
            "https://",
            "https://user:pw@example.cn",
            "http://localhost",
        ] {
            assert_eq!(wrong.parse::<CompanyUrl>(), Err(Problem::Format), "{wrong}");
        }
    }

    #[test]
    fn their_rules_hold() {
        holds::<CompanyName>();
        holds::<CompanyUrl>();
    }

    proptest! {
        #[test]
        fn nothing_makes_a_name_panic_and_what_passes_passes_again(raw in text_like("[门户（）ﬁ㈱e\u{301} \u{200b}\u{3164}]{2,104}")) {
            passes_again(&raw, |name: &CompanyName| name.as_str().to_owned())?;
        }

        #[test]
        fn nothing_makes_a_home_page_panic_and_what_passes_passes_again(
            raw in text_like(" ?(https?|HTTP|ftp)://([a-zé门]{1,8}\\.){1,3}[a-zA-Z]{2,4}(:[0-9]{1,5})?(/[ -~é门]{0,40})?")
        ) {
            passes_again(&raw, |url: &CompanyUrl| url.as_str().to_owned())?;
        }
    }
}
