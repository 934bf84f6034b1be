//! Schemas: of a field as its rule has it, and of a type read property by property.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings, json_schema};
use serde_json::{Map, Value, json};

use crate::{
    api::operation::Gives,
    values::{
        envelope::Status,
        rule::{Form, Rule},
    },
};

impl JsonSchema for Status {
    fn schema_name() -> Cow<'static, str> {
        "Status".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "enum": [Self::Ok, Self::FormError, Self::Error] })
    }
}

/// The schema of a field that keeps the rule.
#[must_use]
pub fn of_rule(rule: &Rule) -> Value {
    let mut schema = match rule.form {
        Form::Text(min, max) => json!({ "type": "string", "minLength": min, "maxLength": max }),
        Form::Pattern(pattern) => json!({ "type": "string", "pattern": pattern }),
        Form::Email(max) => json!({ "type": "string", "format": "email", "maxLength": max }),
        Form::Url(max) => {
            json!({ "type": "string", "format": "uri", "pattern": "^https?://", "maxLength": max })
        }
        Form::Choice(choices) => json!({ "type": "string", "enum": choices }),
        Form::Choices(choices, max) => json!({
            "type": "array",
            "items": { "type": "string", "enum": choices },
            "minItems": 1,
            "maxItems": max,
            "uniqueItems": true,
        }),
        Form::Flag => json!({ "type": "boolean" }),
    };
    schema["examples"] = json!([example(rule)]);
    schema
}

/// The rule's example as it stands in a body.
#[must_use]
pub fn example(rule: &Rule) -> Value {
    match rule.form {
        Form::Flag => json!(true),
        Form::Choices(..) => json!(rule.example.split(' ').collect::<Vec<_>>()),
        _ => json!(rule.example),
    }
}

/// A type as the document sees it: its name, its properties in their order, and the types that
/// those refer to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shape {
    pub name: String,
    pub properties: Map<String, Value>,
    pub required: Vec<String>,
    pub inner: Vec<Self>,
}

impl Shape {
    #[must_use]
    pub fn of(gives: &Gives) -> Self {
        let settings = SchemaSettings::draft2020_12()
            .with(|settings| settings.definitions_path = "/components/schemas".into());
        let mut generator = settings.into_generator();
        let schema = (gives.schema)(&mut generator).to_value();
        let inner = generator
            .take_definitions(true)
            .into_iter()
            .map(|(name, schema)| Self::read(&name, schema));
        Self {
            inner: inner.collect(),
            ..Self::read(&(gives.name)(), schema)
        }
    }

    fn read(name: &str, mut schema: Value) -> Self {
        let mut properties = match schema["properties"].take() {
            Value::Object(properties) => properties,
            _ => Map::new(),
        };
        for property in properties.values_mut().filter_map(Value::as_object_mut) {
            // A doc comment is for who reads the source; the reader of the document gets the
            // catalogue's words.
            property.remove("description");
            property.remove("default");
        }
        let required = schema["required"].as_array().into_iter().flatten();
        let required = required
            .filter_map(Value::as_str)
            .map(ToOwned::to_owned)
            .collect();
        Self {
            name: name.to_owned(),
            properties,
            required,
            inner: Vec::new(),
        }
    }
}
