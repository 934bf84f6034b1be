//! How a form stands on a page: what was typed, and what the operation replied.

use super::{
    envelope::{Envelope, Status},
    form_data::FORM,
};

/// Seconds until the next code can be asked for, once one was sent.
pub const CODE_WAIT: u32 = 60;

/// How a submitted form stands when it is shown again, by the server or by the island. Empty on a
/// first visit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormState {
    /// The operation whose form was submitted; other forms of the page are untouched.
    pub form: String,
    /// What was typed, in the form's order; passwords and codes are emptied.
    pub typed: Vec<(String, String)>,
    pub msg: String,
    /// Whether `msg` reports success.
    pub done: bool,
    /// On failure, the reply's reason.
    pub reason: Option<String>,
    /// Under the names of the form's fields, which the operation's parameters may differ from; each
    /// name once.
    pub errors: Vec<(String, Vec<String>)>,
    /// Seconds until the code button works again, for the number or address that stands there.
    pub wait: Option<u32>,
    /// Where a code was sent to, as it is shown.
    pub sent_to: Option<String>,
}

impl FormState {
    /// How the form stands after a button of it asked for `operation`. A code button stands in the
    /// form of another operation: its reply is shown there, what failed beside the field that the
    /// code goes to.
    #[must_use]
    pub fn after(operation: &str, typed: Vec<(String, String)>, reply: Envelope) -> Self {
        let form = typed.iter().find(|(name, _)| name == FORM);
        let form = form
            .map_or(operation, |(_, value)| value.as_str())
            .to_owned();
        let done = reply.status == Status::Ok;
        let mut errors = reply.errors;
        let (mut wait, mut sent_to) = (None, None);
        if let Some(target) = code_target(operation, &typed) {
            if target == "phone" {
                rename(&mut errors, "mobile", target);
            }
            if done {
                wait = Some(CODE_WAIT);
                let typed = typed.iter().rev().find(|(name, _)| name == target);
                sent_to = typed.map(|(_, value)| grouped(value));
            } else {
                if errors.is_empty() && !is_of_session(reply.reason.as_deref()) {
                    errors.push((target.to_owned(), vec![reply.msg.clone()]));
                }
                // Who must wait longer than that has asked too often: no clock is shown for hours.
                let seconds = reply
                    .retry_after
                    .and_then(|seconds| u32::try_from(seconds).ok());
                wait = seconds.filter(|seconds| *seconds <= CODE_WAIT);
            }
        }
        let typed = typed.into_iter().map(|(name, value)| {
            let kept = if Self::is_secret(&name) {
                String::new()
            } else {
                value
            };
            (name, kept)
        });
        Self {
            form,
            typed: typed.collect(),
            msg: reply.msg,
            done,
            reason: reply.reason,
            errors,
            wait,
            sent_to,
        }
    }

    /// Whether there is something to be put right.
    #[must_use]
    pub fn has_failed(&self) -> bool {
        let is_submitted = !self.msg.is_empty() || !self.errors.is_empty();
        is_submitted && !self.done && !self.is_so_already()
    }

    /// Whether it was refused since what was wanted is so already: nothing to be alarmed about.
    #[must_use]
    pub fn is_so_already(&self) -> bool {
        self.reason.as_deref() == Some("already_booked")
    }

    /// Names of fields whose content never goes back into a page.
    #[must_use]
    pub fn is_secret(name: &str) -> bool {
        name == "code" || name.ends_with("password")
    }

    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        let last = self.typed.iter().rev().find(|(typed, _)| typed == name);
        last.map(|(_, value)| value.as_str())
    }

    #[must_use]
    pub fn chosen(&self, name: &str, value: &str) -> bool {
        self.typed
            .iter()
            .any(|(typed, chosen)| typed == name && chosen == value)
    }

    /// All sentences with their fields, in the form's order.
    #[must_use]
    pub fn errors_in_order(&self) -> Vec<(&str, &str)> {
        let mut pairs = Vec::new();
        let mut told = Vec::new();
        // Without sorting, whose code is larger than the rest of this file's.
        let typed = self.typed.iter().map(|(name, _)| name);
        for field in typed.chain(self.errors.iter().map(|(field, _)| field)) {
            if !told.contains(&field) {
                told.push(field);
                let sentences = self.errors(field).iter();
                pairs.extend(sentences.map(|sentence| (field.as_str(), sentence.as_str())));
            }
        }
        pairs
    }

    #[must_use]
    pub fn errors(&self, name: &str) -> &[String] {
        let found = self.errors.iter().find(|(field, _)| field == name);
        found.map_or(&[], |(_, sentences)| sentences)
    }
}

/// A mobile in groups that can be compared at a glance, `138 0013 8000`; an address as it is.
#[must_use]
pub fn grouped(target: &str) -> String {
    let digits: String = target.chars().filter(char::is_ascii_digit).collect();
    let is_number = !target.contains('@') && (11..=15).contains(&digits.len());
    match digits.get(digits.len().saturating_sub(11)..) {
        Some(number) if is_number => {
            format!("{} {} {}", &number[..3], &number[3..7], &number[7..])
        }
        _ => target.trim().to_owned(),
    }
}

/// Puts what is wrong with one field beside another.
fn rename(errors: &mut Vec<(String, Vec<String>)>, from: &str, to: &str) {
    let Some(place) = errors.iter().position(|(field, _)| field == from) else {
        return;
    };
    let (_, sentences) = errors.remove(place);
    match errors.iter_mut().find(|(field, _)| field == to) {
        Some((_, there)) => there.extend(sentences),
        None => errors.push((to.to_owned(), sentences)),
    }
}

/// Whether it was refused for who is signed in, and not for what was typed.
fn is_of_session(reason: Option<&str>) -> bool {
    matches!(reason, Some("login_required" | "account_changed"))
}

/// Whether the operation is a code button's.
#[must_use]
pub fn sends_code(operation: &str) -> bool {
    code_target(operation, &[]).is_some()
}

/// The field of the form that a code button's code goes to. Registration calls the mobile `phone`.
fn code_target(operation: &str, typed: &[(String, String)]) -> Option<&'static str> {
    let has = |field| typed.iter().any(|(name, _)| name == field);
    match operation {
        "send_sms_code" if has("phone") && !has("mobile") => Some("phone"),
        "send_sms_code" => Some("mobile"),
        "send_email_code" => Some("email"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection, option, prelude::*};

    use super::*;

    fn pairs(typed: &[(&str, &str)]) -> Vec<(String, String)> {
        typed
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    fn refused(msg: &str, errors: &[(&str, &str)]) -> Envelope {
        let errors = errors
            .iter()
            .map(|(field, text)| ((*field).to_owned(), vec![(*text).to_owned()]));
        Envelope {
            msg: msg.to_owned(),
            errors: errors.collect(),
            ..Envelope::default()
        }
    }

    fn ok(msg: &str) -> Envelope {
        Envelope {
            status: Status::Ok,
            ..refused(msg, &[])
        }
    }

    #[test]
    fn what_was_typed_stays_but_secrets() {
        let typed = [
            (FORM, "account_register"),
            ("name", "张三"),
            ("password", "p"),
            ("code", "1"),
        ];
        let state = FormState::after(
            "account_register",
            pairs(&typed),
            refused("m", &[("name", "n")]),
        );
        assert_eq!(state.form, "account_register");
        assert_eq!(state.value("name"), Some("张三"));
        assert_eq!(
            (state.value("password"), state.value("code")),
            (Some(""), Some(""))
        );
        assert_eq!(
            (state.done, state.wait, state.errors("name")),
            (false, None, &["n".to_owned()][..])
        );
    }

    #[test]
    fn a_number_is_shown_in_groups_and_an_address_as_it_is() {
        for (typed, shown) in [
            ("13800138000", "138 0013 8000"),
            (" +86 138-0013-8000 ", "138 0013 8000"),
            (
                "zhang13800138000@example.cn ",
                "zhang13800138000@example.cn",
            ),
            ("1380", "1380"),
            ("", ""),
        ] {
            assert_eq!(grouped(typed), shown);
        }
    }

    #[test]
    fn a_code_that_was_sent_starts_the_wait_in_the_form_that_asked() {
        let typed = pairs(&[
            (FORM, "change_mobile"),
            ("mobile", "1"),
            (FORM, "send_sms_code"),
        ]);
        let state = FormState::after("send_sms_code", typed, ok("sent"));
        assert_eq!(
            (state.form.as_str(), state.done, state.wait, state.sent_to),
            ("change_mobile", true, Some(60), Some("1".to_owned()))
        );
        assert!(state.errors.is_empty());
    }

    #[test]
    fn the_mobile_s_error_stands_beside_the_field_that_the_form_has() {
        for (field, form) in [
            ("phone", "account_register"),
            ("mobile", "change_pwd_by_mobile"),
        ] {
            let typed = pairs(&[(FORM, form), (field, "1")]);
            let state = FormState::after("send_sms_code", typed, refused("m", &[("mobile", "e")]));
            assert_eq!(state.errors_in_order(), [(field, "e")]);
        }
    }

    #[test]
    fn a_code_that_was_refused_says_so_beside_its_target() {
        let cases = [
            ("send_sms_code", "phone"),
            ("send_sms_code", "mobile"),
            ("send_email_code", "email"),
        ];
        for (operation, target) in cases {
            let reply = Envelope {
                retry_after: Some(40),
                ..refused("wait", &[])
            };
            let state = FormState::after(operation, pairs(&[(target, "x")]), reply);
            assert_eq!(
                (state.errors_in_order(), state.wait),
                (vec![(target, "wait")], Some(40))
            );
        }
        let wrong = refused("m", &[("password", "wrong")]);
        let state = FormState::after("send_email_code", pairs(&[("email", "x")]), wrong);
        assert_eq!(
            state.errors_in_order(),
            [("password", "wrong")],
            "and nothing beside the email"
        );
    }

    #[test]
    fn what_is_wrong_with_the_session_is_no_field_s_error() {
        for reason in ["login_required", "account_changed"] {
            let reply = Envelope {
                reason: Some(reason.to_owned()),
                ..refused("m", &[])
            };
            let state = FormState::after("send_sms_code", pairs(&[("phone", "1")]), reply);
            assert!(state.errors.is_empty());
            assert_eq!(
                (state.msg.as_str(), state.reason.as_deref()),
                ("m", Some(reason))
            );
        }
    }

    #[test]
    fn a_long_wait_is_not_counted_down() {
        let reply = Envelope {
            retry_after: Some(3_600),
            ..refused("tomorrow", &[])
        };
        assert_eq!(
            FormState::after("send_sms_code", Vec::new(), reply).wait,
            None
        );
    }

    #[test]
    fn only_code_buttons_wait_and_have_a_target() {
        let reply = Envelope {
            retry_after: Some(5),
            ..refused("too often", &[("mobile", "e")])
        };
        let typed = pairs(&[(FORM, "change_mobile"), ("phone", "1")]);
        let state = FormState::after("change_mobile", typed, reply);
        assert_eq!(
            (state.wait, state.errors_in_order()),
            (None, vec![("mobile", "e")])
        );
        assert!(sends_code("send_sms_code") && sends_code("send_email_code"));
        assert!(!sends_code("change_mobile") && !sends_code("vaild_sms_code"));
    }

    fn replies() -> impl Strategy<Value = Envelope> {
        let status = prop_oneof![
            Just(Status::Ok),
            Just(Status::FormError),
            Just(Status::Error)
        ];
        let errors = collection::btree_map(
            "mobile|phone|email|code|consent",
            collection::vec("\\PC{1,8}", 1..3),
            0..3,
        );
        let reason = option::of("login_required|account_changed|invalid");
        (status, "\\PC{1,12}", errors, option::of(0_u64..200), reason).prop_map(
            |(status, msg, errors, retry_after, reason)| {
                let errors = if status == Status::Ok {
                    Vec::new()
                } else {
                    errors.into_iter().collect()
                };
                Envelope {
                    status,
                    msg,
                    errors,
                    reason,
                    retry_after,
                    ..Envelope::default()
                }
            },
        )
    }

    proptest! {
        /// The plain form and the island both show what this function says: no sentence is lost on
        /// the way, no secret comes back, and what failed is always said.
        #[test]
        fn a_reply_is_shown_whole_and_no_secret_comes_back(
            operation in "send_sms_code|send_email_code|account_register|change_mobile",
            typed in collection::vec(("form|mobile|phone|email|code|password|re_password|name", "\\PC{0,8}"), 0..8),
            reply in replies(),
        ) {
            let state = FormState::after(&operation, typed.clone(), reply.clone());
            prop_assert_eq!(state.done, reply.status == Status::Ok);
            prop_assert_eq!(&state.msg, &reply.msg);
            prop_assert_eq!(state.typed.len(), typed.len());
            for ((name, kept), (typed_name, value)) in state.typed.iter().zip(&typed) {
                prop_assert_eq!(name, typed_name);
                let wanted = if FormState::is_secret(name) { "" } else { value };
                prop_assert_eq!(kept, wanted);
            }
            let shown: Vec<&str> = state.errors_in_order().into_iter().map(|(_, text)| text).collect();
            for sentence in reply.errors.iter().flat_map(|(_, sentences)| sentences) {
                prop_assert!(shown.contains(&sentence.as_str()));
            }
            if sends_code(&operation) {
                prop_assert!(state.done || is_of_session(state.reason.as_deref()) || !shown.is_empty());
                prop_assert!(state.wait.is_none_or(|seconds| seconds <= CODE_WAIT));
                let has = |field| typed.iter().any(|(name, _)| name == field);
                if operation == "send_sms_code" && has("phone") && !has("mobile") {
                    prop_assert!(state.errors("mobile").is_empty());
                }
            } else {
                prop_assert_eq!(&state.errors, &reply.errors);
                prop_assert_eq!(state.wait, None);
            }
        }
    }
}
