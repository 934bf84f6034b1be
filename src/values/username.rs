//! The user name an account is given at registration.

use super::email::Email;

/// The longest stem; a number that makes it unique comes behind.
const STEM: usize = 24;

/// A candidate for an account with this email: its local part in `[a-z0-9_]`, with this number
/// behind it, unless it is 1. Never all digits and never with `@`, so that it cannot be mistaken
/// for a mobile or an email.
#[must_use]
pub fn candidate(email: &Email, number: u32) -> String {
    let mut stem: String = email
        .local()
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .take(STEM)
        .collect();
    if !stem.contains(|c: char| c.is_ascii_lowercase()) {
        stem.insert_str(0, "u_");
    }
    if number <= 1 {
        stem
    } else {
        format!("{stem}{number}")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::values::{login_name::LoginName, mobile::Mobile};

    fn email(address: &str) -> Email {
        address.parse().expect("an address")
    }

    #[test]
    fn it_is_the_local_part_made_plain() {
        assert_eq!(
            candidate(&email("Zhang.San+hr@example.cn"), 1),
            "zhang_san_hr"
        );
        assert_eq!(candidate(&email("zhang@example.cn"), 3), "zhang3");
    }

    #[test]
    fn it_is_never_all_digits() {
        assert_eq!(
            candidate(&email("13800138000@example.cn"), 1),
            "u_13800138000"
        );
        assert_eq!(candidate(&email("1_2@example.cn"), 2), "u_1_22");
    }

    proptest! {
        #[test]
        fn whatever_the_address_it_can_be_taken_for_nothing_else(raw in "[ -~]{1,30}@example.cn", number in any::<u32>()) {
            if let Ok(email) = raw.parse::<Email>() {
                let name = candidate(&email, number);
                prop_assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'), "{}", name);
                prop_assert!(name.parse::<Mobile>().is_err() && name.len() <= STEM + 10);
                prop_assert_eq!(name.parse::<LoginName>(), Ok(LoginName::Username(name)));
            }
        }
    }
}
