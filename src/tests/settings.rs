//! The settings that are no gateway's, as the program takes them: what is set to nothing, what does
//! not exist, what is too open, and what development must not be.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path, process::Command};

use libtest_mimic::Trial;
use tempfile::TempDir;

use crate::gateway_settings::{Pairs, assert_names, complete, pairs, refusal, run, with};

pub fn trials() -> Vec<Trial> {
    let test = |name: &str, run: fn()| {
        Trial::test(format!("settings::{name}"), move || {
            run();
            Ok(())
        })
    };
    vec![
        test(
            "without_a_mode_nothing_starts_that_others_reach",
            without_a_mode_nothing_starts_that_others_reach,
        ),
        test(
            "what_is_set_to_nothing_is_not_set",
            what_is_set_to_nothing_is_not_set,
        ),
        test(
            "a_name_that_no_setting_has_is_told_with_the_nearest",
            a_name_that_no_setting_has_is_told_with_the_nearest,
        ),
        test("a_public_url_is_an_origin", a_public_url_is_an_origin),
        test(
            "production_calls_providers_over_https",
            production_calls_providers_over_https,
        ),
        test(
            "a_secret_is_judged_wherever_it_comes_from",
            a_secret_is_judged_wherever_it_comes_from,
        ),
        test("production_says_whose_it_is", production_says_whose_it_is),
        test(
            "a_name_fits_into_a_line_and_signs_an_sms",
            a_name_fits_into_a_line_and_signs_an_sms,
        ),
        test(
            "what_is_made_is_for_its_owner_alone",
            what_is_made_is_for_its_owner_alone,
        ),
        test(
            "what_everybody_may_read_is_told",
            what_everybody_may_read_is_told,
        ),
    ]
}

const SECRET: &str = "a canary of a secret, long enough for the portal";

fn without_a_mode_nothing_starts_that_others_reach() {
    let against: [Pairs; 7] = [
        pairs(&[("MENHU_PUBLIC_URL", "https://portal.example.cn")]),
        pairs(&[("MENHU_PUBLIC_URL", "HTTPS://127.0.0.1:3000")]),
        with(
            complete(0),
            &[
                ("MENHU_PUBLIC_URL", ""),
                ("MENHU_MAIL", ""),
                ("MENHU_MODE", ""),
            ],
        ),
        with(
            complete(1),
            &[
                ("MENHU_PUBLIC_URL", ""),
                ("MENHU_MAIL", ""),
                ("MENHU_MODE", ""),
                ("MENHU_SMS", ""),
                ("MENHU_SMS_FALLBACK", "aliyun"),
            ],
        ),
        with(
            complete(0),
            &[
                ("MENHU_PUBLIC_URL", ""),
                ("MENHU_SMS", ""),
                ("MENHU_MODE", ""),
            ],
        ),
        pairs(&[
            ("MENHU_WECHAT_APP_ID", "wx1"),
            ("MENHU_WECHAT_APP_SECRET", "canary"),
        ]),
        with(complete(2), &[("MENHU_MODE", "")]),
    ];
    for settings in against {
        assert_names("MENHU_MODE", &settings);
        // Set to nothing is not set.
        let nothing = [settings.clone(), pairs(&[("MENHU_MODE", "")])].concat();
        assert_names("MENHU_MODE", &nothing);
        // What is asked for is done.
        let asked = [settings.clone(), pairs(&[("MENHU_MODE", "development")])].concat();
        assert_eq!(refusal(&asked), None, "{settings:?}");
        let seed = run(&["dev", "seed"], &settings);
        assert!(
            !seed.status.success(),
            "accounts whose password everybody knows: {settings:?}"
        );
    }
    for addr in [
        "0.0.0.0:3000",
        "[::]:3000",
        "10.0.0.1:3000",
        "[::ffff:10.0.0.1]:3000",
    ] {
        let output = run(&["--addr", addr, "serve"], &[]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            said.starts_with("menhu: MENHU_MODE ") && said.contains("MENHU_ADDR"),
            "{said}"
        );
    }
    assert_eq!(refusal(&[]), None, "a newcomer needs no setting");
    let local = pairs(&[
        ("MENHU_PUBLIC_URL", "http://portal.example.cn"),
        ("MENHU_SMS", "outbox"),
    ]);
    assert_eq!(refusal(&local), None);
}

/// The names of all settings, as the help has them.
fn names() -> Vec<String> {
    let help = String::from_utf8(run(&["--help"], &[]).stdout).expect("a text");
    let names: Vec<String> = help
        .split("[env: ")
        .skip(1)
        .filter_map(|rest| rest.split(['=', ']']).next())
        .map(ToOwned::to_owned)
        .collect();
    assert!(names.len() > 40, "{names:?}");
    names
}

fn what_is_set_to_nothing_is_not_set() {
    let nothing = |value: &'static str, but: &Pairs| -> Pairs {
        names()
            .into_iter()
            // `run` gives it.
            .filter(|name| name != "MENHU_ADDR" && but.iter().all(|(known, _)| known != name))
            .map(|name| (name, value.to_owned()))
            .collect()
    };
    for value in ["", " "] {
        assert_eq!(refusal(&nothing(value, &Pairs::new())), None, "development");
        for gateway in 0..3 {
            let settings = complete(gateway);
            let all = [nothing(value, &settings), settings].concat();
            assert_eq!(refusal(&all), None, "production");
        }
    }
    for name in [
        "MENHU_SECRET",
        "MENHU_PUBLIC_URL",
        "MENHU_SMS",
        "MENHU_MAIL_FROM",
    ] {
        let settings = [with(complete(0), &[(name, "")]), pairs(&[(name, "")])].concat();
        assert_names(name, &settings);
    }
    // The same goes for flags, and the help tells of what is set to nothing too.
    let output = run(
        &[
            "--sms=",
            "--mail",
            "",
            "--secret-file=",
            "--trusted-proxies=",
            "serve",
        ],
        &[],
    );
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("listening on "), "{said}");
    let help = run(&["--help"], &nothing("", &Pairs::new()));
    let help = String::from_utf8_lossy(&help.stdout).into_owned();
    assert!(
        names()
            .iter()
            .all(|name| help.contains(&format!("[env: {name}"))),
        "{help}"
    );
}

fn a_name_that_no_setting_has_is_told_with_the_nearest() {
    let said = |settings: &[(&str, &str)]| {
        let output = run(&["serve"], &pairs(settings));
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    for (name, nearest) in [
        ("MENHU_TRUSTED_PROXYS", "MENHU_TRUSTED_PROXIES"),
        ("MENHU_SMTP", "MENHU_SMTP_URL"),
        ("MENHU_DATABASE_CONECTIONS", "MENHU_DATABASE_CONNECTIONS"),
        ("Menhu_Secret_Fil", "MENHU_SECRET_FILE"),
    ] {
        let said = said(&[(name, "canary")]);
        let told = said.lines().find(|line| line.contains(&format!("{name} ")));
        assert!(
            told.is_some_and(|line| line.contains("WARN") && line.contains(&format!("{nearest}?"))),
            "{name}: {said}"
        );
        assert!(!said.contains("canary"), "{said}");
        assert!(
            said.contains("listening on "),
            "it starts all the same: {said}"
        );
    }
    let said = said(&[
        ("MENHU_SECRT", ""),
        ("MENHU_TOOLS", "/tools"),
        ("MENHU_LOG", "info"),
    ]);
    assert!(!said.contains("no setting"), "{said}");
}

fn a_public_url_is_an_origin() {
    for wrong in [
        "https://portal.example.cn/portal",
        "https://portal.example.cn/portal/",
        "https://portal.example.cn//",
        "https://portal.example.cn/?",
        "https://portal.example.cn?a=b",
        "https://portal.example.cn/#",
        "https://portal.example.cn#a",
        "https://menhu@portal.example.cn",
        "https://menhu:canary@portal.example.cn/",
        "https://:canary@portal.example.cn",
        "ftp://portal.example.cn",
        "mailto:menhu@example.cn",
        "https://portal.example.cn/%2f",
    ] {
        assert_names(
            "MENHU_PUBLIC_URL",
            &with(complete(0), &[("MENHU_PUBLIC_URL", wrong)]),
        );
        let development = pairs(&[("MENHU_MODE", "development"), ("MENHU_PUBLIC_URL", wrong)]);
        assert_names("MENHU_PUBLIC_URL", &development);
    }
    for right in [
        "https://portal.example.cn",
        "https://portal.example.cn/",
        "https://portal.example.cn:8443",
        "https://门户.cn",
    ] {
        assert_eq!(
            refusal(&with(complete(0), &[("MENHU_PUBLIC_URL", right)])),
            None,
            "{right}"
        );
    }
}

fn production_calls_providers_over_https() {
    for (gateway, name) in [
        (0, "MENHU_SMS_WEBHOOK_URL"),
        (1, "MENHU_ALIYUN_URL"),
        (2, "MENHU_TENCENT_URL"),
        (0, "MENHU_WECHAT_OPEN_URL"),
        (0, "MENHU_WECHAT_API_URL"),
    ] {
        let wechat = [
            ("MENHU_WECHAT_APP_ID", "wx1"),
            ("MENHU_WECHAT_APP_SECRET", "canary"),
        ];
        let at = |url: &str| with(with(complete(gateway), &wechat), &[(name, url)]);
        for plain in [
            "http://sms.example.cn/",
            "http://10.0.0.1:8080",
            "http://127.0.0.1.example.cn",
            "ftp://127.0.0.1",
        ] {
            assert_names(name, &at(plain));
        }
        for fine in [
            "https://sms.example.cn/",
            "http://127.0.0.1:8080/",
            "http://[::1]:8080/",
            "http://localhost/",
        ] {
            assert_eq!(refusal(&at(fine)), None, "{name}={fine}");
        }
        let development = with(
            at("http://sms.example.cn/"),
            &[("MENHU_MODE", "development")],
        );
        assert_eq!(refusal(&development), None);
    }
}

fn production_says_whose_it_is() {
    for name in ["MENHU_OPERATOR", "MENHU_CONTACT"] {
        for nothing in ["", " "] {
            let mut settings = with(complete(0), &[(name, "")]);
            settings.push((name.to_owned(), nothing.to_owned()));
            let sentence = refusal(&settings).expect("it is missed");
            assert!(
                sentence.starts_with(&format!("In production {name} must be set: ")),
                "{sentence}"
            );
            let development = with(settings, &[("MENHU_MODE", "development")]);
            assert_eq!(refusal(&development), None);
        }
    }
    for name in ["MENHU_BRAND", "MENHU_ICP", "MENHU_POLICE_RECORD"] {
        assert_eq!(refusal(&with(complete(0), &[(name, "")])), None, "{name}");
    }
}

fn a_name_fits_into_a_line_and_signs_an_sms() {
    let (longest, longer) = ("门".repeat(100), "门".repeat(101));
    for name in [
        "MENHU_BRAND",
        "MENHU_OPERATOR",
        "MENHU_CONTACT",
        "MENHU_ICP",
        "MENHU_POLICE_RECORD",
    ] {
        for wrong in [
            "门户\r\nBcc: a@example.cn",
            "门\u{7}户",
            "门\u{202e}户",
            &longer,
        ] {
            assert_names(name, &with(complete(0), &[(name, wrong)]));
            let development = pairs(&[(name, wrong)]);
            assert_names(name, &development);
        }
        let settings = with(complete(0), &[(name, &longest)]);
        let is_brand = name == "MENHU_BRAND";
        assert_eq!(refusal(&settings).is_some(), is_brand, "{name}");
    }
    for (brand, fits) in [
        ("门", false),
        ("门户", true),
        ("Example Accounts Ltd", true),
        ("An Example of Accounts", false),
        ("【门户】", false),
        ("[Menhu]", false),
        ("</title>", false),
    ] {
        let sentence = refusal(&with(complete(0), &[("MENHU_BRAND", brand)]));
        assert_eq!(sentence.is_none(), fits, "{brand}: {sentence:?}");
    }
}

fn a_secret_is_judged_wherever_it_comes_from() {
    let folder = TempDir::new().expect("a folder");
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("written");
        path.display().to_string()
    };
    let short = "canary, and 31 bytes are no key";
    assert_eq!(short.len(), 31);
    let (empty, blank, short_file, good) = (
        file("empty", ""),
        file("blank", " \n"),
        file("short", &format!("{short}\n")),
        file("good", &format!("{SECRET}\n")),
    );
    for name in ["MENHU_SECRET", "MENHU_SECRET_PREVIOUS"] {
        let in_file = format!("{name}_FILE");
        for mode in ["production", "development"] {
            let settings = |given: &[(&str, &str)]| {
                let settings = with(complete(0), &[(name, ""), ("MENHU_MODE", mode)]);
                [settings, pairs(given)].concat()
            };
            assert_names(name, &settings(&[(name, short)]));
            assert_names(name, &settings(&[(&in_file, &short_file)]));
            for nothing in [&empty, &blank] {
                assert_names(&in_file, &settings(&[(&in_file, nothing)]));
            }
            assert_eq!(refusal(&settings(&[(&in_file, &good)])), None);
            // For a tool as well.
            let output = run(&["event", "list"], &settings(&[(name, short)]));
            assert!(!output.status.success(), "{name}");
        }
    }
    assert_names("MENHU_SECRET", &with(complete(0), &[("MENHU_SECRET", "")]));
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        .permissions()
        .mode()
        & 0o777
}

/// The program in a folder that stays, under the umask of most machines.
fn menhu_in(folder: &Path, arguments: &str, settings: &Pairs) -> (bool, String) {
    let output = Command::new("sh")
        .args([
            "-c",
            &format!(
                "umask 022; exec {} {arguments}",
                env!("CARGO_BIN_EXE_menhu")
            ),
        ])
        .current_dir(folder)
        .env_clear()
        .envs(settings.iter().cloned())
        .output()
        .expect("it runs");
    (
        output.status.success(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

fn what_is_made_is_for_its_owner_alone() {
    for (database, arguments) in [
        ("sqlite://some/data/menhu.db", "event list"),
        ("sqlite:some/data/menhu.db?mode=rwc", "migrate"),
    ] {
        let folder = TempDir::new().expect("a folder");
        let settings = pairs(&[("DATABASE_URL", database)]);
        let (worked, said) = menhu_in(folder.path(), arguments, &settings);
        assert!(worked && !said.contains("everybody"), "{said}");
        for (name, wanted) in [
            ("some", 0o700),
            ("some/data", 0o700),
            ("some/data/menhu.db", 0o600),
        ] {
            assert_eq!(mode(&folder.path().join(name)), wanted, "{name}");
        }
        if arguments == "event list" {
            assert_eq!(mode(&folder.path().join("some/data/menhu.secret")), 0o600);
            let (worked, said) = menhu_in(
                folder.path(),
                "event attendees 1 --xlsx people.xlsx",
                &settings,
            );
            assert!(worked, "{said}");
            assert_eq!(mode(&folder.path().join("people.xlsx")), 0o600);
        }
    }
    let folder = TempDir::new().expect("a folder");
    let settings = pairs(&[("DATABASE_URL", "sqlite://data/menhu.db?mode=ro")]);
    assert!(!menhu_in(folder.path(), "migrate", &settings).0);
    assert!(
        !folder.path().join("data/menhu.db").exists(),
        "nobody asked for it"
    );
}

fn what_everybody_may_read_is_told() {
    let folder = TempDir::new().expect("a folder");
    assert!(menhu_in(folder.path(), "event list", &Pairs::new()).0);
    for name in ["data", "data/menhu.db", "data/menhu.secret"] {
        let path = folder.path().join(name);
        let right = mode(&path);
        fs::set_permissions(&path, fs::Permissions::from_mode(right | 0o044)).expect("changed");
        let (worked, said) = menhu_in(folder.path(), "event list", &Pairs::new());
        let told = said.lines().any(|line| {
            line.contains("WARN")
                && line.contains("everybody")
                && line.trim_end().ends_with(&format!("path={name}"))
        });
        assert!(worked && told, "{name}: {said}");
        fs::set_permissions(&path, fs::Permissions::from_mode(right)).expect("changed");
    }
    let (worked, said) = menhu_in(folder.path(), "event list", &Pairs::new());
    assert!(worked && said.is_empty(), "{said}");
}
