//! How a form stands on a page: what was typed, and what came of it.

use std::collections::BTreeMap;

/// How a submitted form stands when its page is rendered again: what was typed and what came of it. Empty on a first visit.
#[derive(Clone, Debug, Default)]
pub struct FormState {
    /// The operation whose form was submitted; other forms of the page are untouched.
    pub form: String,
    /// What was typed, in the form's order; passwords and codes are emptied.
    pub typed: Vec<(String, String)>,
    pub msg: String,
    /// Whether `msg` reports success.
    pub done: bool,
    pub errors: BTreeMap<String, Vec<String>>,
    /// Seconds until the code button works again.
    pub wait: Option<u64>,
}

impl FormState {
    /// Names of fields whose content never goes back into a page.
    #[must_use]
    pub fn is_secret(name: &str) -> bool {
        name == "code" || name.contains("password")
    }

    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        self.typed.iter().rev().find(|(typed, _)| typed == name).map(|(_, value)| value.as_str())
    }

    #[must_use]
    pub fn chosen(&self, name: &str, value: &str) -> bool {
        self.typed.iter().any(|(typed, chosen)| typed == name && chosen == value)
    }

    /// All sentences with their fields, in the form's order.
    #[must_use]
    pub fn errors_in_order(&self) -> Vec<(&str, &str)> {
        let place = |field: &str| self.typed.iter().position(|(name, _)| name == field).unwrap_or(usize::MAX);
        let mut fields: Vec<_> = self.errors.iter().collect();
        fields.sort_by_key(|(field, _)| place(field));
        fields.into_iter().flat_map(|(field, sentences)| sentences.iter().map(move |sentence| (field.as_str(), sentence.as_str()))).collect()
    }

    #[must_use]
    pub fn errors(&self, name: &str) -> &[String] {
        self.errors.get(name).map_or(&[], Vec::as_slice)
    }
}
