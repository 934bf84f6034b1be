//! A submitted form's pairs as the fields of the JSON object that the operations take: the island
//! gathers them in the browser, the server gathers those of a plain form.

use serde_json::{Map, Value};

/// The hidden field, and the name of every button, that say which operation a form asks for.
pub const FORM: &str = "form";

/// The hidden field that says which account's page a form stands on: its mark, never its id.
pub const ACCOUNT: &str = "account";

/// The login form's hidden field that carries another form, which was sent too late.
pub const UNSENT: &str = "unsent";

/// The fields that a form may send more than once.
const LISTS: [&str; 1] = ["select_fields"];

/// What a form says in one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Given {
    One(String),
    Many(Vec<String>),
}

/// Lists are gathered; of every other field the last one wins.
#[must_use]
pub fn gathered(pairs: impl IntoIterator<Item = (String, String)>) -> Vec<(String, Given)> {
    let mut fields: Vec<(String, Given)> = Vec::new();
    for (name, value) in pairs {
        let found = fields.iter_mut().find(|(other, _)| *other == name);
        match found.map(|(_, given)| given) {
            // The empty one only marks the place.
            Some(Given::Many(_)) if value.is_empty() => {}
            Some(Given::Many(list)) => list.push(value),
            Some(Given::One(last)) => *last = value,
            None if LISTS.contains(&name.as_str()) => {
                let first = Some(value).filter(|value| !value.is_empty());
                fields.push((name, Given::Many(first.into_iter().collect())));
            }
            None => fields.push((name, Given::One(value))),
        }
    }
    fields
}

/// The fields as the server reads them. The browser writes them by itself: a second parser and
/// printer of JSON would be a fifth of the WASM.
#[must_use]
pub fn to_json(pairs: impl IntoIterator<Item = (String, String)>) -> Map<String, Value> {
    let fields = gathered(pairs).into_iter().map(|(name, given)| {
        let value = match given {
            Given::One(value) => value.into(),
            Given::Many(list) => list.into(),
        };
        (name, value)
    });
    fields.collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn of_a_repeated_field_the_last_one_wins_and_lists_are_gathered() {
        let pairs = [
            ("form", "account_register"),
            ("select_fields", "game"),
            ("select_fields", "media"),
            ("form", "send_sms_code"),
        ];
        let object = to_json(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert_eq!(
            Value::Object(object),
            json!({"form": "send_sms_code", "select_fields": ["game", "media"]})
        );
    }

    proptest! {
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
