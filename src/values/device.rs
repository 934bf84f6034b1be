//! What a person calls the browser and the system they use.

/// `Chrome · Windows` from a `User-Agent`; the names are the makers' own. `None` when it tells
/// neither.
#[must_use]
pub fn name(agent: &str) -> Option<String> {
    let first = |names: &[(&str, &'static str)]| {
        names
            .iter()
            .find(|(mark, _)| agent.contains(mark))
            .map(|(_, name)| *name)
    };
    let browser = first(&[
        ("MicroMessenger", "WeChat"),
        ("Edg/", "Edge"),
        ("QQBrowser", "QQ Browser"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => Some(format!("{browser} · {system}")),
        (Some(name), None) | (None, Some(name)) => Some(name.to_owned()),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browser_and_system_are_named() {
        let agent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like \
             Gecko) Chrome/140.0.0.0 Safari/537.36";
        assert_eq!(name(agent).as_deref(), Some("Chrome · Windows"));
        assert_eq!(
            name(&format!("{agent} Edg/140.0")).as_deref(),
            Some("Edge · Windows")
        );
        assert_eq!(name("curl/8.14.1"), None);
    }
}
