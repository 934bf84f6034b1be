//! Reading an urlencoded form, as strictly as JSON is read: its bytes are UTF-8 or it is refused.

use percent_encoding::percent_decode;
use url::form_urlencoded;

/// The form's pairs, in their order; `None` where a name or a value is no UTF-8. `form_urlencoded`
/// alone would put the same sign for all such bytes, which makes one of two passwords.
pub fn pairs(bytes: &[u8]) -> Option<Vec<(String, String)>> {
    // The signs that part names and values are ASCII, so that all is UTF-8 only if each of them is.
    percent_decode(bytes).decode_utf8().ok()?;
    Some(form_urlencoded::parse(bytes).into_owned().collect())
}

#[cfg(test)]
mod tests {
    use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
    use proptest::prelude::*;

    use super::*;

    fn encoded(bytes: &[u8]) -> String {
        percent_encode(bytes, NON_ALPHANUMERIC).to_string()
    }

    #[test]
    fn gbk_is_refused_wherever_it_stands() {
        for form in [
            "a=%C3%DC%C2%EB",
            "%C3%DC=a",
            "a=b&c=%FF",
            "a=%E5%AF",
            // Two halves of one character, in two fields.
            "a=%E5%AF&%86=b",
            "a=%ED%A0%80",
            "a=%C0%80",
        ] {
            assert_eq!(pairs(form.as_bytes()), None, "{form}");
        }
        assert_eq!(pairs(b"a=\xc3\xdc"), None);
    }

    #[test]
    fn utf_8_is_read_encoded_or_not() {
        let read = vec![("姓 名".to_owned(), "张\u{fffd}三=".to_owned())];
        let percent = "%E5%A7%93+%E5%90%8D=%E5%BC%A0%EF%BF%BD%E4%B8%89=";
        for form in [percent, "姓+名=张\u{fffd}三%3D", "姓%20名=张\u{fffd}三=&"] {
            assert_eq!(pairs(form.as_bytes()).as_ref(), Some(&read), "{form}");
        }
        assert_eq!(pairs(b""), Some(Vec::new()));
        let odd = vec![("a".to_owned(), "%zz%".to_owned())];
        assert_eq!(pairs(b"a=%zz%"), Some(odd));
    }

    proptest! {
        #[test]
        fn two_values_are_never_read_as_one(one: Vec<u8>, other: Vec<u8>) {
            let read = |bytes: &[u8]| pairs(format!("a={}", encoded(bytes)).as_bytes());
            prop_assert_eq!(read(&one).is_some(), std::str::from_utf8(&one).is_ok());
            if one != other && let Some(one) = read(&one) {
                prop_assert_ne!(Some(one), read(&other));
            }
        }

        #[test]
        fn nothing_makes_it_panic(bytes: Vec<u8>) {
            let _ = pairs(&bytes);
        }
    }
}
