//! The OpenAPI document and the page written from it: they know every operation, and what they say
//! is so. That answers match is seen in all scenarios: `support::contract` judges each.

use std::collections::BTreeSet;

use menhu::{api::OPERATIONS, openapi::BOUNDARY, text, values::lang::Lang};
use serde_json::{Value, json};

use crate::{
    scenarios,
    support::{
        Page, TestApp, UserFixture,
        contract::{DOCUMENT, content, judge, validator, verdict},
    },
};

scenarios! {
    every_way: [],
    once: [
        the_document_has_every_operation_and_no_other,
        its_examples_are_what_it_says_of_them,
        every_failure_and_every_code_has_an_example,
        the_document_is_served_with_the_portal_s_own_address,
        an_example_of_registration_registers,
        the_judge_of_answers_is_not_blind,
        the_page_shows_every_operation_in_both_languages,
        the_page_is_reached_without_an_account_and_leads_to_the_document,
    ],
}

async fn the_document_has_every_operation_and_no_other(_: TestApp) {
    let documented: BTreeSet<(String, String)> = DOCUMENT["paths"]
        .as_object()
        .expect("paths")
        .iter()
        .flat_map(|(path, methods)| {
            methods
                .as_object()
                .expect("methods")
                .keys()
                .map(move |method| (method.to_uppercase(), path.clone()))
        })
        .collect();
    let table: BTreeSet<(String, String)> = OPERATIONS
        .iter()
        .map(|operation| (operation.method.to_owned(), operation.path()))
        .collect();
    assert_eq!(documented, table);
}

/// Every operation: its name, and what the document has of it.
fn operations() -> impl Iterator<Item = (&'static str, &'static Value)> {
    OPERATIONS.iter().map(|operation| {
        (
            operation.name,
            &DOCUMENT["paths"][operation.path()][operation.method.to_lowercase()],
        )
    })
}

async fn its_examples_are_what_it_says_of_them(_: TestApp) {
    for (name, operation) in operations() {
        let body = &operation["requestBody"]["content"]["application/json"];
        if !body.is_null() {
            let wrong: Vec<String> = validator(body["schema"].clone())
                .iter_errors(&body["examples"]["example"]["value"])
                .map(|error| error.to_string())
                .collect();
            assert!(wrong.is_empty(), "{name}: {wrong:?}");
        }
        for (status, response) in operation["responses"].as_object().expect("responses") {
            for example in content(response)["examples"]
                .as_object()
                .expect("examples")
                .values()
            {
                judge(
                    &format!("/users/{name}/"),
                    status.parse().expect("a status"),
                    &example["value"],
                );
            }
        }
    }
}

async fn every_failure_and_every_code_has_an_example(_: TestApp) {
    for (name, operation) in operations() {
        let examples = content(&operation["responses"]["200"])["examples"]
            .as_object()
            .expect("examples");
        assert_eq!(examples["ok"]["value"]["status"], "ok", "{name}");
        let reasons = &DOCUMENT["components"]["schemas"][format!("{name}_failed")]["properties"]["reason"]
            ["enum"];
        let reasons: BTreeSet<&str> = reasons
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let shown: BTreeSet<&str> = examples
            .values()
            .filter_map(|example| example["value"]["reason"].as_str())
            .collect();
        assert_eq!(reasons, shown, "{name}");
        for (status, reason, of_body) in BOUNDARY {
            let response = &operation["responses"][status.to_string()];
            assert_eq!(
                response.is_null(),
                of_body && operation["requestBody"].is_null(),
                "{name} {status}"
            );
            if !response.is_null() {
                assert_eq!(
                    content(response)["examples"][reason]["value"]["reason"],
                    reason
                );
            }
        }
    }
}

async fn the_document_is_served_with_the_portal_s_own_address(t: TestApp) {
    let answer = t.person().get("/openapi.json").await;
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (200, "application/json")
    );
    assert_eq!(answer.body["openapi"], "3.1.0");
    assert_eq!(answer.body["servers"], json!([{ "url": t.url }]));
    assert_eq!(
        answer.body["paths"].as_object().expect("paths").len(),
        OPERATIONS.len()
    );
    assert_eq!(
        answer.body["components"]["schemas"],
        DOCUMENT["components"]["schemas"]
    );
    let app = t
        .again(&[("--public-url", "https://accounts.example.cn")])
        .await;
    let answer = app.person().get("/openapi.json").await;
    assert_eq!(
        answer.body["components"]["securitySchemes"]["session"]["name"],
        "__Host-menhu"
    );
    assert!(
        answer
            .text
            .contains("curl -c cookies https://accounts.example.cn/users/account_login/")
    );
}

async fn an_example_of_registration_registers(t: TestApp) {
    let person = t.person();
    let mut form = DOCUMENT["paths"]["/users/account_register/"]["post"]["requestBody"]["content"]
        ["application/json"]["examples"]["example"]["value"]
        .clone();
    let code = t
        .get_code(
            &person,
            "AccountReg",
            form["phone"].as_str().expect("a mobile"),
        )
        .await;
    form["code"] = json!(code);
    let answer = person.call("account_register", &form).await;
    assert_eq!(answer.body["status"], "ok", "{}", answer.text);
    assert!(person.is_signed_in().await);
    let login = &DOCUMENT["paths"]["/users/account_login/"]["post"]["requestBody"]["content"]["application/json"]
        ["examples"]["example"]["value"];
    assert_eq!(login["username"], form["phone"]);
}

async fn the_judge_of_answers_is_not_blind(t: TestApp) {
    let person = t.person();
    t.register(&person, &UserFixture::number(1)).await;
    let right = person.ask("me").await;
    assert_eq!(verdict("/users/me/", 200, &right), Ok(()));
    let without = |field: &str| {
        let mut wrong = right.clone();
        wrong.as_object_mut().expect("an object").remove(field);
        wrong
    };
    let with = |field: &str, value: Value| {
        let mut wrong = right.clone();
        wrong[field] = value;
        wrong
    };
    let refused = json!({"status": "error", "msg": "…", "errors": {}, "reason": "sold_out"});
    for wrong in [
        without("qq"),
        without("msg"),
        with("select_fields", json!("game")),
        with("more", json!(1)),
        with("status", json!("error")),
        refused,
    ] {
        assert!(verdict("/users/me/", 200, &wrong).is_err(), "{wrong}");
    }
    assert!(verdict("/users/me/", 418, &right).is_err());
}

async fn the_page_shows_every_operation_in_both_languages(t: TestApp) {
    for lang in Lang::ALL {
        let page = t
            .person()
            .page(&format!("/docs?lang={}", lang.as_str()))
            .await;
        assert_eq!(page.text("h1"), text::of(lang, "docs-title"));
        for (name, operation) in operations() {
            let card = format!("section#{name}");
            assert!(
                page.text(&format!("{card} h2"))
                    .starts_with(&text::of(lang, &format!("docs-{name}"))),
                "{name}"
            );
            assert!(page.has(&format!("a[href='#{name}']")), "{name}");
            let told = page.text(&card);
            let source = operation["x-codeSamples"][0]["source"]
                .as_str()
                .expect("a call")
                .replace("http://127.0.0.1:3000", &t.url);
            assert!(told.contains(&source), "{name}: {source}");
            let fields = operation["requestBody"]["content"]["application/json"]["examples"]["example"]["value"].as_object();
            let examples = content(&operation["responses"]["200"])["examples"]
                .as_object()
                .expect("examples");
            let names: BTreeSet<String> = page
                .all(&format!("{card} dt"))
                .into_iter()
                .map(|name| name.text().collect())
                .collect();
            for name in fields
                .into_iter()
                .flat_map(|fields| fields.keys())
                .chain(examples.keys().filter(|name| *name != "ok"))
            {
                assert!(names.contains(name), "{name} in {names:?}");
            }
        }
        for (status, reason, _) in BOUNDARY {
            assert!(
                page.text("main").contains(&format!("{status} {reason}")),
                "{status}"
            );
        }
    }
}

async fn the_page_is_reached_without_an_account_and_leads_to_the_document(t: TestApp) {
    let answer = t.person().get("/docs").await;
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (200, "text/html; charset=utf-8")
    );
    let page = Page::of(&answer.text);
    assert!(page.has("a[href='/openapi.json']"));
    assert!(!page.has("leptos-island") && !page.has("[style]") && !page.has("main script"));
    assert!(Page::of(&t.person().get("/").await.text).has("footer a[href='/docs']"));
}
