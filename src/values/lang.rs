//! The languages the portal speaks.

use serde::{Deserialize, Serialize};

/// Chinese first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Lang {
    #[default]
    Zh,
    En,
}

impl Lang {
    pub const ALL: [Self; 2] = [Self::Zh, Self::En];

    /// Short name: in the language cookie, in `?lang=`, and of the catalogue's files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }

    /// BCP 47 tag for `<html lang>` and `Content-Language`.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.as_str() == name)
    }

    /// The one an `Accept-Language` header prefers; Chinese where it names neither.
    #[must_use]
    pub fn preferred(accept: &str) -> Self {
        let mut best = (0.0, Self::default());
        for range in accept.split(',') {
            let mut parts = range.split(';').map(str::trim);
            let primary = parts
                .next()
                .unwrap_or_default()
                .split('-')
                .next()
                .unwrap_or_default()
                .to_ascii_lowercase();
            let quality = parts
                .find_map(|part| part.strip_prefix("q="))
                .map_or(1.0, |q| q.parse().unwrap_or(0.0));
            if let Some(lang) = Self::of(&primary)
                && quality > best.0
            {
                best = (quality, lang);
            }
        }
        best.1
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_header_s_favourite_is_spoken_and_chinese_otherwise() {
        assert_eq!(Lang::preferred(""), Lang::Zh);
        assert_eq!(Lang::preferred("fr, de;q=0.8"), Lang::Zh);
        assert_eq!(Lang::preferred("en-US,en;q=0.9,zh;q=0.8"), Lang::En);
        assert_eq!(Lang::preferred("fr;q=1, en;q=0.3, zh-CN;q=0.7"), Lang::Zh);
        assert_eq!(Lang::preferred("en;q=broken"), Lang::Zh);
    }

    proptest! {
        #[test]
        fn no_header_makes_it_panic(accept in "\\PC{0,60}|((zh|en|fr)(-[A-Z]{2})?(;q=[0-9.]{0,4})?,? ?){0,5}") {
            let preferred = Lang::preferred(&accept);
            prop_assert_eq!(Lang::of(preferred.as_str()), Some(preferred));
        }
    }
}
