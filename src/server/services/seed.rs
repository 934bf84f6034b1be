//! Data to try the portal with in development, without a round of SMS: accounts, a booking, a full
//! event.

use sqlx::AnyConnection;

use crate::{
    server::{
        Portal,
        error::Fault,
        policy::passwords::{NewPassword, Personal},
        store::{
            self,
            accounts::{Account, NewAccount},
            events::Event,
        },
    },
    values::{
        email::Email,
        industry::Industries,
        lang::Lang,
        mobile::Mobile,
        password::Password,
        time::{Duration, Timestamp},
    },
};

/// Of both accounts.
pub const PASSWORD: &str = "violet kettle harbour";

/// Id, username, mobile, email, name, company. The ids tell a second run that the accounts are
/// there.
const ACCOUNTS: [[&str; 6]; 2] = [
    [
        "5eed0000000000000000000000000001",
        "zhangsan_dev",
        "13900000001",
        "zhangsan_dev@example.cn",
        "张三",
        "示例科技有限公司",
    ],
    [
        "5eed0000000000000000000000000002",
        "lisi_dev",
        "13900000002",
        "lisi_dev@example.cn",
        "李四",
        "样板制造有限公司",
    ],
];

/// The event that the first account has signed up for.
const BOOKED: &str = "dev-booked";
/// The event whose only seat the second account has.
const FULL: &str = "dev-full";

/// From the seeding to the start of the events.
const AHEAD: Duration = Duration::days(365);

pub struct Seeded {
    pub accounts: Vec<Account>,
    pub booked: &'static str,
    pub full: &'static str,
}

/// Adds what is missing. An account that is there keeps its data, but gets its password back, so
/// that one can sign in.
///
/// # Errors
/// The database failed, or another account holds the username, mobile or email of one of these.
pub async fn run(portal: &Portal) -> Result<Seeded, Fault> {
    let password = NewPassword::judge(&portal.strength, PASSWORD, Personal::default())
        .await?
        .map_err(|_| Fault::Internal("the password of the seed is too weak".into()))?;
    let hash = portal.hasher.hash(&portal.env, &password).await?;
    let now = portal.env.now();
    let mut accounts = Vec::new();
    for account in ACCOUNTS {
        accounts.push(account_of(portal, account, &hash).await?);
    }
    let mut tx = portal.store.begin().await?;
    for ((key, city, capacity), account) in [(BOOKED, "上海", 50), (FULL, "杭州", 1)]
        .into_iter()
        .zip(&accounts)
    {
        store::events::add(&mut tx, &event(key, city, capacity, now)).await?;
        book(&mut tx, account, key, now).await?;
    }
    tx.commit().await?;
    Ok(Seeded {
        accounts,
        booked: BOOKED,
        full: FULL,
    })
}

/// The account with this id; made, if it is not there.
async fn account_of(portal: &Portal, data: [&str; 6], hash: &str) -> Result<Account, Fault> {
    let [id, username, mobile, email, realname, company] = data;
    let found = store::accounts::find(&mut *portal.store.read().await?, id).await?;
    if let Some(account) = found {
        return with_password(portal, account, hash).await;
    }
    let wrong = |_| Fault::Internal(format!("the seed's account {username} has wrong data"));
    let (mobile, email) = (
        mobile.parse::<Mobile>().map_err(wrong)?,
        email.parse::<Email>().map_err(wrong)?,
    );
    let account = NewAccount {
        id: id.to_owned(),
        username: username.to_owned(),
        mobile,
        email,
        binds_email: false,
        realname: realname.to_owned(),
        qq: "10001".to_owned(),
        company_name: company.to_owned(),
        industries: Industries::from_stored("software"),
        password_hash: hash.to_owned(),
        lang: Lang::default(),
        created_at: portal.env.now(),
    };
    let mut tx = portal.store.begin().await?;
    if !store::accounts::add(&mut tx, &account).await? {
        let taken =
            format!("another account holds the username {username}, its mobile or its email");
        return Err(Fault::Internal(taken));
    }
    let added = store::accounts::find(&mut tx, id).await?;
    tx.commit().await?;
    Ok(added.ok_or(sqlx::Error::RowNotFound)?)
}

/// The account, with the password of the seed and without a lock.
async fn with_password(portal: &Portal, account: Account, hash: &str) -> Result<Account, Fault> {
    let password = PASSWORD
        .parse::<Password>()
        .map_err(|_| Fault::Internal("the seed's password is none".into()))?;
    let is_right = portal
        .hasher
        .verify(&password, Some(&account.password_hash))
        .await?
        .right;
    let mut tx = portal.store.begin().await?;
    if !is_right {
        store::accounts::set_password(&mut tx, &account.id, hash).await?;
    }
    store::login_failures::remove(&mut tx, &account.id).await?;
    tx.commit().await?;
    Ok(account)
}

fn event(key: &str, city: &str, capacity: i64, now: Timestamp) -> Event {
    Event {
        key: key.to_owned(),
        title: format!("开发者沙龙 {city}场"),
        city: city.to_owned(),
        place: "会议中心 一层 101".to_owned(),
        starts_at: now + AHEAD,
        capacity,
        taken: 0,
        opens_at: now,
        closes_at: now + AHEAD,
    }
}

/// Signs the account up, unless it has or no seat is left.
async fn book(
    tx: &mut AnyConnection,
    account: &Account,
    key: &str,
    now: Timestamp,
) -> Result<(), Fault> {
    let has_booked = store::bookings::list(tx, &account.id)
        .await?
        .iter()
        .any(|booked| booked == key);
    if !has_booked && store::events::take_seat(tx, key, now).await? {
        store::bookings::add(tx, &account.id, key, now).await?;
    }
    Ok(())
}
