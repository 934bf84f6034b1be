//! The JSON reader: what it takes for sound means the same to serde, and is sound when written
//! again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use menhu::values::input::{List, Text};
use serde::Deserialize;
use serde_json::Value;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Form {
    a: Text,
    b: List,
}

fuzz_target!(|bytes: &[u8]| {
    if menhu::web::fuzzing::is_sound_object(bytes) {
        let read: Value = serde_json::from_slice(bytes).expect("sound");
        assert!(menhu::web::fuzzing::is_sound_object(read.to_string().as_bytes()));
        let form: Form = serde_json::from_slice(bytes).expect("never refused as a whole");
        let _ = (form.a.given(), form.b.given());
    }
});
