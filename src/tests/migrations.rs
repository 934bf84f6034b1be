//! Migrations: an older program works on a newer database, and what was applied is never changed.

use serde_json::json;

use crate::{
    scenarios,
    support::{PASSWORD, TestApp, UserFixture},
};

scenarios! {
    every_way: [],
    once: [
        an_older_program_starts_on_a_newer_database,
        a_migration_that_is_not_what_was_applied_stops_the_start,
        several_nodes_may_start_at_once,
        addresses_are_keyed_anew_by_their_a_label,
    ],
}

async fn an_older_program_starts_on_a_newer_database(t: TestApp) {
    t.register(&t.person(), &UserFixture::number(1)).await;
    t.run(
        "INSERT INTO _sqlx_migrations (version, description, installed_on, success, checksum, execution_time)
         SELECT 9999, 'from a newer program', installed_on, success, checksum, execution_time FROM _sqlx_migrations WHERE version = 1",
    )
    .await;
    // Added by the newer one, as migrations/README.md allows.
    t.run("ALTER TABLE accounts ADD COLUMN unheard_of TEXT")
        .await;
    t.run("ALTER TABLE sessions ADD COLUMN colour TEXT NOT NULL DEFAULT 'red'")
        .await;
    let older = t.beside(&[]).await;
    let answer = older
        .person()
        .call(
            "account_login",
            json!({"username": "person1", "password": PASSWORD}),
        )
        .await;
    assert_eq!(answer.body["status"], "ok", "{}", answer.text);
    older
        .register(&older.person(), &UserFixture::number(2))
        .await;
}

async fn a_migration_that_is_not_what_was_applied_stops_the_start(t: TestApp) {
    assert!(t.menhu(&["migrate"]).0, "nothing is missing");
    t.run(
        "UPDATE _sqlx_migrations SET checksum = (SELECT checksum FROM _sqlx_migrations WHERE \
         version = 2) WHERE version = 1",
    )
    .await;
    assert!(!t.menhu(&["migrate"]).0);
}

async fn several_nodes_may_start_at_once(t: TestApp) {
    let empty = t
        .databases
        .make(if t.database.starts_with("sqlite") {
            "sqlite"
        } else {
            "postgres"
        })
        .await;
    for node in futures::future::join_all((0..4).map(|_| t.node_on(empty.clone()))).await {
        assert_eq!(node.person().get("/readyz").await.status, 200);
    }
}

/// An older program kept `info@例子.cn` and its A-label apart. Where both have an account, they stay
/// as they are.
async fn addresses_are_keyed_anew_by_their_a_label(t: TestApp) {
    for number in 1..=3 {
        t.registered_user(number).await;
    }
    t.run("UPDATE accounts SET email = 'info@例子.cn', email_key = 'info@例子.cn', notify_email = 'Info@例子.cn', notify_email_key = 'info@例子.cn' WHERE username = 'person1'").await;
    t.run("UPDATE accounts SET email = 'li@公司.cn', email_key = 'li@公司.cn' WHERE username = 'person2'").await;
    t.run("UPDATE accounts SET email = 'li@xn--55qx5d.cn', email_key = 'li@xn--55qx5d.cn' WHERE username = 'person3'").await;
    assert!(t.menhu(&["migrate"]).0);
    assert_eq!(
        t.count("SELECT COUNT(*) FROM accounts WHERE email_key = 'info@xn--fsqu00a.cn' AND notify_email_key = 'info@xn--fsqu00a.cn' AND notify_email = 'Info@例子.cn'").await,
        1
    );
    assert_eq!(
        t.count("SELECT COUNT(*) FROM accounts WHERE email_key = 'li@公司.cn' OR email_key = 'li@xn--55qx5d.cn'").await,
        2
    );
    for name in [
        "info@例子.cn",
        "info@xn--fsqu00a.cn",
        "li@公司.cn",
        "person2",
    ] {
        assert!(t.lets_in(name, PASSWORD).await, "{name}");
    }
}
