//! Every value: nothing that is typed breaks it, what it holds fits its rule and is taken again as
//! it is, and what is wrong is among the problems that its rule names. Regions are in `regions`.
#![no_main]

use std::{collections::HashMap, str::FromStr, sync::LazyLock};

use libfuzzer_sys::fuzz_target;
use menhu::values::{
    Problem,
    address::Street,
    code::Code,
    company::{CompanyName, CompanyUrl},
    device,
    email::Email,
    event::EventKey,
    folded,
    industry::Industries,
    input::{List, Text},
    lang::Lang,
    login_name::LoginName,
    mobile::Mobile,
    password::{self, Password},
    person::{PersonName, Qq},
    recv_phone::RecvPhone,
    return_to,
    rule::{Form, Rule, Ruled},
    sms_action::SmsAction,
    time::Timestamp,
    username,
};
use regex::Regex;

/// The patterns that the rules tell.
static PATTERNS: LazyLock<HashMap<&str, Regex>> = LazyLock::new(|| {
    let rules = [
        Code::RULE,
        EventKey::RULE,
        Mobile::RULE,
        Qq::RULE,
        RecvPhone::RULE,
    ];
    rules
        .into_iter()
        .filter_map(|rule| match rule.form {
            Form::Pattern(pattern) => Some((pattern, Regex::new(pattern).expect("a pattern"))),
            _ => None,
        })
        .collect()
});

fn fits(rule: Rule, held: &str) -> bool {
    match rule.form {
        Form::Text(min, max) => (min..=max).contains(&held.chars().count()),
        Form::Pattern(pattern) => PATTERNS[pattern].is_match(held),
        Form::Email(longest) | Form::Url(longest) => held.len() <= longest,
        Form::Choice(choices) => choices.contains(&held),
        Form::Choices(..) | Form::Flag => true,
    }
}

fn is_named(rule: Rule, problem: Problem) -> bool {
    rule.problems(true).any(|named| named == problem)
}

/// Parses this as a value, and what the value holds as one again.
fn steady<T: FromStr<Err = Problem> + Ruled>(raw: &str, held: fn(&T) -> String) {
    match raw.parse::<T>() {
        Ok(value) => {
            let once = held(&value);
            assert!(fits(T::RULE, &once), "{once:?} by {:?}", T::RULE);
            let again = once.parse::<T>().map(|value| held(&value));
            assert_eq!(again.as_ref(), Ok(&once), "{raw:?} by {:?}", T::RULE);
        }
        Err(problem) => assert!(is_named(T::RULE, problem), "{problem} of {raw:?}"),
    }
}

fn email(raw: &str) {
    let Ok(email) = raw.parse::<Email>() else {
        return;
    };
    let mailbox = |written: String| written.parse::<Email>().map(|email| email.key());
    assert_eq!(mailbox(email.envelope()), Ok(email.key()), "{raw:?}");
    assert_eq!(mailbox(email.key()), Ok(email.key()), "{raw:?}");
    let _ = email.masked();
    assert_eq!(raw.parse(), Ok(LoginName::Email(email.clone())));
    for number in [1, u32::MAX] {
        let name = username::candidate(&email, number);
        assert_eq!(name.parse(), Ok(LoginName::Username(name.clone())));
    }
}

fn phones(raw: &str) {
    if let Ok(mobile) = raw.parse::<Mobile>() {
        assert_eq!(Mobile::from_stored(&mobile.e164()).as_ref(), Some(&mobile));
        let _ = mobile.masked();
        assert_eq!(raw.parse(), Ok(LoginName::Mobile(mobile)));
    }
    let _ = Mobile::from_stored(raw);
    for province in ["710000", "810000", "820000", "330000"] {
        let read = |raw: &str| RecvPhone::read(raw, Some(province));
        if let Ok(phone) = read(raw) {
            assert!(fits(RecvPhone::RULE, phone.as_str()), "{phone:?}");
            assert_eq!(read(phone.as_str()).as_ref(), Ok(&phone), "{raw:?}");
        }
    }
}

fn industries(raw: &str) {
    let parsed = |list: Vec<Text>| Industries::parse(&List::Given(list));
    match parsed(raw.lines().map(Text::from).collect()) {
        Ok(industries) => {
            let codes = industries.codes();
            let again = codes.iter().map(|code| Text::from(*code)).collect();
            assert_eq!(parsed(again).as_ref(), Ok(&industries));
            assert_eq!(Industries::from_stored(&codes.join(",")), industries);
        }
        Err(problem) => assert!(is_named(Industries::RULE, problem), "{problem} of {raw:?}"),
    }
    let _ = Industries::from_stored(raw);
}

fn moment(raw: &str) {
    let Some(at) = Timestamp::parse(raw) else {
        return;
    };
    let _ = (at.beijing_minute(), at.beijing_second(), at.beijing_day());
    let written = at.rfc3339();
    assert!(!written.is_empty(), "{raw:?}");
    assert_eq!(Timestamp::parse(&written), Some(at), "{raw:?}");
}

fuzz_target!(|raw: &str| {
    steady::<Street>(raw, |value| value.as_str().to_owned());
    steady::<Code>(raw, |value| value.as_str().to_owned());
    steady::<CompanyName>(raw, |value| value.as_str().to_owned());
    steady::<CompanyUrl>(raw, |value| value.as_str().to_owned());
    steady::<Email>(raw, |value| value.as_str().to_owned());
    steady::<EventKey>(raw, |value| value.as_str().to_owned());
    steady::<Mobile>(raw, |value| value.digits().to_owned());
    steady::<Password>(raw, |value| value.as_str().to_owned());
    steady::<PersonName>(raw, |value| value.as_str().to_owned());
    steady::<Qq>(raw, |value| value.as_str().to_owned());
    steady::<RecvPhone>(raw, |value| value.as_str().to_owned());
    steady::<SmsAction>(raw, |value| value.as_str().to_owned());
    email(raw);
    phones(raw);
    industries(raw);
    moment(raw);
    if let Err(problem) = raw.parse::<LoginName>() {
        assert!(is_named(LoginName::RULE, problem), "{problem} of {raw:?}");
    }
    if let Ok(chosen) = Password::chosen(raw) {
        assert_eq!(password::is_again(chosen.as_str(), raw), Ok(()));
    }
    let _ = (device::name(raw), folded(raw), Lang::preferred(raw));
    assert!(return_to::is_known(return_to::after_login(Some(raw))));
});
