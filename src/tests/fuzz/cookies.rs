//! The cookie reader, a header for each line: what is made of them stays as it is when it is made
//! once more, has no name twice, and never hides the session.
#![no_main]

use std::collections::HashSet;

use libfuzzer_sys::fuzz_target;
use menhu::web::fuzzing::{cookie, tidied_cookies};

const SESSION: &str = "AAAAAAAAAAAAAAAAAAAAAA";

fuzz_target!(|bytes: &[u8]| {
    let mut lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
    let Some(once) = tidied_cookies(&lines) else {
        return;
    };
    if let Some(once) = &once {
        assert_eq!(
            tidied_cookies(&[once.as_bytes()])
                .expect("a header")
                .as_ref(),
            Some(once)
        );
        let mut names = HashSet::new();
        for pair in once.split("; ") {
            let (name, value) = pair.split_once('=').expect("a pair");
            assert!(names.insert(name), "{name} twice");
            assert_eq!(cookie(&lines, name).as_deref(), Some(value));
        }
    }
    let session = format!("menhu={SESSION}");
    let others = cookie(&lines, "menhu");
    lines.push(session.as_bytes());
    // Of two that can be one, the first is meant.
    let meant = others.unwrap_or_else(|| SESSION.to_owned());
    assert_eq!(cookie(&lines, "menhu"), Some(meant));
    lines.rotate_right(1);
    assert_eq!(cookie(&lines, "menhu").as_deref(), Some(SESSION));
});
