//! What the scenarios stand on: databases, a portal of their own, people who use it, forms read
//! back from pages, and doubles of the providers.

pub mod canaries;
pub mod clouds;
pub mod contract;
mod databases;
mod http_double;
mod messages;
mod page;
mod person;
mod registered_users;
pub mod smtp_double;
pub mod statements;
mod test_app;
mod wechat_double;

use std::{
    pin::Pin,
    time::{Duration, Instant},
};

pub use databases::{Databases, is_root};
pub use http_double::{Asked, HttpDouble, Reply};
pub use messages::BLANKS;
pub use page::Page;
pub use person::{Answer, Person, Seen, Way};
pub use registered_users::{NEW_PASSWORD, operator, visitor, wrong};
pub use smtp_double::{Certificates, SmtpDouble};
pub use test_app::{PASSWORD, TestApp, UserFixture};
pub use wechat_double::{APP_SECRET, WechatDouble};

/// Asks again and again until there is an answer.
pub async fn until<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(
            start.elapsed() < Duration::from_secs(45),
            "waited in vain for {what}"
        );
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Asks many times at once, until the flood guard refuses: its limit fills up again while a busy
/// machine answers one after the other.
pub async fn flood(ask: impl AsyncFn() -> Answer) -> Answer {
    for _ in 0..100 {
        let answers = futures::future::join_all((0..25).map(|_| ask())).await;
        if let Some(refused) = answers.into_iter().find(|answer| answer.status == 429) {
            return refused;
        }
    }
    panic!("there is no end to what may be asked for")
}

/// One sentence to be proved.
pub struct Scenario {
    pub module: &'static str,
    pub name: &'static str,
    pub every_way: bool,
    pub run: fn(TestApp) -> Pin<Box<dyn Future<Output = ()>>>,
}

/// The module's scenarios. One that is not listed is dead code, which the build refuses.
#[macro_export]
macro_rules! scenarios {
    (every_way: [$($way:ident),* $(,)?], once: [$($once:ident),* $(,)?] $(,)?) => {
        pub fn all() -> Vec<$crate::support::Scenario> {
            vec![
                $($crate::support::Scenario { module: module_path!(), name: stringify!($way), every_way: true, run: |app| Box::pin($way(app)) },)*
                $($crate::support::Scenario { module: module_path!(), name: stringify!($once), every_way: false, run: |app| Box::pin($once(app)) },)*
            ]
        }
    };
}
