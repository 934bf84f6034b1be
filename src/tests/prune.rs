//! Everything that is written down has its end.

use std::collections::BTreeSet;

use menhu::server::services::prune;
use serde_json::{Value, json};

use crate::{
    notify_email::tokens,
    scenarios,
    support::{NEW_PASSWORD, PASSWORD, TestApp, UserFixture, until, wrong},
};

scenarios! {
    every_way: [],
    once: [
        a_year_of_strangers_traffic_leaves_no_row,
        what_a_rule_still_looks_at_is_kept,
        a_day_s_budget_is_kept,
        an_account_has_fifty_sessions_and_the_oldest_ends,
        more_than_a_slice_is_pruned_in_one_run,
        a_table_that_fails_stops_no_other,
    ],
}

/// What an account is made of, and what operators put in: until they are taken out.
const KEPT: [&str; 8] = [
    "accounts",
    "bookings",
    "consents",
    "deliveries",
    "events",
    "wechat_identities",
    // One row; `policy::secret` forgets those before it.
    "secrets",
    // Of the schema itself.
    "_sqlx_migrations",
];

/// Rows of every table there is.
async fn rows(t: &TestApp) -> Vec<(String, i64)> {
    let names = if t.database.starts_with("sqlite") {
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    } else {
        "SELECT CAST(table_name AS TEXT) FROM information_schema.tables \
         WHERE table_schema = 'public'"
    };
    let mut db = t.sql().await;
    let tables: Vec<String> = sqlx::query_scalar(names)
        .fetch_all(&mut db)
        .await
        .expect("the tables");
    let mut rows = Vec::new();
    for table in tables {
        let count = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
        let number = sqlx::query_scalar(count)
            .fetch_one(&mut db)
            .await
            .expect("a count");
        rows.push((table, number));
    }
    rows
}

/// One of everything that people and strangers leave behind.
async fn fill(t: &TestApp) {
    let person = t.person();
    t.register(&person, &UserFixture::number(1)).await;
    t.lets_in("person1", "not the password").await;
    t.lets_in("nobody", "not the password").await;
    t.get_code(&t.person(), "AccountReg", "13800138000").await;
    t.person()
        .call(
            "vaild_sms_code",
            json!({"action_name": "AccountReg", "mobile": "13800138000", "code": "000000"}),
        )
        .await;
    let body = json!({"old_password": PASSWORD, "new_password": NEW_PASSWORD, "confirm_password": NEW_PASSWORD});
    assert_eq!(
        person.call("change_my_pwd", body).await.body["status"],
        "ok"
    );
    t.run("INSERT INTO wechat_states (state_hash, expires_at) VALUES ('state', 1)")
        .await;
    t.messages().await;
    t.run(
        "INSERT INTO outbox_attempts (id, message, gateway, outcome, answer, began_at, ended_at) \
         SELECT id, id, 'outbox', 'sent', '', 0, 0 FROM outbox WHERE 1 = 1 ON CONFLICT DO NOTHING",
    )
    .await;
}

// Before, `codes`, `email_links` and `budgets` were never pruned.
async fn a_year_of_strangers_traffic_leaves_no_row(t: TestApp) {
    fill(&t).await;
    let kept: BTreeSet<&str> = KEPT.into();
    let untouched: Vec<_> = rows(&t)
        .await
        .into_iter()
        .filter(|(table, number)| !kept.contains(table.as_str()) && *number == 0)
        .collect();
    assert_eq!(untouched, [], "the test knows how to fill every table");
    t.clock.advance(366 * 24 * 3_600_000);
    prune::run(&t.portal).await.expect("pruned");
    let left: Vec<_> = rows(&t)
        .await
        .into_iter()
        .filter(|(table, number)| !kept.contains(table.as_str()) && *number > 0)
        .collect();
    assert_eq!(left, []);
    assert_eq!(t.count("SELECT COUNT(*) FROM accounts").await, 1);
}

async fn what_a_rule_still_looks_at_is_kept(t: TestApp) {
    t.register(&t.person(), &UserFixture::number(1)).await;
    let token = tokens(&t, "person1@example.cn").await.remove(0);
    let bind = async || {
        let body = json!({"token": token});
        t.person().call("bind_email", body).await.body["status"].clone()
    };
    assert_eq!(bind().await, "ok");
    for _ in 0..4 {
        assert!(!t.lets_in("person1", "not the password").await);
    }
    let code = t.get_code(&t.person(), "AccountReg", "13800138000").await;
    let guess = async |code: &str| {
        let body = json!({"action_name": "AccountReg", "mobile": "13800138000", "code": code});
        t.person().call("vaild_sms_code", body).await.body["reason"].clone()
    };
    for _ in 0..5 {
        assert_eq!(guess(wrong(&code)).await, "code_wrong");
    }
    let send = async |mobile: &str| {
        let body = json!({"action_name": "ChangePwd", "mobile": mobile});
        t.person().call("send_sms_code", body).await.body["reason"].clone()
    };
    for _ in 0..9 {
        t.clock.advance(12 * 60_000);
        assert_eq!(send("13800138000").await, Value::Null);
    }
    t.clock.advance(21 * 3_600_000);
    prune::run(&t.portal).await.expect("pruned");
    assert_eq!(bind().await, "ok", "it is bound still");
    assert!(!t.lets_in("person1", "not the password").await);
    assert!(!t.lets_in("person1", PASSWORD).await, "the fifth locks");
    assert_eq!(guess(&code).await, "too_many_tries");
    assert_eq!(send("13800138000").await, "too_many_tries", "ten a day");
}

async fn a_day_s_budget_is_kept(t: TestApp) {
    let t = t.again(&[("--sms-daily-budget", "1")]).await;
    t.get_code(&t.person(), "AccountReg", "13800138000").await;
    t.clock.advance(13 * 3_600_000);
    prune::run(&t.portal).await.expect("pruned");
    let body = json!({"action_name": "AccountReg", "mobile": "13800138001"});
    let answer = t.person().call("send_sms_code", body).await;
    assert_eq!(answer.body["reason"], "too_many_tries", "{}", answer.text);
    let kept = "SELECT COUNT(*) FROM budgets";
    for (days, rows) in [(30, 1), (1, 0)] {
        t.clock.advance(days * 24 * 3_600_000);
        prune::run(&t.portal).await.expect("pruned");
        assert_eq!(t.count(kept).await, rows, "for thirty days");
    }
}

async fn an_account_has_fifty_sessions_and_the_oldest_ends(t: TestApp) {
    let first = t.person();
    t.register(&first, &UserFixture::number(1)).await;
    for _ in 0..49 {
        t.clock.advance(1000);
        assert!(t.lets_in("person1", PASSWORD).await);
    }
    assert_eq!(t.count("SELECT COUNT(*) FROM sessions").await, 50);
    assert!(first.is_signed_in().await);
    t.clock.advance(1000);
    let last = t.person();
    last.call(
        "account_login",
        json!({"username": "person1", "password": PASSWORD}),
    )
    .await;
    assert_eq!(t.count("SELECT COUNT(*) FROM sessions").await, 50);
    assert!(!first.is_signed_in().await, "the oldest ends");
    assert!(last.is_signed_in().await);
}

async fn more_than_a_slice_is_pruned_in_one_run(t: TestApp) {
    t.run(
        "INSERT INTO wechat_states (state_hash, expires_at) \
         WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 2500) \
         SELECT CAST(n AS TEXT), 1 FROM n",
    )
    .await;
    prune::run(&t.portal).await.expect("pruned");
    // The worker's own run, when the program starts, may be at the same rows: each leaves to the
    // other what that one holds.
    until("the end of both runs", async || {
        let left = t.count("SELECT COUNT(*) FROM wechat_states").await;
        (left == 0).then_some(())
    })
    .await;
}

// Before, all tables were pruned in one transaction.
async fn a_table_that_fails_stops_no_other(t: TestApp) {
    fill(&t).await;
    t.run("ALTER TABLE limits RENAME TO limits_elsewhere").await;
    t.clock.advance(366 * 24 * 3_600_000);
    assert!(prune::run(&t.portal).await.is_err());
    let left: Vec<_> = rows(&t)
        .await
        .into_iter()
        .filter(|(table, number)| {
            !KEPT.contains(&table.as_str()) && table != "limits_elsewhere" && *number > 0
        })
        .collect();
    assert_eq!(left, []);
}
