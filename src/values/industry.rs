//! The industries (领域) an account can choose. Codes never change; labels may.

use super::{
    Problem,
    input::List,
    normalised,
    rule::{Form, Rule, Ruled},
};

/// Code and Chinese label, in the order they are offered. The English labels are the catalogue's.
pub const INDUSTRIES: [(&str, &str); 24] = [
    ("internet", "互联网"),
    ("software", "软件与信息服务"),
    ("ecommerce", "电子商务"),
    ("ai_bigdata", "人工智能与大数据"),
    ("iot_hardware", "物联网与智能硬件"),
    ("telecom", "通信与运营商"),
    ("game", "游戏"),
    ("media", "传媒与广告"),
    ("culture_sports", "文化体育娱乐"),
    ("finance", "金融"),
    ("education", "教育培训"),
    ("healthcare", "医疗健康"),
    ("government", "政府与公共事业"),
    ("manufacturing", "制造业"),
    ("automotive", "汽车与出行"),
    ("logistics", "交通物流仓储"),
    ("retail", "批发零售"),
    ("catering_tourism", "餐饮酒店旅游"),
    ("realestate", "建筑与房地产"),
    ("energy", "能源与采矿"),
    ("agriculture", "农林牧渔"),
    ("business_services", "商务与专业服务"),
    ("research", "科学研究"),
    ("other", "其他"),
];

/// The codes alone.
const CODES: [&str; INDUSTRIES.len()] = {
    let mut codes = [""; INDUSTRIES.len()];
    let mut at = 0;
    while at < codes.len() {
        codes[at] = INDUSTRIES[at].0;
        at += 1;
    }
    codes
};

/// One to five industries, each once, in the order they were chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Industries(Vec<&'static str>);

impl Industries {
    pub const MAX: usize = 5;

    /// From `select_fields`: codes, or Chinese labels.
    ///
    /// # Errors
    /// [`Problem::Required`], [`Problem::WrongType`], [`Problem::Unknown`], [`Problem::TooMany`].
    pub fn parse(list: &List) -> Result<Self, Problem> {
        let mut codes = Vec::new();
        for chosen in list.given()? {
            let chosen = normalised(chosen);
            if chosen.is_empty() {
                continue;
            }
            let (code, _) = INDUSTRIES
                .iter()
                .find(|(code, label)| *code == chosen || *label == chosen)
                .ok_or(Problem::Unknown)?;
            if !codes.contains(code) {
                codes.push(*code);
            }
        }
        match codes.len() {
            0 => Err(Problem::Required),
            n if n > Self::MAX => Err(Problem::TooMany),
            _ => Ok(Self(codes)),
        }
    }

    /// Codes as they were once joined by commas. One that is not known here is left out: a newer
    /// version may offer more.
    #[must_use]
    pub fn from_stored(text: &str) -> Self {
        let known = |stored| {
            INDUSTRIES
                .iter()
                .map(|(code, _)| *code)
                .find(|code| *code == stored)
        };
        Self(text.split(',').filter_map(known).collect())
    }

    #[must_use]
    pub fn codes(&self) -> &[&'static str] {
        &self.0
    }
}

impl Ruled for Industries {
    const RULE: Rule = Rule::new(
        "industries",
        Form::Choices(&CODES, Self::MAX),
        "software finance",
        &[Problem::Unknown, Problem::TooMany],
    );
}

#[cfg(test)]
mod tests {
    use proptest::{prelude::*, sample::select};

    use super::*;
    use crate::values::rule::proof::holds_for;

    fn list(chosen: &[&str]) -> List {
        List::Given(chosen.iter().map(|text| (*text).into()).collect())
    }

    #[test]
    fn codes_and_chinese_labels_are_taken_each_once() {
        assert_eq!(
            Industries::parse(&list(&["game", "金融", "finance"]))
                .expect("known")
                .codes(),
            ["game", "finance"]
        );
    }

    #[test]
    fn one_to_five_known_ones() {
        assert_eq!(
            Industries::parse(&list(&["alchemy"])),
            Err(Problem::Unknown)
        );
        assert_eq!(Industries::parse(&list(&[])), Err(Problem::Required));
        assert_eq!(
            Industries::parse(&list(&[" ", "\u{200b}"])),
            Err(Problem::Required)
        );
        assert_eq!(
            Industries::parse(&list(&[
                "game", "media", "finance", "energy", "retail", "other"
            ])),
            Err(Problem::TooMany)
        );
    }

    #[test]
    fn its_rule_holds() {
        holds_for(Industries::RULE, |raw| {
            Industries::parse(&list(&raw.split(' ').collect::<Vec<_>>())).map(drop)
        });
    }

    #[test]
    fn what_was_stored_comes_back_in_its_order() {
        assert_eq!(
            Industries::from_stored("game,finance").codes(),
            ["game", "finance"]
        );
        assert_eq!(Industries::from_stored("alchemy,game").codes(), ["game"]);
        assert!(Industries::from_stored("").codes().is_empty());
    }

    proptest! {
        #[test]
        fn what_passes_passes_again_as_its_codes(chosen in proptest::collection::vec(prop_oneof![select(&INDUSTRIES[..]).prop_map(|(code, label)| format!("{code} {label}")), "\\PC{0,6}"], 0..7)) {
            let chosen: Vec<&str> = chosen.iter().map(|text| text.split(' ').next_back().unwrap_or_default()).collect();
            if let Ok(industries) = Industries::parse(&list(&chosen)) {
                prop_assert!((1..=Industries::MAX).contains(&industries.codes().len()));
                prop_assert_eq!(Industries::parse(&list(industries.codes())), Ok(industries));
            }
        }
    }
}
