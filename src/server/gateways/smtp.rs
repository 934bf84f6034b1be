//! Connections to the mail server, kept for the next mail for as long as they are sound.
//!
//! lettre's own pool takes a connection back in the middle of a conversation when sending is cut
//! off, as by a time-out; the next mail then reads the answers to the one before, and a refused
//! mail counts as sent.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use lettre::{
    address::Envelope,
    transport::smtp::{
        Error,
        authentication::{Credentials, DEFAULT_MECHANISMS},
        client::{AsyncSmtpConnection, TlsParameters},
        extension::ClientId,
        response::Response,
    },
};
use tokio::time::{sleep, timeout};

/// How long a connection is kept that nobody needs.
const IDLE: Duration = Duration::from_secs(20);

/// How mail is kept private on its way.
pub enum Privacy {
    None,
    StartTls(TlsParameters),
    Implicit(TlsParameters),
}

pub struct Smtp {
    pub host: String,
    pub port: u16,
    pub privacy: Privacy,
    pub login: Option<Credentials>,
    pub idle: Arc<Mutex<Vec<(Instant, AsyncSmtpConnection)>>>,
}

impl Smtp {
    /// Sends one mail. Dropped half way, or refused, it takes its connection with it.
    pub async fn send(&self, envelope: &Envelope, mail: &[u8]) -> Result<Response, Error> {
        let mut connection = self.connection().await?;
        let response = connection.send(envelope, mail).await?;
        self.keep(connection);
        Ok(response)
    }

    async fn connection(&self) -> Result<AsyncSmtpConnection, Error> {
        while let Some(mut connection) = self.kept() {
            if connection.test_connected().await {
                return Ok(connection);
            }
        }
        let (name, server) = (ClientId::default(), (self.host.as_str(), self.port));
        let implicit = if let Privacy::Implicit(tls) = &self.privacy {
            Some(tls.clone())
        } else {
            None
        };
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(server, None, &name, implicit, None).await?;
        if let Privacy::StartTls(tls) = &self.privacy {
            connection.starttls(tls.clone(), &name).await?;
        }
        if let Some(login) = &self.login {
            connection.auth(DEFAULT_MECHANISMS, login).await?;
        }
        Ok(connection)
    }

    fn kept(&self) -> Option<AsyncSmtpConnection> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.pop()
            .filter(|(since, _)| since.elapsed() < IDLE)
            .map(|(_, connection)| connection)
    }

    /// For the next mail; who is not needed for a while takes leave.
    fn keep(&self, connection: AsyncSmtpConnection) {
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push((Instant::now(), connection));
        let idle = Arc::clone(&self.idle);
        tokio::spawn(async move {
            sleep(IDLE).await;
            let old: Vec<_> = idle
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .extract_if(.., |(since, _)| since.elapsed() >= IDLE)
                .collect();
            for (_, mut connection) in old {
                let _ = timeout(Duration::from_secs(1), connection.quit()).await;
            }
        });
    }
}
