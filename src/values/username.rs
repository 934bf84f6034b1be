//! The user name an account is given at registration.

use super::email::Email;

/// The longest stem; a number that makes it unique comes behind.
const STEM: usize = 24;

/// The `attempt`-th candidate for an account with this email: its local part in `[a-z0-9_]`, with a number from the second on. Never all
/// digits and never with `@`, so that it cannot be mistaken for a mobile or an email.
#[must_use]
pub fn candidate(email: &Email, attempt: u32) -> String {
    let mut stem: String = email.local().to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).take(STEM).collect();
    if !stem.contains(|c: char| c.is_ascii_lowercase()) {
        stem.insert_str(0, "u_");
    }
    if attempt <= 1 { stem } else { format!("{stem}{attempt}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn email(address: &str) -> Email {
        address.parse().expect("an address")
    }

    #[test]
    fn it_is_the_local_part_made_plain() {
        assert_eq!(candidate(&email("Zhang.San+hr@example.cn"), 1), "zhang_san_hr");
        assert_eq!(candidate(&email("zhang@example.cn"), 3), "zhang3");
    }

    #[test]
    fn it_is_never_all_digits() {
        assert_eq!(candidate(&email("13800138000@example.cn"), 1), "u_13800138000");
        assert_eq!(candidate(&email("1_2@example.cn"), 2), "u_1_22");
    }
}
