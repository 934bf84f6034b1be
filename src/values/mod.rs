//! Values that are right by construction: parsed once at the edge, compared and stored in one form.
//! No IO, both builds.

pub mod address;
pub mod code;
pub mod company;
pub mod consent;
pub mod device;
pub mod email;
pub mod envelope;
pub mod event;
pub mod form_data;
pub mod form_state;
pub mod free_mail;
pub mod industry;
pub mod input;
pub mod lang;
pub mod login_name;
pub mod message;
pub mod mobile;
pub(crate) mod names;
pub mod password;
pub mod person;
pub mod problem;
pub mod redirects;
pub mod regions;
pub mod return_to;
pub mod rule;
pub mod sessions;
pub mod sms_action;
pub mod time;
pub mod username;
pub mod visit;

use unicode_normalization::UnicodeNormalization as _;

pub use problem::{FieldErrors, Problem};

/// NFKC and trimmed: how every short text is compared and stored, so that full-width and half-width
/// forms are one.
#[must_use]
pub(crate) fn normalised(raw: &str) -> String {
    raw.nfkc().collect::<String>().trim().to_owned()
}

/// A name-like text: `min` to `max` characters (Unicode scalar values) after [`normalised`], at
/// least one letter or ideograph, no control characters (invisible direction marks included, which
/// would let one text pose as another).
pub(crate) fn named(raw: &str, min: usize, max: usize) -> Result<String, Problem> {
    let text = normalised(raw);
    if text.is_empty() {
        return Err(Problem::Required);
    }
    if text.chars().any(is_hidden) {
        return Err(Problem::ControlCharacter);
    }
    match text.chars().count() {
        n if n < min => Err(Problem::TooShort),
        n if n > max => Err(Problem::TooLong),
        _ if !text.chars().any(char::is_alphabetic) => Err(Problem::Format),
        _ => Ok(text),
    }
}

/// Control characters, and those that steer or hide text without being seen.
pub(crate) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Raw input for the property tests of values, and the property they share.
#[cfg(test)]
pub(crate) mod rough {
    use std::{fmt::Debug, str::FromStr};

    use proptest::{prelude::*, string::string_regex};

    use super::{Problem, normalised};

    /// Any text at all, and in half of the cases one that is nearly or quite right.
    pub fn text_like(near: &str) -> impl Strategy<Value = String> + use<> {
        let near = string_regex(near).expect("a pattern");
        prop_oneof![2 => near, 1 => "\\PC{0,40}", 1 => any::<String>()]
    }

    /// What passes is kept in one form: printed, it parses as the same value, and prints the same.
    pub fn passes_again<T: FromStr<Err = Problem> + PartialEq + Debug>(
        raw: &str,
        print: impl Fn(&T) -> String,
    ) -> Result<(), TestCaseError> {
        if let Ok(value) = raw.parse::<T>() {
            let printed = print(&value);
            let again = printed.parse::<T>();
            prop_assert_eq!(again.as_ref().map(&print), Ok(printed));
            prop_assert_eq!(again, Ok(value));
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn normalising_twice_is_normalising_once(raw in text_like("[ａＡﬁ㈱e\u{301}\u{3000} İſ]{0,20}")) {
            let once = normalised(&raw);
            prop_assert_eq!(normalised(&once), once);
        }
    }
}
