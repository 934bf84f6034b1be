//! Fields of every operation: any kind of value in any of them is that field's error at worst,
//! never a fault.

use std::collections::BTreeSet;

use menhu::{
    api::{OPERATIONS, form::Field},
    openapi::schema,
    values::{Problem, rule::Form},
};
use serde_json::{Map, Value, json};

use crate::{scenarios, support::TestApp};

scenarios! {
    every_way: [],
    once: [
        no_value_of_any_kind_in_any_field_breaks_an_operation,
        a_wrong_type_in_any_field_is_that_field_s_error,
        empty_forms_are_told_of_every_field_that_is_needed,
    ],
}

/// Every parameter there is, and two that are none.
fn fields() -> BTreeSet<&'static str> {
    let taken = OPERATIONS
        .iter()
        .flat_map(|operation| operation.takes.fields)
        .map(|field| field.name);
    taken.chain(["status", "form"]).collect()
}

fn kinds() -> Vec<Value> {
    vec![
        json!(null),
        json!(""),
        json!(" "),
        json!(0),
        json!(-1),
        json!(1e300),
        json!(u64::MAX),
        json!(true),
        json!([]),
        json!({}),
        json!([[["x"]]]),
        json!({"a": {"b": 1}}),
        json!("\u{0}"),
        json!("\u{202e}\u{feff}"),
        json!("\u{3164}\u{3164}"),
        json!("' OR 1=1 --"),
        json!("%_%"),
        json!("</script><img onerror=alert(1)>"),
        json!("{ $label }"),
        json!("长".repeat(150)),
        json!("AccountReg"),
        json!("13900000001"),
        json!("110000"),
    ]
}

/// Every operation, every kind of value in every field, signed in and not: always an envelope,
/// never a fault.
async fn no_value_of_any_kind_in_any_field_breaks_an_operation(t: TestApp) {
    let fields = fields();
    assert!(fields.len() > 30, "{fields:?}");
    for (number, operation) in (1..).zip(OPERATIONS) {
        let name = operation.name;
        for person in [t.person(), t.registered_user(number).await] {
            for kind in kinds() {
                let answer = if operation.reads() {
                    let value = if let Value::String(text) = &kind {
                        text.clone()
                    } else {
                        kind.to_string()
                    };
                    let pairs = fields.iter().map(|field| (field, value.as_str()));
                    let query = url::form_urlencoded::Serializer::new(String::new())
                        .extend_pairs(pairs)
                        .finish();
                    person.get(&format!("/users/{name}/?{query}")).await
                } else {
                    let all: Map<String, Value> = fields
                        .iter()
                        .map(|field| ((*field).to_owned(), kind.clone()))
                        .collect();
                    person.call(name, &all).await
                };
                let enveloped =
                    answer.body["status"].is_string() && answer.body["errors"].is_object();
                assert!(
                    answer.status == 200 && enveloped,
                    "{name} with {kind}: {} {}",
                    answer.status,
                    answer.text
                );
            }
        }
        t.forget_limits().await;
        t.run("DELETE FROM login_failures").await;
    }
}

/// Registration has its own such test; `bind_email` answers `link_invalid` whatever it is given.
const APART: [&str; 2] = ["account_register", "bind_email"];

/// What each operation takes, all of it right as far as can be told before a code or a password is
/// judged, and the fields that may be left out.
fn forms() -> Vec<(&'static str, Value, Vec<&'static str>)> {
    let mut forms = Vec::new();
    for operation in OPERATIONS
        .iter()
        .filter(|operation| !operation.reads() && !APART.contains(&operation.name))
    {
        let judged = |field: &&Field| field.rule.judged && field.rule.form != Form::Flag;
        let fields: Vec<&Field> = operation.takes.fields.iter().filter(judged).collect();
        if fields.is_empty() {
            continue;
        }
        let form = fields
            .iter()
            .map(|field| (field.name.to_owned(), schema::example(&field.rule)))
            .collect();
        // Some must be there only where another one says so, as it does here.
        let conditional = |field: &Field| field.rule.problems.contains(&Problem::Required);
        let optional = fields
            .iter()
            .filter(|field| !field.required && !conditional(field));
        forms.push((
            operation.name,
            Value::Object(form),
            optional.map(|field| field.name).collect(),
        ));
    }
    assert!(forms.len() >= 15, "{forms:?}");
    forms
}

async fn a_wrong_type_in_any_field_is_that_field_s_error(t: TestApp) {
    let person = t.registered_user(1).await;
    for (operation, form, optional) in forms() {
        for field in form.as_object().expect("a form").keys() {
            for wrong in [
                json!(null),
                json!(""),
                json!(true),
                json!(1.5),
                json!({"a": 1}),
                json!([[1]]),
                json!("a\u{0}b"),
            ] {
                if optional.contains(&field.as_str()) && (wrong.is_null() || wrong == "") {
                    continue;
                }
                let mut fields = form.clone();
                fields[field] = wrong.clone();
                let answer = person.call(operation, &fields).await;
                let errors = answer.body["errors"].as_object().expect("errors");
                assert_eq!(
                    (answer.status, errors.keys().collect::<Vec<_>>()),
                    (200, vec![field]),
                    "{operation}: {field} = {wrong}: {}",
                    answer.text
                );
                assert_eq!(
                    errors[field].as_array().map(Vec::len),
                    Some(1),
                    "{operation}: {field} = {wrong}: {}",
                    answer.text
                );
            }
        }
    }
    for wrong in [json!(null), json!(true), json!([1]), json!("\u{0}")] {
        let body = person
            .call("bind_email", json!({"token": wrong}))
            .await
            .body;
        assert_eq!(
            (&body["reason"], &body["errors"]),
            (&json!("link_invalid"), &json!({})),
            "{wrong}"
        );
    }
    assert!(person.is_signed_in().await, "none of them did anything");
}

async fn empty_forms_are_told_of_every_field_that_is_needed(t: TestApp) {
    let person = t.registered_user(1).await;
    for (operation, form, optional) in forms() {
        let body = person.call(operation, json!({})).await.body;
        let told: BTreeSet<&String> = body["errors"].as_object().expect("errors").keys().collect();
        let needed: BTreeSet<&String> = form
            .as_object()
            .expect("a form")
            .keys()
            .filter(|field| !optional.contains(&field.as_str()))
            .collect();
        assert_eq!(told, needed, "{operation}");
        assert_eq!(
            body["reason"],
            if needed.is_empty() {
                Value::Null
            } else {
                json!("required")
            },
            "{operation}"
        );
    }
}
