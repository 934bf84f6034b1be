//! The JSON reader: what it takes for sound means the same to serde, is sound when written again,
//! and is a form, whatever its fields hold.
#![no_main]

use libfuzzer_sys::fuzz_target;
use menhu::values::input::{Flag, List, Text};
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Default, Deserialize, Serialize)]
#[serde(default)]
struct Form {
    a: Text,
    b: List,
    c: Flag,
}

fuzz_target!(|bytes: &[u8]| {
    if !menhu::web::fuzzing::is_sound_object(bytes) {
        return;
    }
    let read: Value = serde_json::from_slice(bytes).expect("sound");
    assert!(menhu::web::fuzzing::is_sound_object(
        read.to_string().as_bytes()
    ));
    let form: Form = serde_json::from_slice(bytes).expect("never refused as a whole");
    // What was read without a problem is read the same when it is sent on.
    let written = serde_json::to_string(&form).expect("JSON");
    let again: Form = serde_json::from_str(&written).expect("never refused as a whole");
    if let Ok(text) = form.a.given() {
        assert_eq!(again.a.given(), Ok(text));
    }
    if let Ok(list) = form.b.given() {
        assert_eq!(again.b.given(), Ok(list));
    }
    assert_eq!(form.c, again.c);
});
