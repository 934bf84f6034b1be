//! Whose the portal is: its name, its operator and how to reach it, in pages, messages, and what
//! tells of trouble.

use menhu::values::message::{Channel, Template};
use serde_json::json;

use crate::{
    scenarios,
    support::{NEW_PASSWORD, PASSWORD, Page, TestApp, UserFixture},
};

scenarios! {
    every_way: [],
    once: [
        every_page_says_whose_it_is,
        terms_and_privacy_name_the_operator,
        a_page_of_trouble_says_whom_to_ask,
        messages_are_signed_and_those_of_trouble_say_whom_to_ask,
        a_refusal_that_lasts_says_whom_to_ask,
        the_document_of_the_contract_shows_it_too,
        the_footer_shows_the_police_record,
        a_contact_that_is_more_than_one_thing_is_no_link,
        development_says_what_is_not_set,
        what_the_operator_writes_stays_text,
    ],
}

const BRAND: &str = "示例通行证";
const OPERATOR: &str = "示例科技有限公司";
const CONTACT: &str = "help@example.cn";

/// The same app in the name of another company.
async fn named(t: &TestApp) -> TestApp {
    t.again(&[
        ("--brand", BRAND),
        ("--operator", OPERATOR),
        ("--contact", CONTACT),
    ])
    .await
}

async fn every_page_says_whose_it_is(t: TestApp) {
    let t = named(&t).await;
    let person = t.person();
    for lang in ["zh", "en"] {
        for path in [
            "/",
            "/register",
            "/login",
            "/password/reset",
            "/terms",
            "/privacy",
            "/docs",
            "/nowhere",
        ] {
            let answer = person.get(&format!("{path}?lang={lang}")).await;
            let page = Page::of(&answer.text);
            assert!(page.text("title").ends_with(&format!(" · {BRAND}")));
            assert_eq!(page.text("header .brand"), BRAND, "{path}");
            assert!(page.text("footer").contains(OPERATOR), "{path}");
            let contact = format!("footer a[href='mailto:{CONTACT}']");
            assert_eq!(page.text(&contact), CONTACT, "{path}");
            // The name that it has where none is set.
            if path != "/docs" {
                for other in ["门户", "Menhu"] {
                    assert!(!answer.text.contains(other), "{path} in {lang}: {other}");
                }
            }
        }
    }
}

async fn terms_and_privacy_name_the_operator(t: TestApp) {
    let t = named(&t).await;
    let person = t.person();
    for lang in ["zh", "en"] {
        for path in ["/terms", "/privacy"] {
            let page = person.page(&format!("{path}?lang={lang}")).await;
            let said = page.text("main");
            assert!(
                said.contains(OPERATOR) && said.matches(CONTACT).count() > 1,
                "at its head, and where one may ask for something: {said}"
            );
        }
    }
}

async fn a_page_of_trouble_says_whom_to_ask(t: TestApp) {
    let t = named(&t).await;
    let person = t.person();
    for (lang, words) in [
        ("zh", "需要帮助？请联系我们：help@example.cn"),
        ("en", "Need help? Contact us: help@example.cn"),
    ] {
        let page = person.page(&format!("/nowhere?lang={lang}")).await;
        assert!(page.text("main").contains(words), "{}", page.text("main"));
    }
    let form = person.post("/login").form(&[("form", "nothing")]);
    let refused = Page::of(&person.send(form).await.text);
    assert!(refused.has(&format!("main a[href='mailto:{CONTACT}']")));
    t.portal.store.close().await;
    let cookie = "menhu=AAAAAAAAAAAAAAAAAAAAAA";
    let request = person.client.get(person.url("/")).header("cookie", cookie);
    let answer = person.send(request).await;
    assert_eq!(answer.status, 503);
    let page = Page::of(&answer.text);
    assert!(page.has(&format!("main a[href='mailto:{CONTACT}']")));
}

async fn messages_are_signed_and_those_of_trouble_say_whom_to_ask(t: TestApp) {
    let t = named(&t).await;
    for (number, lang) in [(1, "zh-CN"), (2, "en")] {
        let (person, somebody) = (t.person(), UserFixture::number(number));
        t.register(&person, &somebody).await;
        let request = person
            .client
            .get(person.url("/users/resend_bind_email/"))
            .header("accept-language", lang);
        t.clock.advance(60_000);
        assert_eq!(person.send(request).await.body["status"], "ok");
        let body = json!({"old_password": PASSWORD, "new_password": NEW_PASSWORD, "confirm_password": NEW_PASSWORD});
        let answer = person.call("change_my_pwd", body).await;
        assert_eq!(answer.body["status"], "ok", "{}", answer.text);
    }
    let messages = t.messages().await;
    let mut trouble = 0;
    for message in &messages {
        let text = &message.text;
        assert!(!text.contains("门户") && !text.contains("Menhu"), "{text}");
        assert!(!text.contains("{$"), "{text}");
        if message.channel == Channel::Sms {
            assert!(text.starts_with("【示例通行证】"), "{text}");
            assert!(
                !message.params.contains_key("contact"),
                "not the providers'"
            );
        } else {
            let ending = text.trim_end().rsplit("\n\n").next().unwrap_or_default();
            let (brand, operator) = ending.split_once('\n').expect("two lines");
            assert_eq!(brand, BRAND, "{text}");
            assert!(
                operator == "示例科技有限公司 · 联系我们：help@example.cn"
                    || operator == "示例科技有限公司 · Contact us: help@example.cn",
                "{text}"
            );
            let html = message.html.as_deref().expect("its other half");
            assert!(html.contains(&format!("{BRAND}<br>{OPERATOR}")), "{html}");
        }
        if message.template == Template::PasswordChanged {
            trouble += 1;
            assert!(text.contains(CONTACT), "{text}");
        }
    }
    assert!(trouble >= 2, "{messages:?}");
    let english = |text: &str| text.contains("Contact us: help@example.cn");
    assert!(messages.iter().any(|message| english(&message.text)));
}

async fn a_refusal_that_lasts_says_whom_to_ask(t: TestApp) {
    let t = named(&t).await;
    let person = t.person();
    let wrong = json!({"username": "nobody", "password": "wrong"});
    for (lang, words) in [
        ("zh-CN", "请联系我们：help@example.cn。"),
        ("en", "Contact us: help@example.cn."),
    ] {
        let login = person.post("/users/account_login/");
        let answer = person
            .send(login.header("accept-language", lang).json(&wrong))
            .await;
        let said = answer.body["msg"].as_str().unwrap_or_default();
        assert!(said.ends_with(words), "{said}");
    }
    let ask = json!({"action_name": "AccountReg", "mobile": "13900000009"});
    for number in 0..5 {
        let answer = person.call("send_sms_code", &ask).await;
        assert_eq!(answer.body["status"], "ok", "{}", answer.text);
        if number == 0 {
            let soon = person.call("send_sms_code", &ask).await;
            assert_eq!(soon.body["reason"], "cooldown");
            let said = soon.body["msg"].as_str().unwrap_or_default();
            assert!(!said.contains(CONTACT), "who waits a minute needs no help");
        }
        t.clock.advance(60_000);
    }
    let answer = person.call("send_sms_code", &ask).await;
    assert_eq!(answer.body["reason"], "too_many_tries");
    let said = answer.body["msg"].as_str().unwrap_or_default();
    assert!(said.ends_with("请联系我们：help@example.cn。"), "{said}");
}

async fn the_document_of_the_contract_shows_it_too(t: TestApp) {
    let t = named(&t).await;
    let document = t.person().get("/openapi.json").await;
    assert!(document.text.contains(CONTACT) && !document.text.contains("{$"));
    let internal = &document.body["components"]["responses"]["internal"];
    for said in [
        &internal["description"],
        &internal["content"]["application/json"]["examples"]["internal"]["value"]["msg"],
    ] {
        let said = said.as_str().unwrap_or_default();
        assert!(said.contains(CONTACT), "{said}");
    }
    let page = t.person().get("/docs?lang=en").await;
    assert!(page.text.contains(CONTACT) && !page.text.contains("{$"));
}

async fn the_footer_shows_the_police_record(t: TestApp) {
    let number = "京公网安备11010802000000号";
    assert!(!t.person().page("/").await.has("a[href*=mps]"));
    let t = t.again(&[("--police-record", number)]).await;
    let page = t.person().page("/").await;
    let link = "footer a[href='https://beian.mps.gov.cn']";
    assert_eq!(page.text(link), number);
}

async fn a_contact_that_is_more_than_one_thing_is_no_link(t: TestApp) {
    let page = t.person().page("/").await;
    assert_eq!(page.text("footer a[href='tel:4000000000']"), "400-000-0000");
    let contact = "400-000-0000，工作日 9:00–18:00";
    let t = t.again(&[("--contact", contact)]).await;
    let page = t.person().page("/").await;
    assert!(page.text("footer").contains(contact));
    assert!(!page.has("footer a[href^=tel], footer a[href^=mailto]"));
}

async fn development_says_what_is_not_set(t: TestApp) {
    let t = t.again(&[("--operator", ""), ("--contact", "")]).await;
    let person = t.person();
    for lang in ["zh", "en"] {
        let page = person.page(&format!("/privacy?lang={lang}")).await;
        for place in ["main", "footer"] {
            let said = page.text(place);
            assert!(said.contains("MENHU_OPERATOR") && said.contains("MENHU_CONTACT"));
        }
        let brand = if lang == "zh" { "门户" } else { "Menhu" };
        assert_eq!(page.text("header .brand"), brand);
    }
}

async fn what_the_operator_writes_stays_text(t: TestApp) {
    const HOSTILE: &str = "<img src=x>\"'&";
    let settings = [
        // A brand with < or > is refused at the start.
        ("--brand", "\"'&"),
        ("--operator", HOSTILE),
        ("--contact", HOSTILE),
        ("--police-record", HOSTILE),
    ];
    let t = t.again(&settings).await;
    t.register(&t.person(), &UserFixture::number(1)).await;
    for path in ["/", "/terms", "/privacy", "/nowhere"] {
        let answer = t.person().get(path).await;
        assert!(!answer.text.contains("<img"), "{}", answer.text);
        assert!(Page::of(&answer.text).text("footer").contains(HOSTILE));
    }
    let messages = t.messages().await;
    let html: Vec<&str> = messages
        .iter()
        .filter_map(|message| message.html.as_deref())
        .collect();
    assert!(!html.is_empty());
    for html in html {
        assert!(!html.contains("<img") && html.contains("&lt;img"), "{html}");
    }
}
