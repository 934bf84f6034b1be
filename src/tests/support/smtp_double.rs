//! The scenarios' mail server: `smtp_double.py` as a process of its own, told what to do line by
//! line.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Child, ChildStdin, Command, Stdio},
    sync::{Arc, LazyLock, Mutex, PoisonError},
    thread,
};

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use serde_json::Value;
use tempfile::TempDir;

use super::until;

/// Debian's package serves its own Python only, which need not be the first one on the path.
static PYTHON: LazyLock<&str> = LazyLock::new(|| {
    let knows = |python: &str| {
        let mut asking = Command::new(python);
        asking
            .args(["-c", "import aiosmtpd"])
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    };
    ["python3", "/usr/bin/python3"]
        .into_iter()
        .find(|python| knows(python))
        .expect("a Python with aiosmtpd: see .ci/setup")
});

pub struct SmtpDouble {
    pub port: u16,
    process: Child,
    orders: Mutex<ChildStdin>,
    told: Arc<Mutex<Vec<Value>>>,
}

impl Drop for SmtpDouble {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl SmtpDouble {
    /// With arguments as `smtp_double.py --help` lists them.
    pub fn start(arguments: &[&str]) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tests/support/smtp_double.py");
        let mut process = Command::new(*PYTHON)
            .arg(script)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the mail server starts");
        let orders = Mutex::new(process.stdin.take().expect("its input"));
        let mut lines = BufReader::new(process.stdout.take().expect("its output"))
            .lines()
            .map_while(Result::ok);
        let parsed = |line: String| serde_json::from_str::<Value>(&line).expect("JSON");
        let port = lines
            .next()
            .map(parsed)
            .and_then(|line| line["port"].as_u64())
            .and_then(|port| u16::try_from(port).ok())
            .expect("a port");
        let told = Arc::<Mutex<Vec<Value>>>::default();
        let telling = Arc::clone(&told);
        thread::spawn(move || {
            lines.for_each(|line| {
                telling
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push(parsed(line));
            });
        });
        Self {
            port,
            process,
            orders,
            told,
        }
    }

    /// All that it told under this name, the first one first.
    fn told(&self, name: &str) -> Vec<Value> {
        self.told
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .iter()
            .filter_map(|line| line.get(name).cloned())
            .collect()
    }

    /// Does so from now on: `accept`, `refuse 451` … as in `smtp_double.py`.
    pub async fn be(&self, mode: &str) {
        let before = self.told("mode").len();
        writeln!(
            self.orders.lock().unwrap_or_else(PoisonError::into_inner),
            "{mode}"
        )
        .expect("it listens");
        until(&format!("{mode} of the mail server"), async || {
            (self.told("mode").len() > before).then_some(())
        })
        .await;
    }

    /// How many mails were taken over.
    pub fn count(&self) -> usize {
        self.told("mail").len()
    }

    /// The mails, once there are so many.
    pub async fn mails(&self, count: usize) -> Vec<Mail> {
        until(&format!("mail number {count}"), async || {
            (self.count() >= count).then_some(())
        })
        .await;
        self.told("mail").into_iter().map(Mail).collect()
    }

    /// Comes back once so many clients have been kept waiting.
    pub async fn held(&self, count: usize) {
        until(&format!("client number {count} kept waiting"), async || {
            (self.told("held").len() >= count).then_some(())
        })
        .await;
    }

    /// How many clients are connected.
    pub fn open(&self) -> u64 {
        self.told("open")
            .last()
            .and_then(Value::as_u64)
            .unwrap_or_default()
    }

    /// How many clients have been kept waiting.
    pub fn held_count(&self) -> usize {
        self.told("held").len()
    }

    /// All that was said to it that it could read.
    pub fn heard(&self) -> String {
        self.told("heard")
            .iter()
            .filter_map(Value::as_str)
            .collect()
    }
}

/// A mail as it came, taken apart by Python.
#[derive(Debug)]
pub struct Mail(pub Value);

impl Mail {
    /// A header, decoded; empty where there is none, and all of them where there are several.
    pub fn header(&self, name: &str) -> String {
        let headers = self.0["headers"].as_array().into_iter().flatten();
        headers
            .filter(|header| header[0] == name)
            .filter_map(|header| header[1].as_str())
            .collect::<Vec<_>>()
            .join(" | ")
    }

    pub fn to(&self) -> &str {
        self.0["to"][0].as_str().expect("a recipient")
    }

    fn part(&self, kind: &str) -> &str {
        let mut parts = self.0["parts"].as_array().expect("parts").iter();
        parts
            .find(|part| part["type"] == kind && part["charset"] == "utf-8")
            .and_then(|part| part["text"].as_str())
            .expect("such a part")
    }

    pub fn text(&self) -> String {
        self.part("text/plain").replace("\r\n", "\n")
    }

    pub fn html(&self) -> &str {
        self.part("text/html")
    }
}

/// An authority of the tests' own, and a certificate that it gave to a host.
pub struct Certificates(TempDir);

impl Certificates {
    pub fn of(host: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let write = |name: &str, pem: String| {
            std::fs::write(folder.path().join(name), pem).expect("a file");
        };
        let key = || KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new(Vec::new()).expect("parameters");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority = key();
        write(
            "authority.pem",
            params.self_signed(&authority).expect("a certificate").pem(),
        );
        let own = key();
        let issuer = Issuer::new(params, authority);
        let certificate = CertificateParams::new(vec![host.to_owned()])
            .expect("parameters")
            .signed_by(&own, &issuer)
            .expect("a certificate");
        write("certificate.pem", certificate.pem());
        write("key.pem", own.serialize_pem());
        Self(folder)
    }

    pub fn path(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }

    /// A mail server with this certificate; `tls` is `starttls` or `implicit`.
    pub fn server(&self, tls: &str, login: &str) -> SmtpDouble {
        SmtpDouble::start(&[
            "--tls",
            tls,
            "--certificate",
            &self.path("certificate.pem"),
            &self.path("key.pem"),
            "--login",
            login,
        ])
    }
}
