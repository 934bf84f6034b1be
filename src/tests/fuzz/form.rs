//! The form reader: a form is read exactly when it is UTF-8, the JSON made of it is sound, and what
//! the login page carries of it comes back as it was.
#![no_main]

use libfuzzer_sys::fuzz_target;
use menhu::{values::form_data, web::fuzzing};
use url::form_urlencoded;

const PAGES: [&str; 4] = ["/profile", "/binding", "/password", "/events"];

fuzz_target!(|bytes: &[u8]| {
    let lossy = form_urlencoded::parse(bytes).any(|(name, value)| {
        // U+FFFD may have been sent.
        name.contains('\u{fffd}') || value.contains('\u{fffd}')
    });
    let Some(pairs) = fuzzing::form(bytes) else {
        assert!(lossy, "refused, and all of it is text");
        return;
    };
    let json = form_data::to_json(pairs.clone());
    assert!(json.len() <= pairs.len());
    let json = serde_json::Value::Object(json).to_string();
    assert!(fuzzing::is_sound_object(json.as_bytes()));
    let mut sent = form_urlencoded::Serializer::new(String::new());
    sent.extend_pairs(&pairs);
    assert_eq!(
        fuzzing::form(sent.finish().as_bytes()).as_ref(),
        Some(&pairs)
    );
    for page in PAGES {
        if let Some(carried) = fuzzing::carried(page, &pairs) {
            let back = fuzzing::brought_back(page, &carried).expect("packed by us");
            assert!(back.iter().all(|pair| pairs.contains(pair)));
            assert_eq!(fuzzing::carried(page, &back), Some(carried));
        }
        for (_, value) in &pairs {
            let _ = fuzzing::brought_back(page, value);
        }
    }
});
