//! A submitted form's pairs as the JSON object that the operations take: the island makes it in the
//! browser, the server makes it of a plain form.

use serde_json::{Map, Value};

/// The hidden field, and the name of every button, that say which operation a form asks for.
pub const FORM: &str = "form";

/// The hidden field that says which account's page a form stands on: its mark, never its id.
pub const ACCOUNT: &str = "account";

/// The login form's hidden field that carries another form, which was sent too late.
pub const UNSENT: &str = "unsent";

/// The fields that a form may send more than once.
const LISTS: [&str; 1] = ["select_fields"];

/// Lists are gathered; of every other field the last one wins.
#[must_use]
pub fn to_json(pairs: impl IntoIterator<Item = (String, String)>) -> Map<String, Value> {
    let mut object = Map::new();
    for (name, value) in pairs {
        if LISTS.contains(&name.as_str()) {
            // The empty one only marks the place.
            if let Value::Array(list) = object
                .entry(name)
                .or_insert_with(|| Value::Array(Vec::new()))
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
