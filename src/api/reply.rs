//! The envelope: what every answer under `/users/` looks like.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use crate::values::envelope::Status;

/// One flat JSON object: the envelope, and on success the operation's own fields beside it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Reply<T> {
    pub status: Status,
    /// One sentence for a person, in the caller's language.
    pub msg: String,
    /// The parameter's own name → sentences; empty unless fields are at fault.
    pub errors: BTreeMap<String, Vec<String>>,
    /// On failure, what a program can switch on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Seconds, where waiting helps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
    #[serde(flatten)]
    pub data: Option<T>,
}

/// Of an operation that returns nothing beside the envelope.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Nothing {}

/// What an operation gives back, as an example in the documentation.
pub trait Sample {
    fn sample() -> Self;
}

impl Sample for Nothing {
    fn sample() -> Self {
        Self {}
    }
}

mod wording {
    use super::{Reply, Status};
    use crate::{
        server::error::Refused,
        text,
        values::{Problem, imprint::Imprint, lang::Lang},
    };

    impl<T> Reply<T> {
        /// Success, with the sentence the catalogue has for it.
        pub fn ok(lang: Lang, msg: &str, data: T) -> Self {
            Self {
                status: Status::Ok,
                msg: text::of(lang, msg),
                errors: [].into(),
                reason: None,
                retry_after: None,
                data: Some(data),
            }
        }

        /// A refusal put into words.
        pub fn refused(lang: Lang, imprint: &Imprint, status: Status, refused: &Refused) -> Self {
            let reason = refused.slug();
            let retry_after = match refused {
                Refused::TooManyTries { retry_after } | Refused::Cooldown { retry_after } => {
                    Some(*retry_after)
                }
                _ => None,
            };
            let mut reply = Self {
                status,
                msg: String::new(),
                errors: [].into(),
                reason: Some(reason.into()),
                retry_after,
                data: None,
            };
            if let Refused::Fields(errors) = refused {
                reply.errors = errors
                    .0
                    .iter()
                    .map(|(field, problems)| {
                        (
                            (*field).into(),
                            problems
                                .iter()
                                .map(|problem| sentence(lang, field, *problem))
                                .collect(),
                        )
                    })
                    .collect();
                let mut sentences = reply.errors.values().flatten();
                reply.msg = match (sentences.next(), sentences.next()) {
                    (Some(only), None) => only.clone(),
                    _ => text::of(lang, "refused-fields"),
                };
            } else {
                let wait = retry_after
                    .map(|seconds| text::wait(lang, seconds))
                    .unwrap_or_default();
                reply.msg = match refused {
                    Refused::CodeWrong { left: Some(0) } => {
                        text::with_imprint(lang, imprint, "refused-code_last", &[])
                    }
                    Refused::CodeWrong { left: Some(left) } => {
                        text::with(lang, "refused-code_left", &[("left", &left.to_string())])
                    }
                    _ => {
                        let key = format!("refused-{reason}");
                        text::with_imprint(lang, imprint, &key, &[("wait", &wait)])
                    }
                };
                let field = match refused {
                    Refused::CodeWrong { .. } | Refused::CodeExpired => Some("code"),
                    Refused::PasswordWrong { field } => Some(*field),
                    _ => None,
                };
                if let Some(field) = field {
                    reply.errors.insert(field.into(), vec![reply.msg.clone()]);
                }
            }
            reply
        }
    }

    /// The field's own sentence for the problem where the catalogue has one, else the general
    /// sentence with the field's label.
    fn sentence(lang: Lang, field: &str, problem: Problem) -> String {
        let own = format!("{field}-{}", problem.slug());
        text::find(lang, &own).unwrap_or_else(|| {
            text::with(
                lang,
                &format!("problem-{}", problem.slug()),
                &[("label", &text::of(lang, &format!("label-{field}")))],
            )
        })
    }
}
