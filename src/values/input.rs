//! Fields of a form before they are judged: lenient about types, so that a wrong one is that
//! field's problem and not the whole form's.

use std::{fmt, marker::PhantomData, str::FromStr};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::Value;

use super::{
    Problem,
    rule::{Rule, Ruled},
};

/// What a form's field is known by: the rule of what it holds, and whether it must be given.
pub trait Field {
    const RULE: Rule;
    const REQUIRED: bool;
}

/// A field that holds a `T`, as it was sent.
#[derive(Serialize, Deserialize)]
#[serde(
    transparent,
    bound(serialize = "Raw: Serialize", deserialize = "Raw: Deserialize<'de>")
)]
pub struct Input<T, const REQUIRED: bool = true, Raw = Text> {
    raw: Raw,
    #[serde(skip)]
    holds: PhantomData<fn() -> T>,
}

/// A field that may be left out or empty.
pub type Optional<T> = Input<T, false>;

/// A tick box, which may be left out and is neither yes nor no then.
pub type Tick<T> = Input<T, false, Flag>;

/// A field of several choices.
pub type Choices<T> = Input<T, true, List>;

impl<T, const REQUIRED: bool, Raw> Input<T, REQUIRED, Raw> {
    #[must_use]
    pub const fn raw(&self) -> &Raw {
        &self.raw
    }
}

impl<T, const REQUIRED: bool> Input<T, REQUIRED> {
    /// The text as typed; empty counts as missing.
    ///
    /// # Errors
    /// As [`Text::given`].
    pub fn given(&self) -> Result<&str, Problem> {
        self.raw.given()
    }

    /// This field, or where it is missing `other`, which is a second name of it.
    #[must_use]
    pub fn or<'a>(&'a self, other: &'a Self) -> &'a Self {
        if self.raw == Text::Missing {
            other
        } else {
            self
        }
    }
}

impl<T: FromStr<Err = Problem>> Input<T> {
    /// The field's value.
    ///
    /// # Errors
    /// As [`Text::given`], and what the value's own rules say.
    pub fn parse(&self) -> Result<T, Problem> {
        self.given()?.parse()
    }
}

impl<T: FromStr<Err = Problem>> Optional<T> {
    /// The field's value, or `None` when nothing but space was given.
    ///
    /// # Errors
    /// As of a field that must be given, but never [`Problem::Required`].
    pub fn parse(&self) -> Result<Option<T>, Problem> {
        match self.given().and_then(str::parse) {
            Ok(value) => Ok(Some(value)),
            Err(Problem::Required) => Ok(None),
            Err(problem) => Err(problem),
        }
    }
}

impl<T> Tick<T> {
    #[must_use]
    pub fn is_yes(&self) -> bool {
        self.raw == Flag::Yes
    }

    /// Whether it is there, and not ticked.
    #[must_use]
    pub fn is_no(&self) -> bool {
        self.raw == Flag::No
    }
}

impl<T: Ruled, const REQUIRED: bool, Raw> Field for Input<T, REQUIRED, Raw> {
    const RULE: Rule = T::RULE;
    const REQUIRED: bool = REQUIRED;
}

// By hand, since the derived ones would ask the same of `T`.
impl<T, const REQUIRED: bool, Raw: Clone> Clone for Input<T, REQUIRED, Raw> {
    fn clone(&self) -> Self {
        Self {
            raw: self.raw.clone(),
            holds: PhantomData,
        }
    }
}

impl<T, const REQUIRED: bool, Raw: Default> Default for Input<T, REQUIRED, Raw> {
    fn default() -> Self {
        Self {
            raw: Raw::default(),
            holds: PhantomData,
        }
    }
}

impl<T, const REQUIRED: bool, Raw: fmt::Debug> fmt::Debug for Input<T, REQUIRED, Raw> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.raw.fmt(f)
    }
}

/// One text field. A number is taken as its digits; any other type is kept as wrong, so that it
/// becomes this field's error and not the refusal of the whole form.
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
    /// [`Problem::Required`], [`Problem::WrongType`], or [`Problem::ControlCharacter`] for U+0000,
    /// which not every database can keep.
    pub fn given(&self) -> Result<&str, Problem> {
        match self {
            Self::Given(text) if text.contains('\0') => Err(Problem::ControlCharacter),
            Self::Given(text) if !text.is_empty() => Ok(text),
            Self::Wrong => Err(Problem::WrongType),
            _ => Err(Problem::Required),
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
    /// [`Problem::Required`] when nothing is left, [`Problem::WrongType`] when the field or one of
    /// its members is no text.
    pub fn given(&self) -> Result<Vec<&str>, Problem> {
        let Self::Given(texts) = self else {
            return Err(if *self == Self::Missing {
                Problem::Required
            } else {
                Problem::WrongType
            });
        };
        let mut chosen = Vec::new();
        for text in texts {
            match text.given() {
                Ok(text) => chosen.push(text),
                Err(Problem::Required) => {}
                Err(problem) => return Err(problem),
            }
        }
        if chosen.is_empty() {
            Err(Problem::Required)
        } else {
            Ok(chosen)
        }
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
            Value::Array(members) => Self::Given(
                members
                    .into_iter()
                    .map(|member| Text::deserialize(member).unwrap_or(Text::Wrong))
                    .collect(),
            ),
            text @ (Value::String(_) | Value::Number(_)) => {
                Self::Given(vec![Text::deserialize(text).unwrap_or(Text::Wrong)])
            }
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::values::{person::Qq, sessions::Remember};

    #[derive(Deserialize)]
    #[serde(default)]
    struct Form {
        phone: Text,
        select_fields: List,
        remember: Flag,
    }

    impl Default for Form {
        fn default() -> Self {
            Self {
                phone: Text::Missing,
                select_fields: List::Missing,
                remember: Flag::Missing,
            }
        }
    }

    fn form(value: Value) -> Form {
        serde_json::from_value(value).expect("any object is a form")
    }

    #[test]
    fn a_number_is_taken_as_its_digits() {
        assert_eq!(
            form(json!({"phone": 13_800_138_000_u64})).phone.given(),
            Ok("13800138000")
        );
    }

    #[test]
    fn a_wrong_type_is_the_field_s_problem_and_not_the_forms() {
        for wrong in [
            json!(["a"]),
            json!({"a": {"b": []}}),
            json!(true),
            json!(1.5),
        ] {
            assert_eq!(
                form(json!({"phone": wrong})).phone.given(),
                Err(Problem::WrongType)
            );
        }
        for missing in [json!({}), json!({"phone": null}), json!({"phone": ""})] {
            assert_eq!(form(missing).phone.given(), Err(Problem::Required));
        }
    }

    #[test]
    fn one_text_is_a_list_of_one() {
        assert_eq!(
            form(json!({"select_fields": "game"})).select_fields.given(),
            Ok(vec!["game"])
        );
        assert_eq!(
            form(json!({"select_fields": ["game", "", "media"]}))
                .select_fields
                .given(),
            Ok(vec!["game", "media"])
        );
        assert_eq!(
            form(json!({"select_fields": [["game"]]}))
                .select_fields
                .given(),
            Err(Problem::WrongType)
        );
        assert_eq!(
            form(json!({"select_fields": []})).select_fields.given(),
            Err(Problem::Required)
        );
        assert_eq!(
            form(json!({"select_fields": false})).select_fields.given(),
            Err(Problem::WrongType)
        );
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
    fn a_field_may_be_left_out_only_where_its_type_says_so() {
        #[derive(Default, Deserialize, Serialize)]
        #[serde(default)]
        struct Form {
            qq: Input<Qq>,
            other: Optional<Qq>,
            remember: Tick<Remember>,
        }
        let form =
            |value: Value| serde_json::from_value::<Form>(value).expect("any object is a form");
        let empty = form(json!({"other": " "}));
        assert_eq!(
            (empty.qq.parse(), empty.other.parse()),
            (Err(Problem::Required), Ok(None))
        );
        assert!(!empty.remember.is_yes() && !empty.remember.is_no());
        let wrong = form(json!({"qq": 1, "other": [], "remember": false}));
        assert_eq!(
            (wrong.qq.parse(), wrong.other.parse()),
            (Err(Problem::Format), Err(Problem::WrongType))
        );
        assert!(wrong.remember.is_no());
        let right = json!({"qq": "10001", "other": "10002", "remember": true});
        assert_eq!(json!(form(right.clone())), right);
    }

    #[test]
    fn a_second_name_counts_where_the_first_is_missing() {
        let input = |value: Value| serde_json::from_value::<Input<Qq>>(value).expect("an input");
        let (missing, empty, other) = (input(json!(null)), input(json!("")), input(json!("10001")));
        assert!(missing.or(&other).parse().is_ok());
        assert_eq!(empty.or(&other).parse(), Err(Problem::Required));
    }

    proptest! {
        #[test]
        fn what_was_given_is_sent_on_as_it_was(phone: String, chosen: Vec<String>, tick: bool) {
            let sent = json!({ "phone": phone, "select_fields": chosen, "remember": tick });
            let Form { phone, select_fields, remember } = form(sent.clone());
            prop_assert_eq!(json!({ "phone": phone, "select_fields": select_fields, "remember": remember }), sent);
        }
    }
}
