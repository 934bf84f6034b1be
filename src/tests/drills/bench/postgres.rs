//! One node and two on one PostgreSQL. The two are asked directly, half of the callers each: a
//! proxy would take its share of a small machine.

use super::{
    Portal,
    floor::Floor,
    load::{Load, SECONDS, TURNS},
    new_names, new_names_of_floor,
    report::{Measured, Report},
    signed_in,
};
use crate::{program::populate, support::Databases};

const CONNECTIONS: u32 = 16;

pub async fn measure(databases: &Databases, report: &mut Report, kind: &'static str) {
    let database = databases.make(kind).await;
    let nodes = [(); 2].map(|()| Portal::on(&database, &[]));
    let floor = Floor::start(databases, kind).await;
    let _running = [
        nodes[0].program.start().await,
        nodes[1].program.start().await,
    ];
    let cookies = populate(&database, 1000).await;
    let person = signed_in(&cookies[0]);

    report.heading(&format!("one node on {kind}"), ["menhu", "floor"]);
    let me = nodes
        .each_ref()
        .map(|node| Load::get(node.path("/users/me/"), &person));
    for load in &me {
        load.look("\"status\":\"ok\"").await;
    }
    let two_me = case(report, "me, 16", &me, &Load::get(floor.path("/read"), &[])).await;
    let write = nodes
        .each_ref()
        .map(|node| Load::lines(node.path("/users/change_my_info/"), new_names(&cookies)));
    let floor_write = Load::lines(floor.path("/write"), new_names_of_floor());
    let two_writes = case(report, "change_my_info, 16", &write, &floor_write).await;

    report.heading(&format!("two nodes on {kind}"), ["two", "one"]);
    for (case, [two, one]) in [("me, 16", two_me), ("change_my_info, 16", two_writes)] {
        report.compared(case, &two, &one);
    }
}

/// Both nodes, one, and the floor in turns; the runs of the first two.
async fn case(
    report: &mut Report,
    case: &str,
    [here, there]: &[Load; 2],
    floor: &Load,
) -> [Vec<Measured>; 2] {
    let (mut two, mut one, mut least) = (Vec::new(), Vec::new(), Vec::new());
    for load in [here, there, floor] {
        load.run(CONNECTIONS, 1).await;
    }
    for _ in 0..TURNS {
        let half = CONNECTIONS / 2;
        let (left, right) = tokio::join!(here.run(half, SECONDS), there.run(half, SECONDS));
        two.push(Measured {
            rate: left.rate + right.rate,
            p50: left.p50.max(right.p50),
            p99: left.p99.max(right.p99),
            longest: left.longest.max(right.longest),
            refused: 0.0,
        });
        one.push(here.run(CONNECTIONS, SECONDS).await);
        least.push(floor.run(CONNECTIONS, SECONDS).await);
    }
    report.compared(case, &one, &least);
    [two, one]
}
