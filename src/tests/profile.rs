//! What the profile changes: person, company, where things are sent.

use serde_json::{Value, json};

use crate::{
    scenarios,
    support::{Page, Person, TestApp, Way},
};

scenarios! {
    every_way: [
        a_person_changes_name_and_qq,
        a_person_changes_the_company,
        a_person_says_where_to_send_things,
        faults_are_told_beside_their_fields,
        who_is_not_signed_in_changes_nothing,
        a_person_leaves_the_area_out,
        a_region_that_is_gone_is_shown_and_may_be_kept,
    ],
    once: [
        what_is_optional_may_be_emptied,
        a_home_page_is_http_with_a_host,
        names_and_codes_of_places_mix,
        a_place_that_lies_elsewhere_names_the_first_field_that_fails,
        a_telephone_is_read_as_it_is_written,
        numbers_of_hong_kong_macao_and_taiwan_go_with_addresses_there,
        a_city_without_districts_and_a_county_of_the_province_need_no_area,
        a_province_that_is_gone_is_shown_and_may_be_kept,
        names_are_kept_as_they_were_typed,
        names_are_neither_addresses_nor_markup,
        the_other_faults_come_with_the_region_s,
        the_lists_of_places_follow_from_each_other,
        the_button_for_the_next_list_saves_nothing_and_loses_nothing,
        every_stored_field_stays_inert,
        each_changes_their_own,
    ],
}

fn recv() -> Value {
    json!({"province": "浙江省", "city": "杭州市", "area": "西湖区", "street": "文三路 90 号 5 楼", "recv_name": "李四", "recv_phone": "+86 138 0000 0002"})
}

async fn errors(person: &Person, operation: &str, fields: &Value) -> Value {
    person.call(operation, fields).await.body["errors"].clone()
}

async fn a_person_changes_name_and_qq(t: TestApp) {
    let person = t.registered_user(1).await;
    let seen = person
        .submit(
            "change_my_info",
            json!({"realname": " 李四 ", "qq": "２００２０"}),
        )
        .await;
    assert_eq!(
        (seen.ok, seen.msg.as_str()),
        (true, "个人信息已保存。"),
        "{seen:?}"
    );
    let me = person.ask("me").await;
    assert_eq!(
        (&me["realname"], &me["qq"]),
        (&json!("李四"), &json!("20020"))
    );
    let page = person.page("/profile").await;
    assert_eq!(
        (
            page.value("realname").as_deref(),
            page.value("qq").as_deref()
        ),
        (Some("李四"), Some("20020"))
    );
    assert!(person.page("/").await.text("h1").contains("李四"));
}

async fn a_person_changes_the_company(t: TestApp) {
    let person = t.registered_user(1).await;
    let seen = person.submit("change_company_info", json!({"company_name": "新门户（北京）有限公司", "company_url": "https://Example.cn/关于"})).await;
    assert_eq!(
        (seen.ok, seen.msg.as_str()),
        (true, "企业信息已保存。"),
        "{seen:?}"
    );
    let me = person.ask("me").await;
    assert_eq!(
        (&me["company_name"], &me["company_url"]),
        (
            &json!("新门户（北京）有限公司"),
            &json!("https://example.cn/%E5%85%B3%E4%BA%8E")
        )
    );
    let page = person.page("/profile").await;
    assert_eq!(
        page.value("company_name").as_deref(),
        Some("新门户（北京）有限公司")
    );
    assert_eq!(
        page.value("company_url").as_deref(),
        Some("https://example.cn/%E5%85%B3%E4%BA%8E")
    );
}

async fn a_person_says_where_to_send_things(t: TestApp) {
    let person = t.registered_user(1).await;
    for (fields, shown) in [
        (recv(), ["330000", "330100", "330106"]),
        // Again, elsewhere, where there is no layer of districts but towns.
        (
            json!({"province": "广东省", "city": "东莞市", "area": "虎门镇", "street": "人民路 1 号", "recv_name": "王五", "recv_phone": "0769-85123456"}),
            ["440000", "441900", "441912"],
        ),
    ] {
        let seen = person.submit("change_my_recv_info", fields.clone()).await;
        assert_eq!(
            (seen.ok, seen.msg.as_str()),
            (true, "收货信息已保存。"),
            "{seen:?}"
        );
        let saved = person.ask("me").await["recv"].clone();
        for name in ["province", "city", "area", "street", "recv_name"] {
            assert_eq!(saved[name], fields[name], "{name}");
        }
        assert_eq!(
            [
                &saved["province_code"],
                &saved["city_code"],
                &saved["area_code"]
            ],
            shown,
            "both name and code"
        );
        let page = person.page("/profile").await;
        for (name, code) in ["province", "city", "area"].into_iter().zip(shown) {
            assert_eq!(
                page.attribute(&format!("select[name={name}] option[selected]"), "value")
                    .as_deref(),
                Some(code),
                "{name}"
            );
        }
        assert_eq!(
            page.value("recv_phone").as_deref(),
            saved["recv_phone"].as_str()
        );
    }
    assert_eq!(t.count("SELECT COUNT(*) FROM deliveries").await, 1);
}

async fn faults_are_told_beside_their_fields(t: TestApp) {
    let person = t.registered_user(1).await;
    let before = person.ask("me").await;
    let seen = person
        .submit("change_my_info", json!({"realname": "", "qq": "0123"}))
        .await;
    assert_eq!(
        (seen.ok, seen.error("realname"), seen.error("qq")),
        (
            false,
            "请填写真实姓名。",
            "QQ 号应为 5 到 11 位数字，不以 0 开头。"
        ),
        "{seen:?}"
    );
    let seen = person
        .submit(
            "change_company_info",
            json!({"company_name": "司", "company_url": "javascript:alert(1)"}),
        )
        .await;
    let url = "企业主页应为 http:// 或 https:// 开头的网址。";
    assert_eq!(
        (
            seen.ok,
            seen.error("company_name"),
            seen.error("company_url")
        ),
        (false, "企业名称太短，至少 4 个字。", url),
        "{seen:?}"
    );
    let seen = person
        .submit(
            "change_my_recv_info",
            json!({"province": "浙江省", "street": "1", "recv_name": "", "recv_phone": "12345"}),
        )
        .await;
    let fields: Vec<&str> = seen.errors.keys().map(String::as_str).collect();
    assert_eq!(
        (seen.ok, fields),
        (
            false,
            vec!["area", "city", "recv_name", "recv_phone", "street"]
        ),
        "{seen:?}"
    );
    assert_eq!(
        (seen.error("city"), seen.error("recv_phone")),
        (
            "请选择城市。",
            "请填写手机号、带区号的座机（如 010-12345678）或 400 电话；港澳台号码只能用于当地的地址。"
        )
    );
    assert_eq!(person.ask("me").await, before, "nothing was saved");
}

async fn who_is_not_signed_in_changes_nothing(t: TestApp) {
    t.registered_user(1).await;
    for (operation, fields) in [
        ("change_my_info", json!({"realname": "李四", "qq": "20020"})),
        (
            "change_company_info",
            json!({"company_name": "新门户有限公司"}),
        ),
        ("change_my_recv_info", recv()),
    ] {
        let stranger = t.person();
        // The page itself is not shown to strangers.
        let seen = if t.way == Way::Form {
            stranger.submit("session_revoke", json!({})).await
        } else {
            stranger.submit(operation, fields.clone()).await
        };
        assert!(!seen.ok, "{operation}");
        assert_eq!(
            stranger.call(operation, fields).await.body["reason"],
            "login_required",
            "{operation}"
        );
    }
    assert_eq!(
        t.count(
            "SELECT COUNT(*) FROM accounts WHERE realname = '张三' AND company_name = \
         '门户科技有限公司'"
        )
        .await,
        1
    );
    assert_eq!(t.count("SELECT COUNT(*) FROM deliveries").await, 0);
}

async fn what_is_optional_may_be_emptied(t: TestApp) {
    let person = t.registered_user(1).await;
    assert_eq!(
        errors(
            &person,
            "change_company_info",
            &json!({"company_name": "门户科技", "company_url": "http://example.cn"})
        )
        .await,
        json!({})
    );
    for empty in [json!(""), json!("  "), Value::Null] {
        assert_eq!(
            errors(
                &person,
                "change_my_info",
                &json!({"realname": "张三", "qq": empty})
            )
            .await,
            json!({}),
            "{empty}"
        );
        assert_eq!(
            errors(
                &person,
                "change_company_info",
                &json!({"company_name": "门户科技", "company_url": empty})
            )
            .await,
            json!({}),
            "{empty}"
        );
        let me = person.ask("me").await;
        assert_eq!((&me["qq"], &me["company_url"]), (&json!(""), &json!("")));
    }
}

async fn a_home_page_is_http_with_a_host(t: TestApp) {
    let person = t.registered_user(1).await;
    for wrong in [
        "example.cn",
        "//example.cn",
        "ftp://example.cn",
        "https://",
        "https://a:b@example.cn",
        "data:text/html,x",
    ] {
        let told = errors(
            &person,
            "change_company_info",
            &json!({"company_name": "门户科技", "company_url": wrong}),
        )
        .await;
        assert_eq!(
            told["company_url"],
            json!(["企业主页应为 http:// 或 https:// 开头的网址。"]),
            "{wrong}"
        );
    }
    assert_eq!(person.ask("me").await["company_url"], "");
}

async fn names_and_codes_of_places_mix(t: TestApp) {
    let person = t.registered_user(1).await;
    for (province, city, area, saved) in [
        ("330000", "杭州市", "330106", ["浙江省", "杭州市", "西湖区"]),
        ("浙江", "330100", "西湖区", ["浙江省", "杭州市", "西湖区"]),
        ("北京市", "市辖区", "110101", ["北京市", "市辖区", "东城区"]),
        ("北京", "北京", "东城区", ["北京市", "市辖区", "东城区"]),
        (
            "香港特别行政区",
            "九龙",
            "油尖旺区",
            ["香港特别行政区", "九龙", "油尖旺区"],
        ),
        (
            "澳门",
            "820100",
            "大堂区",
            ["澳门特别行政区", "澳门半岛", "大堂区"],
        ),
        ("台湾省", "台北市", "大安区", ["台湾省", "台北市", "大安区"]),
    ] {
        let mut fields = recv();
        (fields["province"], fields["city"], fields["area"]) =
            (json!(province), json!(city), json!(area));
        assert_eq!(
            errors(&person, "change_my_recv_info", &fields).await,
            json!({}),
            "{province} {city} {area}"
        );
        let recv = person.ask("me").await["recv"].clone();
        assert_eq!([&recv["province"], &recv["city"], &recv["area"]], saved);
    }
    let mut digits = recv();
    (digits["province"], digits["city"], digits["area"]) =
        (json!(330_000), json!(330_100), json!(330_106));
    assert_eq!(
        errors(&person, "change_my_recv_info", &digits).await,
        json!({}),
        "numbers are taken as their digits"
    );
}

async fn a_place_that_lies_elsewhere_names_the_first_field_that_fails(t: TestApp) {
    let person = t.registered_user(1).await;
    for (province, city, area, field, sentence) in [
        (
            "火星",
            "杭州市",
            "西湖区",
            "province",
            "没有这个省份，请重新选择。",
        ),
        ("", "南京市", "西湖区", "province", "请选择省份。"),
        (
            "杭州市",
            "杭州市",
            "西湖区",
            "province",
            "没有这个省份，请重新选择。",
        ),
        (
            "浙江省",
            "南京市",
            "西湖区",
            "city",
            "所选省份里没有这个城市，请重新选择。",
        ),
        (
            "330000",
            "320100",
            "330106",
            "city",
            "所选省份里没有这个城市，请重新选择。",
        ),
        (
            "浙江省",
            "杭州市",
            "玄武区",
            "area",
            "所选城市里没有这个区县，请重新选择。",
        ),
        (
            "浙江省",
            "杭州市",
            "320102",
            "area",
            "所选城市里没有这个区县，请重新选择。",
        ),
        ("浙江省", "杭州市", "", "area", "请选择区县。"),
    ] {
        let mut fields = recv();
        (fields["province"], fields["city"], fields["area"]) =
            (json!(province), json!(city), json!(area));
        assert_eq!(
            errors(&person, "change_my_recv_info", &fields).await,
            json!({field: [sentence]}),
            "{province} {city} {area}"
        );
    }
    assert_eq!(t.count("SELECT COUNT(*) FROM deliveries").await, 0);
}

async fn a_telephone_is_read_as_it_is_written(t: TestApp) {
    let person = t.registered_user(1).await;
    for (written, saved) in [
        ("010-62345678", "010-62345678"),
        ("０５７１－87654321", "0571-87654321"),
        ("021-62345678-801", "021-62345678-801"),
        ("(010)12345678", "010-12345678"),
        ("01012345678", "010-12345678"),
        ("+86 10 12345678", "010-12345678"),
        ("0571-87654321转801", "0571-87654321-801"),
        ("0571 87654321 ext. 801", "0571-87654321-801"),
        ("\u{202d}400 800 8888\u{202c}", "400-800-8888"),
        ("13800000002", "13800000002"),
    ] {
        let mut fields = recv();
        fields["recv_phone"] = json!(written);
        assert_eq!(
            errors(&person, "change_my_recv_info", &fields).await,
            json!({}),
            "{written}"
        );
        assert_eq!(person.ask("me").await["recv"]["recv_phone"], saved);
    }
}

async fn numbers_of_hong_kong_macao_and_taiwan_go_with_addresses_there(t: TestApp) {
    let person = t.registered_user(1).await;
    let there = [
        (
            "香港特别行政区",
            "九龙",
            "油尖旺区",
            "2345 6789",
            "+852 2345 6789",
        ),
        (
            "澳门",
            "澳门半岛",
            "大堂区",
            "+853 6612 3456",
            "+853 6612 3456",
        ),
        (
            "台湾省",
            "台北市",
            "大安区",
            "(02)2345-6789#12",
            "+886 2 2345 6789-12",
        ),
    ];
    for (province, city, area, written, saved) in there {
        let mut fields = recv();
        fields["recv_phone"] = json!(written);
        let told = errors(&person, "change_my_recv_info", &fields).await;
        assert!(told["recv_phone"].is_array(), "in 浙江: {written}");
        (fields["province"], fields["city"], fields["area"]) =
            (json!(province), json!(city), json!(area));
        for written in [written, saved] {
            fields["recv_phone"] = json!(written);
            assert_eq!(
                errors(&person, "change_my_recv_info", &fields).await,
                json!({}),
                "{written}"
            );
            assert_eq!(person.ask("me").await["recv"]["recv_phone"], saved);
        }
    }
}

async fn the_other_faults_come_with_the_region_s(t: TestApp) {
    let person = t.registered_user(1).await;
    let told = errors(&person, "change_my_recv_info", &json!({})).await;
    let fields: Vec<&String> = told.as_object().expect("errors").keys().collect();
    assert_eq!(
        fields,
        [
            "area",
            "city",
            "province",
            "recv_name",
            "recv_phone",
            "street"
        ],
    );
}

async fn a_city_without_districts_and_a_county_of_the_province_need_no_area(t: TestApp) {
    let person = t.registered_user(1).await;
    for (province, city, saved) in [
        ("广东省", "东莞市", ["东莞市", ""]),
        ("广东省", "中山市", ["中山市", ""]),
        ("海南省", "儋州市", ["儋州市", ""]),
        ("甘肃省", "嘉峪关市", ["嘉峪关市", ""]),
        ("湖北省", "仙桃市", ["省直辖县级行政区划", "仙桃市"]),
        ("420000", "429004", ["省直辖县级行政区划", "仙桃市"]),
        ("新疆", "石河子市", ["自治区直辖县级行政区划", "石河子市"]),
    ] {
        let mut fields = recv();
        (fields["province"], fields["city"]) = (json!(province), json!(city));
        for area in [json!(""), json!(" \u{200b}"), Value::Null] {
            fields["area"] = area;
            assert_eq!(
                errors(&person, "change_my_recv_info", &fields).await,
                json!({}),
                "{city}"
            );
            let recv = person.ask("me").await["recv"].clone();
            assert_eq!([&recv["city"], &recv["area"]], saved);
        }
    }
}

/// On the page, which offers a city without districts its towns, none need be chosen.
async fn a_person_leaves_the_area_out(t: TestApp) {
    let person = t.registered_user(1).await;
    let mut fields = recv();
    (fields["province"], fields["city"], fields["area"]) =
        (json!("广东省"), json!("东莞市"), json!(""));
    assert!(person.submit("change_my_recv_info", fields).await.ok);
    let recv = person.ask("me").await["recv"].clone();
    assert_eq!([&recv["city"], &recv["area"]], ["东莞市", ""]);
    let page = person.page("/profile").await;
    assert!(!page.has("select[name=area] option[selected]"));
}

async fn a_region_that_is_gone_is_shown_and_may_be_kept(t: TestApp) {
    let person = t.registered_user(1).await;
    assert!(person.submit("change_my_recv_info", recv()).await.ok);
    // Merged into 拱墅区 in 2021.
    t.run("UPDATE deliveries SET area = '下城区', area_code = '330103'")
        .await;
    let page = person.page("/profile").await;
    assert_eq!(page.text("select[name=area] option[selected]"), "下城区");
    let shown = |me: &Value| {
        json!([
            me["recv"]["city"],
            me["recv"]["area"],
            me["recv"]["area_code"]
        ])
    };
    let gone = json!(["杭州市", "下城区", "330103"]);
    for (city, area) in [("杭州市", "下城区"), ("330100", "330103")] {
        let mut fields = recv();
        (fields["city"], fields["area"]) = (json!(city), json!(area));
        fields["street"] = json!("体育场路 1 号");
        let seen = person.submit("change_my_recv_info", fields).await;
        assert!(seen.ok, "{seen:?}");
        let me = person.ask("me").await;
        assert_eq!(shown(&me), gone);
        assert_eq!(me["recv"]["street"], "体育场路 1 号");
    }
    // What is wrong elsewhere does not lose it.
    if t.way == Way::Form {
        let wrong = person
            .page("/profile")
            .await
            .filled("change_my_recv_info", &json!({"street": "1"}));
        let answer = person.send(person.post("/profile").form(&wrong)).await;
        let page = Page::of(&answer.text);
        assert_eq!(page.text("select[name=area] option[selected]"), "下城区");
    }
    // Another place that the list does not know is refused.
    for (city, area) in [
        ("杭州市", "江干区"),
        ("宁波市", "下城区"),
        ("330100", "330104"),
    ] {
        let mut fields = recv();
        (fields["city"], fields["area"]) = (json!(city), json!(area));
        let told = errors(&person, "change_my_recv_info", &fields).await;
        assert!(told["area"].is_array(), "{city} {area}: {told}");
        assert_eq!(shown(&person.ask("me").await), gone);
    }
}

async fn a_province_that_is_gone_is_shown_and_may_be_kept(t: TestApp) {
    let person = t.registered_user(1).await;
    assert!(person.submit("change_my_recv_info", recv()).await.ok);
    t.run(
        "UPDATE deliveries SET province = '热河省', province_code = '130001', city = '承德府', \
         city_code = '130002', area = '', area_code = ''",
    )
    .await;
    let page = person.page("/profile").await;
    let selected = |name: &str| page.text(&format!("select[name={name}] option[selected]"));
    assert_eq!(
        (selected("province"), selected("city")),
        ("热河省".into(), "承德府".into())
    );
    let mut fields = recv();
    (fields["province"], fields["city"], fields["area"]) =
        (json!("热河省"), json!("承德府"), json!(""));
    let seen = person.submit("change_my_recv_info", fields).await;
    assert!(seen.ok, "{seen:?}");
    assert_eq!(person.ask("me").await["recv"]["province_code"], "130001");
}

async fn names_are_kept_as_they_were_typed(t: TestApp) {
    let person = t.registered_user(1).await;
    for (typed, kept) in [
        ("  门户（北京）　　有限公司 ", "门户（北京） 有限公司"),
        ("ＡＢＣ①公司", "ＡＢＣ①公司"),
        ("e\u{301}toile 公司", "\u{e9}toile 公司"),
        ("\u{202d}门户\u{200b}科\u{3164}技\u{202c}", "门户科技"),
        ("葛\u{e0100}城科技", "葛\u{e0100}城科技"),
    ] {
        let fields = json!({"company_name": typed});
        assert_eq!(
            errors(&person, "change_company_info", &fields).await,
            json!({})
        );
        assert_eq!(person.ask("me").await["company_name"], kept);
        let fields = json!({"realname": typed});
        assert_eq!(errors(&person, "change_my_info", &fields).await, json!({}));
        assert_eq!(person.ask("me").await["realname"], kept);
    }
}

async fn names_are_neither_addresses_nor_markup(t: TestApp) {
    let person = t.registered_user(1).await;
    for wrong in [
        "领奖 https://evil.example",
        "访问 www.evil.cn",
        "ＷＷＷ．evil．cn",
        "ww\u{200b}w.evil.cn",
        "https：／／evil",
        "<b>张三</b>",
        "张三＞李四",
    ] {
        for (operation, field) in [
            ("change_my_info", "realname"),
            ("change_company_info", "company_name"),
            ("change_my_recv_info", "recv_name"),
        ] {
            let mut fields = recv();
            fields[field] = json!(wrong);
            let body = person.call(operation, fields).await.body;
            let told: Vec<&str> = body["errors"]
                .as_object()
                .expect("errors")
                .keys()
                .map(String::as_str)
                .collect();
            assert_eq!(
                (told, &body["reason"]),
                (vec![field], &json!("markup")),
                "{wrong}"
            );
        }
    }
    for nothing in ["\u{3164}\u{3164}", "\u{2800}\u{2800}", "\u{200b}\u{202e}"] {
        let fields = json!({"realname": nothing});
        assert_eq!(
            errors(&person, "change_my_info", &fields).await,
            json!({"realname": ["请填写真实姓名。"]})
        );
    }
    assert_eq!(person.ask("me").await["realname"], "张三");
}

async fn the_lists_of_places_follow_from_each_other(t: TestApp) {
    let person = t.person();
    let list = |parent: &'static str| {
        let person = &person;
        async move {
            let answer = person.get(&format!("/users/regions/{parent}")).await;
            assert_eq!(answer.body["status"], "ok", "{}", answer.text);
            assert!(answer.text.len() <= 10 * 1024, "{parent}");
            answer.body["regions"].as_array().expect("a list").clone()
        }
    };
    let provinces = list("").await;
    assert_eq!(
        (provinces.len(), &provinces[0]),
        (34, &json!({"code": "110000", "name": "北京市"}))
    );
    assert_eq!(list("?parent=").await.len(), 34);
    assert!(
        list("?parent=330000")
            .await
            .contains(&json!({"code": "330100", "name": "杭州市"}))
    );
    assert!(
        list("?parent=330100")
            .await
            .contains(&json!({"code": "330106", "name": "西湖区"}))
    );
    for none in [
        "?parent=330106",
        "?parent=999999",
        "?parent=33",
        "?parent=%00",
        "?parent=%E6%B5%99%E6%B1%9F",
    ] {
        assert!(list(none).await.is_empty(), "{none}");
    }
}

async fn the_button_for_the_next_list_saves_nothing_and_loses_nothing(t: TestApp) {
    let person = t.registered_user(1).await;
    let page = person.page("/profile").await;
    let offered =
        |page: &Page, name: &str| page.all(&format!("select[name={name}] option")).len() - 1;
    assert_eq!(
        (
            offered(&page, "province"),
            offered(&page, "city"),
            offered(&page, "area")
        ),
        (34, 0, 0)
    );
    let mut pairs = page.filled("regions", &recv());
    for (cities, areas) in [(11, 0), (11, 13)] {
        let answer = person.send(person.post("/profile").form(&pairs)).await;
        assert_eq!(answer.status, 200);
        let page = Page::of(&answer.text);
        assert_eq!(
            (offered(&page, "city"), offered(&page, "area")),
            (cities, areas)
        );
        assert_eq!(
            page.value("street").as_deref(),
            Some("文三路 90 号 5 楼"),
            "what was typed is still there"
        );
        pairs = page.filled("regions", &recv());
    }
    // Another province: the city of the old one is not offered any more.
    let other = person
        .page("/profile")
        .await
        .filled("regions", &json!({"province": "江苏省"}));
    let other = other
        .into_iter()
        .map(|(name, value)| {
            if name == "city" {
                (name, "330100".to_owned())
            } else {
                (name, value)
            }
        })
        .collect::<Vec<_>>();
    let page = Page::of(&person.send(person.post("/profile").form(&other)).await.text);
    assert_eq!(
        (
            offered(&page, "city"),
            offered(&page, "area"),
            page.has("select[name=city] option[selected]")
        ),
        (13, 0, false)
    );
    assert_eq!(t.count("SELECT COUNT(*) FROM deliveries").await, 0);
}

async fn every_stored_field_stays_inert(t: TestApp) {
    const HOSTILE: &str = "</script><img src=x onerror=alert(1)>";
    let person = t.registered_user(1).await;
    let mut delivery = recv();
    delivery["street"] = json!(HOSTILE);
    for (operation, fields) in [
        (
            "change_company_info",
            json!({"company_name": "门户科技", "company_url": format!("https://example.cn/{HOSTILE}?{HOSTILE}#{HOSTILE}")}),
        ),
        ("change_my_recv_info", delivery),
    ] {
        assert_eq!(
            person.call(operation, fields).await.body["status"],
            "ok",
            "{operation}"
        );
    }
    // From before names refused such.
    t.run(
        "UPDATE accounts SET realname = '</script><img src=x onerror=alert(1)>', company_name = \
         '\"</script><img src=x onerror=alert(1)>'",
    )
    .await;
    t.run("UPDATE deliveries SET recv_name = '</script><img src=x onerror=alert(1)>'")
        .await;
    t.run(
        "UPDATE events SET title = '</script><img src=x onerror=alert(1)>', place = \
         '</script><img src=x onerror=alert(1)>'",
    )
    .await;
    t.run(
        "UPDATE sessions SET device = '</script><img src=x onerror=alert(1)>', address = \
         '</script><img src=x onerror=alert(1)>'",
    )
    .await;
    for path in [
        "/",
        "/profile",
        "/binding",
        "/events",
        "/password",
        "/profile?done=%3Cimg",
        "/binding/email?token=%3C/script%3E%3Cimg%20src=x%3E",
    ] {
        let answer = person.get(path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert!(!answer.text.contains("<img"), "{path}: {}", answer.text);
    }
    assert!(
        person.get("/profile").await.text.contains("onerror"),
        "it is shown, as text"
    );
    let typed = person.page("/profile").await.filled(
        "change_my_info",
        &json!({"realname": format!("{HOSTILE}\u{0}"), "qq": HOSTILE}),
    );
    assert!(
        !person
            .send(person.post("/profile").form(&typed))
            .await
            .text
            .contains("<img")
    );
}

async fn each_changes_their_own(t: TestApp) {
    let (person, other) = (t.registered_user(1).await, t.registered_user(2).await);
    let before = other.ask("me").await;
    for (operation, mut fields) in [
        ("change_my_info", json!({"realname": "李四", "qq": "20020"})),
        (
            "change_company_info",
            json!({"company_name": "新门户有限公司", "company_url": "https://example.cn"}),
        ),
        ("change_my_recv_info", recv()),
    ] {
        (fields["id"], fields["username"]) =
            (json!("00000000000000000000000000000002"), json!("person2"));
        assert_eq!(
            person.call(operation, fields).await.body["status"],
            "ok",
            "{operation}"
        );
    }
    assert_eq!(other.ask("me").await, before);
    assert_eq!(person.ask("me").await["username"], "person1");
}
