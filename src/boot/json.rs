//! Reading a JSON body more strictly than serde does: one object, no key twice, not nested beyond reason.

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
        self.0.checked_sub(1).map(Self).ok_or_else(|| E::custom("nested too deeply"))
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

    use super::*;

    #[test]
    fn one_object_without_doubles_is_sound() {
        for sound in [r"{}", r#" {"a":1,"b":{"a":[1,2.5,null,true,"x"]}} "#] {
            assert!(is_sound_object(sound.as_bytes()), "{sound}");
        }
        for unsound in
            ["", "[]", "1", "null", "\"a\"", "{", r#"{"a":1,}"#, r#"{"a":1,"a":2}"#, r#"{"b":{"a":1,"a":2}}"#, "{} {}", r#"{"a":"\ud800"}"#, "\u{feff}{}"]
        {
            assert!(!is_sound_object(unsound.as_bytes()), "{unsound}");
        }
        assert!(!is_sound_object(b"{\"a\":\"\xff\"}"));
    }

    #[test]
    fn nesting_ends_at_32() {
        let nested = |levels: usize| format!("{{\"a\":{}1{}}}", "[".repeat(levels), "]".repeat(levels));
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
}
