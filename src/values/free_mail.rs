//! Domains of free mailboxes, which are no company's own.

use std::{collections::HashSet, sync::LazyLock};

/// One domain a line; where it comes from stands in its head.
static DOMAINS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    include_str!("free_mail.txt")
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .collect()
});

/// Whether anybody can have an address in this domain (lower-cased).
#[must_use]
pub fn is_free(domain: &str) -> bool {
    DOMAINS.contains(domain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_large_ones_are_known() {
        assert!(
            [
                "qq.com",
                "163.com",
                "126.com",
                "sina.com",
                "gmail.com",
                "wo.cn",
                "88.com",
                "vip.163.com"
            ]
            .into_iter()
            .all(is_free)
        );
        assert!(!is_free("example.cn"));
    }
}
