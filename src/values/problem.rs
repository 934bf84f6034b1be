//! Why a field was not accepted, and the problems of one submission, all fields together.

use std::{collections::BTreeMap, fmt};

/// Why a field was not accepted. The wording is the catalogue's: `<field>-<problem>`, else
/// `problem-<problem>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Problem {
    Required,
    WrongType,
    Format,
    TooShort,
    TooLong,
    ControlCharacter,
    /// An address of the web, or markup, in a name.
    Markup,
    /// zxcvbn scores it below 3.
    Weak,
    /// A password that holds the account's own mobile, email name or company name.
    Personal,
    /// Not among the choices.
    Unknown,
    TooMany,
    Taken,
    FreeMail,
    /// Typed twice, and not alike.
    Mismatch,
    /// What it is already.
    Unchanged,
}

impl Problem {
    /// The name in the catalogue and, for a submission with this problem alone, in `reason`.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::WrongType => "wrong_type",
            Self::Format => "format",
            Self::TooShort => "too_short",
            Self::TooLong => "too_long",
            Self::ControlCharacter => "control_character",
            Self::Markup => "markup",
            Self::Weak => "weak",
            Self::Personal => "personal",
            Self::Unknown => "unknown",
            Self::TooMany => "too_many",
            Self::Taken => "taken",
            Self::FreeMail => "free_mail",
            Self::Mismatch => "mismatch",
            Self::Unchanged => "unchanged",
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.slug())
    }
}

impl std::error::Error for Problem {}

/// The problems of one submission, all fields together, under the parameters' own names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldErrors(pub BTreeMap<&'static str, Vec<Problem>>);

impl FieldErrors {
    /// The one problem there is, or that there are several.
    #[must_use]
    pub fn slug(&self) -> &'static str {
        let mut problems = self.0.values().flatten();
        match problems.next() {
            Some(first) if problems.all(|problem| problem == first) => first.slug(),
            _ => "invalid",
        }
    }

    #[must_use]
    pub fn one(field: &'static str, problem: Problem) -> Self {
        let mut errors = Self::default();
        errors.add(field, problem);
        errors
    }

    pub fn add(&mut self, field: &'static str, problem: Problem) {
        self.0.entry(field).or_default().push(problem);
    }

    /// The value, or `None` with the problem noted under `field`.
    pub fn take<T>(&mut self, field: &'static str, parsed: Result<T, Problem>) -> Option<T> {
        parsed.map_err(|problem| self.add(field, problem)).ok()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
