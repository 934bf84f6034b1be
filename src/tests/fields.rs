//! Fields of every operation: any kind of value in any of them is that field's error at worst, never a fault.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::{
    scenarios,
    support::{NEW_PASSWORD, PASSWORD, Town},
};

scenarios! {
    every_way: [],
    once: [
        no_value_of_any_kind_in_any_field_breaks_an_operation,
        a_wrong_type_in_any_field_is_that_field_s_error,
        empty_forms_are_told_of_every_field_that_is_needed,
    ],
}

/// Every parameter there is.
const FIELDS: [&str; 34] = [
    "user_email",
    "company_name",
    "password",
    "phone",
    "name",
    "qq",
    "code",
    "select_fields",
    "username",
    "remember",
    "next",
    "action_name",
    "mobile",
    "consent",
    "email",
    "token",
    "re_password",
    "old_password",
    "new_password",
    "confirm_password",
    "realname",
    "company_url",
    "province",
    "city",
    "area",
    "street",
    "recv_name",
    "recv_phone",
    "bookin_type",
    "id",
    "all",
    "parent",
    "status",
    "form",
];

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

/// Every operation, every kind of value in every field, signed in and not: always an envelope, never a fault.
async fn no_value_of_any_kind_in_any_field_breaks_an_operation(t: Town) {
    for (number, (method, operation)) in (1..).zip(menhu::api::OPERATIONS) {
        for person in [t.person(), t.resident(number).await] {
            for kind in kinds() {
                let answer = if method == "GET" {
                    let value = if let Value::String(text) = &kind { text.clone() } else { kind.to_string() };
                    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(FIELDS.map(|field| (field, value.as_str()))).finish();
                    person.get(&format!("/users/{operation}/?{query}")).await
                } else {
                    let all: Map<String, Value> = FIELDS.iter().map(|field| ((*field).to_owned(), kind.clone())).collect();
                    person.call(operation, &all).await
                };
                assert_eq!(answer.status, 200, "{operation} with {kind}: {}", answer.text);
                assert!(answer.body["status"].is_string() && answer.body["errors"].is_object(), "{operation} with {kind}: {}", answer.text);
            }
        }
        t.forget_limits().await;
        t.run("DELETE FROM login_failures").await;
    }
}

/// What each operation takes, all of it right as far as can be told before a code is judged, and the fields that may be left out.
fn forms() -> Vec<(&'static str, Value, &'static [&'static str])> {
    vec![
        ("account_login", json!({"username": "nobody", "password": PASSWORD}), &[]),
        ("send_sms_code", json!({"action_name": "ChangePwd", "mobile": "13900000077"}), &[]),
        ("vaild_sms_code", json!({"action_name": "ChangePwd", "mobile": "13900000077", "code": "123456"}), &[]),
        ("change_mobile", json!({"password": PASSWORD, "mobile": "13900000077", "code": "123456"}), &[]),
        ("send_email_code", json!({"password": PASSWORD, "email": "li@company.cn"}), &[]),
        ("change_notify_email", json!({"password": PASSWORD, "email": "li@company.cn", "code": "123456"}), &[]),
        ("change_pwd_by_mobile", json!({"mobile": "13900000077", "code": "123456", "password": NEW_PASSWORD, "re_password": NEW_PASSWORD}), &[]),
        ("change_my_pwd", json!({"old_password": PASSWORD, "new_password": NEW_PASSWORD, "confirm_password": NEW_PASSWORD}), &[]),
        ("change_my_info", json!({"realname": "李四", "qq": "20020"}), &["qq"]),
        ("change_company_info", json!({"company_name": "新门户有限公司", "company_url": "https://example.cn"}), &["company_url"]),
        (
            "change_my_recv_info",
            json!({"province": "浙江省", "city": "杭州市", "area": "西湖区", "street": "文三路 90 号", "recv_name": "李四", "recv_phone": "010-62345678"}),
            &[],
        ),
        ("new_industry_bookin", json!({"bookin_type": "1"}), &[]),
        ("cancel_bookin", json!({"bookin_type": "1"}), &[]),
        ("session_revoke", json!({"id": "00000000000000000000000000000000"}), &[]),
        ("password_strength", json!({"password": PASSWORD}), &[]),
    ]
}

/// Registration has its own such test; `bind_email` answers `link_invalid` whatever it is given.
async fn a_wrong_type_in_any_field_is_that_field_s_error(t: Town) {
    let person = t.resident(1).await;
    for (operation, form, optional) in forms() {
        for field in form.as_object().expect("a form").keys() {
            for wrong in [json!(null), json!(""), json!(true), json!(1.5), json!({"a": 1}), json!([[1]]), json!("a\u{0}b")] {
                if optional.contains(&field.as_str()) && (wrong.is_null() || wrong == "") {
                    continue;
                }
                let mut fields = form.clone();
                fields[field] = wrong.clone();
                let answer = person.call(operation, &fields).await;
                let errors = answer.body["errors"].as_object().expect("errors");
                assert_eq!((answer.status, errors.keys().collect::<Vec<_>>()), (200, vec![field]), "{operation}: {field} = {wrong}: {}", answer.text);
                assert_eq!(errors[field].as_array().map(Vec::len), Some(1), "{operation}: {field} = {wrong}: {}", answer.text);
            }
        }
    }
    for wrong in [json!(null), json!(true), json!([1]), json!("\u{0}")] {
        let body = person.call("bind_email", json!({"token": wrong})).await.body;
        assert_eq!((&body["reason"], &body["errors"]), (&json!("link_invalid"), &json!({})), "{wrong}");
    }
    assert!(person.is_signed_in().await, "none of them did anything");
}

async fn empty_forms_are_told_of_every_field_that_is_needed(t: Town) {
    let person = t.resident(1).await;
    for (operation, form, optional) in forms() {
        let body = person.call(operation, json!({})).await.body;
        let told: BTreeSet<&String> = body["errors"].as_object().expect("errors").keys().collect();
        let mut needed: BTreeSet<&String> = form.as_object().expect("a form").keys().filter(|field| !optional.contains(&field.as_str())).collect();
        if operation == "change_my_recv_info" {
            // What lies in a province cannot be missed before there is one.
            needed.retain(|field| *field != "city" && *field != "area");
        }
        assert_eq!(told, needed, "{operation}");
        assert_eq!(body["reason"], if needed.is_empty() { Value::Null } else { json!("required") }, "{operation}");
    }
}
