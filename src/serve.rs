//! Starting and stopping: logging, the listener with its time-outs, the workers beside it.

use std::{
    env,
    ffi::OsString,
    io::IsTerminal as _,
    net::{SocketAddr, TcpListener},
    sync::Arc,
    time::Duration,
};

use axum_server::Handle;
use hyper_util::rt::TokioTimer;
use tokio::time::{interval, sleep};
use tracing_subscriber::EnvFilter;

use crate::{
    server::{
        Portal,
        env::Env,
        error::Fault,
        policy::secret,
        services::{outbox, prune},
        settings::{Config, Settings},
    },
    values::message::Channel,
    web::{
        health::Draining,
        keep_alive::{HEAD_TIMEOUT, HeadTimer, IDLE_TIMEOUT},
        metrics,
        router::router,
    },
};

/// How long a request's head may be, in bytes.
const LARGEST_HEAD: usize = 64 * 1024;
/// How long running requests may take after a signal to stop.
const GRACE: Duration = Duration::from_secs(10);

/// The filter that was asked for, but never what the session layer tells: it warns of every cookie
/// whose session has ended, and writes its id down.
#[must_use]
pub fn log_filter(wanted: &str) -> String {
    format!("{wanted},tower_sessions_core=error,tower_sessions=error")
}

/// JSON lines in production, lines for people in development.
pub fn init_logging(settings: &Settings) {
    let filter = EnvFilter::try_new(log_filter(&settings.log))
        .unwrap_or_else(|_| EnvFilter::new(log_filter("info")));
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(has_colours(std::io::stderr().is_terminal(), |name| {
            env::var_os(name)
        }))
        .with_writer(std::io::stderr);
    if settings.is_production() {
        lines.json().flatten_event(true).init();
    } else {
        lines.compact().init();
    }
}

/// Whether the log goes to somebody's terminal, and they want colours there: <https://no-color.org>.
fn has_colours(is_terminal: bool, variable: impl Fn(&str) -> Option<OsString>) -> bool {
    let said = |name| variable(name).filter(|value| !value.is_empty());
    is_terminal
        && said("NO_COLOR").is_none()
        && said("CLICOLOR").is_none_or(|wanted| wanted != "0")
        && said("TERM").is_none_or(|kind| kind != "dumb")
}

/// The portal with its workers; they end when this is dropped.
pub struct Boot {
    pub portal: Arc<Portal>,
    pub router: axum::Router,
    draining: Draining,
    workers: Vec<tokio::task::JoinHandle<()>>,
}

impl Boot {
    /// Opens the portal and starts what runs beside the requests.
    ///
    /// # Errors
    /// The database or the secret cannot be had.
    pub async fn new(config: Config, env: Env) -> Result<Self, Fault> {
        let portal = Portal::open(config, env).await?;
        secret::settle(&portal).await?;
        let (router, rate_limit, draining) = router(&portal);
        let pruner = Arc::clone(&portal);
        let senders = Channel::ALL.map(|channel| {
            let sender = Arc::clone(&portal);
            tokio::spawn(async move { outbox::deliver_forever(&sender, channel).await })
        });
        let workers = senders
            .into_iter()
            .chain([tokio::spawn(async move {
                let mut often = interval(Duration::from_mins(1));
                loop {
                    often.tick().await;
                    rate_limit.prune();
                    metrics::prune();
                    if let Err(fault) = prune::run(&pruner).await {
                        tracing::warn!(%fault, "pruning failed");
                    }
                }
            })])
            .collect();
        Ok(Self {
            portal,
            router,
            draining,
            workers,
        })
    }
}

impl Drop for Boot {
    fn drop(&mut self) {
        for worker in &self.workers {
            worker.abort();
        }
    }
}

/// Serves until a signal says stop; then says so at `/readyz` for a while, and finishes what runs.
///
/// # Errors
/// The portal does not open, or the address is taken.
pub async fn serve(config: Config) -> Result<(), Fault> {
    let addr = config.settings.addr;
    let listening =
        |error: std::io::Error| Fault::Internal(format!("listening on {addr}: {error}"));
    let boot = Boot::new(config, Env::system()).await?;
    let listener = TcpListener::bind(addr).map_err(listening)?;
    let handle = Handle::new();
    tokio::spawn({
        let (handle, draining, drain) = (
            handle.clone(),
            boot.draining.clone(),
            boot.portal.settings.drain(),
        );
        async move {
            stop_signal().await;
            draining.begin();
            tracing::info!(seconds = drain.as_secs(), "stopping: not ready any more");
            tokio::select! {
                () = sleep(drain) => {}
                () = stop_signal() => {}
            }
            tracing::info!("stopping: finishing what runs");
            handle.graceful_shutdown(Some(GRACE));
        }
    });
    tracing::info!(%addr, url = %boot.portal.settings.public_url, "menhu is serving");
    if !boot.portal.settings.is_production() {
        let url = boot.portal.settings.origin();
        eprintln!("\n  menhu   {url}\n  outbox  {url}/dev/outbox (every SMS and mail)\n");
    }
    listen(listener, boot.router.clone(), handle)
        .await
        .map_err(listening)?;
    // The last queued messages get a moment; what is left is sent after the next start.
    tokio::select! {
        _ = outbox::deliver_due(&boot.portal) => {}
        () = sleep(Duration::from_secs(2)) => {}
    }
    boot.portal.store.close().await;
    Ok(())
}

/// Answers connections until the handle says stop. `axum::serve` would wait for a slow client's
/// headers for ever; this does not.
///
/// # Errors
/// The listener failed.
pub async fn listen(
    listener: TcpListener,
    router: axum::Router,
    handle: Handle<SocketAddr>,
) -> std::io::Result<()> {
    listener.set_nonblocking(true)?;
    // HTTP/2 is the proxy's business. The first head must be there in time, counted from the
    // connection; the later ones from their first byte.
    let mut server = axum_server::from_tcp(listener)?
        .acceptor(HeadTimer)
        .handle(handle)
        .http1_only()
        .first_request_timeout(HEAD_TIMEOUT);
    server
        .http_builder()
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(IDLE_TIMEOUT)
        .max_buf_size(LARGEST_HEAD);
    server
        .serve(router.into_make_service_with_connect_info::<SocketAddr>())
        .await
}

#[cfg(unix)]
async fn stop_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut terminate), Ok(mut interrupt), Ok(mut hang_up)) = (
        signal(SignalKind::terminate()),
        signal(SignalKind::interrupt()),
        // The terminal is gone; there is nothing to read again, so it means the same.
        signal(SignalKind::hangup()),
    ) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        _ = hang_up.recv() => {}
    }
}

#[cfg(not(unix))]
async fn stop_signal() {
    let _ = tokio::signal::ctrl_c().await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_for_a_terminal_whose_person_wants_them() {
        let with = |is_terminal, name: &'static str, value: &'static str| {
            has_colours(is_terminal, |asked| (asked == name).then(|| value.into()))
        };
        assert!(with(true, "TERM", "xterm-256color"));
        assert!(with(true, "NO_COLOR", ""), "set to nothing is not set");
        for value in ["1", "0", "no"] {
            assert!(!with(true, "NO_COLOR", value));
        }
        assert!(!with(true, "CLICOLOR", "0"));
        assert!(!with(true, "TERM", "dumb"));
        assert!(!with(false, "TERM", "xterm-256color"));
    }
}
