//! Who calls an operation: the request's session, origin and language, put together from what the boundary's layers left on it.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use tower_sessions::{Expiry, Session, cookie::time::Duration, session::Id};

use super::{ApiError, Reply, Status};
use crate::server::{
    Portal,
    error::{Error, Fault, Refused, Result},
    policy::session::{REMEMBERED, SignedIn, Ticket},
    store::{
        accounts::Account,
        sessions::{ACCOUNT, PUBLIC_ID, REMEMBER, TICKET},
    },
    visitor::Visitor,
};

pub struct Caller {
    pub portal: Arc<Portal>,
    pub visitor: Visitor,
    session: Session,
}

impl Caller {
    /// The caller of the request that is being answered.
    ///
    /// # Errors
    /// A layer is missing: a mistake of ours.
    pub fn find() -> Result<Self, ApiError> {
        let find = || {
            let parts = use_context::<axum::http::request::Parts>()?;
            Some(Self { portal: use_context::<Arc<Portal>>()?, visitor: parts.extensions.get().cloned()?, session: parts.extensions.get().cloned()? })
        };
        find().ok_or_else(|| {
            tracing::error!("a server function was called without its layers");
            ApiError::default()
        })
    }

    /// The account that is signed in, if any.
    ///
    /// # Errors
    /// The database failed.
    pub async fn account(&self) -> Result<Option<Account>, Fault> {
        let id: Option<String> = self.session.get(ACCOUNT).await.map_err(session_fault)?;
        match id {
            Some(id) => crate::server::services::profile::find_account(&self.portal, &id).await,
            None => Ok(None),
        }
    }

    /// The account that must be signed in.
    ///
    /// # Errors
    /// [`Refused::LoginRequired`], or the database failed.
    pub async fn signed_in(&self) -> Result<Account> {
        Ok(self.account().await?.ok_or(Refused::LoginRequired)?)
    }

    /// Whether the caller's session was asked to outlive the browser.
    ///
    /// # Errors
    /// The database failed.
    pub async fn is_remembered(&self) -> Result<bool, Fault> {
        Ok(self.session.get(REMEMBER).await.map_err(session_fault)?.unwrap_or(false))
    }

    /// What the caller's session is listed under.
    ///
    /// # Errors
    /// The database failed.
    pub async fn session_id(&self) -> Result<String, Fault> {
        Ok(self.session.get(PUBLIC_ID).await.map_err(session_fault)?.unwrap_or_default())
    }

    /// Gives the caller the session that the operation has opened; the one they came with, or made up, is dead from now on.
    ///
    /// # Errors
    /// The database failed.
    pub async fn enter(&self, signed_in: &SignedIn) -> Result<(), Fault> {
        enter(&self.session, signed_in).await
    }

    /// Ends the caller's session.
    ///
    /// # Errors
    /// The database failed.
    pub async fn leave(&self) -> Result<(), Fault> {
        self.session.flush().await.map_err(session_fault)
    }

    /// The answer to an operation's outcome: a refusal is a reply too, only a fault is an error. `failure` is the status of refusals.
    ///
    /// # Errors
    /// The fault, logged here, once.
    pub fn answer<T>(&self, failure: Status, done: &str, outcome: Result<T>) -> Result<Reply<T>, ApiError> {
        match outcome {
            Ok(data) => Ok(Reply::ok(self.visitor.lang, done, data)),
            Err(Error::Refused(refused)) => {
                // What needs a session is an `error` everywhere: it never reached the form.
                let failure = if refused == Refused::LoginRequired { Status::Error } else { failure };
                Ok(Reply::refused(self.visitor.lang, failure, &refused))
            }
            Err(Error::Fault(fault)) => {
                tracing::error!(%fault, "an operation failed");
                if fault.is_passing()
                    && let Some(response) = use_context::<ResponseOptions>()
                {
                    response.set_status(axum::http::StatusCode::SERVICE_UNAVAILABLE);
                }
                Err(ApiError::default())
            }
        }
    }
}

/// Gives the browser the session that has been opened for it; the one it came with, or made up, is dead from now on.
///
/// # Errors
/// The database failed.
pub async fn enter(session: &Session, signed_in: &SignedIn) -> Result<(), Fault> {
    let Ticket { id, remember } = signed_in.ticket;
    session.cycle_id().await.map_err(session_fault)?;
    session.clear().await;
    session.insert(TICKET, Id(id).to_string()).await.map_err(session_fault)?;
    session.set_expiry(remember.then(|| Expiry::OnInactivity(Duration::seconds(REMEMBERED.whole_seconds()))));
    Ok(())
}

/// The session store hides its errors' kinds; what fails there is the database.
fn session_fault(error: tower_sessions::session::Error) -> Fault {
    tracing::warn!(%error, "the session store failed");
    Fault::Busy
}
