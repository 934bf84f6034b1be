//! `/metrics`: what is counted, and who may read it.

use crate::{
    scenarios,
    support::{TestApp, UserFixture},
};

scenarios! {
    every_way: [],
    once: [
        what_happens_is_counted,
        addresses_that_are_none_count_as_one,
        only_this_machine_and_the_named_networks_may_read,
        it_is_read_in_production_under_the_machine_s_own_name,
    ],
}

/// Who asks as a client behind the trusted proxy.
async fn status_from(t: &TestApp, address: &str) -> u16 {
    let person = t.person();
    person
        .send(
            person
                .client
                .get(format!("{}/metrics", t.url))
                .header("x-forwarded-for", address),
        )
        .await
        .status
}

async fn what_happens_is_counted(t: TestApp) {
    t.register(&t.person(), &UserFixture::number(1)).await;
    let text = t.person().get("/metrics").await.text;
    for line in [
        "menhu_http_requests_total{method=\"POST\",route=\"/users/account_register/\",status=\"200\"}",
        "menhu_security_events_total{event=\"registered\"}",
        "menhu_messages_total{channel=\"sms\",gateway=\"outbox\",outcome=\"sent\"}",
        "menhu_http_request_seconds_bucket{route=\"/users/account_register/\",le=\"0.005\"}",
        "menhu_outbox_messages{channel=\"email\",state=\"failed\"} 0",
    ] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
}

async fn addresses_that_are_none_count_as_one(t: TestApp) {
    for number in 0..50 {
        t.person().get(&format!("/made-up-{number}")).await;
    }
    let text = t.person().get("/metrics").await.text;
    assert!(
        text.contains("route=\"other\"") && !text.contains("made-up"),
        "{text}"
    );
}

async fn only_this_machine_and_the_named_networks_may_read(t: TestApp) {
    assert_eq!(t.person().get("/metrics").await.status, 200);
    assert_eq!(
        status_from(&t, "127.0.0.1").await,
        403,
        "somebody speaks for somebody else"
    );
    let t = t
        .again(&[
            ("--trusted-proxies", "127.0.0.1"),
            ("--metrics-from", "10.1.0.0/16,fd00::/8"),
        ])
        .await;
    assert_eq!(status_from(&t, "203.0.113.1").await, 403);
    assert_eq!(status_from(&t, "10.2.0.1").await, 403);
    assert_eq!(status_from(&t, "10.1.0.1").await, 200);
    assert_eq!(status_from(&t, "fd00::1").await, 200);
}

async fn it_is_read_in_production_under_the_machine_s_own_name(t: TestApp) {
    let t = t
        .again(&[
            ("--mode", "production"),
            ("--public-url", "https://portal.example.cn"),
        ])
        .await;
    assert_eq!(t.person().get("/metrics").await.status, 200);
    assert_eq!(t.person().get("/login").await.status, 421);
}
