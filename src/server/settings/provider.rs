//! What is asked of a provider's address, and of its ordinary settings.

use std::net::IpAddr;

use url::Url;

use super::Mode;

/// An address of a provider. In production messages and keys go over https, unless they stay on
/// this machine.
///
/// # Errors
/// One sentence naming the setting.
pub(super) fn web(name: &str, url: &Url, mode: Mode) -> Result<Url, String> {
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        Err(format!("{name} must be an http or https address."))
    } else if mode == Mode::Production && url.scheme() == "http" && !is_loopback(url) {
        Err(format!(
            "In production {name} must be an https address; http is for this machine only."
        ))
    } else {
        Ok(url.clone())
    }
}

/// Whether the address leads to this machine.
pub(super) fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost"
        || host
            .parse::<IpAddr>()
            .is_ok_and(|address| address.to_canonical().is_loopback())
}

/// An ordinary setting that the chosen gateway needs.
///
/// # Errors
/// One sentence naming the setting to set.
pub(super) fn needed(name: &str, value: &str) -> Result<String, String> {
    if value.is_empty() {
        Err(format!("{name} must be set."))
    } else {
        Ok(value.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_loopback() {
        let read = |url: &str| is_loopback(&Url::parse(url).expect("an address"));
        for ours in [
            "http://127.0.0.1:9/",
            "http://127.9.9.9",
            "http://[::1]:9",
            "http://[::ffff:127.0.0.1]",
            "http://localhost/a",
        ] {
            assert!(read(ours), "{ours}");
        }
        for theirs in [
            "http://127.0.0.1.example.cn",
            "http://10.0.0.1",
            "http://0.0.0.0",
            "http://localhost.example.cn",
            "http://localhost@example.cn",
        ] {
            assert!(!read(theirs), "{theirs}");
        }
    }
}
