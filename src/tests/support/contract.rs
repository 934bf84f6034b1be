//! The OpenAPI document as a judge: every answer under `/users/` that any scenario gets is held
//! against it.

use std::{collections::HashMap, sync::LazyLock};

use jsonschema::Validator;
use menhu::{
    api::{self, OPERATIONS},
    openapi::{Place, document},
};
use serde_json::{Value, json};

/// The document of some portal; its address and cookie are told in no schema.
pub static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
    document(&Place {
        origin: "http://127.0.0.1:3000".into(),
        cookie: "menhu",
        ..Place::default()
    })
});

/// Path and status → what such an answer must look like.
static ANSWERS: LazyLock<HashMap<(String, u16), Validator>> = LazyLock::new(|| {
    let mut answers = HashMap::new();
    for operation in OPERATIONS {
        let path = operation.path();
        let responses = DOCUMENT["paths"][&path][operation.method.to_lowercase()]["responses"]
            .as_object()
            .expect("responses");
        for (status, response) in responses {
            let schema = content(response)["schema"].clone();
            answers.insert(
                (path.clone(), status.parse().expect("a status")),
                validator(schema),
            );
        }
    }
    answers
});

/// The JSON of a response, which may stand among the components.
pub fn content(response: &Value) -> &Value {
    let response = response["$ref"].as_str().map_or(response, |reference| {
        DOCUMENT.pointer(&reference[1..]).expect("a response")
    });
    &response["content"]["application/json"]
}

/// Judges by a schema of the document, which may refer to others there.
pub fn validator(mut schema: Value) -> Validator {
    schema["components"] = json!({ "schemas": closed(&DOCUMENT["components"]["schemas"]) });
    jsonschema::draft202012::new(&schema).expect("a schema")
}

/// A client must bear more fields than it knows; our own answers have none that are not written
/// down.
fn closed(schemas: &Value) -> Value {
    let mut schemas = schemas.clone();
    for schema in schemas
        .as_object_mut()
        .into_iter()
        .flat_map(|schemas| schemas.values_mut())
    {
        schema["additionalProperties"] = json!(false);
    }
    schemas
}

/// Fails where the document does not know such an answer.
pub fn judge(path: &str, status: u16, body: &Value) {
    if let Err(wrong) = verdict(path, status, body) {
        panic!("{path} answers {status} otherwise than documented: {wrong} in {body}");
    }
}

/// What is wrong with the answer. Where there is no operation, anything is right.
pub fn verdict(path: &str, status: u16, body: &Value) -> Result<(), String> {
    if api::at(path).is_none() {
        return Ok(());
    }
    let validator = ANSWERS
        .get(&(path.to_owned(), status))
        .ok_or("the status")?;
    let wrong: Vec<String> = validator
        .iter_errors(body)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(wrong.join("; "))
    }
}
