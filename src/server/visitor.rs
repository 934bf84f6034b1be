//! Who is asking, as far as the network tells.

use std::net::IpAddr;

use crate::values::lang::Lang;

/// Where a request came from. The boundary makes one for each request.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// The client's own address: the peer's, or what a trusted proxy says.
    pub address: IpAddr,
    /// The `User-Agent`, cut to 200 characters.
    pub device: String,
    /// What the browser keeps of the accounts that have signed in from it; sealed.
    pub device_cookie: Option<String>,
    /// The request's id, as the log has it.
    pub request: String,
    pub lang: Lang,
}

impl Visitor {
    /// What limits per address count by: an IPv4 address, or the /64 network of an IPv6 one.
    #[must_use]
    pub fn network(&self) -> String {
        match self.address.to_canonical() {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv6_network_counts_as_one() {
        let network = |address: &str| {
            Visitor {
                address: address.parse().expect("an address"),
                device: String::new(),
                device_cookie: None,
                request: String::new(),
                lang: Lang::Zh,
            }
            .network()
        };
        assert_eq!(network("192.0.2.7"), "192.0.2.7");
        assert_eq!(network("::ffff:192.0.2.7"), "192.0.2.7");
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), network("2001:db8:1:2::1"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
    }
}
