//! The floor as a process of its own (`drills/floor.rs`).

use std::{
    net::TcpListener,
    process::{Child, Command, Stdio},
    time::Duration,
};

use crate::{
    program::{PASSWORD, client},
    support::{Databases, until},
};

pub struct Floor {
    pub url: String,
    pub address: String,
    pub database: String,
    process: Child,
}

impl Drop for Floor {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Floor {
    pub async fn start(databases: &Databases, kind: &str) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = free.local_addr().expect("an address").to_string();
        drop(free);
        let (url, database) = (format!("http://{address}"), databases.make(kind).await);
        // Built as the program is that it stands beside.
        let built =
            std::env::var("MENHU_FLOOR").unwrap_or_else(|_| env!("CARGO_BIN_EXE_floor").to_owned());
        let process = Command::new(built)
            .env_clear()
            .env("FLOOR_ADDR", &address)
            .env("FLOOR_PASSWORD", PASSWORD)
            .env("DATABASE_URL", &database)
            .stdin(Stdio::null())
            .spawn()
            .expect("the floor runs");
        let floor = Self {
            url,
            address,
            database,
            process,
        };
        let caller = client();
        until("the floor", async || {
            let asked = caller.get(format!("{}/text", floor.url)).send().await;
            if asked.is_err() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            asked.ok().map(|_| ())
        })
        .await;
        floor
    }

    pub fn path(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }
}
