//! The client's own address, behind proxies too.

use std::net::{IpAddr, Ipv6Addr};

use axum::http::HeaderMap;
use ipnet::IpNet;

/// How many addresses stand in for clients whose own cannot be read.
const STAND_INS: u16 = 16;

/// Who asks, as far as the network tells, and what there is to say about how it told it.
#[derive(Debug, PartialEq, Eq)]
pub struct Client {
    pub address: IpAddr,
    pub doubt: Option<Doubt>,
}

/// Why a proxy's word was not taken.
#[derive(Debug, PartialEq, Eq)]
pub enum Doubt {
    /// It is none of the trusted ones.
    Untrusted,
    /// What it says is no address.
    Unreadable(String),
}

/// The client's own address: the peer's, unless the peer is a trusted proxy; then the last address
/// in X-Forwarded-For that is not one.
///
/// Where that cannot be read, the client is neither the proxy, or everybody would share its limits,
/// nor whatever stands further left, which is the client's own word. An address that nobody has
/// stands in. One for each text would let a client have as many as it can make up, one for all
/// would let it use up everybody's limits; so there are a few, and the text decides which.
pub fn client_address(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> Client {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(&address));
    let mut address = peer.to_canonical();
    let mut lines = headers.get_all("x-forwarded-for").iter();
    if !is_trusted(address) {
        let doubt = lines.next().map(|_| Doubt::Untrusted);
        return Client { address, doubt };
    }
    // Byte by byte: what a client wrote before the proxy's own words may be no text at all.
    let hops = lines
        .rev()
        .flat_map(|line| line.as_bytes().rsplit(|byte| *byte == b','))
        .map(String::from_utf8_lossy);
    for hop in hops {
        // Commas with nothing between them; whatever else stands there is somebody's name.
        if hop.trim().is_empty() {
            continue;
        }
        let hop = bare(&hop);
        let Some(read) = read(hop) else {
            return Client {
                address: stand_in(hop),
                doubt: Some(Doubt::Unreadable(hop.chars().take(60).collect())),
            };
        };
        address = read;
        if !is_trusted(address) {
            break;
        }
    }
    Client {
        address,
        doubt: None,
    }
}

/// Without what some put around an address: blanks, quotes, the words of the header `Forwarded`.
fn bare(hop: &str) -> &str {
    let hop = hop.split(';').next().unwrap_or_default().trim();
    let hop = match hop.get(..4) {
        Some(word) if word.eq_ignore_ascii_case("for=") => &hop[4..],
        _ => hop,
    };
    hop.trim_matches(|c: char| c == '"' || c == '\'' || c.is_whitespace())
}

/// An address as proxies write it: alone, with a port, in brackets, with a zone.
fn read(hop: &str) -> Option<IpAddr> {
    let host = if let Some(bracketed) = hop.strip_prefix('[') {
        bracketed.split(']').next().unwrap_or_default()
    } else if hop.matches(':').count() == 1 {
        hop.split(':').next().unwrap_or_default()
    } else {
        hop
    };
    let parse = |host: &str| {
        let address = host.split('%').next().unwrap_or_default();
        address.trim().parse::<IpAddr>().ok()
    };
    parse(host)
        // A port behind an IPv6 address without brackets, where that can be told.
        .or_else(|| parse(host.rsplit_once(':')?.0))
        .map(|address| address.to_canonical())
}

/// One of a few addresses out of those set aside for documentation (RFC 9637), each a network of
/// its own.
fn stand_in(text: &str) -> IpAddr {
    let sum = text
        .bytes()
        .fold(0_u16, |sum, byte| sum.wrapping_add(byte.into()));
    Ipv6Addr::new(0x3fff, 0, 0, sum % STAND_INS, 0, 0, 0, 0).into()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    fn client(peer: &str, forwarded: &[&[u8]], trusted: &str) -> Client {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            let line = axum::http::HeaderValue::from_bytes(line).expect("a header");
            headers.append("x-forwarded-for", line);
        }
        let trusted: Vec<IpNet> = trusted
            .split(' ')
            .filter(|network| !network.is_empty())
            .map(|network| network.parse().expect("a network"))
            .collect();
        client_address(peer.parse().expect("an address"), &headers, &trusted)
    }

    fn address(peer: &str, forwarded: &str, trusted: &str) -> String {
        client(peer, &[forwarded.as_bytes()], trusted)
            .address
            .to_string()
    }

    #[test]
    fn a_forged_header_is_ignored_unless_a_trusted_proxy_sends_it() {
        assert_eq!(address("192.0.2.1", "203.0.113.9", ""), "192.0.2.1");
        assert_eq!(
            client("192.0.2.1", &[b"203.0.113.9"], "").doubt,
            Some(Doubt::Untrusted)
        );
        assert_eq!(client("192.0.2.1", &[], "").doubt, None);
        assert_eq!(
            address("10.0.0.1", "203.0.113.9", "10.0.0.0/8"),
            "203.0.113.9"
        );
        assert_eq!(
            address(
                "10.0.0.1",
                "198.51.100.1, 203.0.113.9, 10.0.0.2",
                "10.0.0.0/8"
            ),
            "203.0.113.9"
        );
        assert_eq!(
            address("::ffff:10.0.0.1", "2001:db8::1", "10.0.0.0/8"),
            "2001:db8::1"
        );
    }

    #[test]
    fn every_spelling_of_an_address_is_read() {
        for (written, meant) in [
            ("203.0.113.9:51234", "203.0.113.9"),
            ("203.0.113.9:", "203.0.113.9"),
            (" 203.0.113.9\t", "203.0.113.9"),
            ("\"203.0.113.9\"", "203.0.113.9"),
            ("\"203.0.113.9:51234\"", "203.0.113.9"),
            ("[203.0.113.9]:51234", "203.0.113.9"),
            ("::ffff:203.0.113.9", "203.0.113.9"),
            ("[::ffff:203.0.113.9]:51234", "203.0.113.9"),
            ("::ffff:203.0.113.9:51234", "203.0.113.9"),
            ("2001:db8::9", "2001:db8::9"),
            ("2001:DB8:0:0::9", "2001:db8::9"),
            ("[2001:db8::9]", "2001:db8::9"),
            ("[2001:db8::9]:51234", "2001:db8::9"),
            ("2001:db8:0:0:0:0:0:9:51234", "2001:db8::9"),
            ("\"[2001:db8::9]:51234\"", "2001:db8::9"),
            ("fe80::9%eth0", "fe80::9"),
            ("[fe80::9%25eth0]:51234", "fe80::9"),
            ("for=203.0.113.9", "203.0.113.9"),
            ("For=\"[2001:db8::9]:51234\";proto=https", "2001:db8::9"),
            ("203.0.113.9,", "203.0.113.9"),
            ("203.0.113.9, , ", "203.0.113.9"),
            ("unknown, 203.0.113.9:1, 10.0.0.2:2", "203.0.113.9"),
        ] {
            let read = client("10.0.0.1", &[written.as_bytes()], "10.0.0.0/8");
            assert_eq!(read.address.to_string(), meant, "{written}");
            assert_eq!(read.doubt, None, "{written}");
        }
    }

    #[test]
    fn the_last_word_of_several_lines_counts_whatever_stands_before_it() {
        let read = |lines: &[&[u8]]| client("10.0.0.1", lines, "10.0.0.0/8").address.to_string();
        assert_eq!(read(&[b"198.51.100.1", b"203.0.113.9"]), "203.0.113.9");
        assert_eq!(read(&[b"203.0.113.9", b"10.0.0.2"]), "203.0.113.9");
        assert_eq!(read(&[b"\xff\xfe, 203.0.113.9"]), "203.0.113.9");
        assert_eq!(read(&[b"203.0.113.9", b"", b" , "]), "203.0.113.9");
        assert_eq!(read(&[b""]), "10.0.0.1", "the proxy itself asks");
    }

    #[test]
    fn what_cannot_be_read_is_never_the_proxy_nor_what_the_client_wrote() {
        let trusted = "10.0.0.0/8";
        for written in [
            "unknown",
            "_hidden",
            "rubbish",
            "300.1.1.1",
            "\u{fffd}",
            "unix:",
        ] {
            for line in [
                written.to_owned(),
                format!("203.0.113.9, {written}, 10.0.0.2"),
            ] {
                let read = client("10.0.0.1", &[line.as_bytes()], trusted);
                assert!(
                    read.address.to_string().starts_with("3fff:"),
                    "{line}: {}",
                    read.address
                );
                assert_eq!(
                    read.doubt,
                    Some(Doubt::Unreadable(written.to_owned())),
                    "{line}"
                );
            }
        }
        let made_up: HashSet<String> = (0..10_000)
            .map(|number| address("10.0.0.1", &format!("rubbish-{number}"), trusted))
            .collect();
        assert_eq!(made_up.len(), usize::from(STAND_INS), "no number of them");
        assert_ne!(
            address("10.0.0.1", "unknown", trusted),
            address("10.0.0.1", "_hidden", trusted)
        );
    }

    #[test]
    fn a_hop_with_nothing_but_signs_is_somebody_all_the_same() {
        for hop in ["for=", "\"\"", ";proto=https", "for=;by=10.0.0.1", "';'"] {
            for line in [hop.to_owned(), format!("203.0.113.9, {hop}, 10.0.0.2")] {
                let read = client("10.0.0.1", &[line.as_bytes()], "10.0.0.0/8");
                assert_eq!(read.address, stand_in(""), "{line}");
                assert_eq!(read.doubt, Some(Doubt::Unreadable(String::new())), "{line}");
            }
        }
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic_or_name_the_proxy(
            line in proptest::collection::vec(0x20_u8..=0xff, 0..60)
                .prop_filter("DEL is no part of a header", |line| !line.contains(&0x7f)),
        ) {
            let read = client("10.0.0.1", &[&line], "10.0.0.1/32");
            let said = String::from_utf8_lossy(&line);
            let is_blank = said.split(',').all(|hop| hop.trim().is_empty());
            prop_assert!(
                is_blank || said.contains("10.0.0.1") || read.address.to_string() != "10.0.0.1"
            );
        }
    }
}
