//! The client's own address, behind proxies too.

use std::net::IpAddr;

use axum::http::HeaderMap;
use ipnet::IpNet;

/// The client's own address: the peer's, unless the peer is a trusted proxy; then the last address
/// in X-Forwarded-For that is not one.
pub fn client_address(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: IpAddr| {
        trusted
            .iter()
            .any(|network| network.contains(&address.to_canonical()))
    };
    let mut client = peer.to_canonical();
    if !is_trusted(client) {
        return client;
    }
    let forwarded: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    for hop in forwarded.iter().rev() {
        let Ok(address) = hop.trim().parse::<IpAddr>() else {
            break;
        };
        client = address.to_canonical();
        if !is_trusted(client) {
            break;
        }
    }
    client
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(peer: &str, forwarded: &str, trusted: &str) -> String {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", forwarded.parse().expect("a header"));
        let trusted: Vec<IpNet> = trusted
            .split(' ')
            .filter(|network| !network.is_empty())
            .map(|network| network.parse().expect("a network"))
            .collect();
        client_address(peer.parse().expect("an address"), &headers, &trusted).to_string()
    }

    #[test]
    fn a_forged_header_is_ignored_unless_a_trusted_proxy_sends_it() {
        assert_eq!(address("192.0.2.1", "203.0.113.9", ""), "192.0.2.1");
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
        assert_eq!(address("10.0.0.1", "rubbish", "10.0.0.0/8"), "10.0.0.1");
        assert_eq!(
            address("::ffff:10.0.0.1", "2001:db8::1", "10.0.0.0/8"),
            "2001:db8::1"
        );
    }
}
