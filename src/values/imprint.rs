//! Who is behind the portal: the name it goes by, the company, how to reach it, and the numbers it
//! is registered under.

use super::email::Email;

/// As the operator has set it. What is not set is said in the catalogue's words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imprint {
    /// The portal's name; also what an SMS is signed with.
    pub brand: Option<String>,
    /// The company that runs the portal.
    pub operator: Option<String>,
    /// How people reach it: telephone, mail, hours, as they are to read it.
    pub contact: Option<String>,
    /// ICP number.
    pub icp: Option<String>,
    /// Number of the record with the public security authorities.
    pub police_record: Option<String>,
}

impl Imprint {
    /// Where the contact leads, when it is nothing but a mail address or a telephone number.
    #[must_use]
    pub fn contact_link(&self) -> Option<String> {
        let contact = self.contact.as_deref()?;
        if contact.parse::<Email>().is_ok() {
            return Some(format!("mailto:{contact}"));
        }
        let is_number = contact
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, ' ' | '-' | '(' | ')' | '+'))
            && contact.rfind('+').is_none_or(|at| at == 0);
        let number: String = contact
            .chars()
            .filter(|c| c.is_ascii_digit() || *c == '+')
            .collect();
        // From a short number such as 95588 up to the longest there is (E.164).
        let digits = number.trim_start_matches('+').len();
        (is_number && (5..=15).contains(&digits)).then(|| format!("tel:{number}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_leads_somewhere_when_it_is_one_thing() {
        for (contact, link) in [
            ("help@example.cn", Some("mailto:help@example.cn")),
            ("400-000-0000", Some("tel:4000000000")),
            ("+86 10 1234 5678", Some("tel:+861012345678")),
            ("(010) 12345678", Some("tel:01012345678")),
            ("95588", Some("tel:95588")),
            ("400-000-0000，工作日 9:00–18:00", None),
            ("help@example.cn, 400-000-0000", None),
            ("9-18", None),
            ("1234567890123456", None),
            ("010+12345678", None),
            ("javascript:alert(1)", None),
        ] {
            let imprint = Imprint {
                contact: Some(contact.to_owned()),
                ..Imprint::default()
            };
            assert_eq!(imprint.contact_link().as_deref(), link, "{contact}");
        }
        assert_eq!(Imprint::default().contact_link(), None);
    }
}
