//! Messages on their way: queued as operations queue them, sent, and what came of them, as an
//! operator sees it.

use std::collections::BTreeMap;

use menhu::{
    server::{
        crypto::keys::Purpose,
        settings::TEMPLATES,
        store::{
            self,
            outbox::{ListedAttempt, Queued},
        },
    },
    values::{lang::Lang, message::Channel},
};

use super::{HttpDouble, TestApp, clouds, until};
use menhu::values::time::{DAY, Duration};

/// What fills in the blanks of every message queued by [`TestApp::queue`].
pub const BLANKS: [(&str, &str); 6] = [
    ("name", "张三"),
    ("code", "493817"),
    (
        "link",
        "http://portal.example.cn/binding/email?token=9f8e7d6c5b4a39281706f5e4d3c2b1a0",
    ),
    ("time", "2026-11-22 10:00"),
    ("device", "Chrome/140"),
    ("address", "203.0.113.7"),
];

/// The variables that the operation behind this template fills in.
fn variables(template: &str) -> Vec<&'static str> {
    match template {
        "BindEmail" => vec!["name", "link"],
        "ChangeNotifyEmail" => vec!["name", "code"],
        other => TEMPLATES
            .iter()
            .find(|(name, _)| name.as_str() == other)
            .map(|(_, names)| [&["name"], *names].concat())
            .expect("what are its variables?"),
    }
}

impl TestApp {
    /// This app afresh, whose SMS leave by these gateways, the second one in place of the first.
    pub async fn sending_by(&self, gateways: &[(&str, &HttpDouble)]) -> Self {
        let templates = TEMPLATES
            .map(|(name, _)| format!("{name}=T-{name}"))
            .join(",");
        let mut settings: Vec<(String, String)> = Vec::new();
        for (flag, (gateway, double)) in ["--sms", "--sms-fallback"].into_iter().zip(gateways) {
            let pairs = [
                (flag, *gateway),
                (
                    "--sms-webhook-url",
                    &format!("{}/hook?key=canary", double.url),
                ),
                ("--aliyun-url", &double.url),
                ("--aliyun-access-key-id", "key-id"),
                ("--aliyun-access-key-secret", clouds::ALIYUN_SECRET),
                ("--aliyun-sign-name", "门户"),
                ("--aliyun-templates", &templates),
                ("--tencent-url", &double.url),
                ("--tencent-secret-id", "secret-id"),
                ("--tencent-secret-key", clouds::TENCENT_SECRET),
                ("--tencent-sdk-app-id", "1400006666"),
                ("--tencent-sign-name", "门户"),
                ("--tencent-templates", &templates),
            ];
            let own = |name: &str| name == flag || name.contains(gateway);
            settings.extend(
                pairs
                    .into_iter()
                    .filter(|(name, _)| own(name))
                    .map(|(name, value)| (name.to_owned(), value.to_owned())),
            );
        }
        let settings: Vec<(&str, &str)> = settings
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        self.again(&settings).await
    }

    /// Queues an SMS or a mail, in Chinese, good for a day; its id.
    pub async fn queue(&self, to: &str, template: &str) -> String {
        self.queue_in(Lang::Zh, to, template).await
    }

    pub async fn queue_in(&self, lang: Lang, to: &str, template: &str) -> String {
        let names = variables(template);
        let params: BTreeMap<_, _> = BLANKS
            .into_iter()
            .filter(|(name, _)| names.contains(name))
            .collect();
        let (id, now) = (self.portal.env.id(), self.portal.env.now());
        let message = Queued {
            id: id.clone(),
            channel: if to.starts_with('+') {
                Channel::Sms
            } else {
                Channel::Email
            },
            recipient: to.to_owned(),
            template: template.to_owned(),
            sealed: self
                .portal
                .keys
                .seal(
                    &self.portal.env,
                    Purpose::Message,
                    &id,
                    &serde_json::to_string(&params).expect("JSON"),
                )
                .expect("sealed"),
            lang: lang.as_str().to_owned(),
            attempts: 0,
            failures: 0,
            expires_at: now + DAY,
            created_at: now,
        };
        let mut tx = self
            .portal
            .store
            .begin()
            .await
            .expect("the database answers");
        store::outbox::add(&mut tx, &message, now)
            .await
            .expect("the database answers");
        tx.commit().await.expect("the database answers");
        menhu::server::messages::wake_senders(&self.portal);
        id
    }

    /// Sends what is due, and comes back once nothing is due or on its way.
    pub async fn send_due(&self) {
        until("the end of sending", async || {
            menhu::server::services::outbox::deliver_due(&self.portal)
                .await
                .expect("the outbox works");
            let due = sqlx::query_scalar::<_, i64>(
                "SELECT COUNT(*) FROM outbox WHERE state = 'queued' AND next_at <= $1",
            );
            let due = due
                .bind(self.portal.env.now())
                .fetch_one(&mut self.sql().await)
                .await
                .expect("a count");
            (due == 0).then_some(())
        })
        .await;
    }

    /// Lets time pass, and sends what is due then.
    pub async fn pass(&self, span: impl Into<Duration>) {
        self.clock.advance(span);
        self.send_due().await;
    }

    /// The message with this id or to this recipient, the newest: its state, then what each attempt
    /// came to, like `queued: webhook later HTTP 500`.
    pub async fn fate(&self, of: &str) -> String {
        let listed = menhu::server::services::manage_outbox::list(&self.portal, None, 1000)
            .await
            .expect("a list");
        let (message, mut attempts) = listed
            .into_iter()
            .find(|(message, _)| message.id == of || message.recipient == of)
            .expect("such a message");
        // Under a clock that stands still, two gateways are asked at the same moment.
        attempts.sort_by_key(|attempt| (attempt.began_at, attempt.gateway.clone()));
        let came_to = |ListedAttempt {
                           gateway,
                           outcome,
                           answer,
                           ..
                       }: &ListedAttempt| {
            format!("{gateway} {outcome} {answer}").trim().to_owned()
        };
        format!(
            "{}: {}",
            message.state,
            attempts.iter().map(came_to).collect::<Vec<_>>().join(", ")
        )
    }

    /// All that the database keeps of what providers said.
    pub async fn kept_answers(&self) -> String {
        let listed = menhu::server::services::manage_outbox::list(&self.portal, None, 1000)
            .await
            .expect("a list");
        let answers = listed.iter().flat_map(|(message, attempts)| {
            message
                .last_error
                .iter()
                .chain(attempts.iter().map(|attempt| &attempt.answer))
                .map(String::as_str)
                .collect::<Vec<_>>()
        });
        answers.collect::<Vec<_>>().join("\n")
    }
}
