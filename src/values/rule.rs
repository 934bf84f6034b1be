//! What a field must look like, as a client may rely on it. What a value takes beyond that (other
//! spellings of a mobile, numbers for texts) stays unwritten, so that it may change.

use super::Problem;

/// The shape of a field's content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Anything of this many characters.
    Text(usize, usize),
    Pattern(&'static str),
    /// An address that mail can be sent to, of at most so many bytes.
    Email(usize),
    /// A home page of at most so many bytes.
    Url(usize),
    /// One of these.
    Choice(&'static [&'static str]),
    /// At least one and at most so many of these.
    Choices(&'static [&'static str], usize),
    Flag,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The rule in words is the catalogue's `docs-rule-<words>`.
    pub words: &'static str,
    pub form: Form,
    /// What a client may send; several choices have a space between them.
    pub example: &'static str,
    /// What the value finds wrong with a text, beside those of every text: that it is missing, or
    /// cannot be read.
    pub problems: &'static [Problem],
    /// Whether an operation tells of the field where it is wrong; the others fall back to a
    /// default.
    pub judged: bool,
}

impl Rule {
    #[must_use]
    pub const fn new(
        words: &'static str,
        form: Form,
        example: &'static str,
        problems: &'static [Problem],
    ) -> Self {
        Self {
            words,
            form,
            example,
            problems,
            judged: true,
        }
    }

    #[must_use]
    pub const fn pattern(
        words: &'static str,
        pattern: &'static str,
        example: &'static str,
        problems: &'static [Problem],
    ) -> Self {
        Self::new(words, Form::Pattern(pattern), example, problems)
    }

    /// A name of this many characters.
    #[must_use]
    pub const fn named(words: &'static str, min: usize, max: usize, example: &'static str) -> Self {
        Self::new(
            words,
            Form::Text(min, max),
            example,
            &[
                Problem::TooShort,
                Problem::TooLong,
                Problem::Format,
                Problem::Markup,
            ],
        )
    }

    #[must_use]
    pub const fn flag(words: &'static str, problems: &'static [Problem]) -> Self {
        Self::new(words, Form::Flag, "", problems)
    }

    /// Of no consequence where it is wrong.
    #[must_use]
    pub const fn unjudged(self) -> Self {
        Self {
            judged: false,
            ..self
        }
    }

    /// Every problem that a field of this rule can have.
    pub fn problems(&self, required: bool) -> impl Iterator<Item = Problem> + use<> {
        let missing = (self.judged && required).then_some(Problem::Required);
        let reading: &[Problem] = if self.judged && self.form != Form::Flag {
            &[Problem::WrongType, Problem::ControlCharacter]
        } else {
            &[]
        };
        missing
            .into_iter()
            .chain(reading.iter().copied())
            .chain(self.problems.iter().copied())
    }
}

/// What has a rule: a value, or the name of a field that is read without one.
pub trait Ruled {
    const RULE: Rule;
}

/// Holds a rule against the value that judges. Each value with a rule calls this in its tests.
#[cfg(test)]
pub(crate) mod proof {
    use std::str::FromStr;

    use proptest::{
        prelude::*,
        string::string_regex,
        test_runner::{TestCaseError, TestRunner},
    };

    use super::*;

    /// The value's own rule says neither more nor less than the value takes.
    pub fn holds<T: Ruled + FromStr<Err = Problem>>() {
        holds_for(T::RULE, |raw| raw.parse::<T>().map(drop));
    }

    pub fn holds_for(rule: Rule, judge: impl Fn(&str) -> Result<(), Problem>) {
        assert_eq!(judge(rule.example), Ok(()), "the example of {rule:?}");
        match rule.form {
            Form::Text(min, max) => {
                let of = |length: usize| judge(&"门".repeat(length));
                assert_eq!(
                    (of(min), of(max), of(max + 1)),
                    (Ok(()), Ok(()), Err(Problem::TooLong)),
                    "{rule:?}"
                );
                assert_eq!(
                    of(min - 1),
                    Err(if min == 1 {
                        Problem::Required
                    } else {
                        Problem::TooShort
                    }),
                    "{rule:?}"
                );
            }
            Form::Choice(choices) => assert!(
                choices.iter().all(|choice| judge(choice) == Ok(())),
                "{rule:?}"
            ),
            Form::Choices(choices, most) => {
                assert!(
                    choices.iter().all(|choice| judge(choice) == Ok(())),
                    "{rule:?}"
                );
                assert_eq!(judge(&choices[..most].join(" ")), Ok(()), "{rule:?}");
                assert_eq!(
                    judge(&choices[..=most].join(" ")),
                    Err(Problem::TooMany),
                    "{rule:?}"
                );
            }
            Form::Pattern(pattern) => {
                let fitting = string_regex(pattern.trim_matches(['^', '$'])).expect("a pattern");
                run(&fitting, |text| {
                    prop_assert_eq!(judge(&text), Ok(()), "{:?} {}", rule, text);
                    Ok(())
                });
            }
            Form::Email(_) | Form::Url(_) | Form::Flag => {}
        }
        let any = string_regex("\\PC{0,40}|[ -~]{0,140}").expect("a pattern");
        run(&any, |raw| {
            if let Err(problem) = judge(&raw) {
                prop_assert!(
                    rule.problems(true).any(|named| named == problem),
                    "{:?}: {}",
                    rule,
                    problem
                );
            }
            Ok(())
        });
    }

    fn run(
        texts: &impl Strategy<Value = String>,
        test: impl Fn(String) -> Result<(), TestCaseError>,
    ) {
        TestRunner::default()
            .run(texts, test)
            .unwrap_or_else(|failed| panic!("{failed}"));
    }
}
