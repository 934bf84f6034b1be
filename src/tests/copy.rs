//! `menhu copy`: a grown installation moves to another database, whole or not at all.

use std::{
    collections::BTreeSet,
    path::Path,
    process::{Command, Output},
};

use menhu::server::store::copy::TABLES;
use serde_json::json;
use sqlx::{AnyConnection, AssertSqlSafe, Column as _, Connection as _, Row as _};

use crate::{
    scenarios,
    support::{PASSWORD, TestApp, UserFixture},
};

scenarios! {
    every_way: [],
    once: [
        everything_arrives_and_people_go_on,
        every_table_is_taken_along,
        a_database_that_is_not_new_is_left_alone,
        what_fails_on_the_way_leaves_nothing_behind,
        a_file_that_is_not_there_is_not_made,
    ],
}

fn copy(from: &str, to: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_menhu"));
    command
        .args(["copy", "--from", from, "--to", to])
        .env_clear()
        .env("MENHU_LOG", "error")
        .output()
        .expect("the program runs")
}

/// A new database of the other kind, where there is one.
async fn elsewhere(t: &TestApp) -> String {
    let other = if t.database.starts_with("sqlite") {
        "postgres"
    } else {
        "sqlite"
    };
    t.databases.make(other).await
}

/// All rows of a table, as text, in no order.
async fn rows(database: &str, table: &str) -> BTreeSet<Vec<String>> {
    let mut db = AnyConnection::connect(database)
        .await
        .expect("the database answers");
    let rows = sqlx::query(AssertSqlSafe(format!("SELECT * FROM {table}")))
        .fetch_all(&mut db)
        .await
        .expect("rows");
    let text = |row: &sqlx::any::AnyRow, index| {
        let number = row
            .try_get::<Option<i64>, _>(index)
            .map(|value| format!("{value:?}"));
        number
            .or_else(|_| {
                row.try_get::<Option<String>, _>(index)
                    .map(|value| format!("{value:?}"))
            })
            .expect("a text or a number")
    };
    rows.iter()
        .map(|row| {
            row.columns()
                .iter()
                .map(|column| format!("{}={}", column.name(), text(row, column.ordinal())))
                .collect()
        })
        .collect()
}

async fn everything_arrives_and_people_go_on(t: TestApp) {
    let person = t.person();
    t.register(&person, &UserFixture::number(1)).await;
    t.register(&t.person(), &UserFixture::number(2)).await;
    let place = json!({"province": "四川省", "city": "成都市", "area": "武侯区", "street": "天府大道 1 号", "recv_name": "李四", "recv_phone": "13800138000"});
    assert_eq!(
        person.call("change_my_recv_info", place).await.body["status"],
        "ok"
    );
    assert_eq!(
        person
            .call("new_industry_bookin", json!({"bookin_type": "1"}))
            .await
            .body["status"],
        "ok"
    );
    t.person()
        .call(
            "account_login",
            json!({"username": "person2", "password": "not the password"}),
        )
        .await;
    t.run("UPDATE events SET capacity = 250 WHERE bookin_type = '1'")
        .await;
    t.run(
        "INSERT INTO wechat_identities (account, app_id, openid, unionid, bound_at) SELECT id, \
         'wx', username, NULL, 1 FROM accounts",
    )
    .await;
    t.run(
        "INSERT INTO consents (account, version, address, created_at) SELECT id, '2026-11', \
         '127.0.0.1', 1 FROM accounts",
    )
    .await;
    t.run("INSERT INTO wechat_states (state_hash, expires_at) VALUES ('used', 9000000000000000)")
        .await;
    let code = t.get_code(&t.person(), "AccountReg", "13800138000").await;
    let to = elsewhere(&t).await;
    let done = copy(&t.database, &to);
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    let told = String::from_utf8_lossy(&done.stdout);
    for table in TABLES {
        let (here, there) = (rows(&t.database, table).await, rows(&to, table).await);
        assert!(!here.is_empty(), "{table} has rows to be copied");
        assert_eq!(here, there, "{table}");
        assert!(
            told.lines()
                .any(|line| line == format!("{table}\t{}", here.len())),
            "{told}"
        );
    }
    // The session, the password, the seat and the code hold there too.
    let moved = t.node_on(to).await;
    let cookie = person.cookie();
    assert!(moved.person().holding_all(&cookie).is_signed_in().await);
    assert_eq!(
        moved
            .person()
            .call(
                "account_login",
                json!({"username": "person1", "password": PASSWORD})
            )
            .await
            .body["status"],
        "ok"
    );
    assert_eq!(
        moved
            .person()
            .holding_all(&cookie)
            .call("new_industry_bookin", json!({"bookin_type": "1"}))
            .await
            .body["reason"],
        "already_booked"
    );
    let third = UserFixture {
        phone: "13800138000".into(),
        email: "third@example.cn".into(),
    };
    assert_eq!(
        moved
            .person()
            .call("account_register", third.form(&code))
            .await
            .body["status"],
        "ok"
    );
}

async fn every_table_is_taken_along(t: TestApp) {
    let query = if t.database.starts_with("sqlite") {
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    } else {
        "SELECT table_name::TEXT FROM information_schema.tables WHERE table_schema = \
             current_schema()"
    };
    let found: Vec<String> = sqlx::query_scalar(query)
        .fetch_all(&mut t.sql().await)
        .await
        .expect("the tables");
    let known = TABLES
        .into_iter()
        .chain(["_sqlx_migrations"])
        .map(ToOwned::to_owned);
    assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), known.collect());
}

async fn a_database_that_is_not_new_is_left_alone(t: TestApp) {
    t.registered_user(1).await;
    let there = t.again(&[]).await;
    there.registered_user(2).await;
    let done = copy(&t.database, &there.database);
    assert!(
        !done.status.success()
            && String::from_utf8_lossy(&done.stderr)
                .contains("must be new, and there are rows in its table accounts")
    );
    assert_eq!(
        there
            .count("SELECT COUNT(*) FROM accounts WHERE username = 'person2'")
            .await,
        1
    );
    assert_eq!(
        there.count("SELECT COUNT(*) FROM accounts").await
            + there.count("SELECT COUNT(*) FROM events").await,
        3
    );
}

async fn what_fails_on_the_way_leaves_nothing_behind(t: TestApp) {
    t.register(&t.person(), &UserFixture::number(1)).await;
    let there = t.again(&[]).await;
    // The last table has a column that there is nothing for.
    there
        .run("ALTER TABLE audit ADD COLUMN unheard_of TEXT")
        .await;
    assert!(!copy(&t.database, &there.database).status.success());
    assert_eq!(there.count("SELECT COUNT(*) FROM accounts").await, 0);
    assert_eq!(
        there.count("SELECT COUNT(*) FROM events").await,
        2,
        "as a new database has them"
    );
}

async fn a_file_that_is_not_there_is_not_made(t: TestApp) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("nowhere/menhu.db");
    let done = copy(
        &format!("sqlite://{}", file.display()),
        &elsewhere(&t).await,
    );
    assert!(
        !done.status.success()
            && String::from_utf8_lossy(&done.stderr).contains("there is no database at")
    );
    assert!(!Path::new(&file).exists() && !folder.path().join("nowhere").exists());
}
