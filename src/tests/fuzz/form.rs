//! The form reader: whatever a form's bytes are, the JSON made of them is sound.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Some(json) = menhu::web::fuzzing::form_to_json(bytes) {
        assert!(menhu::web::fuzzing::is_sound_object(json.as_bytes()));
    }
});
