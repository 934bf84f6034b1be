//! The rules of the fields that operations take, as a client may rely on them. What `values` takes beyond that (other spellings of a
//! mobile, numbers for texts) stays unwritten, so that it may change. A test holds each rule against the value that judges.

use serde_json::{Value, json};

use crate::values::{
    Problem,
    Problem::{ControlCharacter, Format, FreeMail, Mismatch, Personal, Required, Taken, TooLong, TooMany, TooShort, Unchanged, Unknown, Weak, WrongType},
    industry::{INDUSTRIES, Industries},
    password::Password,
};

/// What a field must look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Anything of this many characters.
    Text(usize, usize),
    Pattern(&'static str),
    /// An address that mail can be sent to.
    Email,
    /// A home page.
    Url,
    /// One of these.
    Choice(&'static [&'static str]),
    /// One to [`Industries::MAX`] of the industries.
    Industries,
    Flag,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The rule in words is the catalogue's `docs-rule-<words>`.
    pub words: &'static str,
    pub form: Form,
    pub example: &'static str,
    pub required: bool,
    /// Whether the operation fails where the field is wrong; the others fall back to a default.
    judged: bool,
    problems: &'static [Problem],
    /// Those that this operation alone finds.
    more: &'static [Problem],
}

impl Rule {
    const fn new(words: &'static str, form: Form, example: &'static str, problems: &'static [Problem]) -> Self {
        Self { words, form, example, required: true, judged: true, problems, more: &[] }
    }

    const fn pattern(words: &'static str, pattern: &'static str, example: &'static str, problems: &'static [Problem]) -> Self {
        Self::new(words, Form::Pattern(pattern), example, problems)
    }

    const fn and(self, more: &'static [Problem]) -> Self {
        Self { more, ..self }
    }

    const fn optional(self) -> Self {
        Self { required: false, ..self }
    }

    /// Of no consequence where it is wrong.
    const fn unjudged(self) -> Self {
        Self { judged: false, ..self }
    }

    /// Every problem that a field of this rule can have.
    pub fn problems(&self) -> impl Iterator<Item = Problem> + use<> {
        let missing = (self.judged && self.required).then_some(Required);
        let reading: &[Problem] = if self.judged && self.form != Form::Flag { &[WrongType, ControlCharacter] } else { &[] };
        missing.into_iter().chain(reading.iter().copied()).chain(self.problems.iter().copied()).chain(self.more.iter().copied())
    }

    /// The example as it stands in a body.
    #[must_use]
    pub fn example(&self) -> Value {
        match self.form {
            Form::Flag => json!(true),
            Form::Industries => json!(self.example.split(' ').collect::<Vec<_>>()),
            _ => json!(self.example),
        }
    }

    /// Narrows the type's schema.
    pub fn narrow(&self, schema: &mut Value) {
        match self.form {
            Form::Text(min, max) => {
                schema["minLength"] = json!(min);
                schema["maxLength"] = json!(max);
            }
            Form::Pattern(pattern) => schema["pattern"] = json!(pattern),
            Form::Email => {
                schema["format"] = json!("email");
                schema["maxLength"] = json!(254);
            }
            Form::Url => {
                schema["format"] = json!("uri");
                schema["pattern"] = json!("^https?://");
                schema["maxLength"] = json!(200);
            }
            Form::Choice(choices) => schema["enum"] = json!(choices),
            Form::Industries => {
                schema["items"]["enum"] = json!(INDUSTRIES.map(|(code, _)| code));
                schema["minItems"] = json!(1);
                schema["maxItems"] = json!(Industries::MAX);
                schema["uniqueItems"] = json!(true);
            }
            Form::Flag => {}
        }
        schema["examples"] = json!([self.example()]);
    }
}

const LETTERED: &[Problem] = &[TooShort, TooLong, Format];

const MOBILE: Rule = Rule::pattern("mobile", "^1[3-9][0-9]{9}$", "13800138000", &[Format]);
const EMAIL: Rule = Rule::new("email", Form::Email, "zhang@example.cn", &[Format, TooLong]);
const CODE: Rule = Rule::pattern("code", "^[0-9]{6}$", "012345", &[Format]);
const QQ: Rule = Rule::pattern("qq", "^[1-9][0-9]{4,10}$", "10001", &[Format]);
const PERSON: Rule = Rule::new("person", Form::Text(2, 50), "张三", LETTERED);
const COMPANY: Rule = Rule::new("company", Form::Text(4, 100), "门户科技有限公司", LETTERED);
const URL: Rule = Rule::new("url", Form::Url, "https://example.cn/", &[Format, TooLong]);
const PRESENTED: Rule = Rule::new("password", Form::Text(1, Password::MAX), "correct horse battery", &[TooLong]);
const CHOSEN: Rule = Rule::new("new-password", Form::Text(Password::MIN, Password::MAX), "staple orchard lantern", &[TooShort, TooLong, Weak, Personal]);
const AGAIN: Rule = Rule::new("again", Form::Text(Password::MIN, Password::MAX), "staple orchard lantern", &[Mismatch]);
const REGION: Rule = Rule::new("region", Form::Text(2, 30), "浙江省", &[Unknown]);
const BOOKIN: Rule = Rule::pattern("bookin", "^[A-Za-z0-9_-]{1,20}$", "1", &[Unknown]);
const NEXT: Rule = Rule::new("next", Form::Choice(&crate::values::return_to::KNOWN), "/events", &[]).optional().unjudged();

/// Operations (`*` for all that are not named), field, rule. The first row that fits counts.
const RULES: [(&str, &str, Rule); 36] = [
    ("account_register", "user_email", EMAIL.and(&[FreeMail, Taken])),
    ("account_register", "phone", MOBILE.and(&[Taken])),
    ("account_register change_pwd_by_mobile", "password", CHOSEN),
    ("*", "select_fields", Rule::new("industries", Form::Industries, "software finance", &[Unknown, TooMany])),
    ("*", "company_name", COMPANY),
    ("*", "name", PERSON),
    ("*", "realname", PERSON),
    ("account_register", "qq", QQ),
    ("*", "qq", QQ.optional()),
    ("*", "code", CODE),
    ("*", "consent", Rule::new("consent", Form::Flag, "", &[Required]).optional()),
    ("*", "next", NEXT),
    ("account_login", "username", Rule::new("login-name", Form::Text(1, 254), "13800138000", &[TooLong])),
    ("*", "password", PRESENTED),
    ("*", "remember", Rule::new("remember", Form::Flag, "", &[]).optional().unjudged()),
    ("*", "action_name", Rule::new("action", Form::Choice(&["AccountReg", "ChangePwd", "ChangeMobile"]), "AccountReg", &[Unknown])),
    ("change_mobile", "mobile", MOBILE.and(&[Unchanged, Taken])),
    ("*", "mobile", MOBILE),
    ("change_notify_email", "email", EMAIL.and(&[Unchanged, Taken])),
    ("*", "email", EMAIL.and(&[Unchanged])),
    ("*", "token", Rule::pattern("token", "^[0-9a-f]{32}$", "0123456789abcdef0123456789abcdef", &[]).unjudged()),
    ("*", "re_password", AGAIN),
    ("*", "old_password", PRESENTED),
    ("*", "new_password", CHOSEN.and(&[Unchanged])),
    ("*", "confirm_password", AGAIN),
    ("*", "company_url", URL.optional()),
    ("*", "province", REGION),
    ("*", "city", Rule { example: "杭州市", ..REGION }),
    ("*", "area", Rule { example: "西湖区", words: "area", ..REGION.and(&[Required]) }.optional()),
    ("*", "street", Rule::new("street", Form::Text(2, 100), "文三路 90 号", LETTERED)),
    ("*", "recv_name", PERSON),
    ("*", "recv_phone", Rule::pattern("recv-phone", "^(1[3-9][0-9]{9}|0[1-9][0-9]{1,2}-[1-9][0-9]{6,7}(-[0-9]{1,6})?)$", "010-62345678", &[Format])),
    ("*", "bookin_type", BOOKIN),
    // One of the two must be there; which, the rules say in words.
    ("session_revoke", "id", Rule::pattern("device", "^[0-9a-f]{32}$", "0123456789abcdef0123456789abcdef", &[Required]).optional()),
    ("session_revoke", "all", Rule::new("all", Form::Flag, "", &[]).optional().unjudged()),
    ("regions", "parent", Rule::pattern("parent", "^([0-9]{6})?$", "330000", &[]).optional().unjudged()),
];

/// The field's lasting name and its rule in this operation.
#[must_use]
pub fn rule(operation: &str, field: &str) -> Option<(&'static str, Rule)> {
    RULES
        .into_iter()
        .find(|(operations, name, _)| *name == field && (*operations == "*" || operations.split(' ').any(|named| named == operation)))
        .map(|(_, name, rule)| (name, rule))
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use proptest::{prelude::*, sample::select, string::string_regex};

    use super::*;
    use crate::values::{
        address::{RecvPhone, Street},
        code::Code,
        company::{CompanyName, CompanyUrl},
        email::Email,
        event::BookinType,
        input::List,
        login_name::LoginName,
        mobile::Mobile,
        person::{PersonName, Qq},
        sms_action::SmsAction,
    };

    fn parse<T: FromStr<Err = Problem>>(raw: &str) -> Result<(), Problem> {
        raw.parse::<T>().map(drop)
    }

    /// What the value behind the rule says, where there is one.
    fn judge(words: &str, raw: &str) -> Option<Result<(), Problem>> {
        Some(match words {
            "mobile" => parse::<Mobile>(raw),
            "email" => parse::<Email>(raw),
            "code" => parse::<Code>(raw),
            "qq" => parse::<Qq>(raw),
            "person" => parse::<PersonName>(raw),
            "company" => parse::<CompanyName>(raw),
            "url" => parse::<CompanyUrl>(raw),
            "password" => Password::presented(raw).map(drop),
            "new-password" => parse::<Password>(raw),
            "street" => parse::<Street>(raw),
            "recv-phone" => parse::<RecvPhone>(raw),
            "bookin" => parse::<BookinType>(raw),
            "action" => parse::<SmsAction>(raw),
            "login-name" => parse::<LoginName>(raw),
            "industries" => Industries::parse(&List::Given(raw.split(' ').map(Into::into).collect())).map(drop),
            _ => return None,
        })
    }

    fn judged() -> impl Iterator<Item = Rule> {
        RULES.into_iter().map(|(_, _, rule)| rule).filter(|rule| judge(rule.words, "").is_some())
    }

    /// Those with a pattern, and what fits it.
    fn fitting() -> impl Strategy<Value = (Rule, String)> {
        let patterned: Vec<(Rule, &str)> =
            judged().filter_map(|rule| if let Form::Pattern(pattern) = rule.form { Some((rule, pattern.trim_matches(['^', '$']))) } else { None }).collect();
        select(patterned).prop_flat_map(|(rule, pattern)| (Just(rule), string_regex(pattern).expect("a pattern")))
    }

    #[test]
    fn every_example_is_taken() {
        assert!(judged().count() > 20);
        for rule in judged() {
            assert_eq!(judge(rule.words, rule.example), Some(Ok(())), "{rule:?}");
        }
    }

    #[test]
    fn lengths_are_the_values_own() {
        for rule in judged() {
            let Form::Text(min, max) = rule.form else { continue };
            let of = |length: usize| judge(rule.words, &"门".repeat(length)).expect("judged");
            assert_eq!((of(min), of(max), of(max + 1)), (Ok(()), Ok(()), Err(TooLong)), "{rule:?}");
            assert_eq!(of(min - 1), Err(if min == 1 { Required } else { TooShort }), "{rule:?}");
        }
    }

    #[test]
    fn choices_are_all_taken() {
        for rule in judged() {
            let Form::Choice(choices) = rule.form else { continue };
            assert!(choices.iter().all(|choice| judge(rule.words, choice) == Some(Ok(()))), "{rule:?}");
        }
    }

    proptest! {
        #[test]
        fn what_fits_a_pattern_is_taken((rule, text) in fitting()) {
            prop_assert_eq!(judge(rule.words, &text), Some(Ok(())), "{:?} {}", rule, text);
        }

        #[test]
        fn a_value_finds_only_the_problems_that_its_rule_names(rule in select(judged().collect::<Vec<_>>()), raw in "\\PC{0,40}|[ -~]{0,140}") {
            if let Some(Err(problem)) = judge(rule.words, &raw) {
                prop_assert!(rule.problems().any(|named| named == problem) || problem == Required, "{rule:?}: {problem}");
            }
        }
    }
}
