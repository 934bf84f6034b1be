//! The message catalogue: every word of the interface, in `zh.ftl` and `en.ftl`. The island is
//! given its texts.

pub mod mail;

use std::{
    borrow::Cow,
    collections::HashMap,
    sync::{Arc, LazyLock},
};

use fluent_templates::{Loader as _, fluent_bundle::FluentValue, static_loader};
use unic_langid::LanguageIdentifier;

use crate::values::{imprint::Imprint, lang::Lang};

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

/// The message with its blanks filled in, and with those that any message may have beside its own:
/// `$brand`, `$operator` and `$contact`.
#[must_use]
pub fn with_imprint(lang: Lang, imprint: &Imprint, key: &str, args: &[(&str, &str)]) -> String {
    if let Some(text) = plain(lang, key) {
        return text.to_owned();
    }
    let own = |set: &Option<String>, key| set.clone().unwrap_or_else(|| of(lang, key));
    let (brand, operator, contact) = (
        own(&imprint.brand, "default-brand"),
        own(&imprint.operator, "default-operator"),
        own(&imprint.contact, "default-contact"),
    );
    let everybody_s = [
        ("brand", brand.as_str()),
        ("operator", operator.as_str()),
        ("contact", contact.as_str()),
    ];
    with(lang, key, &[args, everybody_s.as_slice()].concat())
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

/// The message in the language of the page being rendered, and in the name of its portal.
#[must_use]
pub fn t(key: &str) -> String {
    with_imprint(lang(), &imprint(), key, &[])
}

/// The language of the page being rendered.
#[must_use]
pub fn lang() -> Lang {
    leptos::prelude::use_context().unwrap_or_default()
}

/// Who is behind the portal whose page is being rendered.
#[must_use]
pub fn imprint() -> Arc<Imprint> {
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

    /// Elsewhere nobody would fill them in.
    #[test]
    fn whose_the_portal_is_is_said_where_it_is_known() {
        const SAID: [&str; 9] = [
            "brand", "operator", "contact", "terms-", "privacy-", "refused-", "error-", "sms-",
            "mail-",
        ];
        for lang in Lang::ALL {
            let (mut key, mut found) = ("", 0);
            for line in file(lang).lines() {
                key = keys(line).next().unwrap_or(key);
                if ["$brand", "$operator", "$contact"]
                    .iter()
                    .any(|blank| line.contains(blank))
                {
                    found += 1;
                    assert!(
                        SAID.iter().any(|known| key.starts_with(known)),
                        "{key} in {lang:?}"
                    );
                }
            }
            assert!(found > 30, "{found} in {lang:?}");
        }
    }

    #[test]
    fn messages_of_trouble_say_whom_to_ask() {
        let imprint = Imprint {
            contact: Some("400-000-0000".to_owned()),
            ..Imprint::default()
        };
        for lang in Lang::ALL {
            let notices = keys(file(lang)).filter(|key| {
                ["Changed", "Bound", "Unbound", "AccountLocked"]
                    .iter()
                    .any(|kind| key.starts_with("sms-") && key.ends_with(kind))
            });
            let mut counted = 0;
            for sms in notices {
                counted += 1;
                let mail = format!("{}-text", sms.replace("sms-", "mail-"));
                let blanks = ["name", "time", "device", "address"].map(|name| (name, "-"));
                let said = |key: &str| with_imprint(lang, &imprint, key, &blanks);
                assert!(said(sms).contains("400-000-0000"), "{sms} in {lang:?}");
                // In the sentence, and at its end.
                let mail = said(&mail);
                assert_eq!(mail.matches("400-000-0000").count(), 2, "{mail}");
            }
            assert_eq!(counted, 6);
        }
    }

    #[test]
    fn blanks_are_filled_without_invisible_marks() {
        assert_eq!(wait(Lang::Zh, 60), "60 秒");
        assert_eq!(wait(Lang::En, 86_400), "24 hours");
    }
}
