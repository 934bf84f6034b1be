//! A load, made by wrk (`load.lua` is its script).

use std::{
    io::Write as _,
    process::Stdio,
    sync::atomic::{AtomicUsize, Ordering},
};

use serde_json::Value;
use tempfile::NamedTempFile;
use tokio::process::Command;

use super::report::{Measured, Report};
use crate::program::client;

/// How often the two that are compared take turns.
pub const TURNS: usize = 3;
/// How long each turn is.
pub const SECONDS: u32 = 2;

/// Who asks, from where, and what they say.
pub struct Line {
    pub cookie: String,
    pub address: String,
    pub body: Value,
}

pub struct Load {
    url: String,
    headers: Vec<String>,
    lines: Option<NamedTempFile>,
    /// The line that the next run begins with.
    next: AtomicUsize,
    may_be_refused: bool,
}

impl Load {
    /// The same request again and again.
    pub fn get(url: String, headers: &[String]) -> Self {
        Self {
            url,
            headers: headers.to_vec(),
            lines: None,
            next: AtomicUsize::new(0),
            may_be_refused: false,
        }
    }

    /// Whoever is told to come back later is part of what is measured.
    pub fn may_be_refused(mut self) -> Self {
        self.may_be_refused = true;
        self
    }

    /// These requests in turn, by POST where they have a body.
    pub fn lines(url: String, lines: impl IntoIterator<Item = Line>) -> Self {
        let mut file = NamedTempFile::new().expect("a file");
        for Line {
            cookie,
            address,
            body,
        } in lines
        {
            let body = if body.is_null() {
                String::new()
            } else {
                body.to_string()
            };
            writeln!(file, "{cookie}\t{address}\t{body}").expect("room");
        }
        Self {
            lines: Some(file),
            ..Self::get(url, &[])
        }
    }

    /// For so many seconds; everything must be answered, and writes with "ok".
    pub async fn run(&self, connections: u32, seconds: u32) -> Measured {
        let script = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/src/tests/drills/bench/load.lua"
        );
        let threads = if connections < 16 { 1 } else { 2 };
        let mut command = Command::new("wrk");
        command
            .args([
                format!("-c{connections}"),
                format!("-t{threads}"),
                format!("-d{seconds}s"),
            ])
            .args(["--timeout", "10s", "-s", script]);
        for header in &self.headers {
            command.args(["-H", header]);
        }
        command.arg(&self.url).arg("--");
        if let Some(lines) = &self.lines {
            // One run does not begin where the last one did: a login is another person's.
            let next = self.next.fetch_add(400, Ordering::Relaxed);
            command.arg(lines.path()).arg(next.to_string()).arg("check");
        } else {
            command.args(["-", "0", "-"]);
        }
        let done = command
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .output()
            .await
            .expect("wrk: see .ci/setup");
        let (said, complaints) = (
            String::from_utf8_lossy(&done.stdout).into_owned(),
            String::from_utf8_lossy(&done.stderr).into_owned(),
        );
        let result: Value = said
            .lines()
            .last()
            .and_then(|line| serde_json::from_str(line).ok())
            .unwrap_or_else(|| panic!("wrk: {said}{complaints}"));
        let read = |name: &str| result[name].as_f64().expect("a number");
        for wrong in ["refused", "not_200", "failed"] {
            let is_allowed = self.may_be_refused && wrong != "failed";
            assert!(
                is_allowed || read(wrong) == 0.0,
                "{}: {wrong}: {result} {complaints}",
                self.url
            );
        }
        Measured {
            rate: (read("answers") - read("refused")) / read("micros") * 1e6,
            p50: read("p50") / 1000.0,
            p99: read("p99") / 1000.0,
            longest: read("longest") / 1000.0,
            refused: read("refused"),
        }
    }

    /// A load whose answers wrk does not look at is looked at here: it is answered, with this in
    /// the answer.
    pub async fn look(&self, wanted: &str) {
        let mut request = client().get(&self.url);
        for header in &self.headers {
            let (name, value) = header.split_once(": ").expect("a header");
            request = request.header(name, value);
        }
        let answer = request.send().await.expect("an answer");
        let (status, head) = (answer.status().as_u16(), format!("{:?}", answer.headers()));
        let body = answer.bytes().await.expect("a body");
        let text = String::from_utf8_lossy(&body);
        assert!(
            status == 200 && (head.contains(wanted) || text.contains(wanted)),
            "{}: {status} {head} {text}",
            self.url
        );
    }
}

/// Two loads in turns, after each was warmed up.
pub async fn compare(report: &mut Report, case: &str, [left, right]: [&Load; 2], connections: u32) {
    let mut runs = [Vec::new(), Vec::new()];
    for load in [left, right] {
        load.run(connections, 1).await;
    }
    for turn in 0..TURNS {
        // Each is the first as often as it is the second, or nearly.
        for side in [turn % 2, 1 - turn % 2] {
            let load = [left, right][side];
            runs[side].push(load.run(connections, SECONDS).await);
        }
    }
    report.compared(case, &runs[0], &runs[1]);
}
