//! `menhu event`: what makes no sense is refused in a sentence that says why, and who has signed up
//! comes as a file that no spreadsheet takes for formulas.

use calamine::{Data, Reader as _, Xlsx};
use tempfile::TempDir;

use crate::{
    scenarios,
    support::{PASSWORD, TestApp, UserFixture},
};

scenarios! {
    every_way: [],
    once: [
        what_makes_no_sense_is_not_added,
        the_longest_title_and_a_single_seat_make_sense,
        a_change_is_judged_by_what_would_come_of_it,
        too_few_seats_and_no_such_event_are_two_sentences,
        an_event_that_has_not_opened_can_be_closed,
        sign_up_that_closes_at_the_start_moves_with_it,
        what_people_typed_stays_text_in_comma_separated_values,
        a_workbook_has_text_cells_and_the_time_in_beijing,
    ],
}

const START: &str = "2999-04-16T14:00:00+08:00";

/// The command with these flags in place of its own.
fn add<'a>(others: &[(&'a str, &'a str)]) -> Vec<&'a str> {
    let mut flags = vec![
        ("--title", "新行业沙龙"),
        ("--city", "北京"),
        ("--place", "国家会议中心"),
        ("--starts-at", START),
        ("--capacity", "10"),
    ];
    for other in others {
        flags.retain(|(name, _)| *name != other.0);
        flags.push(*other);
    }
    ["event", "add", "salon"]
        .into_iter()
        .chain(flags.into_iter().flat_map(|(name, value)| [name, value]))
        .collect()
}

async fn what_makes_no_sense_is_not_added(t: TestApp) {
    let before = t.count("SELECT COUNT(*) FROM events").await;
    let long = "长".repeat(101);
    for (others, said) in [
        (&[("--title", "")][..], "the title must not be empty"),
        (&[("--title", " \u{3000}")], "the title must not be empty"),
        (&[("--city", "")], "the city must not be empty"),
        (&[("--place", "  ")], "the place must not be empty"),
        (
            &[("--title", "沙龙\u{1b}[31m")],
            "the title must have no control",
        ),
        (
            &[("--title", "沙龙\n北京")],
            "the title must have no control",
        ),
        (
            &[("--place", "\u{3164}\u{202e}")],
            "the place must not be empty",
        ),
        (&[("--title", &long)], "the title must have at most 100"),
        (&[("--capacity", "0")], "the capacity must be at least 1"),
        (
            &[("--starts-at", "2020-01-01T00:00:00+08:00")],
            "must not start in the past",
        ),
        (
            &[
                ("--opens-at", "2998-01-02T00:00:00+08:00"),
                ("--closes-at", "2998-01-01T00:00:00+08:00"),
            ],
            "sign-up must open before it closes",
        ),
        (
            &[
                ("--opens-at", "2998-01-01T00:00:00+08:00"),
                ("--closes-at", "2998-01-01T00:00:00+08:00"),
            ],
            "sign-up must open before it closes",
        ),
        (
            &[("--closes-at", "2020-01-01T00:00:00+08:00")],
            "sign-up must open before it closes",
        ),
        (
            &[("--opens-at", "3000-01-01T00:00:00+08:00")],
            "sign-up must open before it closes",
        ),
        (
            &[("--closes-at", "3000-01-01T00:00:00+08:00")],
            "sign-up must close when the event starts",
        ),
    ] {
        let sentence = t.menhu_refuses(&add(others));
        assert!(
            sentence.starts_with(said) || sentence.contains(said),
            "{others:?}: {sentence}"
        );
    }
    for wrong in [
        ("--capacity", "-1"),
        ("--capacity", "many"),
        ("--capacity", "99999999999"),
        ("--starts-at", "soon"),
        ("--starts-at", ""),
    ] {
        assert!(!t.menhu(&add(&[wrong])).0, "{wrong:?}");
    }
    assert_eq!(t.count("SELECT COUNT(*) FROM events").await, before);
    assert!(t.menhu(&add(&[])).0);
    assert_eq!(
        t.menhu_refuses(&add(&[])),
        "there is an event salon already"
    );
    let kept = "SELECT COUNT(*) FROM events WHERE title = '新行业沙龙' AND closes_at = starts_at";
    assert_eq!(t.count(kept).await, 1);
}

async fn the_longest_title_and_a_single_seat_make_sense(t: TestApp) {
    let long = "长".repeat(100);
    let (added, said) = t.menhu(&add(&[("--title", &long), ("--capacity", "1")]));
    assert!(added, "{said}");
}

async fn a_change_is_judged_by_what_would_come_of_it(t: TestApp) {
    assert!(
        t.menhu(&add(&[("--opens-at", "2998-06-01T00:00:00+08:00")]))
            .0
    );
    let row = async || {
        sqlx::query_as::<_, (String, i64, i64, i64, i64)>(
            "SELECT title, starts_at, capacity, opens_at, closes_at FROM events WHERE bookin_type = 'salon'",
        )
        .fetch_one(&mut t.sql().await)
        .await
        .expect("the event")
    };
    let before = row().await;
    for (change, said) in [
        (&["--title", ""][..], "the title must not be empty"),
        (&["--title=\t"], "the title must not be empty"),
        (&["--city", "\u{7}"], "the city must have no control"),
        (&["--capacity", "0"], "the capacity must be at least 1"),
        (
            &["--starts-at", "2020-01-01T00:00:00+08:00"],
            "must not start in the past",
        ),
        // Alone each would be a time like any other.
        (
            &["--closes-at", "2998-01-01T00:00:00+08:00"],
            "sign-up must open before it closes",
        ),
        (
            &["--opens-at", "2999-12-01T00:00:00+08:00"],
            "sign-up must open before it closes",
        ),
        (
            &["--closes-at", "2999-12-01T00:00:00+08:00"],
            "sign-up must close when the event starts",
        ),
        (
            &["--starts-at", "2998-01-01T00:00:00+08:00"],
            "sign-up must open before it closes",
        ),
        (&[], "nothing to change was given"),
    ] {
        let sentence = t.menhu_refuses(&[&["event", "set", "salon"], change].concat());
        assert!(sentence.contains(said), "{change:?}: {sentence}");
    }
    assert_eq!(row().await, before);
    let both = [
        "event",
        "set",
        "salon",
        "--opens-at",
        "2997-01-01T00:00:00+08:00",
        "--closes-at",
        "2998-01-01T00:00:00+08:00",
    ];
    assert!(t.menhu(&both).0, "together they make sense");
    // What is over may still be put right, as long as nobody says it starts in the past.
    t.run("UPDATE events SET starts_at = 2000, closes_at = 2000, opens_at = 1000 WHERE bookin_type = 'salon'").await;
    assert!(
        t.menhu(&["event", "set", "salon", "--place", "改在 五层"])
            .0
    );
}

async fn too_few_seats_and_no_such_event_are_two_sentences(t: TestApp) {
    t.run("UPDATE events SET taken = 57 WHERE bookin_type = '1'")
        .await;
    assert_eq!(
        t.menhu_refuses(&["event", "set", "1", "--capacity", "56"]),
        "57 seats of the event 1 are taken: its capacity cannot be 56"
    );
    assert!(t.menhu(&["event", "set", "1", "--capacity", "57"]).0);
    for command in [
        &["set", "none", "--capacity", "56"][..],
        &["close", "none"],
        &["attendees", "none"],
        &["attendees", "none", "--csv"],
    ] {
        let sentence = t.menhu_refuses(&[&["event"], command].concat());
        assert_eq!(sentence, "there is no event none", "{command:?}");
    }
}

async fn an_event_that_has_not_opened_can_be_closed(t: TestApp) {
    assert!(
        t.menhu(&add(&[("--opens-at", "2998-06-01T00:00:00+08:00")]))
            .0
    );
    for _ in 0..2 {
        assert!(t.menhu(&["event", "close", "salon"]).0);
        let closed = "SELECT COUNT(*) FROM events WHERE bookin_type = 'salon' AND opens_at = closes_at AND closes_at < 4000000000000";
        assert_eq!(t.count(closed).await, 1);
    }
}

async fn sign_up_that_closes_at_the_start_moves_with_it(t: TestApp) {
    assert!(t.menhu(&add(&[])).0);
    for (starts, closes, same) in [
        ("2998-04-16T14:00:00+08:00", None, 1),
        (
            "2998-04-17T14:00:00+08:00",
            Some("2998-04-16T00:00:00+08:00"),
            0,
        ),
        ("2998-04-18T14:00:00+08:00", None, 0),
    ] {
        let mut arguments = vec!["event", "set", "salon", "--starts-at", starts];
        arguments.extend(closes.into_iter().flat_map(|at| ["--closes-at", at]));
        assert!(t.menhu(&arguments).0);
        let together =
            "SELECT COUNT(*) FROM events WHERE bookin_type = 'salon' AND closes_at = starts_at";
        assert_eq!(t.count(together).await, same, "{starts}");
    }
}

/// People who have signed up, with these names.
async fn sign_up(t: &TestApp, names: &[&str]) {
    for (number, name) in (1..).zip(names) {
        t.registered_user(number).await;
        let account =
            sqlx::query("UPDATE accounts SET realname = $1, company_name = $2 WHERE mobile = $3")
                .bind(name)
                .bind(format!("{name}, \"公司\""))
                .bind(format!("+86{}", UserFixture::number(number).phone));
        account.execute(&mut t.sql().await).await.expect("renamed");
    }
    t.run("INSERT INTO bookings (account, bookin_type, created_at) SELECT id, '1', 1795312800000 FROM accounts")
        .await;
}

const NAMES: [&str; 9] = [
    "张三",
    "=HYPERLINK(\"http://example.cn\")",
    "+1+1",
    "-1",
    "@SUM(A1)",
    "＝1+1",
    "\t=1",
    "\u{200b}=1",
    " ＋1",
];

async fn what_people_typed_stays_text_in_comma_separated_values(t: TestApp) {
    sign_up(&t, &NAMES).await;
    let (worked, text) = t.menhu(&["event", "attendees", "1", "--csv"]);
    assert!(worked);
    let text = text.strip_prefix('\u{feff}').expect("a byte order mark");
    let mut rows: Vec<Vec<String>> = csv_rows(text);
    assert_eq!(
        rows.remove(0),
        ["name", "mobile", "email", "company", "signed_up_at"]
    );
    rows.sort_by(|a, b| a[1].cmp(&b[1]));
    for (row, (number, name)) in rows.iter().zip((1..).zip(NAMES)) {
        let mark = if name == "张三" { "" } else { "'" };
        let wanted = [
            format!("{mark}{name}"),
            format!("+86{}", UserFixture::number(number).phone),
            UserFixture::number(number).email,
            format!("{mark}{name}, \"公司\""),
            "2026-11-22T10:00:00+08:00".into(),
        ];
        assert_eq!(row[..], wanted);
    }
    // A mobile that is none has no plus to keep.
    t.run("UPDATE accounts SET mobile = '+1+cmd' WHERE realname = '张三'")
        .await;
    let (_, text) = t.menhu(&["event", "attendees", "1", "--csv"]);
    assert!(text.contains(',') && text.contains("'+1+cmd"), "{text}");
}

/// Comma-separated values as spreadsheets read them.
fn csv_rows(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                cell.push('"');
                chars.next();
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c => cell.push(c),
        }
    }
    rows
}

async fn a_workbook_has_text_cells_and_the_time_in_beijing(t: TestApp) {
    sign_up(&t, &NAMES).await;
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("people.xlsx");
    let file = path.display().to_string();
    let (worked, said) = t.menhu(&["event", "attendees", "1", "--xlsx", &file]);
    assert!(worked && said.is_empty(), "{said}");
    let mut workbook: Xlsx<_> = calamine::open_workbook(&path).expect("a workbook");
    let sheet = workbook
        .worksheet_range_at(0)
        .expect("a sheet")
        .expect("it can be read");
    let mut rows: Vec<Vec<String>> = sheet
        .rows()
        .map(|row| {
            row.iter()
                .map(|cell| match cell {
                    Data::String(text) => text.clone(),
                    other => panic!("no text: {other:?}"),
                })
                .collect()
        })
        .collect();
    assert_eq!(
        rows.remove(0),
        ["姓名", "手机", "邮箱", "企业", "报名时间（北京）"]
    );
    assert_eq!(rows.len(), NAMES.len());
    rows.sort_by(|a, b| a[1].cmp(&b[1]));
    for (row, (number, name)) in rows.iter().zip((1..).zip(NAMES)) {
        let wanted = [
            name.to_owned(),
            format!("+86{}", UserFixture::number(number).phone),
            UserFixture::number(number).email,
            format!("{name}, \"公司\""),
            "2026-11-22 10:00:00".into(),
        ];
        assert_eq!(row[..], wanted, "as it was typed");
    }
    let formulas = workbook.worksheet_formula("Sheet1").expect("formulas");
    assert!(formulas.is_empty(), "{formulas:?}");
    // Again into the same file; not both at once; nowhere that is not.
    assert!(t.menhu(&["event", "attendees", "1", "--xlsx", &file]).0);
    assert!(
        !t.menhu(&["event", "attendees", "1", "--csv", "--xlsx", &file])
            .0
    );
    let nowhere = t.menhu_refuses(&["event", "attendees", "1", "--xlsx", "/nowhere/people.xlsx"]);
    assert!(nowhere.starts_with("/nowhere/people.xlsx: "), "{nowhere}");
    assert!(t.lets_in("person1", PASSWORD).await);
}
