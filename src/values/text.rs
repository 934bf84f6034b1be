//! Texts of one line: what is no part of them, how they are kept, and how they are compared.

use icu_properties::{CodePointSetData, props::DefaultIgnorableCodePoint};
use unicode_normalization::UnicodeNormalization as _;

use super::Problem;

/// Whether nothing is seen of it: what Unicode lets every renderer leave out (among them marks of
/// direction, which would let one text pose as another), marks of annotations, and the Braille cell
/// without a dot.
fn is_invisible(c: char) -> bool {
    !c.is_ascii()
        && (CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
            || matches!(c, '\u{fff9}'..='\u{fffb}' | '\u{2800}'))
}

/// Whether it chooses a variant of the ideograph before it, as the writing of a name may ask for.
fn is_variant(c: char, before: char) -> bool {
    matches!(c, '\u{e0100}'..='\u{e01ef}')
        && matches!(before, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

/// How every short text is compared, and kept where its spelling says nothing: NFKC and trimmed, so
/// that full-width and half-width forms are one, without anything invisible.
#[must_use]
pub(crate) fn normalised(raw: &str) -> String {
    let visible = |c: &char| !is_invisible(*c);
    let text: String = raw.chars().filter(visible).nfkc().filter(visible).collect();
    text.trim().to_owned()
}

/// As normalised, and without regard to case: for comparing only.
#[must_use]
pub fn folded(raw: &str) -> String {
    normalised(raw).to_lowercase()
}

/// How names are kept, as they were typed: NFC and trimmed, each run of white space one space,
/// without what is invisible and means nothing.
#[must_use]
pub(crate) fn kept(raw: &str) -> String {
    let mut before = ' ';
    let visible = raw.chars().filter(|c| {
        let stays = !is_invisible(*c) || is_variant(*c, before);
        before = *c;
        stays
    });
    let text: String = visible.nfc().collect();
    let mut kept = String::with_capacity(text.len());
    for c in text.trim().chars() {
        if !is_space(c) {
            kept.push(c);
        } else if !kept.ends_with(' ') {
            kept.push(' ');
        }
    }
    kept
}

/// The ways to write a hyphen between digits, once [`normalised`].
pub(crate) fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// White space within a line.
fn is_space(c: char) -> bool {
    c == '\t' || c.is_whitespace() && !is_control(c)
}

/// Control characters, and what ends a line.
fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Whether there are control characters, or ends of lines, in what is one line.
pub(crate) fn has_control(text: &str) -> bool {
    text.contains(is_control)
}

/// A name-like text, as [`kept`]: `min` to `max` characters (Unicode scalar values), at least one
/// letter or ideograph, no control characters.
pub(crate) fn named(raw: &str, min: usize, max: usize) -> Result<String, Problem> {
    let text = kept(raw);
    if text.is_empty() {
        return Err(Problem::Required);
    }
    if has_control(&text) {
        return Err(Problem::ControlCharacter);
    }
    if text.chars().filter(|c| !is_invisible(*c)).count() < min {
        return Err(Problem::TooShort);
    }
    match text.chars().count() {
        n if n > max => Err(Problem::TooLong),
        _ if !text.chars().any(char::is_alphabetic) => Err(Problem::Format),
        _ => Ok(text),
    }
}

/// The name of somebody or something, which others will read: [`named`], and neither an address of
/// the web nor markup.
pub(crate) fn titled(raw: &str, min: usize, max: usize) -> Result<String, Problem> {
    let name = named(raw, min, max)?;
    // A Chinese keyboard's full stop counts in an address.
    let plain = folded(&name).replace('。', ".");
    if ["://", "www.", "<", ">"]
        .iter()
        .any(|sign| plain.contains(sign))
    {
        Err(Problem::Markup)
    } else {
        Ok(name)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::values::rough::text_like;

    #[test]
    fn what_is_invisible_is_no_part_of_a_text() {
        for mark in [
            '\u{ad}',
            '\u{34f}',
            '\u{61c}',
            '\u{115f}',
            '\u{1160}',
            '\u{17b4}',
            '\u{180e}',
            '\u{200b}',
            '\u{200c}',
            '\u{200d}',
            '\u{200e}',
            '\u{202a}',
            '\u{202c}',
            '\u{202d}',
            '\u{202e}',
            '\u{2060}',
            '\u{2068}',
            '\u{2069}',
            '\u{206f}',
            '\u{2800}',
            '\u{3164}',
            '\u{fe0f}',
            '\u{feff}',
            '\u{ffa0}',
            '\u{fff9}',
            '\u{e0001}',
            '\u{e0041}',
            '\u{e01ef}',
        ] {
            let marked = format!("{mark}a{mark}1{mark}{mark}");
            assert_eq!(
                (normalised(&marked), kept(&marked)),
                ("a1".into(), "a1".into()),
                "{mark:?}"
            );
        }
    }

    #[test]
    fn what_is_kept_is_as_it_was_typed() {
        for (typed, text) in [
            (" 门户（北京）　科技 ", "门户（北京） 科技"),
            ("ｍｅｎｈｕ\t \u{a0}①㈱", "ｍｅｎｈｕ ①㈱"),
            ("Ame\u{301}lie", "Am\u{e9}lie"),
            ("Ame\u{200b}\u{301}lie", "Am\u{e9}lie"),
            ("葛\u{e0100}城", "葛\u{e0100}城"),
        ] {
            assert_eq!(kept(typed), text);
        }
        assert_eq!(folded("Ｍenhu（北京）"), "menhu(北京)");
    }

    #[test]
    fn a_name_is_neither_an_address_nor_markup() {
        for wrong in [
            "见 http://evil.example",
            "访问 www.evil.cn",
            "ＷＷＷ．evil",
            "WWW。evil。cn",
            "https：／／evil",
            "<b>张三</b>",
            "张三＞李四",
            "ww\u{200b}w.evil.cn",
        ] {
            assert_eq!(titled(wrong, 2, 50), Err(Problem::Markup), "{wrong}");
        }
        for right in ["A/B: 测试", "W.W.W. 公司", "3M 中国", "a。b"] {
            assert_eq!(titled(right, 2, 50).as_deref(), Ok(right));
        }
    }

    #[test]
    fn a_name_has_something_visible() {
        for nothing in [
            "\u{3164}\u{3164}",
            "\u{2800}\u{2800}",
            "\u{115f}\u{1160}",
            "\u{ffa0} \u{200b}",
            "",
        ] {
            assert_eq!(named(nothing, 2, 50), Err(Problem::Required), "{nothing:?}");
        }
        assert_eq!(named("\u{301}\u{302}", 2, 50), Err(Problem::Format));
        assert_eq!(named("葛\u{e0100}", 2, 50), Err(Problem::TooShort));
    }

    proptest! {
        #[test]
        fn doing_it_twice_is_doing_it_once(raw in text_like("[ａＡﬁ㈱e\u{301}\u{3000} İſ葛\u{e0100}\u{200b}\u{3164}\u{2800}\t]{0,20}")) {
            let once = normalised(&raw);
            prop_assert_eq!(normalised(&once), once);
            let once = kept(&raw);
            prop_assert_eq!(kept(&once), once);
        }
    }
}
