//! Two thousand people want one of five hundred seats in the same moment. None is sold twice.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use futures::future::join_all;
use serde_json::Value;
use sqlx::{AnyConnection, Connection as _, Executor as _};
use tokio::{sync::Barrier, time::sleep};

use super::{
    Portal,
    floor::Floor,
    line::Line,
    load::TURNS,
    report::{Measured, Report, median, number},
};
use crate::{
    program::{address_of, populate},
    support::Databases,
};

const PEOPLE: usize = 2000;
const SEATS: usize = 500;
const LINES: usize = 256;
/// How soon whoever was told to come back later does.
const AGAIN: Duration = Duration::from_millis(100);

/// What came of one sale; times in milliseconds since it began.
struct Sale {
    measured: Measured,
    /// When the last seat was promised.
    last_seat: f64,
    refused: usize,
    /// How often somebody was told to come back later, and did.
    sent_away: usize,
}

/// What somebody was told in the end.
struct Told {
    body: String,
    sent_away: usize,
    asked: Instant,
    answered: Instant,
}

pub async fn measure(databases: &Databases, report: &mut Report, kind: &'static str) {
    report.heading(
        &format!("{PEOPLE} people, {SEATS} seats, {LINES} lines, on {kind}"),
        ["menhu", "floor"],
    );
    let (portal, floor) = (
        Portal::new(databases, kind).await,
        Floor::start(databases, kind).await,
    );
    let _running = portal.program.start().await;
    let cookies = populate(&portal.database, u32::try_from(PEOPLE).expect("few")).await;
    let body = r#"{"bookin_type":"1"}"#;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        reset(&portal.database, "DELETE FROM bookings").await;
        let empty = "UPDATE events SET taken = 0, capacity = 500 WHERE bookin_type = '1'";
        reset(&portal.database, empty).await;
        let path = "/users/new_industry_bookin/";
        ours.push(sell(&portal.program.address, path, &cookies, body).await);
        check_seats(&portal.database).await;
        reset(&floor.database, "UPDATE seats SET taken = 0").await;
        theirs.push(sell(&floor.address, "/book", &cookies, body).await);
    }
    let measured = |sales: &[Sale]| sales.iter().map(|sale| sale.measured).collect::<Vec<_>>();
    report.compared("booking", &measured(&ours), &measured(&theirs));
    for (whose, sales) in [("menhu", ours), ("floor", theirs)] {
        let last = median(sales.iter().map(|sale| sale.last_seat).collect());
        report.fact(&format!("{whose}: to the {SEATS}th seat"), last, "ms");
        let refused = median(sales.iter().map(|sale| number(sale.refused)).collect());
        report.fact(&format!("{whose}: refused"), refused, "people");
        let sent_away = median(sales.iter().map(|sale| number(sale.sent_away)).collect());
        report.fact(&format!("{whose}: told to come back"), sent_away, "times");
    }
}

async fn reset(database: &str, statement: &'static str) {
    let mut db = AnyConnection::connect(database)
        .await
        .expect("the database answers");
    db.execute(statement).await.expect("done");
}

/// Each person asks once, over whichever line is free.
async fn sell(address: &str, path: &'static str, cookies: &[String], body: &'static str) -> Sale {
    let (next, everybody) = (
        Arc::new(AtomicU32::new(0)),
        Arc::new(Barrier::new(LINES + 1)),
    );
    let people: Arc<[String]> = cookies.into();
    let lines = join_all((0..LINES).map(|_| Line::open(address))).await;
    let asking: Vec<_> = lines
        .into_iter()
        .map(|mut line| {
            let (next, people, everybody) = (next.clone(), people.clone(), everybody.clone());
            tokio::spawn(async move {
                everybody.wait().await;
                let mut answers = Vec::new();
                loop {
                    let person = next.fetch_add(1, Ordering::Relaxed);
                    let Some(cookie) = people.get(person as usize) else {
                        return answers;
                    };
                    let (from, start) = (address_of(person), Instant::now());
                    let mut sent_away = 0;
                    let body = loop {
                        let (status, body) = line.post(path, cookie, &from, body).await;
                        if status != 503 {
                            break body;
                        }
                        sent_away += 1;
                        sleep(AGAIN).await;
                    };
                    answers.push(Told {
                        body,
                        sent_away,
                        asked: start,
                        answered: Instant::now(),
                    });
                }
            })
        })
        .collect();
    let start = Instant::now();
    everybody.wait().await;
    let told = join_all(asking).await;
    judge(
        told.into_iter().flat_map(|line| line.expect("it asked")),
        start,
    )
}

fn judge(answers: impl Iterator<Item = Told>, start: Instant) -> Sale {
    let (mut times, mut sold, mut refused, mut sent_away) = (Vec::new(), 0, 0, 0);
    let (mut last, mut last_seat) = (start, start);
    for told in answers {
        let body: Value = serde_json::from_str(&told.body).expect("JSON");
        times.push((told.answered - told.asked).as_secs_f64() * 1000.0);
        last = last.max(told.answered);
        sent_away += told.sent_away;
        if body["status"] == "ok" {
            sold += 1;
            last_seat = last_seat.max(told.answered);
        } else {
            // The floor gives no reason.
            assert!(
                matches!(body["reason"].as_str(), Some("sold_out") | None),
                "{body}"
            );
            refused += 1;
        }
    }
    assert_eq!((sold, refused), (SEATS, PEOPLE - SEATS));
    Sale {
        measured: Measured::of(times, (last - start).as_secs_f64()),
        last_seat: (last_seat - start).as_secs_f64() * 1000.0,
        refused,
        sent_away,
    }
}

async fn check_seats(database: &str) {
    let mut db = AnyConnection::connect(database)
        .await
        .expect("the database answers");
    let seats: (i64, i64, i64) = sqlx::query_as(
        "SELECT (SELECT taken FROM events WHERE bookin_type = '1'),
         (SELECT COUNT(*) FROM bookings), (SELECT COUNT(DISTINCT account) FROM bookings)",
    )
    .fetch_one(&mut db)
    .await
    .expect("the seats");
    assert_eq!(seats, (500, 500, 500));
}
