//! What was measured: printed as a table while it goes on, and written as JSON.

use std::{fs, path::PathBuf};

use serde_json::{Value, json};

/// One run of a load; times in milliseconds.
#[derive(Clone, Copy, Debug, Default)]
pub struct Measured {
    /// Answers a second, without those that were refused.
    pub rate: f64,
    pub p50: f64,
    pub p99: f64,
    pub longest: f64,
    /// Not "ok", where that was allowed.
    pub refused: f64,
}

impl Measured {
    /// Of answers that took so long each, all of them together so many seconds.
    pub fn of(mut times: Vec<f64>, seconds: f64) -> Self {
        times.sort_by(f64::total_cmp);
        let at = |percent: usize| {
            let place = (times.len() * percent / 100).min(times.len().saturating_sub(1));
            times.get(place).copied().unwrap_or_default()
        };
        Self {
            rate: number(times.len()) / seconds,
            p50: at(50),
            p99: at(99),
            longest: at(100),
            refused: 0.0,
        }
    }

    /// Each number's median.
    pub fn median(runs: &[Self]) -> Self {
        let of = |field: fn(&Self) -> f64| median(runs.iter().map(field).collect());
        Self {
            rate: of(|run| run.rate),
            p50: of(|run| run.p50),
            p99: of(|run| run.p99),
            longest: of(|run| run.longest),
            refused: of(|run| run.refused),
        }
    }

    fn json(&self) -> Value {
        let rounded = |number: f64| (number * 1000.0).round() / 1000.0;
        json!({
            "rate": rounded(self.rate), "p50_ms": rounded(self.p50), "p99_ms": rounded(self.p99),
            "longest_ms": rounded(self.longest), "refused": self.refused,
        })
    }
}

pub fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or_default()
}

/// A count, for calculating with.
pub fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

#[derive(Default)]
pub struct Report {
    heading: String,
    sides: [&'static str; 2],
    rows: Vec<Value>,
}

impl Report {
    /// Begins a part in which two things are compared, which are called so.
    pub fn heading(&mut self, heading: &str, sides: [&'static str; 2]) {
        heading.clone_into(&mut self.heading);
        self.sides = sides;
        let [left, right] = sides;
        eprintln!(
            "\n{heading}: {left} and {right}; answers a second, ratio, p50, p99, longest (ms)"
        );
    }

    /// Runs of both sides, the first with the first: the ratios are those of neighbours in time.
    pub fn compared(&mut self, case: &str, left: &[Measured], right: &[Measured]) {
        let ratios = left
            .iter()
            .zip(right)
            .map(|(left, right)| left.rate / right.rate);
        let ratio = median(ratios.collect());
        let (left, right) = (Measured::median(left), Measured::median(right));
        let times = |run: &Measured| format!("{:8.2}{:9.2}{:9.2}", run.p50, run.p99, run.longest);
        eprintln!(
            "  {case:28}{:9.0}{:9.0}{ratio:8.3} |{} |{}",
            left.rate,
            right.rate,
            times(&left),
            times(&right)
        );
        let [one, other] = self.sides;
        let mut row = json!({"section": self.heading, "case": case, "ratio": ratio});
        row[one] = left.json();
        row[other] = right.json();
        self.rows.push(row);
    }

    /// A number by itself.
    pub fn fact(&mut self, case: &str, value: f64, unit: &str) {
        eprintln!("  {case:48}{value:10.2} {unit}");
        self.rows
            .push(json!({"section": self.heading, "case": case, "value": value, "unit": unit}));
    }

    /// Writes all that there is by now; where to.
    pub fn write(&self) -> PathBuf {
        let file = std::env::var_os("MENHU_BENCH_JSON").map_or_else(
            || PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bench.json"),
            PathBuf::from,
        );
        let cores = std::thread::available_parallelism().map_or(0, usize::from);
        let all = json!({"cores": cores, "rows": self.rows});
        fs::write(&file, format!("{all:#}\n")).expect("a file");
        file
    }
}
