//! People who have an account and a session already: their rows are written without the operations,
//! so that two hundred cost next to nothing.

use std::sync::{Arc, LazyLock};

use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, Version};
use menhu::{
    server::{
        policy::{
            operator::Operator,
            session::{self, LiveSession, id_hash},
        },
        store::{
            self,
            accounts::{Account, NewAccount},
            sessions::NewSession,
        },
        visitor::Visitor,
    },
    values::{industry::Industries, lang::Lang},
    web::session::Sessions,
};
use serde_json::json;
use tower_sessions::{SessionStore as _, session::Id, session::Record};

use super::{PASSWORD, Person, TestApp, UserFixture};
use menhu::values::time::HOUR;

/// A password for those who change theirs.
pub const NEW_PASSWORD: &str = "staple orchard lantern";

/// Of [`PASSWORD`], and cheap to compare with.
static HASH: LazyLock<String> = LazyLock::new(|| {
    let cheap = Params::new(64, 1, 1, None).expect("allowed");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, cheap)
        .hash_password_with_salt(PASSWORD.as_bytes(), b"saltsaltsaltsalt")
        .expect("hashed")
        .to_string()
});

/// A code that is not this one.
pub fn wrong(code: &str) -> &'static str {
    if code == "111111" { "222222" } else { "111111" }
}

/// Who works at the command line, for a use case called without it.
pub fn operator() -> Operator {
    Operator::named("an operator")
}

/// Who asks, for a use case called without HTTP.
pub fn visitor() -> Visitor {
    Visitor {
        address: [127, 0, 0, 1].into(),
        device: String::new(),
        device_cookie: None,
        request: String::new(),
        lang: Lang::Zh,
    }
}

impl TestApp {
    /// [`UserFixture::number`], with an account whose address waits to be bound (no mail was sent),
    /// signed in.
    pub async fn registered_user(&self, number: u32) -> Person {
        let UserFixture { phone, email } = UserFixture::number(number);
        let mut tx = self
            .portal
            .store
            .begin()
            .await
            .expect("the database answers");
        let account = NewAccount {
            id: account_id(number),
            username: format!("person{number}"),
            mobile: phone.parse().expect("a mobile"),
            email: email.parse().expect("an address"),
            realname: "张三".into(),
            qq: "10001".into(),
            company_name: "门户科技有限公司".into(),
            industries: Industries::from_stored("software,finance"),
            password_hash: HASH.clone(),
            binds_email: true,
            lang: Lang::Zh,
            created_at: self.portal.env.now(),
        };
        assert!(
            store::accounts::add(&mut tx, &account)
                .await
                .expect("the database answers"),
            "person{number} is there already"
        );
        tx.commit().await.expect("the database answers");
        self.another_device(number).await
    }

    /// The registered user at one more device, signed in there too.
    pub async fn another_device(&self, number: u32) -> Person {
        let id = i128::from_le_bytes(self.portal.env.bytes());
        let mut tx = self
            .portal
            .store
            .begin()
            .await
            .expect("the database answers");
        let account = store::accounts::find(&mut tx, &account_id(number))
            .await
            .expect("the database answers")
            .expect("a registered user");
        let session = NewSession {
            public_id: self.portal.env.id(),
            account: account.id,
            epoch: account.session_epoch,
            device: "test device".into(),
            address: "127.0.0.1".into(),
            idle: HOUR,
            ends_at: self.portal.env.now() + 24 * HOUR,
        };
        store::sessions::add(&mut tx, &id_hash(id), &session, self.portal.env.now())
            .await
            .expect("the database answers");
        tx.commit().await.expect("the database answers");
        self.person().holding(&format!("menhu={}", Id(id)))
    }

    /// The registered user's account, as an operation in the middle of its work holds it.
    pub async fn account(&self, number: u32) -> Account {
        let mut db = self
            .portal
            .store
            .read()
            .await
            .expect("the database answers");
        store::accounts::find(&mut db, &account_id(number))
            .await
            .expect("the database answers")
            .expect("a registered user")
    }

    /// Binds the address that every registered user's account waits to bind.
    pub async fn bind_emails(&self) {
        self.run(
            "UPDATE accounts SET notify_email = email, notify_email_key = email_key, \
             notify_waiting = NULL",
        )
        .await;
    }

    /// Whether somebody with this cookie, and nothing else, is signed in.
    pub async fn is_alive(&self, cookie: &str) -> bool {
        self.person().holding(cookie).is_signed_in().await
    }

    /// Whether one can sign in so.
    pub async fn lets_in(&self, name: &str, password: &str) -> bool {
        self.person()
            .call(
                "account_login",
                json!({"username": name, "password": password}),
            )
            .await
            .body["status"]
            == "ok"
    }

    /// The portal's session store, as a request in flight uses it.
    pub fn sessions(&self) -> Sessions {
        Sessions {
            portal: Arc::clone(&self.portal),
        }
    }

    /// The session that this person's browser holds, as a request in flight has found it.
    pub async fn session(&self, person: &Person) -> LiveSession {
        let cookie = person.cookie();
        let Id(id) = cookie
            .trim_start_matches("menhu=")
            .parse()
            .expect("the id of a session");
        session::find(&self.portal, id)
            .await
            .expect("the database answers")
            .expect("a session")
    }

    /// What a request with this cookie holds while it runs.
    pub async fn in_flight(&self, cookie: &str) -> Record {
        let id = cookie.trim_start_matches("menhu=").parse().expect("an id");
        self.sessions()
            .load(&id)
            .await
            .expect("the store answers")
            .expect("it is alive")
    }

    /// Forgets who was sent what when: for tests that need more codes at once than a person may
    /// have.
    pub async fn forget_limits(&self) {
        self.run("DELETE FROM limits").await;
    }

    /// A mailed code for a new address.
    pub async fn get_email_code(&self, person: &Person, email: &str) -> String {
        let answer = person
            .call(
                "send_email_code",
                json!({"password": PASSWORD, "email": email}),
            )
            .await;
        assert_eq!(answer.body["status"], "ok", "{}", answer.text);
        let (name, domain) = email.rsplit_once('@').expect("an address");
        self.code_of(&format!("{name}@{}", domain.to_lowercase()))
            .await
    }
}

/// 32 hexadecimal digits, as all ids have.
fn account_id(number: u32) -> String {
    format!("{number:032x}")
}
