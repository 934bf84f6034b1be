//! A provider's HTTP server for the scenarios: on loopback, keeps what it was asked, and answers as
//! it is told.

use std::{
    io,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::HeaderMap,
    response::{IntoResponse as _, Response},
};
use futures::stream;
use serde_json::Value;
use tokio::{net::TcpListener, sync::watch, task::JoinHandle, time::sleep};

/// What somebody asked.
#[derive(Clone, Debug)]
pub struct Asked {
    pub method: String,
    pub path: String,
    /// As it came, still encoded.
    pub query: String,
    pub headers: HeaderMap,
    pub body: String,
}

impl Asked {
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }
}

#[derive(Clone, Debug)]
pub enum Reply {
    Status(u16),
    Text(u16, String),
    Json(Value),
    /// A redirect to here.
    Redirect(String),
    /// The same, a second later.
    Slow(Value),
    /// None, until the double is told to answer otherwise; that is the answer then.
    Hang,
    /// The beginning of one, and then the line goes dead.
    Cut,
    /// A body without end.
    Endless,
}

type Judge = Arc<dyn Fn(&Asked) -> Reply + Send + Sync>;

#[derive(Clone)]
struct Shared {
    asked: Arc<Mutex<Vec<Asked>>>,
    judge: watch::Receiver<Judge>,
}

pub struct HttpDouble {
    pub url: String,
    shared: Shared,
    told: watch::Sender<Judge>,
    task: JoinHandle<()>,
}

impl Drop for HttpDouble {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl HttpDouble {
    /// Answers with what `judge` makes of each request.
    pub async fn start(judge: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let (told, heard) = watch::channel::<Judge>(Arc::new(judge));
        let shared = Shared {
            asked: Arc::default(),
            judge: heard,
        };
        let router = axum::Router::new()
            .fallback(answer)
            .with_state(shared.clone());
        let task =
            tokio::spawn(async move { axum::serve(listener, router).await.expect("it serves") });
        Self {
            url,
            shared,
            told,
            task,
        }
    }

    /// Answers otherwise from now on; those kept waiting too.
    pub fn answer(&self, judge: impl Fn(&Asked) -> Reply + Send + Sync + 'static) {
        self.told.send_replace(Arc::new(judge));
    }

    /// All that was asked, the first one first.
    pub fn asked(&self) -> Vec<Asked> {
        self.shared
            .asked
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The bodies of all that was asked.
    pub fn bodies(&self) -> Vec<Value> {
        self.asked().iter().map(Asked::json).collect()
    }
}

async fn answer(State(mut shared): State<Shared>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, 1 << 20).await.unwrap_or_default();
    let asked = Asked {
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: parts.headers,
        body: String::from_utf8_lossy(&body).into_owned(),
    };
    shared
        .asked
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(asked.clone());
    loop {
        let judge = Arc::clone(&shared.judge.borrow_and_update());
        let body = match judge(&asked) {
            Reply::Hang => {
                if shared.judge.changed().await.is_err() {
                    std::future::pending::<()>().await;
                }
                continue;
            }
            Reply::Slow(value) => {
                sleep(Duration::from_secs(1)).await;
                return axum::Json(value).into_response();
            }
            Reply::Status(status) => {
                return Response::builder()
                    .status(status)
                    .body(Body::empty())
                    .expect("an answer");
            }
            Reply::Text(status, text) => {
                return Response::builder()
                    .status(status)
                    .body(Body::from(text))
                    .expect("an answer");
            }
            Reply::Json(value) => return axum::Json(value).into_response(),
            Reply::Redirect(url) => {
                return Response::builder()
                    .status(302)
                    .header("location", url)
                    .body(Body::empty())
                    .expect("an answer");
            }
            Reply::Cut => Body::from_stream(stream::iter([
                Ok(Bytes::from_static(b"{\"Code\":")),
                Err(io::Error::other("cut")),
            ])),
            Reply::Endless => Body::from_stream(stream::repeat_with(|| {
                Ok::<_, io::Error>(Bytes::from_static(&[b' '; 16 * 1024]))
            })),
        };
        return Response::new(body);
    }
}
