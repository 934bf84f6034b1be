//! The message catalogue: every word of the interface, in `zh.ftl` and `en.ftl`. The island is
//! given its texts.

pub mod mail;

use std::{borrow::Cow, collections::HashMap, sync::LazyLock};

use fluent_templates::{Loader as _, fluent_bundle::FluentValue, static_loader};
use unic_langid::LanguageIdentifier;

use crate::values::lang::Lang;

static_loader! {
    static CATALOGUE = {
        locales: "./src/text",
        fallback_language: "zh",
        // No invisible direction marks around what is filled in: an SMS pays for each character.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

static IDS: LazyLock<[LanguageIdentifier; 2]> =
    LazyLock::new(|| Lang::ALL.map(|lang| lang.as_str().parse().expect("a language")));

/// What of the two is this language's.
fn of_lang<T>(both: &[T; 2], lang: Lang) -> &T {
    &both[usize::from(lang == Lang::En)]
}

fn id(lang: Lang) -> &'static LanguageIdentifier {
    of_lang(&IDS, lang)
}

/// The messages without blanks, formatted once.
static PLAIN: LazyLock<[HashMap<&'static str, String>; 2]> = LazyLock::new(|| {
    Lang::ALL.map(|lang| {
        let plain = keys(file(lang)).filter_map(|key| {
            let text = CATALOGUE.try_lookup(id(lang), key)?;
            // A blank that nothing fills stays as it is written.
            (!text.contains('{')).then_some((key, text))
        });
        plain.collect()
    })
});

/// The catalogue of a language as it is written.
fn file(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => include_str!("zh.ftl"),
        Lang::En => include_str!("en.ftl"),
    }
}

fn keys(file: &str) -> impl Iterator<Item = &str> {
    file.lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_alphabetic()))
        .filter_map(|line| line.split_once(" ="))
        .map(|(key, _)| key)
}

fn plain(lang: Lang, key: &str) -> Option<&'static str> {
    of_lang(&PLAIN, lang).get(key).map(String::as_str)
}

/// The message, if the catalogue has it.
#[must_use]
pub fn find(lang: Lang, key: &str) -> Option<String> {
    match plain(lang, key) {
        Some(text) => Some(text.to_owned()),
        None => CATALOGUE.try_lookup(id(lang), key),
    }
}

/// The message.
#[must_use]
pub fn of(lang: Lang, key: &str) -> String {
    match plain(lang, key) {
        Some(text) => text.to_owned(),
        None => with(lang, key, &[]),
    }
}

/// The message with its blanks filled in.
#[must_use]
pub fn with(lang: Lang, key: &str, args: &[(&str, &str)]) -> String {
    let args: HashMap<Cow<'static, str>, FluentValue> = args
        .iter()
        .map(|(name, value)| {
            (
                Cow::Owned((*name).to_owned()),
                FluentValue::from((*value).to_owned()),
            )
        })
        .collect();
    CATALOGUE
        .try_lookup_with_args(id(lang), key, &args)
        .unwrap_or_else(|| {
            tracing::error!(key, "the catalogue has no such message");
            key.to_owned()
        })
}

/// A span as a person says it: seconds up to two minutes, then minutes, then hours.
#[must_use]
pub fn wait(lang: Lang, seconds: u64) -> String {
    let (unit, number) = match seconds {
        0..=120 => ("wait-seconds", seconds),
        121..=7200 => ("wait-minutes", seconds.div_ceil(60)),
        _ => ("wait-hours", seconds.div_ceil(3600)),
    };
    with(lang, unit, &[("number", &number.to_string())])
}

/// The message in the language of the page being rendered.
#[must_use]
pub fn t(key: &str) -> String {
    of(lang(), key)
}

/// The language of the page being rendered.
#[must_use]
pub fn lang() -> Lang {
    leptos::prelude::use_context().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn both_languages_say_the_same_things() {
        let [zh, en]: [BTreeSet<&str>; 2] = Lang::ALL.map(|lang| keys(file(lang)).collect());
        let missing: Vec<_> = zh.symmetric_difference(&en).collect();
        assert!(missing.is_empty(), "in one language only: {missing:?}");
    }

    #[test]
    fn blanks_are_filled_without_invisible_marks() {
        assert_eq!(wait(Lang::Zh, 60), "60 秒");
        assert_eq!(wait(Lang::En, 86_400), "24 hours");
    }
}
