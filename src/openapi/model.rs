//! Every operation as it is documented, in one language: what the document and the page are both written from.

use serde_json::{Value, json};

use super::{
    Place,
    fields::{self, Rule},
    operations::{Facts, Session, Tag, facts, foreign_problems},
};
use crate::{
    api::{OPERATIONS, PREFIX, Reply, Status, failure_of},
    server::error::Refused,
    text,
    values::{FieldErrors, lang::Lang},
};

/// A field that an operation takes.
#[derive(Clone, Debug)]
pub struct Field {
    pub name: &'static str,
    pub rule: Rule,
    /// As the type has it, narrowed by the rule.
    pub schema: Value,
}

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

#[derive(Clone, Debug)]
pub struct Operation {
    pub name: &'static str,
    pub method: &'static str,
    pub facts: Facts,
    pub fields: Vec<Field>,
    pub reply: Vec<Property>,
    /// What a success looks like, whole.
    pub success: Value,
    pub failures: Vec<Failure>,
}

impl Operation {
    #[must_use]
    pub fn path(&self) -> String {
        format!("{PREFIX}{}/", self.name)
    }

    /// What it fails with.
    #[must_use]
    pub fn failure(&self) -> Status {
        failure_of(self.name)
    }

    /// Whether its fields come in the address and not in a body.
    #[must_use]
    pub fn reads(&self) -> bool {
        self.method == "GET"
    }

    /// A body with every required field, and the optional ones too.
    #[must_use]
    pub fn body(&self) -> Value {
        Value::Object(self.fields.iter().map(|field| (field.name.to_owned(), field.rule.example())).collect())
    }

    /// The call as a person types it; cookies are kept in the file `cookies`.
    #[must_use]
    pub fn curl(&self, place: &Place) -> String {
        let sends = if self.facts.session == Session::Open { "" } else { " -b cookies" };
        let keeps = if self.facts.enters { " -c cookies" } else { "" };
        let url = format!("{}{}", place.origin, self.path());
        if self.reads() {
            let query: Vec<String> = self.fields.iter().map(|field| format!("{}={}", field.name, field.rule.example)).collect();
            let mark = if query.is_empty() { "" } else { "?" };
            format!("curl{sends}{keeps} '{url}{mark}{}'", query.join("&"))
        } else {
            format!("curl{sends}{keeps} {url} -H 'content-type: application/json' -d '{}'", self.body())
        }
    }

    /// The names that `errors` may have.
    pub fn faulty(&self) -> impl Iterator<Item = &'static str> {
        let refused = self.facts.refusals.iter().filter_map(|refused| match refused {
            Refused::CodeWrong | Refused::CodeExpired => Some("code"),
            Refused::PasswordWrong { field } => Some(*field),
            _ => None,
        });
        let judged = self.fields.iter().filter(|field| field.rule.problems().next().is_some()).map(|field| field.name);
        let mut names: Vec<&'static str> = judged.chain(foreign_problems(self.name).iter().map(|(field, _)| *field)).chain(refused).collect();
        let mut seen = Vec::new();
        names.retain(|name| {
            !seen.contains(name) && {
                seen.push(*name);
                true
            }
        });
        names.into_iter()
    }
}

/// All operations, in the table's order; the examples' sentences are in this language.
///
/// # Panics
/// An operation or a field is undescribed: a mistake of ours, which any test of the document shows.
#[must_use]
pub fn operations(lang: Lang) -> Vec<Operation> {
    OPERATIONS.into_iter().map(|(method, name)| operation(lang, method, name)).collect()
}

fn operation(lang: Lang, method: &'static str, name: &'static str) -> Operation {
    let facts = facts(name).unwrap_or_else(|| panic!("{name} is not in openapi::operations"));
    let fields = facts.takes.properties.iter().map(|(field, schema)| {
        let (field, rule) = fields::rule(name, field).unwrap_or_else(|| panic!("{field} of {name} is not in openapi::fields"));
        let mut schema = schema.clone();
        rule.narrow(&mut schema);
        Field { name: field, rule, schema }
    });
    let fields: Vec<Field> = fields.collect();
    let success = success(lang, name, &facts);
    let failures = failures(lang, name, &facts, &fields);
    let reply = properties(&facts);
    Operation { name, method, facts, fields, reply, success, failures }
}

fn success(lang: Lang, name: &str, facts: &Facts) -> Value {
    let done = facts.done.map_or_else(|| format!("done-{name}"), ToOwned::to_owned);
    json!(Reply::ok(lang, &done, facts.sample.clone()))
}

/// Every reason that the operation may give, each once, with the answer it comes in.
fn failures(lang: Lang, name: &str, facts: &Facts, fields: &[Field]) -> Vec<Failure> {
    let mut refusals = facts.refusals.clone();
    let problems = fields.iter().flat_map(|field| field.rule.problems().map(|problem| (field.name, problem)));
    let problems: Vec<_> = problems.chain(foreign_problems(name).iter().copied()).collect();
    // Several fields with different problems have a reason of their own.
    if let Some((first, problem)) = problems.first()
        && let Some((second, other)) = problems.iter().rev().find(|(field, other)| field != first && other != problem)
    {
        let mut both = FieldErrors::one(first, *problem);
        both.add(second, *other);
        refusals.push(Refused::Fields(both));
    }
    refusals.extend(problems.into_iter().map(|(field, problem)| Refused::Fields(FieldErrors::one(field, problem))));
    let mut failures: Vec<Failure> = Vec::new();
    for refused in refusals {
        let reply = Reply::<()>::refused(lang, failure_of(name), &refused);
        let reason = reply.reason.clone().unwrap_or_default();
        if failures.iter().all(|failure| failure.reason != reason) {
            failures.push(Failure { reason, example: json!(reply) });
        }
    }
    failures
}

/// The reply's fields, those of inner types behind the one that holds them.
fn properties(facts: &Facts) -> Vec<Property> {
    let mut listed = Vec::new();
    for (name, schema) in &facts.gives.properties {
        listed.push(Property { path: name.clone(), key: key(&facts.gives.name, name) });
        let (inner, mark) = if schema["type"] == "array" { (&schema["items"]["$ref"], "[]") } else { (&schema["$ref"], "") };
        let Some(shape) = inner.as_str().and_then(|inner| facts.gives.inner.iter().find(|shape| inner.ends_with(&format!("/{}", shape.name)))) else {
            continue;
        };
        listed.extend(shape.properties.keys().map(|within| Property { path: format!("{name}{mark}.{within}"), key: key(&shape.name, within) }));
    }
    listed
}

/// What a property is called in the catalogue: by its type where it has a name of its own there, else as everywhere, else as the field of
/// that name.
#[must_use]
pub fn key(of: &str, property: &str) -> String {
    [format!("docs-{of}-{property}"), format!("docs-reply-{property}")]
        .into_iter()
        .find(|key| text::find(Lang::default(), key).is_some())
        .unwrap_or_else(|| format!("label-{property}"))
}

/// What a field is called in the catalogue: here, or where people fill it in.
#[must_use]
pub fn label(operation: &str, field: &Field) -> String {
    let name = if operation == "change_notify_email" && field.name == "code" { "email_code" } else { field.name };
    let own = format!("docs-label-{name}");
    if text::find(Lang::default(), &own).is_some() { own } else { format!("label-{name}") }
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
    Tag::ALL.into_iter().map(|tag| (tag, operations.iter().filter(|operation| operation.facts.tag == tag).collect())).collect()
}
