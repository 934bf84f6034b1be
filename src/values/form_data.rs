//! A submitted form's pairs, and the JSON object that the endpoints take, made of them: by the island in the browser and by the server for plain forms.

use serde_json::{Map, Value};

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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn of_a_repeated_field_the_last_one_wins_and_lists_are_gathered() {
        let pairs = [("form", "account_register"), ("select_fields", "game"), ("select_fields", "media"), ("form", "send_sms_code")];
        let object = to_json(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert_eq!(Value::Object(object), json!({"form": "send_sms_code", "select_fields": ["game", "media"]}));
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
