//! Every operation as it is documented, in one language: what the document and the page are both
//! written from.

use serde_json::{Value, json};

use super::{
    Place,
    schema::{self, Shape},
};
use crate::{
    api::{
        self, OPERATIONS, Refused, Reply,
        form::Field,
        operation::{Session, Tag},
    },
    text,
    values::{FieldErrors, Problem, imprint::Imprint, lang::Lang},
};

/// A field that an operation gives back, or one of those within it.
#[derive(Clone, Debug)]
pub struct Property {
    /// `recv.city` for one within another, `events[].title` for one within a list.
    pub path: String,
    /// The catalogue's name for it.
    pub key: String,
}

/// One reason to refuse.
#[derive(Clone, Debug)]
pub struct Failure {
    pub reason: String,
    /// The whole answer.
    pub example: Value,
}

/// An operation with what the document says of it.
#[derive(Clone, Debug)]
pub struct Operation {
    /// What the operation itself says.
    pub facts: &'static api::Operation,
    pub gives: Shape,
    pub reply: Vec<Property>,
    /// What a success looks like, whole.
    pub success: Value,
    pub failures: Vec<Failure>,
}

impl Operation {
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.facts.name
    }

    #[must_use]
    pub const fn fields(&self) -> &'static [Field] {
        self.facts.takes.fields
    }

    /// A body with every required field, and the optional ones too.
    #[must_use]
    pub fn body(&self) -> Value {
        Value::Object(
            self.fields()
                .iter()
                .map(|field| (field.name.to_owned(), schema::example(&field.rule)))
                .collect(),
        )
    }

    /// The call as a person types it; cookies are kept in the file `cookies`.
    #[must_use]
    pub fn curl(&self, place: &Place) -> String {
        let sends = if self.facts.session == Session::Open {
            ""
        } else {
            " -b cookies"
        };
        let keeps = if self.facts.opens_session {
            " -c cookies"
        } else {
            ""
        };
        let url = format!("{}{}", place.origin, self.facts.path());
        if self.facts.reads() {
            let query: Vec<String> = self
                .fields()
                .iter()
                .map(|field| format!("{}={}", field.name, field.rule.example))
                .collect();
            let mark = if query.is_empty() { "" } else { "?" };
            format!("curl{sends}{keeps} '{url}{mark}{}'", query.join("&"))
        } else {
            format!(
                "curl{sends}{keeps} {url} -H 'content-type: application/json' -d '{}'",
                self.body()
            )
        }
    }

    /// The names that `errors` may have, each once.
    #[must_use]
    pub fn faulty(&self) -> Vec<&'static str> {
        let refused = self.facts.refusals().filter_map(|refused| match refused {
            Refused::CodeWrong { .. } | Refused::CodeExpired => Some("code"),
            Refused::PasswordWrong { field } => Some(field),
            _ => None,
        });
        let mut names = Vec::new();
        for name in problems(self.facts)
            .into_iter()
            .map(|(name, _)| name)
            .chain(refused)
        {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }
}

/// All operations, in the list's order; the examples' sentences are in this language, and name this
/// contact.
#[must_use]
pub fn operations(lang: Lang, imprint: &Imprint) -> Vec<Operation> {
    OPERATIONS
        .iter()
        .map(|facts| operation(lang, imprint, facts))
        .collect()
}

fn operation(lang: Lang, imprint: &Imprint, facts: &'static api::Operation) -> Operation {
    let gives = Shape::of(&facts.gives);
    let success = json!(Reply::ok(lang, &facts.done(), (facts.gives.sample)()));
    Operation {
        facts,
        reply: properties(&gives),
        gives,
        success,
        failures: failures(lang, imprint, facts),
    }
}

/// Every problem that a field of the operation may have, by the field's name; those of what it
/// works on last.
fn problems(operation: &api::Operation) -> Vec<(&'static str, Problem)> {
    let fields = operation.takes.fields;
    let mut problems = Vec::new();
    for field in fields {
        let own = operation
            .problems
            .iter()
            .filter(|(name, _)| *name == field.name)
            .map(|(_, problem)| *problem);
        problems.extend(
            field
                .rule
                .problems(field.required)
                .chain(own)
                .map(|problem| (field.name, problem)),
        );
    }
    let of_a_field = |name: &str| fields.iter().any(|field| field.name == name);
    problems.extend(
        operation
            .problems
            .iter()
            .filter(|(name, _)| !of_a_field(name)),
    );
    problems
}

/// Every reason that the operation may give, each once, with the answer it comes in.
fn failures(lang: Lang, imprint: &Imprint, operation: &api::Operation) -> Vec<Failure> {
    let mut refusals: Vec<Refused> = operation.refusals().collect();
    let problems = problems(operation);
    // Several fields with different problems have a reason of their own.
    if let Some((first, problem)) = problems.first()
        && let Some((second, other)) = problems
            .iter()
            .rev()
            .find(|(field, other)| field != first && other != problem)
    {
        let mut both = FieldErrors::one(first, *problem);
        both.add(second, *other);
        refusals.push(Refused::Fields(both));
    }
    refusals.extend(
        problems
            .into_iter()
            .map(|(field, problem)| Refused::Fields(FieldErrors::one(field, problem))),
    );
    let mut failures: Vec<Failure> = Vec::new();
    for refused in refusals {
        let reply = Reply::<()>::refused(lang, imprint, operation.failure, &refused);
        let reason = reply.reason.clone().unwrap_or_default();
        if failures.iter().all(|failure| failure.reason != reason) {
            failures.push(Failure {
                reason,
                example: json!(reply),
            });
        }
    }
    failures
}

/// The reply's fields, those of inner types behind the one that holds them.
fn properties(gives: &Shape) -> Vec<Property> {
    let mut listed = Vec::new();
    for (name, schema) in &gives.properties {
        listed.push(Property {
            path: name.clone(),
            key: key(&gives.name, name),
        });
        let (inner, mark) = if schema["type"] == "array" {
            (&schema["items"]["$ref"], "[]")
        } else {
            (&schema["$ref"], "")
        };
        let shape = inner.as_str().and_then(|inner| {
            gives
                .inner
                .iter()
                .find(|shape| inner.ends_with(&format!("/{}", shape.name)))
        });
        let Some(shape) = shape else { continue };
        listed.extend(shape.properties.keys().map(|within| Property {
            path: format!("{name}{mark}.{within}"),
            key: key(&shape.name, within),
        }));
    }
    listed
}

/// What a property is called in the catalogue: by its type where it has a name of its own there,
/// else as everywhere, else as the field of that name.
#[must_use]
pub fn key(of: &str, property: &str) -> String {
    [
        format!("docs-{of}-{property}"),
        format!("docs-reply-{property}"),
    ]
    .into_iter()
    .find(|key| text::find(Lang::default(), key).is_some())
    .unwrap_or_else(|| format!("label-{property}"))
}

/// What a field is called in the catalogue: here, or where people fill it in.
#[must_use]
pub fn label(operation: &str, field: &Field) -> String {
    let name = if operation == "change_notify_email" && field.name == "code" {
        "email_code"
    } else {
        field.name
    };
    let own = format!("docs-label-{name}");
    if text::find(Lang::default(), &own).is_some() {
        own
    } else {
        format!("label-{name}")
    }
}

/// A field's label and its rule, in words.
#[must_use]
pub fn describe(lang: Lang, operation: &str, field: &Field) -> String {
    let label = text::of(lang, &label(operation, field));
    let rule = text::of(lang, &format!("docs-rule-{}", field.rule.words));
    text::with(lang, "docs-field", &[("label", &label), ("rule", &rule)])
}

/// The tags that are used, with their operations.
#[must_use]
pub fn by_tag(operations: &[Operation]) -> Vec<(Tag, Vec<&Operation>)> {
    Tag::ALL
        .into_iter()
        .map(|tag| {
            (
                tag,
                operations
                    .iter()
                    .filter(|operation| operation.facts.tag == tag)
                    .collect(),
            )
        })
        .collect()
}
