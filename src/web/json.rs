//! Reading a JSON body more strictly than serde does: one object, no key twice, not nested beyond
//! reason.

use std::{collections::HashSet, fmt};

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

const DEEPEST: usize = 32;

/// Whether the bytes are one JSON object that means the same to everybody who reads it.
pub fn is_sound_object(bytes: &[u8]) -> bool {
    if bytes.trim_ascii_start().first() != Some(&b'{') {
        return false;
    }
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    Sound(DEEPEST).deserialize(&mut deserializer).is_ok() && deserializer.end().is_ok()
}

/// A value that may hold so many more levels.
#[derive(Clone, Copy)]
struct Sound(usize);

impl<'de> DeserializeSeed<'de> for Sound {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Sound {
    fn deeper<E: serde::de::Error>(self) -> Result<Self, E> {
        self.0
            .checked_sub(1)
            .map(Self)
            .ok_or_else(|| E::custom("nested too deeply"))
    }
}

impl<'de> Visitor<'de> for Sound {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a JSON value")
    }
    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }
    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }
    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }
    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }
    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let deeper = self.deeper()?;
        while members.next_element_seed(deeper)?.is_some() {}
        Ok(())
    }
    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let deeper = self.deeper()?;
        let mut keys = HashSet::new();
        while let Some(key) = members.next_key::<String>()? {
            members.next_value_seed(deeper)?;
            if !keys.insert(key) {
                return Err(A::Error::custom("a key twice"));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::values::input::{List, Text};

    #[test]
    fn one_object_without_doubles_is_sound() {
        for sound in [r"{}", r#" {"a":1,"b":{"a":[1,2.5,null,true,"x"]}} "#] {
            assert!(is_sound_object(sound.as_bytes()), "{sound}");
        }
        for unsound in [
            "",
            "[]",
            "1",
            "null",
            "\"a\"",
            "{",
            r#"{"a":1,}"#,
            r#"{"a":1,"a":2}"#,
            r#"{"b":{"a":1,"a":2}}"#,
            "{} {}",
            r#"{"a":"\ud800"}"#,
            "\u{feff}{}",
        ] {
            assert!(!is_sound_object(unsound.as_bytes()), "{unsound}");
        }
        assert!(!is_sound_object(b"{\"a\":\"\xff\"}"));
    }

    #[test]
    fn nesting_ends_at_32() {
        let nested =
            |levels: usize| format!("{{\"a\":{}1{}}}", "[".repeat(levels), "]".repeat(levels));
        assert!(is_sound_object(nested(31).as_bytes()));
        assert!(!is_sound_object(nested(32).as_bytes()));
        assert!(!is_sound_object(nested(5000).as_bytes()));
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = is_sound_object(&bytes);
        }
    }

    /// JSON of up to eight levels, and its numbers, texts and keys of all kinds.
    fn json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(8, 64, 6, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                proptest::collection::btree_map(any::<String>(), inner, 0..6)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    /// The text of an object with one byte changed, left out or doubled.
    fn broken() -> impl Strategy<Value = Vec<u8>> {
        (json(), any::<proptest::sample::Index>(), any::<u8>(), 0..3).prop_map(
            |(value, place, byte, how)| {
                let mut bytes = json!({ "a": value, "b": [{ "a": 1 }] })
                    .to_string()
                    .into_bytes();
                let place = place.index(bytes.len());
                match how {
                    0 => bytes[place] = byte,
                    1 => drop(bytes.remove(place)),
                    _ => bytes.insert(place, bytes[place]),
                }
                bytes
            },
        )
    }

    proptest! {
        #[test]
        fn every_object_as_serde_writes_it_is_sound(value in json()) {
            let object = json!({ "a": value }).to_string();
            prop_assert!(is_sound_object(object.as_bytes()), "{}", object);
            prop_assert!(!is_sound_object(value.to_string().as_bytes()) || value.is_object());
        }

        #[test]
        fn a_key_that_comes_twice_is_unsound_wherever_it_stands(value in json(), depth in 0..8_usize, key: String) {
            let (key, value) = (Value::from(key).to_string(), value.to_string());
            let twice = format!("{}{{{key}:{value},{key}:{value}}}{}", "{\"a\":[".repeat(depth), "]}".repeat(depth));
            prop_assert!(!is_sound_object(twice.as_bytes()), "{}", twice);
        }

        #[test]
        fn what_is_sound_is_read_and_sound_when_written_again(bytes in broken()) {
            if is_sound_object(&bytes) {
                let read: Value = serde_json::from_slice(&bytes).expect("sound");
                prop_assert!(is_sound_object(read.to_string().as_bytes()));
            }
        }

        #[test]
        fn every_sound_object_is_a_form(bytes in broken()) {
            if is_sound_object(&bytes) {
                #[derive(Default, serde::Deserialize)]
                #[serde(default)]
                struct Form {
                    a: Text,
                    b: List,
                }
                let form: Form = serde_json::from_slice(&bytes).expect("never refused as a whole");
                let _ = (form.a.given(), form.b.given());
            }
        }
    }
}
