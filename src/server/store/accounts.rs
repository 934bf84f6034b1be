//! The table `accounts`.

use sqlx::{AnyConnection, FromRow};

use super::locking;
use crate::values::{
    email::Email, industry::Industries, lang::Lang, login_name::LoginName, mobile::Mobile,
    time::Timestamp,
};

#[derive(Clone, FromRow)]
pub struct Account {
    pub id: String,
    pub username: String,
    /// Unique.
    pub mobile: Mobile,
    pub email: Email,
    pub realname: String,
    pub qq: String,
    pub company_name: String,
    pub industries: Industries,
    pub password_hash: String,
    /// Raised when all sessions end; a session of another epoch is dead.
    pub session_epoch: i64,
    /// The bound address for notices.
    pub notify_email: Option<Email>,
    /// The address that is to be bound by the mailed link.
    pub notify_waiting: Option<Email>,
    pub company_url: String,
    /// What notices to the owner are written in.
    pub lang: Lang,
    pub created_at: Timestamp,
}

/// What an account begins with.
pub struct NewAccount {
    pub id: String,
    pub username: String,
    pub mobile: Mobile,
    /// Waits to be bound as the address for notices, too, if `binds_email`.
    pub email: Email,
    pub binds_email: bool,
    pub realname: String,
    pub qq: String,
    pub company_name: String,
    pub industries: Industries,
    pub password_hash: String,
    pub lang: Lang,
    pub created_at: Timestamp,
}

macro_rules! select {
    ($condition:literal) => {
        concat!(
            "SELECT id, username, mobile, email, realname, qq, company_name, industries, \
                 password_hash, session_epoch, notify_email, notify_waiting, company_url, \
                 lang, created_at FROM accounts WHERE ",
            $condition
        )
    };
}

pub(super) use select;

/// A unique column that another account holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    pub mobile: bool,
    pub email: bool,
    pub username: bool,
}

pub async fn find(db: &mut AnyConnection, id: &str) -> sqlx::Result<Option<Account>> {
    sqlx::query_as(select!("id = $1"))
        .bind(id)
        .fetch_optional(db)
        .await
}

/// One query whatever the name's kind, so that all kinds take the same time.
pub async fn find_by_login_name(
    db: &mut AnyConnection,
    name: &LoginName,
) -> sqlx::Result<Option<Account>> {
    let (mobile, email, username) = match name {
        LoginName::Mobile(mobile) => (mobile.e164(), String::new(), String::new()),
        LoginName::Email(email) => (String::new(), email.key(), String::new()),
        LoginName::Username(username) => (String::new(), String::new(), username.clone()),
    };
    sqlx::query_as(select!("mobile = $1 OR email_key = $2 OR username = $3"))
        .bind(mobile)
        .bind(email)
        .bind(username)
        .fetch_optional(db)
        .await
}

/// Which of the three another account holds already.
pub async fn find_held(
    db: &mut AnyConnection,
    mobile: &Mobile,
    email_key: &str,
    username: &str,
) -> sqlx::Result<Held> {
    let (mobile, email, username): (i64, i64, i64) = sqlx::query_as(
        "SELECT (SELECT COUNT(*) FROM accounts WHERE mobile = $1), (SELECT COUNT(*) FROM accounts \
             WHERE email_key = $2), (SELECT COUNT(*) FROM accounts WHERE username = $3)",
    )
    .bind(mobile)
    .bind(email_key)
    .bind(username)
    .fetch_one(db)
    .await?;
    Ok(Held {
        mobile: mobile > 0,
        email: email > 0,
        username: username > 0,
    })
}

/// Adds the account unless its mobile, email or username is held; says whether it did. No error is
/// raised, so the transaction goes on.
pub async fn add(db: &mut AnyConnection, account: &NewAccount) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "INSERT INTO accounts (id, username, mobile, email, email_key, realname, qq, company_name, industries, password_hash, session_epoch, notify_waiting, lang, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11, $12, $13) ON CONFLICT DO NOTHING",
    )
    .bind(&account.id)
    .bind(&account.username)
    .bind(&account.mobile)
    .bind(&account.email)
    .bind(account.email.key())
    .bind(&account.realname)
    .bind(&account.qq)
    .bind(&account.company_name)
    .bind(&account.industries)
    .bind(&account.password_hash)
    .bind(account.binds_email.then_some(&account.email))
    .bind(account.lang)
    .bind(account.created_at)
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub async fn set_password_hash(
    db: &mut AnyConnection,
    id: &str,
    old: &str,
    new: &str,
) -> sqlx::Result<bool> {
    let done =
        sqlx::query("UPDATE accounts SET password_hash = $3 WHERE id = $1 AND password_hash = $2")
            .bind(id)
            .bind(old)
            .bind(new)
            .execute(db)
            .await?;
    Ok(done.rows_affected() == 1)
}

/// A new password ends every session: the epoch they carry is over.
pub async fn set_password(db: &mut AnyConnection, id: &str, hash: &str) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE accounts SET password_hash = $2, session_epoch = session_epoch + 1 WHERE id = $1",
    )
    .bind(id)
    .bind(hash)
    .execute(db)
    .await?;
    Ok(())
}

/// Locks the account until the transaction ends, unless its sessions have been ended since this
/// epoch; says whether it did.
pub async fn lock(db: &mut AnyConnection, id: &str, epoch: i64) -> sqlx::Result<bool> {
    let query = locking!(
        db,
        "SELECT id FROM accounts WHERE id = $1 AND session_epoch = $2"
    );
    let held: Option<String> = sqlx::query_scalar(query)
        .bind(id)
        .bind(epoch)
        .fetch_optional(db)
        .await?;
    Ok(held.is_some())
}

/// Takes the mobile over unless another account holds it; says whether it did. A race is decided by
/// the unique column.
pub async fn set_mobile(db: &mut AnyConnection, id: &str, mobile: &Mobile) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "UPDATE accounts SET mobile = $2 WHERE id = $1 AND NOT EXISTS (SELECT \
         1 FROM accounts WHERE mobile = $2 AND id <> $1)",
    )
    .bind(id)
    .bind(mobile)
    .execute(db)
    .await;
    taken_is_false(done)
}

/// Binds the address that waits to be bound, unless another is to be meanwhile, or another account
/// has bound it; says whether it did.
pub async fn set_notify_email_waiting(
    db: &mut AnyConnection,
    id: &str,
    email: &Email,
) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "UPDATE accounts SET notify_email = $2, notify_email_key = $3, notify_waiting = NULL
         WHERE id = $1 AND notify_waiting = $2
           AND NOT EXISTS (SELECT 1 FROM accounts WHERE notify_email_key = $3 AND id <> $1)",
    )
    .bind(id)
    .bind(email)
    .bind(email.key())
    .execute(db)
    .await;
    taken_is_false(done)
}

/// Binds the address unless another account has bound it; says whether it did.
pub async fn set_notify_email(
    db: &mut AnyConnection,
    id: &str,
    email: &Email,
) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "UPDATE accounts SET notify_email = $2, notify_email_key = $3, notify_waiting = NULL
         WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM accounts WHERE notify_email_key = $3 AND id <> $1)",
    )
    .bind(id)
    .bind(email)
    .bind(email.key())
    .execute(db)
    .await;
    taken_is_false(done)
}

/// Keys the account by today's rule, unless another one has the key; says whether it did.
pub async fn set_email_key(db: &mut AnyConnection, id: &str, email: &Email) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "UPDATE accounts SET email_key = $2 WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM accounts \
         WHERE email_key = $2 AND id <> $1)",
    )
    .bind(id)
    .bind(email.key())
    .execute(db)
    .await;
    taken_is_false(done)
}

/// As [`set_email_key`], of the bound address.
pub async fn set_notify_email_key(
    db: &mut AnyConnection,
    id: &str,
    email: &Email,
) -> sqlx::Result<bool> {
    let done = sqlx::query(
        "UPDATE accounts SET notify_email_key = $2 WHERE id = $1 AND NOT EXISTS (SELECT \
         1 FROM accounts WHERE notify_email_key = $2 AND id <> $1)",
    )
    .bind(id)
    .bind(email.key())
    .execute(db)
    .await;
    taken_is_false(done)
}

/// Of two that race for one value, the loser meets the unique column: that is an answer, not a
/// fault. The transaction is over then.
fn taken_is_false(done: sqlx::Result<sqlx::any::AnyQueryResult>) -> sqlx::Result<bool> {
    match done {
        Ok(done) => Ok(done.rows_affected() == 1),
        Err(sqlx::Error::Database(error))
            if error.kind() == sqlx::error::ErrorKind::UniqueViolation =>
        {
            Ok(false)
        }
        Err(error) => Err(error),
    }
}

pub async fn set_lang(db: &mut AnyConnection, id: &str, lang: Lang) -> sqlx::Result<()> {
    sqlx::query("UPDATE accounts SET lang = $2 WHERE id = $1")
        .bind(id)
        .bind(lang)
        .execute(db)
        .await?;
    Ok(())
}

pub async fn set_person(
    db: &mut AnyConnection,
    id: &str,
    realname: &str,
    qq: &str,
) -> sqlx::Result<()> {
    sqlx::query("UPDATE accounts SET realname = $2, qq = $3 WHERE id = $1")
        .bind(id)
        .bind(realname)
        .bind(qq)
        .execute(db)
        .await?;
    Ok(())
}

pub async fn set_company(
    db: &mut AnyConnection,
    id: &str,
    name: &str,
    url: &str,
) -> sqlx::Result<()> {
    sqlx::query("UPDATE accounts SET company_name = $2, company_url = $3 WHERE id = $1")
        .bind(id)
        .bind(name)
        .bind(url)
        .execute(db)
        .await?;
    Ok(())
}
