//! What arrives in a form before it is judged: lenient fields, the problems found in them, and how a form stands on a page.

use std::{collections::BTreeMap, fmt, str::FromStr};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Value};

/// Why a field was not accepted. The wording is the catalogue's: `<field>-<problem>`, else `problem-<problem>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Problem {
    Required,
    WrongType,
    Format,
    TooShort,
    TooLong,
    ControlCharacter,
    /// zxcvbn scores it below 3.
    Weak,
    /// A password that holds the account's own mobile, email name or company name.
    Personal,
    /// Not among the choices.
    Unknown,
    TooMany,
    Taken,
    FreeMail,
    /// Typed twice, and not alike.
    Mismatch,
    /// What it is already.
    Unchanged,
}

impl Problem {
    /// The name in the catalogue and, for a submission with this problem alone, in `reason`.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::WrongType => "wrong_type",
            Self::Format => "format",
            Self::TooShort => "too_short",
            Self::TooLong => "too_long",
            Self::ControlCharacter => "control_character",
            Self::Weak => "weak",
            Self::Personal => "personal",
            Self::Unknown => "unknown",
            Self::TooMany => "too_many",
            Self::Taken => "taken",
            Self::FreeMail => "free_mail",
            Self::Mismatch => "mismatch",
            Self::Unchanged => "unchanged",
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.slug())
    }
}

impl std::error::Error for Problem {}

/// The problems of one submission, all fields together, under the parameters' own names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldErrors(pub BTreeMap<&'static str, Vec<Problem>>);

impl FieldErrors {
    /// The one problem there is, or that there are several.
    #[must_use]
    pub fn slug(&self) -> &'static str {
        let mut problems = self.0.values().flatten();
        match problems.next() {
            Some(first) if problems.all(|problem| problem == first) => first.slug(),
            _ => "invalid",
        }
    }

    #[must_use]
    pub fn one(field: &'static str, problem: Problem) -> Self {
        let mut errors = Self::default();
        errors.add(field, problem);
        errors
    }

    pub fn add(&mut self, field: &'static str, problem: Problem) {
        self.0.entry(field).or_default().push(problem);
    }

    /// The value, or `None` with the problem noted under `field`.
    pub fn take<T>(&mut self, field: &'static str, parsed: Result<T, Problem>) -> Option<T> {
        parsed.map_err(|problem| self.add(field, problem)).ok()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// One text field. A number is taken as its digits; any other type is kept as wrong, so that it becomes this field's error and not the
/// refusal of the whole form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Text {
    #[default]
    Missing,
    Wrong,
    Given(String),
}

impl Text {
    /// The text as typed; empty counts as missing.
    ///
    /// # Errors
    /// [`Problem::Required`], [`Problem::WrongType`], or [`Problem::ControlCharacter`] for U+0000, which not every database can keep.
    pub fn given(&self) -> Result<&str, Problem> {
        match self {
            Self::Given(text) if text.contains('\0') => Err(Problem::ControlCharacter),
            Self::Given(text) if !text.is_empty() => Ok(text),
            Self::Wrong => Err(Problem::WrongType),
            _ => Err(Problem::Required),
        }
    }

    /// The field's value.
    ///
    /// # Errors
    /// As [`Text::given`], and what the value's own rules say.
    pub fn parse<T: FromStr<Err = Problem>>(&self) -> Result<T, Problem> {
        self.given()?.parse()
    }

    /// The field's value, or `None` when nothing but space was given.
    ///
    /// # Errors
    /// As [`Text::parse`], but never [`Problem::Required`].
    pub fn parse_optional<T: FromStr<Err = Problem>>(&self) -> Result<Option<T>, Problem> {
        match self.parse() {
            Ok(value) => Ok(Some(value)),
            Err(Problem::Required) => Ok(None),
            Err(problem) => Err(problem),
        }
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::Given(text.to_owned())
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Given(text) => serializer.serialize_str(text),
            _ => serializer.serialize_none(),
        }
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextVisitor)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a text")
    }
    fn visit_str<E>(self, text: &str) -> Result<Text, E> {
        Ok(Text::Given(text.to_owned()))
    }
    fn visit_string<E>(self, text: String) -> Result<Text, E> {
        Ok(Text::Given(text))
    }
    fn visit_u64<E>(self, number: u64) -> Result<Text, E> {
        Ok(Text::Given(number.to_string()))
    }
    fn visit_i64<E>(self, number: i64) -> Result<Text, E> {
        Ok(Text::Given(number.to_string()))
    }
    fn visit_f64<E>(self, _: f64) -> Result<Text, E> {
        Ok(Text::Wrong)
    }
    fn visit_bool<E>(self, _: bool) -> Result<Text, E> {
        Ok(Text::Wrong)
    }
    fn visit_unit<E>(self) -> Result<Text, E> {
        Ok(Text::Missing)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Text, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Text::Wrong)
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Text, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Text::Wrong)
    }
}

/// A field of several choices; one text is a list of one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum List {
    #[default]
    Missing,
    Wrong,
    Given(Vec<Text>),
}

impl List {
    /// What was chosen, empty texts left out.
    ///
    /// # Errors
    /// [`Problem::Required`] when nothing is left, [`Problem::WrongType`] when the field or one of its members is no text.
    pub fn given(&self) -> Result<Vec<&str>, Problem> {
        let Self::Given(texts) = self else {
            return Err(if *self == Self::Missing { Problem::Required } else { Problem::WrongType });
        };
        let mut chosen = Vec::new();
        for text in texts {
            match text.given() {
                Ok(text) => chosen.push(text),
                Err(Problem::Required) => {}
                Err(problem) => return Err(problem),
            }
        }
        if chosen.is_empty() { Err(Problem::Required) } else { Ok(chosen) }
    }
}

impl Serialize for List {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Given(texts) => texts.serialize(serializer),
            _ => serializer.serialize_none(),
        }
    }
}

impl<'de> Deserialize<'de> for List {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Value::deserialize(deserializer)? {
            Value::Null => Self::Missing,
            Value::Array(members) => Self::Given(members.into_iter().map(|member| Text::deserialize(member).unwrap_or(Text::Wrong)).collect()),
            text @ (Value::String(_) | Value::Number(_)) => Self::Given(vec![Text::deserialize(text).unwrap_or(Text::Wrong)]),
            Value::Bool(_) | Value::Object(_) => Self::Wrong,
        })
    }
}

/// A tick box: `true`, `1`, `"1"`, `"on"` and `"true"` are yes, all else that is there is no.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Flag {
    #[default]
    Missing,
    No,
    Yes,
}

impl Serialize for Flag {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Missing => serializer.serialize_none(),
            Self::No => serializer.serialize_bool(false),
            Self::Yes => serializer.serialize_bool(true),
        }
    }
}

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Value::deserialize(deserializer)? {
            Value::Null => Self::Missing,
            Value::Bool(true) => Self::Yes,
            Value::Number(number) if number.as_u64() == Some(1) => Self::Yes,
            Value::String(text) if matches!(text.as_str(), "1" | "on" | "true") => Self::Yes,
            _ => Self::No,
        })
    }
}

/// The fields that a form may send more than once.
const LISTS: [&str; 1] = ["select_fields"];

/// A submitted form as the JSON object that the endpoints take: lists gathered, of all else the last one wins.
#[must_use]
pub fn to_json(pairs: impl IntoIterator<Item = (String, String)>) -> Map<String, Value> {
    let mut object = Map::new();
    for (name, value) in pairs {
        if LISTS.contains(&name.as_str()) {
            // The empty one only marks the place.
            if let Value::Array(list) = object.entry(name).or_insert_with(|| Value::Array(Vec::new()))
                && !value.is_empty()
            {
                list.push(Value::String(value));
            }
        } else {
            object.insert(name, Value::String(value));
        }
    }
    object
}

/// The hidden field, and the code button's name, that say which operation a page's form asks for.
pub const FORM: &str = "form";

/// How a submitted form stands when its page is rendered again: what was typed and what came of it. Empty on a first visit.
#[derive(Clone, Debug, Default)]
pub struct FormState {
    /// The operation whose form was submitted; other forms of the page are untouched.
    pub form: String,
    /// What was typed, in the form's order; passwords and codes are emptied.
    pub typed: Vec<(String, String)>,
    pub msg: String,
    /// Whether `msg` reports success.
    pub done: bool,
    pub errors: BTreeMap<String, Vec<String>>,
    /// Seconds until the code button works again.
    pub wait: Option<u64>,
}

impl FormState {
    /// Names of fields whose content never goes back into a page.
    #[must_use]
    pub fn is_secret(name: &str) -> bool {
        name == "code" || name.contains("password")
    }

    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        self.typed.iter().rev().find(|(typed, _)| typed == name).map(|(_, value)| value.as_str())
    }

    #[must_use]
    pub fn chosen(&self, name: &str, value: &str) -> bool {
        self.typed.iter().any(|(typed, chosen)| typed == name && chosen == value)
    }

    /// All sentences with their fields, in the form's order.
    #[must_use]
    pub fn errors_in_order(&self) -> Vec<(&str, &str)> {
        let place = |field: &str| self.typed.iter().position(|(name, _)| name == field).unwrap_or(usize::MAX);
        let mut fields: Vec<_> = self.errors.iter().collect();
        fields.sort_by_key(|(field, _)| place(field));
        fields.into_iter().flat_map(|(field, sentences)| sentences.iter().map(move |sentence| (field.as_str(), sentence.as_str()))).collect()
    }

    #[must_use]
    pub fn errors(&self, name: &str) -> &[String] {
        self.errors.get(name).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[derive(Deserialize)]
    #[serde(default)]
    struct Form {
        phone: Text,
        select_fields: List,
        remember: Flag,
    }

    impl Default for Form {
        fn default() -> Self {
            Self { phone: Text::Missing, select_fields: List::Missing, remember: Flag::Missing }
        }
    }

    fn form(value: Value) -> Form {
        serde_json::from_value(value).expect("any object is a form")
    }

    #[test]
    fn a_number_is_taken_as_its_digits() {
        assert_eq!(form(json!({"phone": 13_800_138_000_u64})).phone.given(), Ok("13800138000"));
    }

    #[test]
    fn a_wrong_type_is_the_field_s_problem_and_not_the_forms() {
        for wrong in [json!(["a"]), json!({"a": {"b": []}}), json!(true), json!(1.5)] {
            assert_eq!(form(json!({"phone": wrong})).phone.given(), Err(Problem::WrongType));
        }
        for missing in [json!({}), json!({"phone": null}), json!({"phone": ""})] {
            assert_eq!(form(missing).phone.given(), Err(Problem::Required));
        }
    }

    #[test]
    fn one_text_is_a_list_of_one() {
        assert_eq!(form(json!({"select_fields": "game"})).select_fields.given(), Ok(vec!["game"]));
        assert_eq!(form(json!({"select_fields": ["game", "", "media"]})).select_fields.given(), Ok(vec!["game", "media"]));
        assert_eq!(form(json!({"select_fields": [["game"]]})).select_fields.given(), Err(Problem::WrongType));
        assert_eq!(form(json!({"select_fields": []})).select_fields.given(), Err(Problem::Required));
        assert_eq!(form(json!({"select_fields": false})).select_fields.given(), Err(Problem::WrongType));
    }

    #[test]
    fn ticks_come_in_many_spellings() {
        for yes in [json!(true), json!("1"), json!("on"), json!(1)] {
            assert_eq!(form(json!({"remember": yes})).remember, Flag::Yes);
        }
        for no in [json!(false), json!("0"), json!(""), json!([])] {
            assert_eq!(form(json!({"remember": no})).remember, Flag::No);
        }
    }

    #[test]
    fn of_a_repeated_field_the_last_one_wins_and_lists_are_gathered() {
        let pairs = [("form", "account_register"), ("select_fields", "game"), ("select_fields", "media"), ("form", "send_sms_code")];
        let object = to_json(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert_eq!(Value::Object(object), json!({"form": "send_sms_code", "select_fields": ["game", "media"]}));
    }

    proptest! {
        #[test]
        fn what_was_given_is_sent_on_as_it_was(phone: String, chosen: Vec<String>, tick: bool) {
            let sent = json!({ "phone": phone, "select_fields": chosen, "remember": tick });
            let Form { phone, select_fields, remember } = form(sent.clone());
            prop_assert_eq!(json!({ "phone": phone, "select_fields": select_fields, "remember": remember }), sent);
        }

        #[test]
        fn a_submitted_form_loses_no_field(pairs in proptest::collection::vec(("phone|select_fields|\\PC{1,4}", any::<String>()), 0..12)) {
            let object = to_json(pairs.clone());
            for (name, value) in &pairs {
                let (_, last) = pairs.iter().rev().find(|(other, _)| other == name).expect("itself");
                match &object[name] {
                    Value::Array(list) => prop_assert!(value.is_empty() || list.contains(&json!(value))),
                    kept => prop_assert_eq!(kept, &json!(last)),
                }
            }
        }
    }
}
