//! The operations, one card each, behind a table of contents and what holds for all of them.

use leptos::prelude::*;

use crate::{
    api::operation::Session,
    openapi::{
        BOUNDARY, Place,
        model::{self, Operation, by_tag, describe},
    },
    text::{find, lang, t},
};

/// What every answer can have.
const ENVELOPE: [&str; 5] = ["status", "msg", "errors", "reason", "retry_after"];

#[component]
pub fn Reference() -> impl IntoView {
    let place = use_context::<Place>().unwrap_or_default();
    let operations = model::operations(lang(), &place.imprint);
    let contents = by_tag(&operations)
        .into_iter()
        .map(|(tag, operations)| {
            let links = operations
                .into_iter()
                .map(|operation| {
                    view! {
                        " · "
                        <a href=format!("#{}", operation.name())>{title(operation)}</a>
                    }
                })
                .collect_view();
            view! { <p class="aside">{t(&format!("docs-tag-{}", tag.slug()))} {links}</p> }
        })
        .collect_view();
    let cards = by_tag(&operations)
        .into_iter()
        .flat_map(|(_, operations)| operations)
        .map(|operation| card(operation, &place))
        .collect_view();
    let envelope = ENVELOPE.map(|field| (field.to_owned(), t(&format!("docs-reply-{field}"))));
    let boundary = BOUNDARY
        .map(|(status, reason, _)| (format!("{status} {reason}"), t(&format!("error-{reason}"))));
    view! {
        <section class="card">
            <h2>{t("docs-contents")}</h2>
            {contents}
        </section>
        <section class="card">
            <h2>{t("docs-envelope")}</h2>
            <p>{t("docs-intro")}</p>
            {list(envelope)}
        </section>
        <section class="card">
            <h2>{t("docs-lenient")}</h2>
            <p>{t("docs-lenient-text")}</p>
        </section>
        <section class="card">
            <h2>{t("docs-session-title")}</h2>
            <p>{t("docs-session")}</p>
        </section>
        <section class="card">
            <h2>{t("docs-language")}</h2>
            <p>{t("docs-language-text")}</p>
        </section>
        <section class="card">
            <h2>{t("docs-boundary")}</h2>
            <p>{t("docs-boundary-text")}</p>
            {list(boundary)}
        </section>
        {cards}
    }
}

fn title(operation: &Operation) -> String {
    t(&format!("docs-{}", operation.name()))
}

/// Names, and what they mean.
fn list(rows: impl IntoIterator<Item = (String, String)>) -> impl IntoView {
    let rows = rows
        .into_iter()
        .map(|(name, meaning)| {
            view! {
                <dt>
                    <code>{name}</code>
                </dt>
                <dd>{meaning}</dd>
            }
        })
        .collect_view();
    view! { <dl>{rows}</dl> }
}

fn card(operation: &Operation, place: &Place) -> impl IntoView + use<> {
    let badge = match operation.facts.session {
        Session::Open => None,
        Session::Sometimes => Some("docs-sometimes-session"),
        Session::Needed => Some("docs-needs-session"),
    };
    let fields = operation.fields().iter().map(|field| {
        let optional = if field.required {
            String::new()
        } else {
            t("optional-mark")
        };
        (
            field.name.to_owned(),
            describe(lang(), operation.name(), field) + &optional,
        )
    });
    let fields = if operation.fields().is_empty() {
        view! { <p>{t(if operation.facts.reads() { "docs-no-query" } else { "docs-no-fields" })}</p> }.into_any()
    } else {
        list(fields).into_any()
    };
    let reply = if operation.reply.is_empty() {
        view! { <p>{t("docs-reply-none")}</p> }.into_any()
    } else {
        list(operation.reply.iter().map(|property| {
            (
                property.path.clone(),
                find(lang(), &property.key).unwrap_or_default(),
            )
        }))
        .into_any()
    };
    let failures = (!operation.failures.is_empty()).then(|| {
        let sentences = operation.failures.iter().map(|failure| {
            (
                failure.reason.clone(),
                failure.example["msg"]
                    .as_str()
                    .unwrap_or_default()
                    .to_owned(),
            )
        });
        view! {
            <h3>{t("docs-failures")}</h3>
            {list(sentences)}
        }
    });
    let success = serde_json::to_string_pretty(&operation.success).unwrap_or_default();
    view! {
        <section class="card" id=operation.name()>
            <h2>
                {title(operation)} " "
                {badge.map(|badge| view! { <span class="badge">{t(badge)}</span> })}
            </h2>
            <p>
                <code>{format!("{} {}", operation.facts.method, operation.facts.path())}</code>
            </p>
            <p>{t(&format!("docs-{}-text", operation.name()))}</p>
            <h3>{t("docs-fields")}</h3>
            {fields}
            <h3>{t("docs-reply")}</h3>
            {reply}
            {failures}
            <h3>{t("docs-example")}</h3>
            <pre>{operation.curl(place)}</pre>
            <pre>{success}</pre>
        </section>
    }
}
