//! The gateways' settings, as the program takes them: what is missing is said in one sentence,
//! secrets may be in files, and `--help` tells of all.

use std::{
    net::TcpListener,
    process::{Command, Output, Stdio},
    time::{Duration, Instant},
};

use libtest_mimic::Trial;
use menhu::server::settings::TEMPLATES;
use tempfile::TempDir;

pub fn trials() -> Vec<Trial> {
    let test = |name: &str, run: fn()| {
        Trial::test(format!("gateway_settings::{name}"), move || {
            run();
            Ok(())
        })
    };
    vec![
        test("what_is_complete_is_taken", what_is_complete_is_taken),
        test(
            "each_missing_piece_is_named_in_one_sentence",
            each_missing_piece_is_named_in_one_sentence,
        ),
        test(
            "what_does_not_fit_is_named_in_one_sentence",
            what_does_not_fit_is_named_in_one_sentence,
        ),
        test(
            "every_message_needs_its_template",
            every_message_needs_its_template,
        ),
        test("secrets_may_be_in_files", secrets_may_be_in_files),
        test(
            "a_secret_that_is_set_to_nothing_is_not_set",
            a_secret_that_is_set_to_nothing_is_not_set,
        ),
        test(
            "the_help_tells_of_every_setting_and_shows_no_secret",
            the_help_tells_of_every_setting_and_shows_no_secret,
        ),
    ]
}

pub type Pairs = Vec<(String, String)>;

pub fn pairs(given: &[(&str, &str)]) -> Pairs {
    given
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

fn templates() -> String {
    TEMPLATES
        .map(|(name, _)| format!("{name}=T-{name}"))
        .join(",")
}

/// All that production needs besides an SMS gateway.
fn production() -> Pairs {
    pairs(&[
        ("MENHU_MODE", "production"),
        ("MENHU_PUBLIC_URL", "https://portal.example.cn"),
        (
            "MENHU_SECRET",
            "a canary of a secret, long enough for the portal",
        ),
        ("MENHU_MAIL", "smtp"),
        ("MENHU_SMTP_URL", "smtps://menhu:canary@mail.example.cn"),
        ("MENHU_MAIL_FROM", "门户 <no-reply@example.cn>"),
        ("MENHU_OPERATOR", "某某科技有限公司"),
        ("MENHU_CONTACT", "400-000-0000，工作日 9:00–18:00"),
    ])
}

/// Each SMS gateway with all it needs.
fn gateways() -> [Pairs; 3] {
    let templates = templates();
    [
        pairs(&[
            ("MENHU_SMS", "webhook"),
            (
                "MENHU_SMS_WEBHOOK_URL",
                "https://sms.example.cn/hook?key=canary",
            ),
        ]),
        pairs(&[
            ("MENHU_SMS", "aliyun"),
            ("MENHU_ALIYUN_ACCESS_KEY_ID", "key-id"),
            ("MENHU_ALIYUN_ACCESS_KEY_SECRET", "canary"),
            ("MENHU_ALIYUN_SIGN_NAME", "门户"),
            ("MENHU_ALIYUN_TEMPLATES", &templates),
        ]),
        pairs(&[
            ("MENHU_SMS", "tencent"),
            ("MENHU_TENCENT_SECRET_ID", "secret-id"),
            ("MENHU_TENCENT_SECRET_KEY", "canary"),
            ("MENHU_TENCENT_SDK_APP_ID", "1400006666"),
            ("MENHU_TENCENT_SIGN_NAME", "门户"),
            ("MENHU_TENCENT_TEMPLATES", &templates),
        ]),
    ]
}

pub fn complete(gateway: usize) -> Pairs {
    [production(), gateways()[gateway].clone()].concat()
}

/// The settings with some others in their place; an empty one is taken away.
pub fn with(mut settings: Pairs, others: &[(&str, &str)]) -> Pairs {
    for (name, value) in others {
        settings.retain(|(known, _)| known != name);
        if !value.is_empty() {
            settings.push(((*name).to_owned(), (*value).to_owned()));
        }
    }
    settings
}

/// Runs the program with these settings alone, in a folder of its own. It cannot come to serve: its
/// address is taken.
pub fn run(arguments: &[&str], settings: &[(String, String)]) -> Output {
    let (folder, taken) = (
        TempDir::new().expect("a folder"),
        TcpListener::bind("127.0.0.1:0").expect("a free port"),
    );
    let mut command = Command::new(env!("CARGO_BIN_EXE_menhu"));
    command
        .args(arguments)
        .current_dir(folder.path())
        .env_clear()
        .envs(settings.iter().cloned());
    command.env(
        "MENHU_ADDR",
        taken.local_addr().expect("an address").to_string(),
    );
    let mut process = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let start = Instant::now();
    while process.try_wait().expect("a process").is_none() {
        // More than its pipes hold it does not say.
        if start.elapsed() > Duration::from_mins(1) {
            process.kill().expect("killed");
            break;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    process.wait_with_output().expect("an output")
}

/// Whether the settings are taken, or the sentence that says why not.
pub fn refusal(settings: &[(String, String)]) -> Option<String> {
    let output = run(&["serve"], settings);
    let said = String::from_utf8(output.stderr).expect("a text");
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(!said.contains("canary"), "{said}");
    if said.contains("listening on ") {
        return None;
    }
    let sentence = said
        .strip_prefix("menhu: ")
        .and_then(|said| said.strip_suffix(".\n"))
        .unwrap_or_else(|| panic!("one sentence: {said}"));
    assert!(!sentence.contains('\n'), "one line: {said}");
    Some(sentence.to_owned())
}

/// The program says no, and its sentence names the setting.
pub fn assert_names(name: &str, settings: &[(String, String)]) {
    let sentence = refusal(settings).unwrap_or_else(|| panic!("{name} was not missed"));
    assert!(
        sentence
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .any(|word| word == name),
        "{name}: {sentence}"
    );
}

fn what_is_complete_is_taken() {
    for gateway in 0..3 {
        assert_eq!(refusal(&complete(gateway)), None);
    }
    // Two of them, one in place of the other.
    let both = with(
        [complete(1), gateways()[2].clone()].concat(),
        &[("MENHU_SMS", "aliyun"), ("MENHU_SMS_FALLBACK", "tencent")],
    );
    assert_eq!(refusal(&both), None);
}

fn each_missing_piece_is_named_in_one_sentence() {
    for gateway in 0..3 {
        for (name, _) in &gateways()[gateway] {
            assert_names(name, &with(complete(gateway), &[(name, "")]));
        }
        // What the second gateway needs is needed just as much.
        let other = (gateway + 1) % 3;
        let (first, second) = (
            gateways()[other][0].1.clone(),
            gateways()[gateway][0].1.clone(),
        );
        let both = with(
            [complete(other), gateways()[gateway].clone()].concat(),
            &[("MENHU_SMS", &first), ("MENHU_SMS_FALLBACK", &second)],
        );
        for (name, _) in &gateways()[gateway][1..] {
            assert_names(name, &with(both.clone(), &[(name, "")]));
        }
    }
    for name in [
        "MENHU_MAIL",
        "MENHU_SMTP_URL",
        "MENHU_MAIL_FROM",
        "MENHU_OPERATOR",
        "MENHU_CONTACT",
    ] {
        assert_names(name, &with(complete(0), &[(name, "")]));
    }
}

/// As a compose file gives it whose own variable is not set: production must not start with no key.
fn a_secret_that_is_set_to_nothing_is_not_set() {
    let mut settings = with(complete(0), &[("MENHU_SECRET", "")]);
    settings.push(("MENHU_SECRET".into(), String::new()));
    assert_names("MENHU_SECRET", &settings);
}

fn what_does_not_fit_is_named_in_one_sentence() {
    let folder = TempDir::new().expect("a folder");
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("written");
        path.display().to_string()
    };
    let (no_pem, half_pem) = (
        file("ca", "no certificate"),
        file(
            "half",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        ),
    );
    for (gateway, name, value) in [
        (0, "MENHU_SMS", "outbox"),
        (0, "MENHU_SMS_FALLBACK", "webhook"),
        (0, "MENHU_MAIL", "outbox"),
        (0, "MENHU_SMS_WEBHOOK_URL", "canary"),
        (0, "MENHU_SMS_WEBHOOK_URL", "ftp://sms.example.cn/canary"),
        (0, "MENHU_SMTP_URL", "mail.example.cn/canary"),
        (0, "MENHU_SMTP_URL", "http://menhu:canary@mail.example.cn"),
        (0, "MENHU_MAIL_FROM", "nobody"),
        (0, "MENHU_MAIL_FROM", "门户 no-reply@example.cn"),
        (0, "MENHU_SMTP_CA_FILE", "/nowhere/at/all"),
        (0, "MENHU_SMTP_CA_FILE", &no_pem),
        (0, "MENHU_SMTP_CA_FILE", &half_pem),
        (1, "MENHU_ALIYUN_TEMPLATES", "SMS_1"),
        (1, "MENHU_ALIYUN_TEMPLATES", "Greeting=SMS_1"),
        (1, "MENHU_ALIYUN_URL", "ftp://dysmsapi.aliyuncs.com"),
        (2, "MENHU_TENCENT_URL", "ftp://sms.tencentcloudapi.com"),
    ] {
        assert_names(name, &with(complete(gateway), &[(name, value)]));
    }
    // The outbox sends nothing, in the second place neither.
    assert_names(
        "MENHU_SMS_FALLBACK",
        &with(complete(0), &[("MENHU_SMS_FALLBACK", "outbox")]),
    );
}

fn every_message_needs_its_template() {
    for (gateway, setting) in [
        (1, "MENHU_ALIYUN_TEMPLATES"),
        (2, "MENHU_TENCENT_TEMPLATES"),
    ] {
        for (name, _) in TEMPLATES {
            for others in [String::new(), format!("{name}=,")] {
                let others = templates()
                    .replace(&format!("{name}=T-{name}"), &others)
                    .replace(",,", ",");
                let settings = with(complete(gateway), &[(setting, &others)]);
                let sentence = refusal(&settings).expect("a sentence");
                assert!(
                    sentence.contains(setting) && sentence.contains(name.as_str()),
                    "{sentence}"
                );
            }
        }
    }
}

fn secrets_may_be_in_files() {
    let folder = TempDir::new().expect("a folder");
    for (gateway, name) in [
        (0, "MENHU_SMS_WEBHOOK_URL"),
        (0, "MENHU_SMTP_URL"),
        (0, "MENHU_SECRET"),
        (1, "MENHU_ALIYUN_ACCESS_KEY_SECRET"),
        (2, "MENHU_TENCENT_SECRET_KEY"),
    ] {
        let settings = complete(gateway);
        let secret = settings
            .iter()
            .find(|(known, _)| known == name)
            .expect("it is set")
            .1
            .clone();
        let (in_a_file, path) = (format!("{name}_FILE"), folder.path().join(name));
        let path = path.display().to_string();
        let settings = with(settings, &[(name, ""), (&in_a_file, &path)]);
        let refused = refusal(&settings).expect("there is no such file");
        assert!(
            name == "MENHU_SECRET" || refused.contains(&in_a_file),
            "{refused}"
        );
        std::fs::write(&path, "\n").expect("written");
        let refused = refusal(&settings).expect("it holds nothing");
        assert!(
            name == "MENHU_SECRET" || refused.contains(&in_a_file),
            "{refused}"
        );
        std::fs::write(&path, format!("{secret}\n")).expect("written");
        assert_eq!(refusal(&settings), None, "{name}");
    }
}

fn the_help_tells_of_every_setting_and_shows_no_secret() {
    let settings = [complete(0), gateways().concat()].concat();
    for arguments in [&["--help"][..], &["help"], &["-h"]] {
        let output = run(arguments, &settings);
        let help = String::from_utf8(output.stdout).expect("a text");
        assert!(output.status.success(), "{help}");
        let secrets = [
            "MENHU_SMS_WEBHOOK_URL",
            "MENHU_ALIYUN_ACCESS_KEY_SECRET",
            "MENHU_TENCENT_SECRET_KEY",
            "MENHU_SMTP_URL",
            "MENHU_WECHAT_APP_SECRET",
        ];
        let files = secrets.map(|name| format!("{name}_FILE"));
        let others = [
            "MENHU_SMS_FALLBACK",
            "MENHU_SMS_DAILY_BUDGET",
            "MENHU_ALIYUN_URL",
            "MENHU_TENCENT_URL",
            "MENHU_TENCENT_REGION",
            "MENHU_SMTP_CA_FILE",
            "MENHU_BRAND",
            "MENHU_ICP",
            "MENHU_POLICE_RECORD",
        ];
        let set = settings.iter().map(|(name, _)| name.as_str());
        for name in set
            .chain(secrets)
            .chain(files.iter().map(String::as_str))
            .chain(others)
        {
            let is_told = |line: &str| {
                line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                    .any(|word| word == name)
            };
            assert!(
                help.lines().any(is_told),
                "{name} is not in `menhu {}`",
                arguments.join(" ")
            );
        }
        assert!(!help.contains("canary"), "{help}");
    }
}
