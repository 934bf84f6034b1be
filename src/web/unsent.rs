//! A form that was sent after its session ended: the login page carries what was typed in one
//! hidden field, and leads back to the form, filled. Passwords and codes are typed again.

use crate::{
    api,
    app::Page,
    values::{
        form_data::{ACCOUNT, FORM},
        form_state::FormState,
    },
};

/// How much of what was typed is carried, in bytes as a form sends them: with a name and a password
/// beside it, it must still fit into a body. No field takes as much.
const LARGEST: usize = 12 * 1024;

/// What the login page is to carry of a form of this page.
pub fn pack(page: &Page, typed: &[(String, String)]) -> Option<String> {
    let mut kept = own_fields(page, typed.to_vec())?;
    loop {
        let packed = serde_json::to_string(&kept).ok()?;
        if sent_length(&packed) <= LARGEST {
            return Some(packed);
        }
        let (longest, _) = kept
            .iter()
            .enumerate()
            .filter(|(_, (name, _))| name != FORM)
            .max_by_key(|(_, (_, value))| value.len())?;
        kept.remove(longest);
    }
}

/// The form that was carried, if it is one of this page: the operation it belongs to, and what was
/// typed.
pub fn unpack(page: &Page, packed: &str) -> Option<(String, Vec<(String, String)>)> {
    let typed = own_fields(page, serde_json::from_str(packed).ok()?)?;
    let (_, form) = typed.iter().find(|(name, _)| name == FORM)?;
    Some((form.clone(), typed))
}

/// Of what was sent, the fields that the form has: nothing else ever comes back into a page, and no
/// secret. The first `form` names it; a button of it may ask for another operation.
fn own_fields(page: &Page, typed: Vec<(String, String)>) -> Option<Vec<(String, String)>> {
    let (_, form) = typed.iter().find(|(name, _)| name == FORM)?;
    let operation = api::find(form).filter(|operation| operation.is_on(page.path))?;
    let mut kept = vec![(FORM.to_owned(), form.clone())];
    kept.extend(typed.into_iter().filter(|(name, _)| {
        let is_field = |field: &api::form::Field| field.name == name;
        (name == ACCOUNT || operation.takes.fields.iter().any(is_field))
            && !FormState::is_secret(name)
    }));
    Some(kept)
}

fn sent_length(text: &str) -> usize {
    url::form_urlencoded::byte_serialize(text.as_bytes())
        .map(str::len)
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROFILE: Page = Page {
        path: "/profile",
        signed_in: true,
    };

    fn pairs(typed: &[(&str, &str)]) -> Vec<(String, String)> {
        typed
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn what_was_typed_comes_back_but_secrets_and_what_the_form_has_not() {
        let typed = pairs(&[
            (FORM, "change_my_info"),
            (ACCOUNT, "mark"),
            ("realname", "张三"),
            ("qq", "\"<1>"),
            ("password", "p"),
            ("code", "1"),
            ("next", "//evil.example"),
            ("made_up", "x"),
            (FORM, "change_my_info"),
        ]);
        let packed = pack(&PROFILE, &typed).expect("a form of the page");
        let back = [
            (FORM, "change_my_info"),
            (ACCOUNT, "mark"),
            ("realname", "张三"),
            ("qq", "\"<1>"),
        ];
        assert_eq!(
            unpack(&PROFILE, &packed),
            Some(("change_my_info".to_owned(), pairs(&back)))
        );
    }

    #[test]
    fn what_is_no_form_of_the_page_does_not_come_back() {
        for packed in [
            "",
            "{",
            "[]",
            "{}",
            r#"[["realname","x"]]"#,
            r#"[["form","change_mobile"],["mobile","1"]]"#,
            r#"[["form","nothing"]]"#,
            r#"[["form","change_my_info","x"]]"#,
            r#"[["form",1]]"#,
        ] {
            assert_eq!(unpack(&PROFILE, packed), None, "{packed}");
        }
        let secret = r#"[["form","change_my_info"],["password","p"],["street","x"]]"#;
        let (_, typed) = unpack(&PROFILE, secret).expect("a form");
        assert_eq!(typed, pairs(&[(FORM, "change_my_info")]));
    }

    #[test]
    fn what_no_field_takes_is_left_behind_so_that_the_rest_fits() {
        let long = "门".repeat(3_000);
        let typed = pairs(&[
            (FORM, "change_my_recv_info"),
            ("street", &long),
            ("recv_name", "张三"),
        ]);
        let packed = pack(&PROFILE, &typed).expect("a form of the page");
        let (_, typed) = unpack(&PROFILE, &packed).expect("a form");
        let back = [(FORM, "change_my_recv_info"), ("recv_name", "张三")];
        assert_eq!(typed, pairs(&back));
    }
}
