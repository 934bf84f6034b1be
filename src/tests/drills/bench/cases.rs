//! Single operations and pages, each against the least of its kind.

use serde_json::json;

use super::{
    Portal,
    floor::Floor,
    load::{Load, compare},
    logins, new_names, new_names_of_floor,
    report::Report,
    signed_in,
};
use crate::{
    program::{PASSWORD, populate},
    support::Databases,
};

const PEOPLE: u32 = 2000;

pub async fn measure(databases: &Databases, report: &mut Report, kind: &'static str) {
    report.heading(&format!("cases on {kind}"), ["menhu", "floor"]);
    let (portal, floor) = (
        Portal::new(databases, kind).await,
        Floor::start(databases, kind).await,
    );
    let _running = portal.program.start().await;
    let cookies = populate(&portal.database, PEOPLE).await;
    reads(report, &portal, &floor, &cookies[0]).await;

    let path = portal.path("/users/change_my_info/");
    let write = Load::lines(path, new_names(&cookies[..1000]));
    let floor_write = Load::lines(floor.path("/write"), new_names_of_floor());
    for connections in [1, 16, 64] {
        let case = format!("change_my_info, {connections}");
        compare(report, &case, [&write, &floor_write], connections).await;
    }

    let body = |number| json!({"username": format!("person{number}"), "password": PASSWORD});
    let login = Load::lines(portal.path("/users/account_login/"), logins(PEOPLE, body));
    let body = |_| json!({"password": PASSWORD});
    let floor_login = Load::lines(floor.path("/login"), logins(PEOPLE, body));
    for connections in [4, 16] {
        let case = format!("login, {connections}");
        compare(report, &case, [&login, &floor_login], connections).await;
    }
}

async fn reads(report: &mut Report, portal: &Portal, floor: &Floor, cookie: &str) {
    let person = signed_in(cookie);
    let anybody = [person[1].clone()];
    let brotli = [person[1].clone(), "Accept-Encoding: br".into()];
    let read = Load::get(floor.path("/read"), &[]);
    let text = Load::get(floor.path("/text"), &[]);
    let ok = "\"status\":\"ok\"";
    let br = "\"content-encoding\": \"br\"";
    for (case, path, connections, headers, wanted, floor) in [
        ("me, 1", "/users/me/", 1, &person[..], ok, &read),
        ("me, 16", "/users/me/", 16, &person, ok, &read),
        (
            "notify_email_is_bind, 16",
            "/users/notify_email_is_bind/",
            16,
            &person,
            ok,
            &read,
        ),
        ("/login, 16", "/login", 16, &anybody, "<form", &text),
        ("/login, 16, brotli", "/login", 16, &brotli, br, &text),
        ("/profile, 16", "/profile", 16, &person, "<form", &read),
        ("/events, 16", "/events", 16, &person, "<form", &read),
    ] {
        let load = Load::get(portal.path(path), headers);
        load.look(wanted).await;
        compare(report, case, [&load, floor], connections).await;
        load.look(wanted).await;
    }
}
