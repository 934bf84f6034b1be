//! The schemas of our own types: lenient fields as what is documented of them, and types read property by property.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings, json_schema};
use serde_json::{Map, Value};

use crate::values::input::{Flag, List, Text};

impl JsonSchema for Text {
    fn schema_name() -> Cow<'static, str> {
        "Text".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string" })
    }
}

impl JsonSchema for List {
    fn schema_name() -> Cow<'static, str> {
        "List".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "array", "items": { "type": "string" } })
    }
}

impl JsonSchema for Flag {
    fn schema_name() -> Cow<'static, str> {
        "Flag".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "boolean" })
    }
}

/// A type as the document sees it: its name, its properties in their order, and the types that those refer to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shape {
    pub name: String,
    pub properties: Map<String, Value>,
    pub required: Vec<String>,
    pub inner: Vec<Self>,
}

impl Shape {
    #[must_use]
    pub fn of<T: JsonSchema>() -> Self {
        let settings = SchemaSettings::draft2020_12().with(|settings| settings.definitions_path = "/components/schemas".into());
        let mut generator = settings.into_generator();
        let schema = T::json_schema(&mut generator).to_value();
        let inner = generator.take_definitions(true).into_iter().map(|(name, schema)| Self::read(&name, schema));
        Self { inner: inner.collect(), ..Self::read(&T::schema_name(), schema) }
    }

    fn read(name: &str, mut schema: Value) -> Self {
        let mut properties = match schema["properties"].take() {
            Value::Object(properties) => properties,
            _ => Map::new(),
        };
        for property in properties.values_mut().filter_map(Value::as_object_mut) {
            // A doc comment is for who reads the source; the reader of the document gets the catalogue's words.
            property.remove("description");
            property.remove("default");
        }
        let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).map(ToOwned::to_owned).collect();
        Self { name: name.to_owned(), properties, required, inner: Vec::new() }
    }
}
