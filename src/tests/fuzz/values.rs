//! Every value: nothing that is typed breaks it, and what it holds is taken again as it is.
#![no_main]

use libfuzzer_sys::fuzz_target;
use menhu::values::{
    address::Street,
    code::Code,
    company::{CompanyName, CompanyUrl},
    email::Email,
    event::EventKey,
    industry::Industries,
    input::{List, Text},
    login_name::LoginName,
    mobile::Mobile,
    password::Password,
    person::{PersonName, Qq},
    recv_phone::RecvPhone,
    regions,
    sms_action::SmsAction,
};

/// Parses this as a value, and what the value holds as one again.
macro_rules! steady {
    ($raw:expr, $($value:ty: $held:expr),* $(,)?) => {$(
        if let Ok(value) = $raw.parse::<$value>() {
            let held: fn(&$value) -> String = $held;
            let once = held(&value);
            let again = once.parse::<$value>().map(|value| held(&value));
            assert_eq!(again.as_ref(), Ok(&once), "{} of {:?}", stringify!($value), $raw);
        }
    )*};
}

fuzz_target!(|raw: &str| {
    steady!(
        raw,
        Street: |value| value.as_str().to_owned(),
        RecvPhone: |value| value.as_str().to_owned(),
        CompanyName: |value| value.as_str().to_owned(),
        CompanyUrl: |value| value.as_str().to_owned(),
        Email: |value| value.as_str().to_owned(),
        Mobile: Mobile::e164,
        PersonName: |value| value.as_str().to_owned(),
        Qq: |value| value.as_str().to_owned(),
    );
    let _ = raw.parse::<Code>();
    let _ = raw.parse::<EventKey>();
    let _ = raw.parse::<LoginName>();
    let _ = raw.parse::<Password>();
    let _ = raw.parse::<SmsAction>();
    // Fields that belong together, a line each.
    let mut lines = raw.lines();
    let mut text = || Text::Given(lines.next().unwrap_or_default().to_owned());
    let (province, city, area) = (text(), text(), text());
    let _ = regions::parse(&province, &city, &area);
    let list = raw.lines().map(ToOwned::to_owned).collect();
    let _ = Industries::parse(&List::Given(list));
});
