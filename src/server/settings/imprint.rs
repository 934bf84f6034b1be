//! Who is behind the portal: its name, its operator, how to reach it, its registrations.

use clap::Args;

use super::provider::needed;
use crate::values::imprint::Imprint;

/// In characters. They stand in one line of a page, of a message.
const LONGEST: usize = 100;
/// The providers' own bounds of a signature are near this.
const BRAND: std::ops::RangeInclusive<usize> = 2..=20;

#[derive(Args, Clone, Debug)]
pub struct ImprintSettings {
    /// The portal's name, in pages and mails and as the signature of SMS; 门户, in English Menhu,
    /// unless given; 2 to 20 characters
    #[arg(long, env = "MENHU_BRAND")]
    brand: Option<String>,
    /// The company behind the portal, which footer, terms and privacy policy name; required in
    /// production
    #[arg(long, env = "MENHU_OPERATOR")]
    operator: Option<String>,
    /// How people reach it, such as `400-000-0000，工作日 9:00–18:00` or `help@example.cn`; required
    /// in production
    #[arg(long, env = "MENHU_CONTACT")]
    contact: Option<String>,
    /// ICP number for the footer
    #[arg(long, env = "MENHU_ICP")]
    icp: Option<String>,
    /// Number of the police record (公安备案) for the footer
    #[arg(long, env = "MENHU_POLICE_RECORD")]
    police_record: Option<String>,
}

impl ImprintSettings {
    /// What pages and messages are given.
    #[must_use]
    pub fn imprint(&self) -> Imprint {
        let trimmed = |given: &Option<String>| {
            let text = given.as_deref().unwrap_or_default().trim();
            (!text.is_empty()).then(|| text.to_owned())
        };
        Imprint {
            brand: trimmed(&self.brand),
            operator: trimmed(&self.operator),
            contact: trimmed(&self.contact),
            icp: trimmed(&self.icp),
            police_record: trimmed(&self.police_record),
        }
    }

    /// Each fits into a line, and into the subject of a mail.
    ///
    /// # Errors
    /// One sentence naming the setting.
    pub(super) fn check(&self) -> Result<(), String> {
        let imprint = self.imprint();
        for (name, given) in [
            ("MENHU_BRAND", &imprint.brand),
            ("MENHU_OPERATOR", &imprint.operator),
            ("MENHU_CONTACT", &imprint.contact),
            ("MENHU_ICP", &imprint.icp),
            ("MENHU_POLICE_RECORD", &imprint.police_record),
        ] {
            let Some(text) = given else { continue };
            if text.chars().any(is_unseen) {
                return Err(format!(
                    "{name} must be one line without control characters."
                ));
            }
            if text.chars().count() > LONGEST {
                return Err(format!("{name} must have at most {LONGEST} characters."));
            }
        }
        let Some(brand) = imprint.brand else {
            return Ok(());
        };
        if !BRAND.contains(&brand.chars().count()) {
            return Err(format!(
                "MENHU_BRAND must have {} to {} characters, since SMS are signed with it.",
                BRAND.start(),
                BRAND.end()
            ));
        }
        // Whoever reads an SMS knows the signature by them; and leptos does not escape a title.
        if brand.contains(['【', '】', '[', ']', '<', '>']) {
            return Err(
                "MENHU_BRAND must be without brackets of any kind; an SMS puts its own around it."
                    .into(),
            );
        }
        Ok(())
    }

    /// Production says whose it is, as the law asks (PIPL, article 17).
    ///
    /// # Errors
    /// One sentence naming the setting to set.
    pub(super) fn check_production(&self) -> Result<(), String> {
        for (name, given, what) in [
            (
                "MENHU_OPERATOR",
                &self.operator,
                "the company behind the portal, which terms and privacy policy name",
            ),
            (
                "MENHU_CONTACT",
                &self.contact,
                "how people reach the operator: a telephone number, a mail address, hours",
            ),
        ] {
            needed(name, given.as_deref().unwrap_or_default())
                .map_err(|_| format!("In production {name} must be set: {what}."))?;
        }
        Ok(())
    }
}

/// Control characters, what breaks a line, and what turns the direction of writing.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(brand: &str, contact: &str) -> ImprintSettings {
        ImprintSettings {
            brand: Some(brand.to_owned()),
            operator: Some("门户科技有限公司".to_owned()),
            contact: Some(contact.to_owned()),
            icp: None,
            police_record: None,
        }
    }

    #[test]
    fn each_fits_into_a_line() {
        let longest = "门".repeat(100);
        assert_eq!(settings("门户", &longest).check(), Ok(()));
        assert_eq!(settings("Example Accounts Ltd", "a@b.cn").check(), Ok(()));
        for (brand, contact, name) in [
            ("门", "a@b.cn", "MENHU_BRAND"),
            ("An Example of Accounts", "a@b.cn", "MENHU_BRAND"),
            ("【门户】", "a@b.cn", "MENHU_BRAND"),
            ("</title>", "a@b.cn", "MENHU_BRAND"),
            ("门户\r\nBcc: a@b.cn", "a@b.cn", "MENHU_BRAND"),
            ("门户", "a\u{202e}b", "MENHU_CONTACT"),
            ("门户", &format!("{longest}门"), "MENHU_CONTACT"),
        ] {
            let checked = settings(brand, contact).check();
            assert!(
                checked.as_ref().is_err_and(|said| said.starts_with(name)),
                "{brand:?} {contact:?}: {checked:?}"
            );
        }
    }
}
