//! Where a person returns to after signing in.

use super::rule::{Form, Rule, Ruled};

/// The pages one may return to. Only these exact paths ever come back in `redirect_url`, so that no
/// link leads through us to another site.
pub const KNOWN: [&str; 5] = ["/", "/profile", "/binding", "/password", "/events"];

/// The field of the page to return to.
pub enum ReturnTo {}

impl Ruled for ReturnTo {
    const RULE: Rule = Rule::new("next", Form::Choice(&KNOWN), "/events", &[]).unjudged();
}

/// Whether one may return to this address.
#[must_use]
pub fn is_known(wanted: &str) -> bool {
    KNOWN.contains(&wanted)
}

/// The page to return to: `wanted` when it is a known local path, else the profile.
#[must_use]
pub fn after_login(wanted: Option<&str>) -> &'static str {
    KNOWN
        .into_iter()
        .find(|known| Some(*known) == wanted)
        .unwrap_or("/profile")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_known_local_paths_come_back() {
        assert_eq!(after_login(Some("/events")), "/events");
        assert_eq!(after_login(None), "/profile");
        for wrong in [
            "",
            "//evil",
            "/\\evil",
            "javascript:alert(1)",
            "https://evil/",
            "/events/../x",
            "/login",
        ] {
            assert_eq!(after_login(Some(wrong)), "/profile", "{wrong:?}");
        }
    }

    proptest! {
        #[test]
        fn nothing_but_a_known_path_ever_comes_back(wanted in "\\PC{0,20}|/{0,2}[a-z/.]{0,12}") {
            prop_assert!(is_known(after_login(Some(&wanted))));
            prop_assert!(after_login(Some(&wanted)) == "/profile" || after_login(Some(&wanted)) == wanted);
        }
    }
}
