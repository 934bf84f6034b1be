//! Forms of pages: what is read of them.

use menhu::app::PAGES;

use crate::{
    scenarios,
    support::{Page, TestApp},
};

scenarios! {
    every_way: [],
    once: [
        a_form_that_is_no_utf_8_is_400,
        a_query_that_is_no_utf_8_breaks_nothing,
    ],
}

async fn a_form_that_is_no_utf_8_is_400(t: TestApp) {
    t.registered_user(1).await;
    let person = t.person();
    let post = |path: &str, body: Vec<u8>| {
        let kind = ("content-type", "application/x-www-form-urlencoded");
        person.send(person.post(path).header(kind.0, kind.1).body(body))
    };
    let login = "form=account_login&username=person1";
    for odd in [
        "password=%C3%DC%C2%EB",
        "password=%BF%DA%C1%EE",
        "password=x&%C3%DC=x",
        "password=x&next=%FF",
        "password=%E5%AF",
        "password=%ED%A0%80",
    ] {
        let answer = post("/login", format!("{login}&{odd}").into_bytes()).await;
        assert_eq!(answer.status, 400, "{odd}");
        assert_eq!(Page::of(&answer.text).text("h1"), "没有接受这个请求");
    }
    let mut raw = format!("{login}&password=").into_bytes();
    raw.extend([0xc3, 0xdc]);
    assert_eq!(post("/login", raw).await.status, 400);
    let cookies = person.cookie();
    assert!(!person.is_signed_in().await && !cookies.contains("menhu="));
    assert_eq!(
        t.count("SELECT COUNT(*) FROM login_failures").await,
        0,
        "no password was judged"
    );
    let utf8 = format!("{login}&password=%E5%AF%86%E7%A0%81").into_bytes();
    assert_eq!(post("/login", utf8).await.status, 422);
}

async fn a_query_that_is_no_utf_8_breaks_nothing(t: TestApp) {
    let people = [t.person(), t.registered_user(1).await];
    let odd = "next=%FF&done=%C3%DC&refused=%FF&token=%C3%DC%C2%EB&lang=%FF&%FF=%FF&parent=%FF";
    for person in &people {
        for path in PAGES.map(|page| page.path) {
            let answer = person.get(&format!("{path}?{odd}")).await;
            assert!(
                matches!(answer.status, 200 | 303),
                "{path}: {}",
                answer.status
            );
            assert!(!answer.header("location").contains('%'), "{path}");
        }
        for query in [odd, "state=%FF&code=%FF", "state=a&state=b&code=c&code=d"] {
            let path = format!("/binding/wechat/callback?{query}");
            let answer = person.get(&path).await;
            assert_eq!(answer.status, 303, "{query}: {}", answer.text);
            assert!(answer.header("location").ends_with("wechat_state_invalid"));
        }
        for query in ["next=%FF", "next=/events&next=/profile"] {
            let answer = person.get(&format!("/login/wechat?{query}")).await;
            assert_eq!(answer.status, 303, "{query}: {}", answer.text);
        }
        for query in ["parent=%FF", "parent=33%FF0000", "%FF=1"] {
            let answer = person.get(&format!("/users/regions/?{query}")).await;
            assert!(matches!(answer.status, 200 | 400), "{query}");
            assert!(answer.body["msg"].is_string());
        }
    }
}
