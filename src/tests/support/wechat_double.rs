//! WeChat's API as the portal meets it on good and on bad days: what it answers is in the code it
//! is asked about.

use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Query, State},
    response::{IntoResponse as _, Response},
    routing::get,
};
use futures::stream;
use serde_json::json;

/// What the double knows the application by.
pub const APP_SECRET: &str = "canary-wechat-app-secret";

pub struct WechatDouble {
    pub url: String,
    asked: Arc<AtomicUsize>,
    task: tokio::task::JoinHandle<()>,
}

impl Drop for WechatDouble {
    fn drop(&mut self) {
        self.task.abort();
    }
}

#[derive(serde::Deserialize)]
struct Asked {
    appid: String,
    secret: String,
    code: String,
    grant_type: String,
}

impl WechatDouble {
    pub async fn start() -> Self {
        let asked = Arc::new(AtomicUsize::new(0));
        let router = Router::new()
            .route("/sns/oauth2/access_token", get(answer))
            .with_state(Arc::clone(&asked));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let task =
            tokio::spawn(async move { axum::serve(listener, router).await.expect("it serves") });
        Self { url, asked, task }
    }

    /// How often it was asked who somebody is.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

/// The code `hang`, `rubbish`, `endless`, `busy`, `bad`, `nobody` is answered so; any other is the
/// person's own name, with a unionid if it has a `.`.
async fn answer(State(count): State<Arc<AtomicUsize>>, Query(asked): Query<Asked>) -> Response {
    count.fetch_add(1, Ordering::SeqCst);
    assert_eq!(
        (asked.secret.as_str(), asked.grant_type.as_str()),
        (APP_SECRET, "authorization_code")
    );
    match asked.code.as_str() {
        "hang" => {
            tokio::time::sleep(Duration::from_mins(2)).await;
            "".into_response()
        }
        "rubbish" => "<html>404</html>".into_response(),
        "endless" => {
            let line = Ok::<_, Infallible>(Bytes::from_static(&[b' '; 4096]));
            Body::from_stream(stream::repeat(line)).into_response()
        }
        "busy" => json!({"errcode": -1, "errmsg": "system error"})
            .to_string()
            .into_response(),
        "bad" => json!({"errcode": 40029, "errmsg": "invalid code"})
            .to_string()
            .into_response(),
        "nobody" => json!({"access_token": "token"}).to_string().into_response(),
        who => {
            let mut reply = json!({"access_token": "token", "expires_in": 7200, "refresh_token": "token", "openid": format!("{}-{who}", asked.appid), "scope": "snsapi_login"});
            if let Some((_, unionid)) = who.split_once('.') {
                reply["unionid"] = json!(unionid);
            }
            reply.to_string().into_response()
        }
    }
}
