//! The places of GB/T 2260 that an address is chosen from, and the check that what was chosen lies
//! in one another.

use std::{iter, sync::LazyLock};

use super::{
    FieldErrors, Problem,
    input::Text,
    normalised,
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

/// The layers that are there for the sake of order only: what lies in them lies in the province.
const LAYERS: [&str; 4] = [
    MUNICIPALITY_LAYER,
    "县",
    "省直辖县级行政区划",
    "自治区直辖县级行政区划",
];

/// The cities that have no districts in the standard: 东莞, 中山, 儋州, 嘉峪关. What the list has below
/// them are towns, which an address may leave out.
const WITHOUT_DISTRICTS: [&str; 4] = ["441900", "442000", "460400", "620200"];

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

/// Province, city and, where the address says one, area: code and name of each. Area and its code
/// are empty where there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Region {
    pub province_code: String,
    pub province: String,
    pub city_code: String,
    pub city: String,
    pub area_code: String,
    pub area: String,
}

impl Region {
    fn of(province: Place, city: Place, area: Option<Place>) -> Self {
        let text = |part: &str| part.to_owned();
        Self {
            province_code: text(province.code),
            province: text(province.name),
            city_code: text(city.code),
            city: text(city.name),
            area_code: area.map_or_else(String::new, |area| text(area.code)),
            area: area.map_or_else(String::new, |area| text(area.name)),
        }
    }

    /// Whether these fields say this very region, by the codes or the names of its day. One that was
    /// stored once may be given again as it is, though [`parse`] knows it no more: places are merged
    /// and renamed, and who lives there still does.
    #[must_use]
    pub fn is(&self, province: &Text, city: &Text, area: &Text) -> bool {
        let says = |given: &Text, code: &str, name: &str| match read(given) {
            Ok(given) => given == code || given == normalised(name),
            Err(problem) => problem == Problem::Required && code.is_empty() && name.is_empty(),
        };
        !self.province_code.is_empty()
            && says(province, &self.province_code, &self.province)
            && says(city, &self.city_code, &self.city)
            && says(area, &self.area_code, &self.area)
    }
}

/// The region that names or six-digit codes say, each part checked to lie in the one before. Of a
/// province and a city the name may be the short one, such as 内蒙古 or 广州. A county that lies in its
/// province directly may be given as the city, without an area.
///
/// # Errors
/// What is wrong with each of `province`, `city` and `area`, as far as it can be judged without the
/// one before.
pub fn parse(province: &Text, city: &Text, area: &Text) -> Result<Region, FieldErrors> {
    let mut errors = FieldErrors::default();
    let (given_city, given_area) = (read(city), read(area));
    let province = read(province).and_then(|given| {
        let province = choose(&given, provinces());
        province.ok_or(Problem::Unknown)
    });
    let province = errors.take("province", province);
    let found = match (&given_city, province) {
        (Err(problem), _) => Err(*problem),
        (Ok(given), Some(province)) => {
            let found = find_city(given, province, &given_area);
            found.map(Some).ok_or(Problem::Unknown)
        }
        // Nothing to look in, and nothing that could be said of it.
        (Ok(_), None) => Ok(None),
    };
    let found = errors.take("city", found).flatten();
    let area = match (found, &given_area) {
        (Some((city, county)), given) => {
            choose_area(given.as_deref().map_err(|problem| *problem), city, county)
        }
        (None, Err(Problem::Required)) if given_city.as_deref().is_ok_and(needs_no_area) => {
            Ok(None)
        }
        (None, Err(problem)) => Err(*problem),
        (None, Ok(_)) => Ok(None),
    };
    let area = errors.take("area", area).flatten();
    match (province, found) {
        (Some(province), Some((city, _))) if errors.is_empty() => {
            Ok(Region::of(province, city, area))
        }
        _ => Err(errors),
    }
}

/// Normalised as names in the file are.
fn read(text: &Text) -> Result<String, Problem> {
    let text = normalised(text.given()?);
    if text.is_empty() {
        Err(Problem::Required)
    } else {
        Ok(text)
    }
}

/// The city of a province; or, where a county stands in for the city, its layer and the county.
fn find_city(
    given: &str,
    province: Place,
    area: &Result<String, Problem>,
) -> Option<(Place, Option<Place>)> {
    let has_area = |city: Place| {
        let area = area.as_deref().map_err(|problem| *problem);
        choose_area(area, city, None).is_ok()
    };
    choose(given, children(province.code))
        .or_else(|| city_of_municipality(given, province, has_area))
        .map(|city| (city, None))
        .or_else(|| {
            let county = choose(given, counties(province))?;
            let layer = children(province.code).find(|layer| layer.code[..4] == county.code[..4]);
            layer.map(|layer| (layer, Some(county)))
        })
}

/// What lies in a province directly, below the layers that are there for the sake of order.
fn counties(province: Place) -> impl Iterator<Item = Place> {
    children(province.code)
        .filter(|city| LAYERS.contains(&city.name))
        .flat_map(|layer| children(layer.code))
}

/// Whether it is, in some province, a city without districts, or a county that may stand in for
/// one.
fn needs_no_area(city: &str) -> bool {
    let cities = WITHOUT_DISTRICTS.into_iter().filter_map(find);
    choose(city, cities).is_some()
        || provinces().any(|province| choose(city, counties(province)).is_some())
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

/// The area in a city. None is right only where there are no districts; a county that stands in for
/// the city is its own.
fn choose_area(
    given: Result<&str, Problem>,
    city: Place,
    county: Option<Place>,
) -> Result<Option<Place>, Problem> {
    match (given, county) {
        (Ok(given), None) => children(city.code)
            .find(|area| area.is(given))
            .map(Some)
            .ok_or(Problem::Unknown),
        (Ok(given), Some(county)) if county.is(given) => Ok(Some(county)),
        (Ok(_), Some(_)) => Err(Problem::Unknown),
        (Err(Problem::Required), Some(county)) => Ok(Some(county)),
        (Err(Problem::Required), None)
            if WITHOUT_DISTRICTS.contains(&city.code) || children(city.code).next().is_none() =>
        {
            Ok(None)
        }
        (Err(problem), _) => Err(problem),
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

    /// The one problem, where there is one.
    fn parsed(province: &str, city: &str, area: &str) -> Result<Region, (&'static str, Problem)> {
        parse(&province.into(), &city.into(), &area.into()).map_err(|errors| {
            let [(field, problem)] = problems(errors)[..] else {
                panic!("{province} {city} {area}: several problems");
            };
            (field, problem)
        })
    }

    fn problems(errors: FieldErrors) -> Vec<(&'static str, Problem)> {
        let each = errors.0.into_iter();
        each.flat_map(|(field, problems)| problems.into_iter().map(move |it| (field, it)))
            .collect()
    }

    /// The codes of what was parsed; the area's is empty where there is none.
    fn codes(province: &str, city: &str, area: &str) -> [String; 3] {
        let region = parsed(province, city, area).expect("the region exists");
        [region.province_code, region.city_code, region.area_code]
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
        for (province, city, code) in [
            ("广东省", "东莞市", "441900"),
            ("广东", "中山", "442000"),
            ("海南省", "儋州市", "460400"),
            ("620000", "620200", "620200"),
        ] {
            let region = parsed(province, city, " \u{200b}").expect(city);
            assert_eq!(
                (region.city_code.as_str(), region.area_code.as_str()),
                (code, "")
            );
        }
        assert_eq!(
            parsed("广东省", "东莞市", "西湖区"),
            Err(("area", Problem::Unknown))
        );
        assert_eq!(
            parsed("浙江省", "杭州市", " "),
            Err(("area", Problem::Required))
        );
        assert!(
            WITHOUT_DISTRICTS
                .into_iter()
                .all(|code| name(code).is_some())
        );
    }

    #[test]
    fn a_county_that_lies_in_its_province_may_stand_for_the_city() {
        for (province, city, area, code) in [
            ("湖北省", "仙桃市", "", "429004"),
            ("湖北", "仙桃", "仙桃市", "429004"),
            ("420000", "429004", "429004", "429004"),
            ("河南省", "济源市", "", "419001"),
            ("海南省", "琼中黎族苗族自治县", "", "469030"),
            ("海南省", "琼海市", "469002", "469002"),
            ("新疆", "石河子市", "", "659001"),
            ("重庆市", "云阳县", "", "500235"),
            ("上海市", "浦东新区", "", "310115"),
        ] {
            let [_, layer, area] = codes(province, city, area);
            assert_eq!(
                (layer, area.as_str()),
                (format!("{}00", &code[..4]), code),
                "{city}"
            );
        }
        assert_eq!(
            parsed("湖北省", "仙桃市", "潜江市"),
            Err(("area", Problem::Unknown))
        );
        assert_eq!(
            parsed("湖北省", "济源市", ""),
            Err(("city", Problem::Unknown))
        );
    }

    #[test]
    fn each_part_that_is_missing_is_told() {
        for (province, city, area, missing) in [
            ("", " ", "\u{200b}", &["area", "city", "province"][..]),
            ("浙江省", "", "", &["area", "city"]),
            ("浙江省", "", "西湖区", &["city"]),
            ("", "杭州市", "", &["area", "province"]),
            ("", "东莞市", "", &["province"]),
            ("", "仙桃市", "", &["province"]),
            ("", "杭州市", "西湖区", &["province"]),
        ] {
            let errors = parse(&province.into(), &city.into(), &area.into())
                .expect_err("something is missing");
            let told: Vec<_> = missing
                .iter()
                .map(|field| (*field, Problem::Required))
                .collect();
            assert_eq!(problems(errors), told, "{province} {city} {area}");
        }
    }

    #[test]
    fn a_region_that_is_gone_may_be_kept_and_nothing_else() {
        let stored = Region {
            province_code: "330000".into(),
            province: "浙江省".into(),
            city_code: "330100".into(),
            city: "杭州市".into(),
            area_code: "330103".into(),
            area: "下城区".into(),
        };
        let keep = |province: &str, city: &str, area: &str| {
            stored.is(&province.into(), &city.into(), &area.into())
        };
        for (province, city, area) in [
            ("330000", "330100", "330103"),
            ("浙江省", "杭州市", " 下城区 "),
            ("浙江省", "330100", "下城区"),
        ] {
            assert!(keep(province, city, area), "{province} {city} {area}");
        }
        for (province, city, area) in [
            ("浙江省", "杭州市", "西湖区"),
            ("浙江省", "杭州市", "江干区"),
            ("浙江省", "宁波市", "下城区"),
            ("330000", "330100", ""),
            ("", "330100", "330103"),
        ] {
            assert!(!keep(province, city, area), "{province} {city} {area}");
        }
        assert!(!Region::default().is(&"".into(), &"".into(), &"".into()));
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
    fn what_is_no_text_is_told_of_each_field() {
        let good = || Text::from("浙江省");
        let told = |province: &Text, city: &Text, area: &Text| {
            problems(parse(province, city, area).expect_err("no region"))
        };
        assert_eq!(
            told(&Text::Missing, &Text::Wrong, &Text::Wrong),
            [
                ("area", Problem::WrongType),
                ("city", Problem::WrongType),
                ("province", Problem::Required)
            ]
        );
        assert_eq!(
            told(&good(), &Text::Wrong, &"西湖区".into()),
            [("city", Problem::WrongType)]
        );
        assert_eq!(
            told(&good(), &"杭州市".into(), &Text::Wrong),
            [("area", Problem::WrongType)]
        );
        assert_eq!(
            told(&good(), &"杭州市\0".into(), &"西湖区\0".into()),
            [
                ("area", Problem::ControlCharacter),
                ("city", Problem::ControlCharacter)
            ]
        );
        assert_eq!(
            told(&good(), &"杭州市".into(), &Text::Missing),
            [("area", Problem::Required)]
        );
    }
}
