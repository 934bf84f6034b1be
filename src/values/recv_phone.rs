//! The telephone at which somebody who is sent something is reached.

use std::str::FromStr;

use super::{
    Problem, is_hyphen, normalised,
    rule::{Rule, Ruled},
};

/// A mobile, a landline with its area code, 400 or 800, an extension of up to six digits behind
/// each but a mobile; where things are sent to Hong Kong, Macao or Taiwan, a number of there too.
/// People write them in many ways; it is kept in one: `13800138000`, `010-12345678-801`,
/// `400-800-8888`, `+852 2345 6789`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecvPhone(String);

/// A numbering plan beside the mainland's.
struct Plan {
    /// The code of the place as a province.
    province: &'static str,
    country: &'static str,
    /// What stands before a number when it is called from within.
    trunk: &'static str,
    /// The number's groups of digits, where it is one of this plan.
    group: fn(&str) -> Option<Vec<&str>>,
}

const PLANS: [Plan; 3] = [
    Plan {
        province: "810000",
        country: "852",
        trunk: "",
        group: |number| eight_digits(number, "23456789"),
    },
    Plan {
        province: "820000",
        country: "853",
        trunk: "",
        group: |number| eight_digits(number, "268"),
    },
    Plan {
        province: "710000",
        country: "886",
        trunk: "0",
        group: |number| match (number.as_bytes().first(), number.len()) {
            (Some(b'9'), 9) => Some(vec![&number[..3], &number[3..6], &number[6..]]),
            (Some(b'2'..=b'8'), length @ 8..=9) => Some(vec![
                &number[..1],
                &number[1..length - 4],
                &number[length - 4..],
            ]),
            _ => None,
        },
    },
];

fn eight_digits<'a>(number: &'a str, first: &str) -> Option<Vec<&'a str>> {
    (number.len() == 8 && number.starts_with(|c| first.contains(c)))
        .then(|| vec![&number[..4], &number[4..]])
}

impl Plan {
    fn of(province: &str) -> Option<&'static Self> {
        PLANS.iter().find(|plan| plan.province == province)
    }

    /// A number without its country's code.
    fn number(&self, national: &str) -> Option<String> {
        let number = national.strip_prefix(self.trunk).unwrap_or(national);
        (self.group)(number).map(|groups| format!("+{} {}", self.country, groups.join(" ")))
    }

    /// A number as it is written in the place itself.
    fn local(&self, digits: &str) -> Option<String> {
        let with_trunk = digits
            .strip_prefix(self.trunk)
            .and_then(self.group)
            .is_some();
        let within = with_trunk.then(|| self.number(digits)).flatten();
        within.or_else(|| self.number(digits.strip_prefix(self.country)?))
    }
}

/// What begins an extension; the earliest does.
const EXTENSION: [&str; 8] = ["转", "轉", "分机", "分機", "ext", "x", "#", ","];
/// What may stand around its digits.
const AROUND: &str = "转轉分机機号號extension.:#,() ";

impl RecvPhone {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The telephone of somebody in this province (by its code); without one, wherever that is.
    ///
    /// # Errors
    /// [`Problem::Required`], [`Problem::Format`].
    pub fn read(raw: &str, province: Option<&str>) -> Result<Self, Problem> {
        let text = normalised(raw).to_lowercase();
        if text.is_empty() {
            return Err(Problem::Required);
        }
        let sign = EXTENSION.iter().filter_map(|sign| text.find(sign)).min();
        let (number, behind) = text.split_at(sign.unwrap_or(text.len()));
        let extension = if behind.is_empty() {
            None
        } else {
            Some(extension(behind).ok_or(Problem::Format)?)
        };
        let written = Written::of(number).ok_or(Problem::Format)?;
        let whole = || written.number(&written.groups, province);
        let found = match (extension, written.groups.split_last()) {
            (Some(extension), _) => whole().map(|number| (number, extension)),
            (None, _) if written.ends_open => None,
            // A group behind a hyphen is an extension where what is before it is a number.
            (None, Some(((last, true), before))) if last.len() <= 6 => written
                .number(before, province)
                .map(|number| (number, last.clone()))
                .or_else(|| whole().map(|number| (number, String::new()))),
            _ => whole().map(|number| (number, String::new())),
        };
        match found {
            Some((number, extension)) if extension.is_empty() => Ok(Self(number)),
            Some((number, extension)) if number.contains(['-', ' ']) => {
                Ok(Self(format!("{number}-{extension}")))
            }
            _ => Err(Problem::Format),
        }
    }
}

/// The digits of an extension, one to six.
fn extension(behind: &str) -> Option<String> {
    let digits: String = behind
        .chars()
        .filter(|c| !AROUND.contains(*c) && !is_hyphen(*c))
        .collect();
    let right = (1..=6).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    right.then_some(digits)
}

/// Groups of digits with separators between them.
struct Written {
    plus: bool,
    /// Each with whether a hyphen or a bracket opens it.
    groups: Vec<(String, bool)>,
    /// Whether a hyphen stands behind the last.
    ends_open: bool,
}

impl Written {
    /// Digits and what is usual between them; nothing else.
    fn of(text: &str) -> Option<Self> {
        let mut written = Self {
            plus: false,
            groups: Vec::new(),
            ends_open: false,
        };
        let (mut apart, mut opens) = (true, false);
        for c in text.chars() {
            match c {
                '0'..='9' => {
                    if apart {
                        written.groups.push((String::new(), opens));
                        (apart, opens) = (false, false);
                    }
                    written.groups.last_mut()?.0.push(c);
                }
                '+' if written.groups.is_empty() && !written.plus => written.plus = true,
                '(' => (apart, opens) = (true, true),
                '.' | ')' => apart = true,
                _ if is_hyphen(c) => (apart, opens) = (true, true),
                _ if c.is_whitespace() => apart = true,
                _ => return None,
            }
        }
        written.ends_open = opens;
        Some(written)
    }

    fn number(&self, groups: &[(String, bool)], province: Option<&str>) -> Option<String> {
        let digits: String = groups.iter().map(|(digits, _)| digits.as_str()).collect();
        let abroad = if self.plus {
            Some(digits.as_str())
        } else {
            digits.strip_prefix("00")
        };
        if let Some(digits) = abroad {
            let of_mainland = digits.strip_prefix("86").and_then(|n| mainland(n, true));
            let mut plans = PLANS
                .iter()
                .filter(|plan| province.is_none_or(|province| plan.province == province));
            return of_mainland.or_else(|| {
                let of = |plan: &Plan| plan.number(digits.strip_prefix(plan.country)?);
                plans.find_map(of)
            });
        }
        province
            .and_then(Plan::of)
            .and_then(|plan| plan.local(&digits))
            .or_else(|| mainland(&digits, false))
            .or_else(|| mainland(digits.strip_prefix("86")?, true))
    }
}

/// A number of the mainland; from abroad without the 0 of its area code.
fn mainland(digits: &str, from_abroad: bool) -> Option<String> {
    match (digits.as_bytes(), digits.len()) {
        ([b'1', b'3'..=b'9', ..], 11) => return Some(digits.to_owned()),
        ([b'4' | b'8', b'0', b'0', ..], 10) => {
            return Some(format!(
                "{}-{}-{}",
                &digits[..3],
                &digits[3..6],
                &digits[6..]
            ));
        }
        _ => {}
    }
    let trunk = if from_abroad && !digits.starts_with('0') {
        "0"
    } else {
        ""
    };
    let digits = format!("{trunk}{digits}");
    let (area, shortest) = match digits.as_bytes() {
        [b'0', b'1', b'0', ..] | [b'0', b'2', ..] => (3, 8),
        [b'0', b'3'..=b'9', ..] => (4, 7),
        _ => return None,
    };
    let (area, local) = digits.split_at_checked(area)?;
    ((shortest..=8).contains(&local.len()) && !local.starts_with('0'))
        .then(|| format!("{area}-{local}"))
}

impl Ruled for RecvPhone {
    const RULE: Rule = Rule::pattern(
        "recv-phone",
        "^(1[3-9][0-9]{9}|(0(10|2[0-9])-[1-9][0-9]{7}|0[3-9][0-9]{2}-[1-9][0-9]{6,7}|\
         [48]00-[0-9]{3}-[0-9]{4}|[+]852 [2-9][0-9]{3} [0-9]{4}|\
         [+]853 [268][0-9]{3} [0-9]{4}|\
         [+]886 (9[0-9]{2} [0-9]{3} [0-9]{3}|[2-8] [0-9]{3,4} [0-9]{4}))(-[0-9]{1,6})?)$",
        "010-62345678",
        &[Problem::Format],
    );
}

impl FromStr for RecvPhone {
    type Err = Problem;

    fn from_str(raw: &str) -> Result<Self, Problem> {
        Self::read(raw, None)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::values::{
        rough::{passes_again, text_like},
        rule::proof::holds,
    };

    #[test]
    fn a_number_is_kept_in_one_form_however_it_is_written() {
        for (written, kept) in [
            ("+86 139 0000 0001", "13900000001"),
            ("010-12345678", "010-12345678"),
            ("(010)12345678", "010-12345678"),
            ("（010） 1234 5678", "010-12345678"),
            ("010 12345678", "010-12345678"),
            ("010—1234—5678", "010-12345678"),
            ("01012345678", "010-12345678"),
            ("+86 10 12345678", "010-12345678"),
            ("+86 (0)10 1234-5678", "010-12345678"),
            ("(+86)010-12345678", "010-12345678"),
            ("+86-10-1234-5678-801", "010-12345678-801"),
            ("0086 10 12345678", "010-12345678"),
            ("86-10-12345678", "010-12345678"),
            ("861012345678", "010-12345678"),
            ("\u{202d}010-12345678\u{202c}", "010-12345678"),
            ("０１０－１２３４５６７８", "010-12345678"),
            ("（0571）-8765432", "0571-8765432"),
            ("057187654321", "0571-87654321"),
            ("+8657187654321", "0571-87654321"),
            ("0571-8765-4321", "0571-87654321"),
            ("0571-8765432-1", "0571-8765432-1"),
            ("021-62345678-801", "021-62345678-801"),
            ("021-62345678(801)", "021-62345678-801"),
            ("0571-87654321转801", "0571-87654321-801"),
            ("0571-87654321 转 801 分机", "0571-87654321-801"),
            ("0571-87654321（转801）", "0571-87654321-801"),
            ("0571-87654321－转801", "0571-87654321-801"),
            ("0571 87654321 分机：801", "0571-87654321-801"),
            ("0571 87654321 轉 801", "0571-87654321-801"),
            ("0571 87654321 Ext. 801", "0571-87654321-801"),
            ("0571 87654321 extension 801", "0571-87654321-801"),
            ("0571 87654321x801", "0571-87654321-801"),
            ("0571 87654321#801", "0571-87654321-801"),
            ("400-800-8888", "400-800-8888"),
            ("4008008888", "400-800-8888"),
            ("400 8008888 转 2", "400-800-8888-2"),
            ("+86 400-8008-888", "400-800-8888"),
            ("800-820-8820", "800-820-8820"),
            ("+852 2345 6789", "+852 2345 6789"),
            ("00853-28712345", "+853 2871 2345"),
            ("+886-2-2345-6789 #12", "+886 2 2345 6789-12"),
            ("+886 0912-345-678", "+886 912 345 678"),
        ] {
            assert_eq!(
                written.parse::<RecvPhone>().expect(written).as_str(),
                kept,
                "{written}"
            );
        }
    }

    #[test]
    fn what_rings_nowhere_is_refused() {
        for wrong in [
            "12345678",
            "10-12345678",
            "010-1234",
            "010-12345678-",
            "010-12345678转",
            "010-12345678转1234567",
            "010-12345678转前台",
            "000-22345678",
            "110",
            "010-123456-x8",
            "0571-01234567",
            "015-12345678",
            "13800138000转801",
            "13800138000-801",
            "400-800-888",
            "+1 202 555 0123",
            "+852 1234 5678",
            "+886 1 2345 6789",
            "++86 10 12345678",
            "010-12345678 021-12345678",
            "电话",
        ] {
            assert_eq!(wrong.parse::<RecvPhone>(), Err(Problem::Format), "{wrong}");
        }
        assert_eq!(" \u{200b}".parse::<RecvPhone>(), Err(Problem::Required));
    }

    #[test]
    fn numbers_of_hong_kong_macao_and_taiwan_need_a_region_there() {
        let (hong_kong, macao, taiwan) = ("810000", "820000", "710000");
        for (province, written, kept) in [
            (hong_kong, "2345 6789", "+852 2345 6789"),
            (hong_kong, "852-9123-4567", "+852 9123 4567"),
            (hong_kong, "(852) 2345 6789-12", "+852 2345 6789-12"),
            (macao, "6612 3456", "+853 6612 3456"),
            (macao, "+853 2871 2345", "+853 2871 2345"),
            (taiwan, "(02) 2345-6789", "+886 2 2345 6789"),
            (taiwan, "02-23456789 分機 12", "+886 2 2345 6789-12"),
            (taiwan, "0912-345-678", "+886 912 345 678"),
            (taiwan, "886 4 2345 6789", "+886 4 2345 6789"),
            (taiwan, "037-123456", "+886 3 712 3456"),
            // Who lives there may well have a number of the mainland.
            (hong_kong, "13800138000", "13800138000"),
            (taiwan, "+86 10 12345678", "010-12345678"),
            (taiwan, "0571-87654321", "0571-87654321"),
        ] {
            let read = RecvPhone::read(written, Some(province)).expect(written);
            assert_eq!(read.as_str(), kept, "{written}");
            assert_eq!(RecvPhone::read(kept, Some(province)), Ok(read), "{kept}");
        }
        for (province, wrong) in [
            ("330000", "+852 2345 6789"),
            ("330000", "2345 6789"),
            ("330000", "(02) 2345-6789"),
            (hong_kong, "+886 2 2345 6789"),
            (hong_kong, "1234 5678"),
            (macao, "9123 4567"),
            (taiwan, "2345 6789"),
        ] {
            assert_eq!(
                RecvPhone::read(wrong, Some(province)),
                Err(Problem::Format),
                "{wrong}"
            );
        }
    }

    #[test]
    fn its_rule_holds() {
        holds::<RecvPhone>();
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic_and_what_passes_passes_again(
            raw in text_like("([+(（]|00)?(86|852|853|886)?[ )-]?[(（]?0?[0-9]{1,3}[)）]?[ -][0-9０-９]{3,4}[ -]?[0-9]{4}( ?(转|ext|x|#|-) ?[0-9]{0,7})?"),
            province in "330000|710000|810000|820000",
        ) {
            passes_again(&raw, |phone: &RecvPhone| phone.as_str().to_owned())?;
            if let Ok(phone) = RecvPhone::read(&raw, Some(&province)) {
                prop_assert_eq!(RecvPhone::read(phone.as_str(), Some(&province)), Ok(phone));
            }
        }
    }
}
