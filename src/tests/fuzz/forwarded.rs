//! X-Forwarded-For, a header for each line: a proxy is never taken for the client unless that is
//! what it says, and nothing that a client writes before the proxy's words changes who it is.
#![no_main]

use std::net::IpAddr;

use libfuzzer_sys::fuzz_target;
use menhu::web::fuzzing::client_behind_proxy;

fn is_trusted(client: &str) -> bool {
    client.starts_with("192.0.2.")
}

fuzz_target!(|bytes: &[u8]| {
    let lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
    let Some(client) = client_behind_proxy(&lines) else {
        return;
    };
    let _: IpAddr = client.parse().expect("an address");
    let mut forged = vec![b"198.51.100.7".as_slice()];
    forged.extend(&lines);
    let forged = client_behind_proxy(&forged).expect("a header");
    if !is_trusted(&client) {
        assert_eq!(client, forged, "a client chooses its address");
        return;
    }
    assert_eq!(forged, "198.51.100.7", "a proxy asks for nobody");
    for hop in lines
        .iter()
        .flat_map(|line| line.split(|byte| *byte == b','))
    {
        let said = String::from_utf8_lossy(hop).to_ascii_lowercase();
        // In IPv6, 192.0.2 is c000:2.
        assert!(
            said.trim().is_empty() || said.contains("192.0.2.") || said.contains("c000:"),
            "{said:?} stands for a proxy"
        );
    }
});
