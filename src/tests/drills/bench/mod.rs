//! `make bench`: what things take, side by side with a floor that does the least of each. The two
//! take turns, so that what else goes on in the machine strikes both; medians of the turns are
//! shown. Nothing here fails for being slow.

mod cases;
mod fill;
mod floor;
mod line;
mod load;
mod million;
mod mixed;
mod postgres;
mod prune;
mod registration;
mod report;
mod sale;
mod timing;

use std::{
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
};

use libtest_mimic::Trial;
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use self::{load::Line, report::Report};
use crate::{
    program::{Program, address_of},
    support::Databases,
};

type Measuring<'a> = Pin<Box<dyn Future<Output = ()> + 'a>>;
type Section = for<'a> fn(&'a Databases, &'a mut Report, &'static str) -> Measuring<'a>;

/// Each part of the bench as a trial; those of PostgreSQL where it is.
pub fn trials(runtime: &Runtime, databases: &Databases) -> Vec<Trial> {
    let report = Arc::<Mutex<Report>>::default();
    let trial = |name: String, kind: &'static str, section: Section| {
        let (handle, databases, report) = (
            runtime.handle().clone(),
            databases.clone(),
            Arc::clone(&report),
        );
        let measure = move || {
            let mut report = report.lock().unwrap_or_else(PoisonError::into_inner);
            handle.block_on(section(&databases, &mut report, kind));
            eprintln!("  (all so far: {})", report.write().display());
            Ok(())
        };
        Trial::test(format!("bench::{name}"), measure).with_ignored_flag(true)
    };
    macro_rules! section {
        ($name:ident, $kind:expr) => {
            trial(
                format!("{}::{}", stringify!($name), $kind),
                $kind,
                |databases, report, kind| Box::pin($name::measure(databases, report, kind)),
            )
        };
    }
    let mut trials = vec![
        section!(cases, "sqlite"),
        section!(registration, "sqlite"),
        section!(mixed, "sqlite"),
    ];
    for kind in databases.names() {
        trials.extend([
            section!(sale, kind),
            section!(prune, kind),
            section!(timing, kind),
        ]);
    }
    if databases.names().contains(&"postgres") {
        trials.push(section!(postgres, "postgres"));
    }
    trials.push(section!(million, "sqlite"));
    trials
}

/// The program in a folder and with a database of its own.
struct Portal {
    _folder: TempDir,
    database: String,
    program: Program,
}

impl Portal {
    async fn new(databases: &Databases, kind: &str) -> Self {
        Self::on(&databases.make(kind).await, &[])
    }

    fn on(database: &str, settings: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let site = std::env::var("MENHU_SITE").ok();
        let mut all = vec![("MENHU_LOG", "warn"), ("MENHU_SHIELD", "off")];
        all.extend(site.as_deref().map(|site| ("MENHU_SITE", site)));
        all.extend(settings);
        Self {
            program: Program::new(folder.path(), database, &all),
            database: database.to_owned(),
            _folder: folder,
        }
    }

    fn path(&self, path: &str) -> String {
        format!("{}{path}", self.program.url())
    }
}

/// What a signed-in person sends with a request for a page, or for what an operation reads.
fn signed_in(cookie: &str) -> [String; 2] {
    [
        format!("Cookie: {cookie}"),
        "X-Forwarded-For: 10.0.0.1".into(),
    ]
}

/// As many as one run sends and more, so that each changes what the last one wrote.
const WRITES: u32 = 20_000;

/// All people save another name again and again.
fn new_names(cookies: &[String]) -> impl Iterator<Item = Line> {
    (0..WRITES)
        .zip(cookies.iter().cycle())
        .map(|(number, cookie)| Line {
            cookie: cookie.clone(),
            address: address_of(number % 2000),
            body: serde_json::json!({"realname": format!("演习{number:06}"), "qq": "10001"}),
        })
}

/// The same for the floor.
fn new_names_of_floor() -> impl Iterator<Item = Line> {
    (0..WRITES).map(|number| Line {
        cookie: String::new(),
        address: address_of(number % 2000),
        body: serde_json::json!({"realname": format!("演习{number:06}"), "id": number % 1000}),
    })
}

/// Everybody signs in, each from an address of their own; or says this to the floor.
fn logins(people: u32, body: impl Fn(u32) -> Value) -> impl Iterator<Item = Line> {
    (0..people).map(move |number| Line {
        cookie: String::new(),
        address: address_of(number),
        body: body(number),
    })
}
