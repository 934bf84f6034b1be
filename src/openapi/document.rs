//! The OpenAPI document. Chinese first, English beside it; the examples speak Chinese, as the
//! portal does to who asks for nothing else.

use serde_json::{Map, Value, json};

use super::{
    BOUNDARY, Place,
    model::{self, Operation, describe, key},
    schema::{self, Shape},
};
use crate::{
    api::{
        ApiError, Status,
        form::Field,
        operation::{Session, Tag},
    },
    text,
    values::lang::Lang,
};

const JSON: &str = "application/json";
const SCHEME: &str = "session";

/// The whole document.
#[must_use]
pub fn document(place: &Place) -> Value {
    let operations = model::operations(Lang::Zh, &place.imprint);
    let paths = operations.iter().map(|operation| {
        (
            operation.facts.path(),
            json!({ operation.facts.method.to_lowercase(): one(operation, place) }),
        )
    });
    json!({
        "openapi": "3.1.0",
        "info": { "title": both("docs-title"), "version": env!("CARGO_PKG_VERSION"), "description": paragraphs("docs-intro") },
        "servers": [{ "url": place.origin }],
        "tags": Tag::ALL.map(|tag| json!({ "name": tag.slug(), "description": both(&format!("docs-tag-{}", tag.slug())) })),
        "paths": object(paths),
        "components": {
            "schemas": schemas(&operations),
            "responses": object(BOUNDARY.into_iter().map(|(status, reason, _)| (reason.to_owned(), boundary(place, status, reason)))),
            "securitySchemes": { SCHEME: { "type": "apiKey", "in": "cookie", "name": place.cookie, "description": paragraphs("docs-session") } },
        },
    })
}

/// The message in both languages, in one line.
fn both(key: &str) -> String {
    Lang::ALL.map(|lang| text::of(lang, key)).join(" / ")
}

/// The message in both languages, each a paragraph.
fn paragraphs(key: &str) -> String {
    Lang::ALL.map(|lang| text::of(lang, key)).join("\n\n")
}

fn object(pairs: impl IntoIterator<Item = (String, Value)>) -> Value {
    Value::Object(pairs.into_iter().collect::<Map<_, _>>())
}

fn refer(kind: &str, name: &str) -> Value {
    json!({ "$ref": format!("#/components/{kind}/{name}") })
}

fn one(operation: &Operation, place: &Place) -> Value {
    let name = operation.name();
    let security = match operation.facts.session {
        Session::Open => json!([]),
        Session::Sometimes => json!([{}, { SCHEME: [] }]),
        Session::Needed => json!([{ SCHEME: [] }]),
    };
    let mut described = json!({
        "operationId": name,
        "tags": [operation.facts.tag.slug()],
        "summary": both(&format!("docs-{name}")),
        "description": paragraphs(&format!("docs-{name}-text")),
        "security": security,
    });
    if !operation.facts.reads() {
        let takes = operation.facts.takes.name;
        let schema = if takes.is_empty() {
            json!({ "type": "object" })
        } else {
            refer("schemas", takes)
        };
        described["requestBody"] = json!({
            "required": true,
            "description": both("docs-body"),
            "content": { JSON: { "schema": schema, "examples": { "example": { "value": operation.body() } } } },
        });
    } else if !operation.fields().is_empty() {
        described["parameters"] = operation
            .fields()
            .iter()
            .map(|field| parameter(name, field))
            .collect();
    }
    described["responses"] = responses(operation);
    described["x-codeSamples"] = json!([{ "lang": "Shell", "source": operation.curl(place) }]);
    described
}

fn parameter(operation: &str, field: &Field) -> Value {
    let description = Lang::ALL
        .map(|lang| describe(lang, operation, field))
        .join(" / ");
    json!({ "name": field.name, "in": "query", "required": field.required, "description": description, "schema": schema::of_rule(&field.rule) })
}

fn responses(operation: &Operation) -> Value {
    let success = refer("schemas", &success_name(operation));
    let schema = if operation.failures.is_empty() {
        success
    } else {
        json!({ "oneOf": [success, refer("schemas", &failure_name(operation.name()))] })
    };
    let mut examples = Map::new();
    examples.insert(
        "ok".into(),
        json!({ "summary": both("docs-success"), "value": operation.success }),
    );
    for failure in &operation.failures {
        examples.insert(
            failure.reason.clone(),
            json!({ "summary": failure.example["msg"], "value": failure.example }),
        );
    }
    let mut headers = json!({
        "Cache-Control": { "required": true, "schema": { "type": "string", "enum": ["no-store"] } },
        "Content-Language": { "required": true, "schema": { "type": "string", "enum": Lang::ALL.map(Lang::tag) } },
    });
    if operation.facts.opens_session {
        headers["Set-Cookie"] =
            json!({ "description": both("docs-set-cookie"), "schema": { "type": "string" } });
    }
    let mut responses = Map::new();
    responses
        .insert("200".into(), json!({ "description": both("docs-200"), "headers": headers, "content": { JSON: { "schema": schema, "examples": examples } } }));
    for (status, reason, of_body) in BOUNDARY {
        if !of_body || !operation.facts.reads() {
            responses.insert(status.to_string(), refer("responses", reason));
        }
    }
    Value::Object(responses)
}

/// An answer that never reached its operation, or broke in it.
fn boundary(place: &Place, status: u16, reason: &str) -> Value {
    let waits = matches!(status, 429 | 503);
    let sentence = |lang| text::with_imprint(lang, &place.imprint, &format!("error-{reason}"), &[]);
    let example = ApiError {
        msg: sentence(Lang::Zh),
        reason: reason.to_owned(),
        retry_after: waits.then_some(2),
        ..ApiError::default()
    };
    let mut schema = envelope(Status::Error);
    schema["properties"]["errors"] = empty();
    schema["properties"]["reason"] = json!({ "type": "string", "enum": [reason] });
    schema["required"] = json!(["status", "msg", "errors", "reason"]);
    let mut headers = json!({});
    if waits {
        headers["Retry-After"] = json!({ "required": true, "description": both("docs-reply-retry_after"), "schema": { "type": "integer", "minimum": 1 } });
        schema["properties"]["retry_after"] = seconds();
        schema["required"] = json!(["status", "msg", "errors", "reason", "retry_after"]);
    }
    if status == 405 {
        headers["Allow"] = json!({ "required": true, "schema": { "type": "string", "enum": ["GET, HEAD", "POST"] } });
    }
    json!({
        "description": Lang::ALL.map(sentence).join(" / "),
        "headers": headers,
        "content": { JSON: { "schema": schema, "examples": { reason: { "value": example } } } },
    })
}

fn empty() -> Value {
    json!({ "type": "object", "maxProperties": 0, "description": both("docs-reply-errors") })
}

fn seconds() -> Value {
    json!({ "type": "integer", "minimum": 1, "description": both("docs-reply-retry_after") })
}

/// What every answer has.
fn envelope(status: Status) -> Value {
    json!({
        "type": "object",
        "properties": {
            "status": { "type": "string", "enum": [status], "description": both("docs-reply-status") },
            "msg": { "type": "string", "minLength": 1, "description": both("docs-reply-msg") },
        },
    })
}

/// Of a success; those without a field of their own share one.
fn success_name(operation: &Operation) -> String {
    let gives = &operation.gives;
    if gives.properties.is_empty() {
        "Done".into()
    } else {
        gives.name.clone()
    }
}

fn failure_name(operation: &str) -> String {
    format!("{operation}_failed")
}

fn schemas(operations: &[Operation]) -> Value {
    let mut schemas = Map::new();
    for operation in operations {
        let (takes, gives) = (operation.facts.takes, &operation.gives);
        if !takes.name.is_empty() && !operation.facts.reads() {
            schemas.insert(takes.name.to_owned(), form(operation));
        }
        schemas.insert(success_name(operation), success(gives));
        for shape in &gives.inner {
            let properties = object(
                shape
                    .properties
                    .iter()
                    .map(|(name, schema)| (name.clone(), property(&shape.name, name, schema))),
            );
            schemas.insert(
                shape.name.clone(),
                json!({ "type": "object", "properties": properties, "required": shape.required }),
            );
        }
        if !operation.failures.is_empty() {
            schemas.insert(failure_name(operation.name()), failure(operation));
        }
    }
    Value::Object(schemas)
}

fn form(operation: &Operation) -> Value {
    let properties = operation.fields().iter().map(|field| {
        let mut schema = schema::of_rule(&field.rule);
        schema["description"] = json!(
            Lang::ALL
                .map(|lang| describe(lang, operation.name(), field))
                .join(" / ")
        );
        (field.name.to_owned(), schema)
    });
    let required: Vec<&str> = operation
        .fields()
        .iter()
        .filter(|field| field.required)
        .map(|field| field.name)
        .collect();
    json!({ "type": "object", "properties": object(properties), "required": required })
}

fn property(of: &str, name: &str, schema: &Value) -> Value {
    let mut schema = schema.clone();
    schema["description"] = json!(both(&key(of, name)));
    schema
}

/// The envelope of a success, and beside it what the operation gives back.
fn success(gives: &Shape) -> Value {
    let mut schema = envelope(Status::Ok);
    schema["properties"]["errors"] = empty();
    for (name, own) in &gives.properties {
        schema["properties"][name] = property(&gives.name, name, own);
    }
    let required: Vec<&str> = ["status", "msg", "errors"]
        .into_iter()
        .chain(gives.required.iter().map(String::as_str))
        .collect();
    schema["required"] = json!(required);
    schema
}

fn failure(operation: &Operation) -> Value {
    let mut schema = envelope(operation.facts.failure);
    let reasons: Vec<&str> = operation
        .failures
        .iter()
        .map(|failure| failure.reason.as_str())
        .collect();
    let sentences = json!({ "type": "array", "minItems": 1, "items": { "type": "string" } });
    let errors = object(
        operation
            .faulty()
            .into_iter()
            .map(|field| (field.to_owned(), sentences.clone())),
    );
    schema["properties"]["errors"] = json!({ "type": "object", "properties": errors, "additionalProperties": false, "description": both("docs-reply-errors") });
    schema["properties"]["reason"] =
        json!({ "type": "string", "enum": reasons, "description": both("docs-reply-reason") });
    schema["required"] = json!(["status", "msg", "errors", "reason"]);
    if operation
        .failures
        .iter()
        .any(|failure| failure.example.get("retry_after").is_some())
    {
        schema["properties"]["retry_after"] = seconds();
    }
    schema
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn place() -> Place {
        Place {
            origin: "https://accounts.example.cn".into(),
            cookie: "__Host-menhu",
            imprint: Arc::default(),
        }
    }

    #[test]
    fn every_word_of_it_is_in_the_catalogue() {
        for lang in Lang::ALL {
            for operation in model::operations(lang, &place().imprint) {
                let own = ["", "-text"].map(|kind| format!("docs-{}{kind}", operation.name()));
                let rules = operation
                    .fields()
                    .iter()
                    .map(|field| format!("docs-rule-{}", field.rule.words));
                let labels = operation
                    .fields()
                    .iter()
                    .map(|field| model::label(operation.name(), field));
                let replies = operation.reply.iter().map(|property| property.key.clone());
                let own = own.into_iter().chain([operation.facts.done()]);
                for key in own.chain(rules).chain(labels).chain(replies) {
                    assert!(
                        text::find(lang, &key).is_some_and(|words| !words.is_empty()),
                        "{key} in {lang:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn references_lead_somewhere() {
        fn walk<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
            match value {
                Value::Object(members) => {
                    found.extend(members.get("$ref").and_then(Value::as_str));
                    members.values().for_each(|member| walk(member, found));
                }
                Value::Array(members) => members.iter().for_each(|member| walk(member, found)),
                _ => {}
            }
        }
        let document = document(&place());
        let mut references = Vec::new();
        walk(&document, &mut references);
        assert!(references.len() > 300, "{}", references.len());
        for reference in references {
            assert!(
                document
                    .pointer(reference.trim_start_matches('#'))
                    .is_some(),
                "{reference}"
            );
        }
    }

    #[test]
    fn where_the_portal_is_reached_and_its_cookie_are_told() {
        let document = document(&place());
        assert_eq!(document["servers"][0]["url"], "https://accounts.example.cn");
        assert_eq!(
            document["components"]["securitySchemes"]["session"]["name"],
            "__Host-menhu"
        );
        let curl =
            &document["paths"]["/users/change_mobile/"]["post"]["x-codeSamples"][0]["source"];
        assert_eq!(
            curl,
            "curl -b cookies https://accounts.example.cn/users/change_mobile/ -H 'content-type: application/json' -d \
             '{\"password\":\"correct horse battery\",\"code\":\"012345\",\"mobile\":\"13800138000\"}'"
        );
    }
}
