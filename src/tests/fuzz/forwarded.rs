//! X-Forwarded-For and the cookies beside it: the proxy is never taken for the client, and what is
//! made of a Cookie header stays as it is when it is made once more.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let client = menhu::web::fuzzing::client_behind_proxy(bytes);
    let says_nothing = bytes.iter().all(|byte| !byte.is_ascii_alphanumeric());
    let names_it = String::from_utf8_lossy(bytes).contains("192.0.2.1");
    assert!(
        client.is_none_or(|client| client != "192.0.2.1") || says_nothing || names_it,
        "{client:?}"
    );
    if let Some(once) = menhu::web::fuzzing::tidied_cookies(bytes) {
        let again = menhu::web::fuzzing::tidied_cookies(once.as_bytes());
        assert_eq!(again.as_ref(), Some(&once));
    }
});
