//! A page as a person without scripts sees it: its forms, and what stands beside their fields.

use std::{collections::BTreeMap, sync::LazyLock};

use scraper::{ElementRef, Html, Selector};
use serde_json::Value;

use super::Seen;

pub struct Page(Html);

/// Hidden fields that tell forms of one operation apart.
const APART: [&str; 3] = ["bookin_type", "id", "all"];

static OPTION: LazyLock<Selector> = LazyLock::new(|| selector("option"));

fn selector(css: &str) -> Selector {
    Selector::parse(css).unwrap_or_else(|_| panic!("{css} is no selector"))
}

fn text(element: ElementRef) -> String {
    element.text().collect::<String>().trim().to_owned()
}

/// What `given` puts into a text field.
fn typed(given: &Value) -> String {
    match given {
        Value::Null => String::new(),
        Value::Bool(yes) => u8::from(*yes).to_string(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn is_visible(element: &ElementRef) -> bool {
    element.attr("hidden").is_none()
        && element
            .ancestors()
            .filter_map(ElementRef::wrap)
            .all(|around| around.attr("hidden").is_none())
}

impl Page {
    pub fn of(html: &str) -> Self {
        Self(Html::parse_document(
            &html.replace("<noscript>", "").replace("</noscript>", ""),
        ))
    }

    pub fn all(&self, css: &str) -> Vec<ElementRef<'_>> {
        self.0.select(&selector(css)).collect()
    }

    pub fn has(&self, css: &str) -> bool {
        !self.all(css).is_empty()
    }

    /// The text of the first such element.
    pub fn text(&self, css: &str) -> String {
        self.all(css)
            .first()
            .map(|element| text(*element))
            .unwrap_or_default()
    }

    pub fn attribute(&self, css: &str, name: &str) -> Option<String> {
        self.all(css)
            .first()
            .and_then(|element| element.attr(name))
            .map(ToOwned::to_owned)
    }

    /// The form with a button for this operation; of several, the one whose hidden fields say what
    /// `fields` do.
    fn form(&self, operation: &str, fields: &Value) -> Option<ElementRef<'_>> {
        let button = selector(&format!("button[name=form][value={operation}]:not(.first)"));
        let says = |form: &ElementRef, name: &str, given: &Value| {
            form.select(&selector(&format!("input[type=hidden][name={name}]")))
                .any(|input| input.attr("value") == Some(&typed(given)))
        };
        self.all("form").into_iter().find(|form| {
            form.select(&button).next().is_some()
                && APART
                    .into_iter()
                    .all(|name| fields.get(name).is_none_or(|given| says(form, name, given)))
        })
    }

    /// Whether a person finds a form to press this button in.
    pub fn offers(&self, operation: &str, fields: &Value) -> bool {
        self.form(operation, fields).is_some()
    }

    /// The form that a button of this operation stands in, filled in with `fields` and submitted by
    /// that button: what a browser would send. Only fields that the form really has are filled in;
    /// hidden ones keep their values; of a list only what it offers is chosen.
    pub fn filled(&self, operation: &str, fields: &Value) -> Vec<(String, String)> {
        let form = self
            .form(operation, fields)
            .unwrap_or_else(|| panic!("the page has no form for {operation}"));
        let mut pairs = Vec::new();
        for field in form.select(&selector("input, select")) {
            let name = field
                .attr("name")
                .expect("every field has a name")
                .to_owned();
            // A test names the mobile as the operation does; registration's form calls it `phone`.
            let given = fields.get(&name).or_else(|| {
                if name == "phone" {
                    fields.get("mobile")
                } else {
                    None
                }
            });
            if field.value().name() == "select" {
                let options: Vec<ElementRef> = field.select(&OPTION).collect();
                let wanted = given.map(typed);
                let chosen = options.iter().find(|option| {
                    wanted.as_deref().is_some_and(|wanted| {
                        option.attr("value") == Some(wanted) || text(**option) == wanted
                    })
                });
                let chosen = chosen
                    .or_else(|| {
                        options
                            .iter()
                            .find(|option| option.attr("selected").is_some())
                    })
                    .or_else(|| options.first());
                pairs.push((
                    name,
                    chosen
                        .and_then(|option| option.attr("value"))
                        .unwrap_or_default()
                        .to_owned(),
                ));
                continue;
            }
            let value = field.attr("value").unwrap_or_default().to_owned();
            match (field.attr("type").unwrap_or("text"), given) {
                ("checkbox", Some(Value::Array(chosen))) => pairs.extend(
                    chosen
                        .contains(&Value::String(value.clone()))
                        .then_some((name, value)),
                ),
                // UserFixture who says nothing of consent has agreed: the box must be ticked to
                // come further.
                ("checkbox", None) => pairs.extend((name == "consent").then_some((name, value))),
                ("checkbox", Some(given)) => pairs.extend(
                    (given == &Value::String(value.clone()) || given == &Value::Bool(true))
                        .then_some((name, value)),
                ),
                ("hidden", _) | (_, None) => pairs.push((name, value)),
                (_, Some(given)) => pairs.push((name, typed(given))),
            }
        }
        pairs.push(("form".into(), operation.into()));
        pairs
    }

    /// What the page says of the form that was submitted.
    pub fn seen(&self) -> Seen {
        let errors: BTreeMap<String, String> = self
            .all("[data-error-for]")
            .into_iter()
            .filter(is_visible)
            .map(|element| {
                (
                    element
                        .attr("data-error-for")
                        .unwrap_or_default()
                        .to_owned(),
                    text(element),
                )
            })
            .collect();
        let done = self
            .all("[role=status]")
            .into_iter()
            .find(is_visible)
            .map(text);
        let alert = self
            .all("[role=alert] p, [role=note]")
            .into_iter()
            .find(is_visible)
            .map(text);
        // A single error is told beside its field alone, where a program finds it as the sentence
        // of the whole as well.
        let only = if errors.len() == 1 {
            errors.values().next().cloned()
        } else {
            None
        };
        Seen {
            ok: done.is_some(),
            msg: done.or(alert).or(only).unwrap_or_default(),
            errors,
            goes_to: None,
        }
    }

    /// What the field holds when the page is shown again.
    pub fn value(&self, name: &str) -> Option<String> {
        self.attribute(
            &format!("main input[name={name}]:not([type=checkbox]):not([type=hidden])"),
            "value",
        )
        .filter(|value| !value.is_empty())
    }
}
