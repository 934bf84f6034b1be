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
pub mod imprint;
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
pub mod recv_phone;
pub mod redirects;
pub mod regions;
pub mod return_to;
pub mod rule;
pub mod sessions;
pub mod sms_action;
mod text;
pub mod time;
pub mod username;
pub mod visit;

pub use problem::{FieldErrors, Problem};
pub use text::folded;
pub(crate) use text::{has_control, is_hyphen, kept, named, normalised, titled};

/// Raw input for the property tests of values, and the property they share.
#[cfg(test)]
pub(crate) mod rough {
    use std::{fmt::Debug, str::FromStr};

    use proptest::{prelude::*, string::string_regex};

    use super::Problem;

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
}
