//! What HTTP leaves open, and what browsers, proxies and neighbours make of it.

use std::time::{Duration, Instant};

use reqwest::{Method, header::HeaderValue};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::{
    scenarios,
    support::{Answer, PASSWORD, Page, Person, TestApp},
};

scenarios! {
    every_way: [],
    once: [
        a_body_announced_as_too_large_is_refused_at_once,
        a_byte_order_mark_before_a_body_is_skipped,
        a_request_names_one_host,
        looking_ahead_changes_nothing,
        no_answer_is_the_framework_s_own_text,
        a_neighbour_s_odd_cookie_hides_none_of_ours,
        a_cookie_is_taken_back_as_it_was_set,
        a_slash_too_many_leads_to_the_page,
        password_managers_find_the_page,
        files_are_kept_as_what_they_are,
        behind_a_proxy_each_client_has_limits_of_its_own,
    ],
}

/// What comes back for these bytes until the server has no more to say for a second.
async fn raw(t: &TestApp, bytes: impl AsRef<[u8]>) -> String {
    let address = t.url.strip_prefix("http://").expect("an address");
    let mut line = TcpStream::connect(address).await.expect("a line");
    line.write_all(bytes.as_ref()).await.expect("it is taken");
    let (mut heard, mut some) = (Vec::new(), [0; 4096]);
    let mut patience = Duration::from_secs(9);
    while let Ok(Ok(length @ 1..)) = tokio::time::timeout(patience, line.read(&mut some)).await {
        heard.extend_from_slice(&some[..length]);
        patience = Duration::from_millis(300);
    }
    String::from_utf8_lossy(&heard).into_owned()
}

async fn a_body_announced_as_too_large_is_refused_at_once(t: TestApp) {
    for (path, kind, body) in [
        ("/users/account_login/", "application/json", ""),
        ("/users/account_login/", "application/json", "{\"username"),
        ("/login", "application/x-www-form-urlencoded", "form="),
    ] {
        for expect in ["", "expect: 100-continue\r\n"] {
            let start = Instant::now();
            let answer = raw(
                &t,
                format!(
                    "POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: {kind}\r\n\
                     content-length: 16385\r\n{expect}\r\n{body}"
                ),
            )
            .await;
            assert!(answer.starts_with("HTTP/1.1 413"), "{path}: {answer}");
            assert!(start.elapsed() < Duration::from_secs(8), "{path} {expect}");
        }
    }
}

async fn a_byte_order_mark_before_a_body_is_skipped(t: TestApp) {
    t.registered_user(1).await;
    let login = json!({"username": "person1", "password": PASSWORD});
    let person = t.person();
    let send = async |path: &str, kind: &str, body: Vec<u8>| {
        let request = person.post(path).header("content-type", kind).body(body);
        person.send(request).await
    };
    let json = |marks: usize| format!("{}{login}", "\u{feff}".repeat(marks)).into_bytes();
    let path = "/users/account_login/";
    let answer = send(path, "application/json", json(1)).await;
    assert_eq!(answer.body["status"], "ok", "{}", answer.text);
    assert_eq!(send(path, "application/json", json(2)).await.status, 400);
    let inside = "{\u{feff}\"username\":\"person1\"}".into();
    assert_eq!(send(path, "application/json", inside).await.status, 400);
    let form = format!("\u{feff}form=account_login&username=person1&password={PASSWORD}");
    let kind = "application/x-www-form-urlencoded";
    let person = t.person();
    let request = person.post("/login").header("content-type", kind);
    let answer = person.send(request.body(form.replace(' ', "+"))).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
}

async fn a_request_names_one_host(t: TestApp) {
    let host = t
        .url
        .strip_prefix("http://")
        .expect("an address")
        .to_owned();
    for path in [
        "/login",
        "/users/me/",
        "/healthz",
        "/robots.txt",
        "/openapi.json",
    ] {
        for (target, hosts) in [
            (path.to_owned(), vec![host.as_str(), "evil.example"]),
            (path.to_owned(), vec![host.as_str(), host.as_str()]),
            (format!("http://evil.example{path}"), vec![host.as_str()]),
        ] {
            let hosts = hosts.join("\r\nHost: ");
            let answer = raw(
                &t,
                format!("GET {target} HTTP/1.1\r\nHost: {hosts}\r\n\r\n"),
            )
            .await;
            assert!(
                answer.starts_with("HTTP/1.1 400") && answer.contains(r#""reason":"host""#),
                "{target}: {answer}"
            );
        }
    }
    let whole = format!("GET {}/users/me/ HTTP/1.1\r\nHost: {host}\r\n\r\n", t.url);
    assert!(raw(&t, whole).await.starts_with("HTTP/1.1 200"));
}

/// A request as a browser makes it that looks ahead, in each way there is.
async fn look_ahead(person: &Person, path: &str) -> Vec<Answer> {
    let mut answers = vec![person.send(person.client.head(person.url(path))).await];
    for (name, value) in [
        ("sec-purpose", "prefetch"),
        ("sec-purpose", "prefetch;prerender"),
        ("purpose", "prefetch"),
        ("x-moz", "prefetch"),
    ] {
        let request = person.client.get(person.url(path)).header(name, value);
        answers.push(person.send(request).await);
    }
    answers
}

async fn looking_ahead_changes_nothing(t: TestApp) {
    let person = t.registered_user(1).await;
    t.clock.advance(3_600_000);
    let person = if person.is_signed_in().await {
        person
    } else {
        t.another_device(1).await
    };
    let before = t.messages().await.len();
    for (number, answer) in look_ahead(&person, "/users/resend_bind_email/")
        .await
        .iter()
        .enumerate()
    {
        assert_eq!(answer.status, 200);
        assert!(
            number == 0 || answer.body["status"] == "ok",
            "{}",
            answer.text
        );
    }
    assert_eq!(t.messages().await.len(), before);
    assert_eq!(person.ask("resend_bind_email").await["status"], "ok");
    assert_eq!(t.messages().await.len(), before + 1, "nothing was used up");
    for answer in look_ahead(&person, "/login?lang=en").await {
        assert!(
            answer.cookies().iter().all(|set| !set.starts_with("lang=")),
            "{:?}",
            answer.cookies()
        );
    }
    for path in ["/login/wechat", "/binding/wechat/callback?code=jia&state=x"] {
        for answer in look_ahead(&person, path).await {
            assert_eq!(answer.cookies(), Vec::<&str>::new(), "{path}");
        }
    }
}

async fn no_answer_is_the_framework_s_own_text(t: TestApp) {
    let person = t.registered_user(1).await;
    for (method, path, status) in [
        (Method::GET, "/events/%ff.ics", 404),
        (Method::GET, "/events/%", 404),
        (Method::POST, "/events/1.ics", 405),
        (Method::GET, "/%ff", 404),
        (Method::GET, "/login/wechat?next=%ff&next=/", 303),
        (Method::POST, "/login/wechat", 405),
        (Method::GET, "/binding/wechat/callback?code=%ff", 303),
        (
            Method::GET,
            "/binding/wechat/callback?code=a&code=b&state=c&state=d",
            303,
        ),
        (Method::DELETE, "/binding/wechat/callback", 405),
        (Method::GET, "/dev/wechat/connect/qrconnect?state=a", 400),
        (Method::GET, "/dev/outbox?to=a&to=b", 400),
        (Method::POST, "/dev/outbox", 415),
        (Method::PUT, "/login", 405),
    ] {
        let request = person.client.request(method.clone(), person.url(path));
        let answer = person.send(request).await;
        assert_eq!(answer.status, status, "{method} {path}: {}", answer.text);
        if status >= 400 {
            let page = Page::of(&answer.text);
            assert!(
                page.has("header") && page.has("footer") && !page.text("h1").is_empty(),
                "{method} {path}: {}",
                answer.text
            );
        }
    }
}

async fn a_neighbour_s_odd_cookie_hides_none_of_ours(t: TestApp) {
    let person = t.registered_user(1).await;
    let session = person.cookie();
    let mine = format!("{session}; lang=en");
    let many = (0..500).fold(String::new(), |all, n| format!("{all}n{n}=v{n}; "));
    let stranger = t.person();
    for (lines, name) in [
        (vec![format!("a=\u{540d}; {mine}").into_bytes()], "Chinese"),
        (vec![[b"a=\xb0\xa1; ", mine.as_bytes()].concat()], "GBK"),
        (vec![[mine.as_bytes(), b"; \xff\xfe"].concat()], "no text"),
        (vec![format!("odd; =; ;;; {mine}").into_bytes()], "no value"),
        (vec![format!("a=\"b; {mine}").into_bytes()], "half a quote"),
        (vec![format!("a=\"x;y\"; {mine}").into_bytes()], "a quote"),
        (
            vec![format!("a={{\"b\":[1,2]}}; {mine}").into_bytes()],
            "JSON",
        ),
        (vec![format!("a=%zz%ff; {mine}").into_bytes()], "a broken %"),
        (
            vec![format!("{mine};%6Denhu=a;%6Cang=zh").into_bytes()],
            "ours with %",
        ),
        (
            vec![format!("menhu=other; menhu; {mine}").into_bytes()],
            "another's",
        ),
        (
            vec![format!("{mine}; menhu=other; lang=zh").into_bytes()],
            "later ones",
        ),
        (vec![format!("{many}{mine}").into_bytes()], "very many"),
        (vec![mine.replace("; ", ";").into_bytes()], "no blank"),
        (
            vec![
                b"a=\xff".to_vec(),
                session.clone().into_bytes(),
                b"lang=en".to_vec(),
            ],
            "several lines",
        ),
    ] {
        let mut request = stranger.client.get(stranger.url("/users/me/"));
        for line in lines {
            let line = HeaderValue::from_bytes(&line).expect("a header");
            request = request.header("cookie", line);
        }
        let answer = stranger.send(request).await;
        assert_eq!(answer.body["status"], "ok", "{name}: {}", answer.text);
        assert_eq!(answer.header("content-language"), "en", "{name}");
    }
}

async fn a_cookie_is_taken_back_as_it_was_set(t: TestApp) {
    let https = ("--public-url", "https://portal.example.cn");
    for (settings, same_site) in [
        (vec![https], "SameSite=Lax"),
        (vec![https, ("--cookie-samesite", "none")], "SameSite=None"),
    ] {
        let t = t.again(&settings).await;
        t.register(&t.person(), &crate::support::UserFixture::number(1))
            .await;
        let person = t.person();
        let login = json!({"username": "person1", "password": PASSWORD});
        let answer = person.call("account_login", login).await;
        // A device's own cookie stands beside it.
        let session = answer
            .cookies()
            .iter()
            .find(|set| set.starts_with("__Host-menhu="))
            .and_then(|set| set.split(';').next())
            .expect("a session")
            .to_owned();
        let request = person
            .post("/users/account_logout/")
            .header("cookie", session)
            .json(&json!({}));
        let answer = person.send(request).await;
        let [taken_back] = answer.cookies()[..] else {
            panic!("{:?}", answer.cookies());
        };
        assert!(taken_back.starts_with("__Host-menhu=;"), "{taken_back}");
        for part in ["Max-Age=0", "Secure", "HttpOnly", "Path=/", same_site] {
            assert!(
                taken_back.split("; ").any(|given| given == part),
                "{part}: {taken_back}"
            );
        }
        for path in [
            "/login?lang=en",
            "/login/wechat",
            "/binding/wechat/callback",
        ] {
            let answer = person.get(path).await;
            assert!(!answer.cookies().is_empty(), "{path}");
            for set in answer.cookies() {
                for part in ["Secure", "HttpOnly", "Path=/", "SameSite=Lax"] {
                    assert!(set.split("; ").any(|given| given == part), "{set}");
                }
            }
        }
    }
}

async fn a_slash_too_many_leads_to_the_page(t: TestApp) {
    let person = t.person();
    for (path, page) in [
        ("/login/", "/login"),
        (
            "/login/?next=/events&lang=en",
            "/login?next=/events&lang=en",
        ),
        ("/password/reset/", "/password/reset"),
        ("/profile///", "/profile"),
        ("/login/wechat/", "/login/wechat"),
        ("/docs/?", "/docs?"),
    ] {
        for method in [Method::GET, Method::HEAD, Method::POST] {
            let request = person.client.request(method.clone(), person.url(path));
            let answer = person.send(request).await;
            assert_eq!(
                (answer.status, answer.header("location")),
                (308, page),
                "{method} {path}"
            );
        }
    }
    for path in [
        "//evil.example/",
        "//login/",
        "/nowhere/",
        "//",
        "/\\evil.example/",
    ] {
        let answer = raw(&t, format!("GET {path} HTTP/1.1\r\nHost: a\r\n\r\n")).await;
        assert!(!answer.contains("location:"), "{path}: {answer}");
    }
}

async fn password_managers_find_the_page(t: TestApp) {
    let answer = t.person().get("/.well-known/change-password").await;
    assert_eq!(
        (answer.status, answer.header("location")),
        (303, "/password")
    );
    let nothing = "/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200";
    assert_eq!(t.person().get(nothing).await.status, 404);
}

async fn files_are_kept_as_what_they_are(t: TestApp) {
    let site = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(site.path().join("pkg")).expect("a folder");
    for name in [
        "pkg/menhu.1.js",
        "pkg/menhu.1.js.br",
        "pkg/menhu.1.js.gz",
        "pkg/menhu.1.wasm",
        "pkg/menhu.d.ts",
        "pkg/menhu.d.ts.br",
        "pkg/package.json",
        "favicon.svg",
        "favicon.svg.br",
        "robots.txt",
    ] {
        std::fs::write(site.path().join(name), name).expect("a file");
    }
    let folder = site.path().display().to_string();
    let t = t.again(&[("--site", &folder)]).await;
    let person = t.person();
    let ask = async |path: &str, name: &'static str, value: &str| {
        let request = person.client.get(person.url(path));
        person.send(request.header(name, value)).await
    };
    for (path, kept) in [
        ("/pkg/menhu.1.js", "public, max-age=31536000, immutable"),
        ("/pkg/menhu.1.wasm", "public, max-age=31536000, immutable"),
        ("/favicon.svg", "public, max-age=86400"),
        ("/robots.txt", "public, max-age=86400"),
    ] {
        for encoding in ["identity", "gzip", "br"] {
            let answer = ask(path, "accept-encoding", encoding).await;
            assert_eq!(answer.status, 200, "{path}");
            let since = answer.header("last-modified").to_owned();
            let same = ask(path, "if-modified-since", &since).await;
            assert_eq!((same.status, same.text.as_str()), (304, ""), "{path}");
            for answer in [answer, same] {
                assert_eq!(
                    (answer.header("cache-control"), answer.header("vary")),
                    (kept, "Accept-Encoding"),
                    "{path}"
                );
            }
        }
    }
    assert_eq!(
        ask("/pkg/menhu.1.js", "accept-encoding", "br")
            .await
            .header("content-encoding"),
        "br"
    );
    for path in [
        "/pkg/menhu.d.ts",
        "/pkg/menhu.d.ts.br",
        "/pkg/package.json",
        "/pkg/",
    ] {
        let answer = person.get(path).await;
        assert_eq!(
            (answer.status, answer.header("cache-control")),
            (404, "no-store"),
            "{path}"
        );
    }
}

async fn behind_a_proxy_each_client_has_limits_of_its_own(t: TestApp) {
    let settings = [
        ("--trusted-proxies", "127.0.0.1,::1"),
        ("--flood-per-minute", "10"),
    ];
    let t = t.again(&settings).await;
    let person = t.person();
    let ask = async |forwarded: &str| {
        let request = person.client.get(person.url("/users/me/"));
        person
            .send(request.header("x-forwarded-for", forwarded))
            .await
            .status
    };
    let began_at = Instant::now();
    for port in 0..5 {
        for spelling in ["203.0.113.9:5123", "\"[::ffff:203.0.113.9]:5123"] {
            assert_eq!(ask(&format!("{spelling}{port}")).await, 200);
        }
    }
    let mut more = 0;
    while ask("203.0.113.9").await == 200 {
        more += 1;
    }
    // Ten a minute: on a busy machine some have come back meanwhile.
    let refilled = began_at.elapsed().as_secs() / 6;
    assert!(more <= refilled, "one client, whatever port: {more} more");
    assert_eq!(ask("203.0.113.10:51234").await, 200, "another one");
    assert_eq!(ask("unknown").await, 200);
    assert_eq!(
        person.get("/users/me/").await.status,
        200,
        "the proxy itself"
    );
    let mut admitted = 0;
    for number in 0..400 {
        admitted += usize::from(ask(&format!("rubbish-{number}")).await == 200);
    }
    assert!(
        (10..300).contains(&admitted),
        "making up more helps a little, not for long: {admitted}"
    );
    assert_eq!(
        ask("203.0.113.11").await,
        200,
        "nor does it hurt the others"
    );
    assert_eq!(person.get("/users/me/").await.status, 200);
}
