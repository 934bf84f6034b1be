//! The places of GB/T 2260 that an address is chosen from, and the check that what was chosen lies
//! in one another.

use std::{iter, sync::LazyLock};

use unicode_normalization::UnicodeNormalization;

use super::{
    Problem,
    input::Text,
    rule::{Form, Rule, Ruled},
};

/// A province, a city or an area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Six digits: XX0000 for a province, XXYY00 for a city, else an area.
    pub code: &'static str,
    pub name: &'static str,
}

impl Place {
    /// What the codes of all within begin with; nothing lies in an area.
    fn prefix(self) -> Option<&'static str> {
        self.code
            .strip_suffix("0000")
            .or_else(|| self.code.strip_suffix("00"))
    }

    fn is(self, code_or_name: &str) -> bool {
        self.code == code_or_name || self.name == code_or_name
    }

    fn is_for_short(self, name: &str) -> bool {
        SUFFIXES
            .into_iter()
            .any(|suffix| self.name.strip_suffix(suffix) == Some(name))
    }
}

/// The field of a province; [`parse`] reads the three together.
pub enum Province {}

impl Ruled for Province {
    const RULE: Rule = Rule::new("region", Form::Text(2, 30), "浙江省", &[Problem::Unknown]);
}

/// The field of a city.
pub enum City {}

impl Ruled for City {
    const RULE: Rule = Rule::new("region", Form::Text(2, 30), "杭州市", &[Problem::Unknown]);
}

/// The field of an area, which is missing only where the city has areas.
pub enum Area {}

impl Ruled for Area {
    const RULE: Rule = Rule::new(
        "area",
        Form::Text(2, 30),
        "西湖区",
        &[Problem::Unknown, Problem::Required],
    );
}

/// The field that says below which place to look; nothing is below one that does not exist.
pub enum Parent {}

impl Ruled for Parent {
    const RULE: Rule = Rule::pattern("parent", "^([0-9]{6})?$", "330000", &[]).unjudged();
}

/// What is left out of the names of provinces and cities in everyday use. 县 makes 新竹 the ambiguous
/// name that it is.
const SUFFIXES: [&str; 8] = [
    "省",
    "市",
    "县",
    "自治区",
    "壮族自治区",
    "回族自治区",
    "维吾尔自治区",
    "特别行政区",
];

/// The first city layer of a municipality, which has no cities.
const MUNICIPALITY_LAYER: &str = "市辖区";

/// Sorted by code; where it comes from stands in the file's head.
static PLACES: LazyLock<Vec<Place>> = LazyLock::new(|| {
    let lines = include_str!("regions.txt")
        .lines()
        .filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.split_once(' '))
        .map(|(code, name)| Place { code, name })
        .collect()
});

pub fn provinces() -> impl Iterator<Item = Place> {
    PLACES
        .iter()
        .copied()
        .filter(|place| place.code.ends_with("0000"))
}

/// The cities of a province's code, the areas of a city's; none of anything else.
pub fn children(code: &str) -> impl Iterator<Item = Place> + use<> {
    let first = PLACES.partition_point(|place| place.code <= code);
    find(code)
        .and_then(Place::prefix)
        .into_iter()
        .flat_map(move |prefix| {
            let within = PLACES
                .iter()
                .copied()
                .skip(first)
                .take_while(move |place| place.code.starts_with(prefix));
            within.filter(move |place| prefix.len() == 4 || place.code.ends_with("00"))
        })
}

pub fn find(code: &str) -> Option<Place> {
    PLACES
        .binary_search_by(|place| place.code.cmp(code))
        .ok()
        .and_then(|at| PLACES.get(at))
        .copied()
}

/// Province, city and, where the city has any, area; each checked to lie in the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    pub province: Place,
    pub city: Place,
    pub area: Option<Place>,
}

/// The region that names or six-digit codes say. Of a province and a city the name may be the short
/// one, such as 内蒙古 or 广州.
///
/// # Errors
/// The first of `province`, `city` and `area` that fails, and why.
pub fn parse(province: &Text, city: &Text, area: &Text) -> Result<Region, (&'static str, Problem)> {
    let province = read(province)
        .and_then(|given| choose(&given, provinces()).ok_or(Problem::Unknown))
        .map_err(|problem| ("province", problem))?;
    let given_area = read(area);
    let area_in = |city: Place| {
        choose_area(
            given_area.as_deref().map_err(|problem| *problem),
            children(city.code),
        )
    };
    let city = read(city)
        .and_then(|given| {
            let city = choose(&given, children(province.code));
            city.or_else(|| city_of_municipality(&given, province, |city| area_in(city).is_ok()))
                .ok_or(Problem::Unknown)
        })
        .map_err(|problem| ("city", problem))?;
    let area = area_in(city).map_err(|problem| ("area", problem))?;
    Ok(Region {
        province,
        city,
        area,
    })
}

/// Normalised as names in the file are.
fn read(text: &Text) -> Result<String, Problem> {
    let text: String = text.given()?.nfkc().collect();
    let text = text.trim();
    if text.is_empty() {
        Err(Problem::Required)
    } else {
        Ok(text.to_owned())
    }
}

/// The place of this code or name, else the only one of this short name.
fn choose(given: &str, places: impl Iterator<Item = Place>) -> Option<Place> {
    let places: Vec<Place> = places.collect();
    let exact = places.iter().find(|place| place.is(given));
    let mut short = places.iter().filter(|place| place.is_for_short(given));
    exact
        .or_else(|| short.next().filter(|_| short.next().is_none()))
        .copied()
}

/// No area is right only where there are none.
fn choose_area(
    given: Result<&str, Problem>,
    mut areas: impl Iterator<Item = Place>,
) -> Result<Option<Place>, Problem> {
    match given {
        Ok(given) => areas
            .find(|area| area.is(given))
            .map(Some)
            .ok_or(Problem::Unknown),
        Err(Problem::Required) if areas.next().is_none() => Ok(None),
        Err(problem) => Err(problem),
    }
}

/// For clients that know no city layer and name the municipality a second time: the layer that has
/// the area, 市辖区 when none has.
fn city_of_municipality(
    given: &str,
    province: Place,
    has_area: impl Fn(Place) -> bool,
) -> Option<Place> {
    let layer = children(province.code).find(|city| city.name == MUNICIPALITY_LAYER)?;
    choose(given, iter::once(province))?;
    children(province.code)
        .find(|city| has_area(*city))
        .or(Some(layer))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(province: &str, city: &str, area: &str) -> Result<Region, (&'static str, Problem)> {
        parse(&province.into(), &city.into(), &area.into())
    }

    /// The codes of what was parsed; the area's is empty where there is none.
    fn codes(province: &str, city: &str, area: &str) -> [&'static str; 3] {
        let region = parsed(province, city, area).expect("the region exists");
        [
            region.province.code,
            region.city.code,
            region.area.map_or("", |area| area.code),
        ]
    }

    fn name(code: &str) -> Option<&'static str> {
        find(code).map(|place| place.name)
    }

    #[test]
    fn every_line_is_a_code_in_order_and_a_normalised_name() {
        let lines = include_str!("regions.txt")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .count();
        assert_eq!(PLACES.len(), lines);
        assert!(PLACES.windows(2).all(|pair| pair[0].code < pair[1].code));
        for place in PLACES.iter() {
            assert!(
                place.code.len() == 6 && place.code.bytes().all(|byte| byte.is_ascii_digit()),
                "{place:?}"
            );
            assert_eq!(read(&place.name.into()).as_deref(), Ok(place.name));
        }
    }

    #[test]
    fn every_place_lies_in_one_that_is_there() {
        let mut reached = 0;
        for province in provinces() {
            reached += 1;
            for city in children(province.code) {
                assert_eq!(
                    (&city.code[..2], &city.code[4..]),
                    (&province.code[..2], "00"),
                    "{city:?}"
                );
                reached += 1;
                for area in children(city.code) {
                    assert_eq!(area.code[..4], city.code[..4], "{area:?}");
                    assert_eq!(children(area.code).next(), None);
                    reached += 1;
                }
            }
        }
        assert_eq!(reached, PLACES.len());
        assert_eq!(provinces().count(), 34);
        assert!(provinces().all(|province| children(province.code).next().is_some()));
    }

    #[test]
    fn names_are_unique_among_neighbours_and_full_ones_find_their_own_place() {
        for province in provinces() {
            assert_eq!(choose(province.name, provinces()), Some(province));
            for city in children(province.code) {
                assert_eq!(choose(city.name, children(province.code)), Some(city));
                for area in children(city.code) {
                    assert_eq!(
                        codes(province.name, city.name, area.name),
                        [province.code, city.code, area.code]
                    );
                }
            }
        }
    }

    #[test]
    fn a_list_of_children_is_at_most_9_kb() {
        let codes = PLACES.iter().map(|place| place.code);
        let longest = codes
            .map(|code| {
                children(code)
                    .map(|place| format!("{} {}\n", place.code, place.name).len())
                    .sum::<usize>()
            })
            .max();
        assert!(
            longest.is_some_and(|length| length <= 9 * 1024),
            "{longest:?}"
        );
    }

    #[test]
    fn what_is_no_place_has_no_children() {
        for code in [
            "",
            "11",
            "1101",
            "110199",
            "999999",
            "1100000",
            "北京市",
            "110101",
        ] {
            assert_eq!(children(code).next(), None, "{code}");
        }
        assert_eq!(find("110199"), None);
    }

    #[test]
    fn a_municipality_has_one_layer_of_cities() {
        for (code, layer) in [
            ("110000", "110100"),
            ("120000", "120100"),
            ("310000", "310100"),
        ] {
            assert_eq!(
                children(code).collect::<Vec<_>>(),
                [Place {
                    code: layer,
                    name: "市辖区"
                }]
            );
        }
        assert_eq!(
            codes("北京市", "市辖区", "东城区"),
            ["110000", "110100", "110101"]
        );
    }

    #[test]
    fn a_municipality_may_stand_in_for_its_own_city() {
        for city in ["北京市", "北京", "110000"] {
            assert_eq!(
                codes("北京市", city, "东城区"),
                ["110000", "110100", "110101"]
            );
        }
        assert_eq!(
            parsed("北京市", "上海市", "东城区"),
            Err(("city", Problem::Unknown))
        );
        assert_eq!(
            parsed("北京市", "北京市", "浦东新区"),
            Err(("area", Problem::Unknown))
        );
        assert_eq!(
            parsed("北京市", "北京市", ""),
            Err(("area", Problem::Required))
        );
        assert_eq!(
            parsed("河北省", "河北省", "长安区"),
            Err(("city", Problem::Unknown))
        );
    }

    #[test]
    fn chongqing_has_two_layers_and_its_own_name_finds_both() {
        assert_eq!(
            children("500000").map(|city| city.name).collect::<Vec<_>>(),
            ["市辖区", "县"]
        );
        assert_eq!(
            codes("重庆市", "市辖区", "渝中区"),
            ["500000", "500100", "500103"]
        );
        assert_eq!(
            codes("重庆市", "县", "云阳县"),
            ["500000", "500200", "500235"]
        );
        assert_eq!(
            codes("重庆市", "重庆市", "渝中区"),
            ["500000", "500100", "500103"]
        );
        assert_eq!(
            codes("重庆市", "500000", "云阳县"),
            ["500000", "500200", "500235"]
        );
        assert_eq!(
            parsed("重庆市", "市辖区", "云阳县"),
            Err(("area", Problem::Unknown))
        );
    }

    #[test]
    fn the_new_area_of_liangjiang_is_there() {
        assert_eq!(name("500157"), Some("两江新区"));
        assert_eq!(
            codes("重庆", "市辖区", "两江新区"),
            ["500000", "500100", "500157"]
        );
    }

    #[test]
    fn cities_without_districts_have_their_towns() {
        assert_eq!(
            codes("广东省", "东莞市", "虎门镇"),
            ["440000", "441900", "441912"]
        );
        assert_eq!(
            codes("广东省", "中山市", "民众街道"),
            ["440000", "442000", "442017"]
        );
        assert_eq!(
            codes("海南省", "儋州市", "那大镇"),
            ["460000", "460400", "460401"]
        );
        assert_eq!(
            codes("甘肃省", "嘉峪关市", "新城镇"),
            ["620000", "620200", "620293"]
        );
        assert_eq!(
            codes("黑龙江省", "大兴安岭地区", "加格达奇区"),
            ["230000", "232700", "232761"]
        );
    }

    #[test]
    fn counties_under_the_province_have_a_layer_of_their_own() {
        assert_eq!(
            codes("湖北省", "省直辖县级行政区划", "仙桃市"),
            ["420000", "429000", "429004"]
        );
        assert_eq!(
            codes("河南省", "省直辖县级行政区划", "济源市"),
            ["410000", "419000", "419001"]
        );
        assert_eq!(
            codes("海南省", "省直辖县级行政区划", "琼海市"),
            ["460000", "469000", "469002"]
        );
        assert_eq!(
            codes("新疆", "自治区直辖县级行政区划", "石河子市"),
            ["650000", "659000", "659001"]
        );
    }

    #[test]
    fn hong_kong_macao_and_taiwan_are_there() {
        assert_eq!(
            codes("香港特别行政区", "九龙", "油尖旺区"),
            ["810000", "810200", "810202"]
        );
        assert_eq!(
            codes("澳门", "澳门半岛", "大堂区"),
            ["820000", "820100", "820105"]
        );
        assert_eq!(
            codes("台湾省", "台北市", "大安区"),
            ["710000", "710100", "710105"]
        );
        assert_eq!(children("710000").count(), 22);
        assert_eq!(
            children("710000")
                .flat_map(|city| children(city.code))
                .count(),
            368
        );
    }

    #[test]
    fn a_city_without_areas_takes_no_area_and_any_other_needs_one() {
        assert_eq!(choose_area(Err(Problem::Required), iter::empty()), Ok(None));
        assert_eq!(
            choose_area(Ok("虎门镇"), iter::empty()),
            Err(Problem::Unknown)
        );
        assert_eq!(
            choose_area(Err(Problem::WrongType), iter::empty()),
            Err(Problem::WrongType)
        );
        assert_eq!(
            choose_area(Err(Problem::Required), children("441900")),
            Err(Problem::Required)
        );
        assert_eq!(
            parsed("广东省", "东莞市", " "),
            Err(("area", Problem::Required))
        );
    }

    #[test]
    fn names_and_codes_mix_in_any_width() {
        for (province, city, area) in [
            ("330000", "330100", "330106"),
            ("浙江省", "330100", "西湖区"),
            ("330000", "杭州市", "330106"),
            (" 浙江 ", "杭州", "\u{3000}西湖区\n"),
            ("３３００００", "３３０１００", "３３０１０６"),
        ] {
            assert_eq!(codes(province, city, area), ["330000", "330100", "330106"]);
        }
    }

    #[test]
    fn short_names_are_taken_for_provinces_and_cities_when_one_alone_has_them() {
        for (short, code) in [
            ("北京", "110000"),
            ("内蒙古", "150000"),
            ("广西", "450000"),
            ("宁夏", "640000"),
            ("新疆", "650000"),
        ] {
            assert_eq!(
                choose(short, provinces()).map(|place| place.code),
                Some(code)
            );
        }
        assert_eq!(
            codes("吉林", "吉林", "昌邑区"),
            ["220000", "220200", "220202"]
        );
        assert_eq!(
            parsed("浙江", "杭州", "西湖"),
            Err(("area", Problem::Unknown))
        );
        assert_eq!(
            parsed("台湾", "新竹", "东区"),
            Err(("city", Problem::Unknown))
        );
        assert_eq!(
            parsed("省", "市", "区"),
            Err(("province", Problem::Unknown))
        );
    }

    #[test]
    fn wrong_parentage_names_the_first_that_fails() {
        assert_eq!(
            parsed("浙江", "南京市", "玄武区"),
            Err(("city", Problem::Unknown))
        );
        assert_eq!(
            parsed("浙江", "杭州市", "玄武区"),
            Err(("area", Problem::Unknown))
        );
        assert_eq!(
            parsed("杭州市", "杭州市", "西湖区"),
            Err(("province", Problem::Unknown))
        );
        assert_eq!(
            parsed("330000", "330106", "330106"),
            Err(("city", Problem::Unknown))
        );
        assert_eq!(
            parsed("330000", "330100", "330100"),
            Err(("area", Problem::Unknown))
        );
        assert_eq!(
            parsed("330000", "320100", "999999"),
            Err(("city", Problem::Unknown))
        );
    }

    #[test]
    fn what_is_no_text_names_the_first_field_too() {
        let good = || Text::from("浙江省");
        assert_eq!(
            parse(&Text::Missing, &Text::Wrong, &Text::Wrong),
            Err(("province", Problem::Required))
        );
        assert_eq!(
            parse(&" \u{3000}".into(), &Text::Wrong, &Text::Wrong),
            Err(("province", Problem::Required))
        );
        assert_eq!(
            parse(&good(), &Text::Wrong, &Text::Missing),
            Err(("city", Problem::WrongType))
        );
        assert_eq!(
            parse(&good(), &"杭州市".into(), &Text::Wrong),
            Err(("area", Problem::WrongType))
        );
        assert_eq!(
            parse(&good(), &"杭州市\0".into(), &Text::Missing),
            Err(("city", Problem::ControlCharacter))
        );
        assert_eq!(
            parse(&good(), &"杭州市".into(), &"西湖区\0".into()),
            Err(("area", Problem::ControlCharacter))
        );
        assert_eq!(
            parse(&good(), &"杭州市".into(), &Text::Missing),
            Err(("area", Problem::Required))
        );
    }
}
