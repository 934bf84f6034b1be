//! Province, city and area, a line each, as typed; `#5` and `=5` stand for the name and the code of
//! the fifth place, which no chance would spell. What is found lies in one another, and is found
//! again by its codes and by its names.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use menhu::values::{
    input::Text,
    regions::{Place, Region, children, find, parse, provinces},
};

static PLACES: LazyLock<Vec<Place>> = LazyLock::new(|| {
    let mut places = Vec::new();
    for province in provinces() {
        places.push(province);
        for city in children(province.code) {
            places.push(city);
            places.extend(children(city.code));
        }
    }
    places
});

fn text(line: &str) -> Text {
    let numbered = |sign: char| {
        let number: usize = line.strip_prefix(sign)?.parse().ok()?;
        PLACES.get(number)
    };
    let meant = numbered('#').map(|place| place.name);
    let meant = meant.or_else(|| numbered('=').map(|place| place.code));
    Text::from(meant.unwrap_or(line))
}

fn parsed(province: &str, city: &str, area: &str) -> Option<Region> {
    parse(&province.into(), &city.into(), &area.into()).ok()
}

fuzz_target!(|raw: &str| {
    let mut lines = raw.lines();
    let mut next = || text(lines.next().unwrap_or_default());
    let (province, city, area) = (next(), next(), next());
    let _ = find(raw);
    let _ = children(raw).count();
    let is_kept = Region::default().is(&province, &city, &area);
    assert!(!is_kept, "nothing to keep");
    match parse(&province, &city, &area) {
        Ok(region) => {
            let by_code = parsed(&region.province_code, &region.city_code, &region.area_code);
            assert_eq!(by_code.as_ref(), Some(&region));
            let by_name = parsed(&region.province, &region.city, &region.area);
            assert_eq!(by_name.as_ref(), Some(&region));
            assert_eq!(region.province_code[..2], region.city_code[..2]);
            assert!(region.area.is_empty() || region.area_code[..4] == region.city_code[..4]);
        }
        Err(errors) => assert!(!errors.is_empty()),
    }
});
