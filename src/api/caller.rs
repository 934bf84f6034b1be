//! Who calls an operation: the request's session, origin and language, put together from what the
//! boundary's layers left on it.

use std::sync::Arc;

use axum::http::request::Parts;
use leptos::prelude::*;
use tokio::sync::Mutex;
use tower_sessions::{Expiry, Session, cookie::time::Duration, session::Id};

use super::ApiError;
use crate::{
    server::{
        Portal,
        error::{Fault, Refused, Result},
        policy::session::{self, LiveSession, OpenedSession, REMEMBERED, SignedIn},
        visitor::Visitor,
    },
    values::{Problem, input::Text},
};

/// The key in a session's data under which [`CurrentSession::enter`] hands over the id of the
/// session that an operation has opened; `web::session` says why.
pub const OPENED: &str = "opened";

/// The session that the request came with, and its account: read from the database once, when it is
/// first asked for. The layer behind the cookies puts one on each request; all clones of it are the
/// same one.
#[derive(Clone)]
pub struct CurrentSession {
    portal: Arc<Portal>,
    cookie: Session,
    lookup: Arc<Mutex<Lookup>>,
}

#[derive(Default)]
struct Lookup {
    is_done: bool,
    found: Option<LiveSession>,
    /// What the browser is to keep, since somebody has signed in.
    device_cookie: Option<String>,
    /// What it is to keep, since somebody sets out to WeChat.
    wechat_cookie: Option<String>,
}

impl Lookup {
    fn done(found: Option<LiveSession>) -> Self {
        Self {
            is_done: true,
            found,
            device_cookie: None,
            wechat_cookie: None,
        }
    }
}

impl CurrentSession {
    #[must_use]
    pub fn new(portal: Arc<Portal>, cookie: Session) -> Self {
        Self {
            portal,
            cookie,
            lookup: Arc::default(),
        }
    }

    /// The session, if it is alive.
    ///
    /// # Errors
    /// The database failed.
    pub async fn find(&self) -> Result<Option<LiveSession>, Fault> {
        let mut lookup = self.lookup.lock().await;
        if lookup.is_done {
            return Ok(lookup.found.clone());
        }
        let mut found = None;
        if let Some(Id(id)) = self.cookie.id() {
            found = session::find(&self.portal, id).await?;
            if found.is_none() {
                // tower-sessions finds out by itself that there is no such session, and takes the
                // cookie back.
                self.cookie.get_value(OPENED).await.map_err(session_fault)?;
            }
        }
        *lookup = Lookup::done(found.clone());
        Ok(found)
    }

    /// Gives the browser the session that has been opened for it; the one it came with, or made up,
    /// is dead from now on.
    ///
    /// # Errors
    /// The database failed.
    pub async fn enter(&self, signed_in: &SignedIn) -> Result<(), Fault> {
        let SignedIn {
            account,
            opened:
                OpenedSession {
                    id,
                    public_id,
                    remembered,
                    device_cookie,
                },
        } = signed_in;
        let mut lookup = self.lookup.lock().await;
        if let Some(Id(old)) = self.cookie.id() {
            session::end(&self.portal, old).await?;
        }
        self.take_back().await?;
        self.cookie
            .insert(OPENED, Id(*id).to_string())
            .await
            .map_err(session_fault)?;
        self.cookie.set_expiry(
            remembered.then(|| Expiry::OnInactivity(Duration::seconds(REMEMBERED.whole_seconds()))),
        );
        *lookup = Lookup::done(Some(LiveSession {
            account: account.clone(),
            public_id: public_id.clone(),
            remembered: *remembered,
        }));
        lookup.device_cookie = Some(device_cookie.clone());
        Ok(())
    }

    /// Takes the cookie of a session back that has been ended.
    ///
    /// # Errors
    /// The session layer failed.
    pub async fn leave(&self) -> Result<(), Fault> {
        let mut lookup = self.lookup.lock().await;
        self.take_back().await?;
        *lookup = Lookup::done(None);
        Ok(())
    }

    /// What the browser is to keep, if somebody has signed in with this request.
    pub async fn device_cookie(&self) -> Option<String> {
        self.lookup.lock().await.device_cookie.clone()
    }

    /// Has the browser keep what says what an authorization at WeChat is for.
    async fn keep_for_wechat(&self, cookie: String) {
        self.lookup.lock().await.wechat_cookie = Some(cookie);
    }

    /// What the browser is to keep, if somebody sets out to WeChat with this request.
    pub async fn wechat_cookie(&self) -> Option<String> {
        self.lookup.lock().await.wechat_cookie.clone()
    }

    async fn take_back(&self) -> Result<(), Fault> {
        if self.cookie.id().is_some() {
            self.cookie.flush().await.map_err(session_fault)
        } else {
            Ok(())
        }
    }
}

/// The field [`ACCOUNT`](crate::values::form_data::ACCOUNT) of what was sent, whichever way it
/// came; the boundary leaves it on the request.
#[derive(Clone, Debug, Default)]
pub struct FormAccount(pub Text);

pub struct Caller {
    pub portal: Arc<Portal>,
    pub visitor: Visitor,
    session: CurrentSession,
    form_account: FormAccount,
}

impl Caller {
    /// The caller of the request that is being answered.
    ///
    /// # Errors
    /// A layer is missing: a mistake of ours.
    pub fn find() -> Result<Self, ApiError> {
        let portal = use_context::<Arc<Portal>>();
        let found = with_context::<Parts, _>(|parts| {
            Some(Self {
                portal: portal?,
                visitor: parts.extensions.get().cloned()?,
                session: parts.extensions.get().cloned()?,
                form_account: parts.extensions.get().cloned().unwrap_or_default(),
            })
        });
        found.flatten().ok_or_else(|| {
            tracing::error!("a server function was called without its layers");
            ApiError::default()
        })
    }

    /// The session that the caller is signed in with, if any.
    ///
    /// # Errors
    /// The database failed.
    pub async fn session(&self) -> Result<Option<LiveSession>, Fault> {
        self.session.find().await
    }

    /// The session that the caller must be signed in with.
    ///
    /// # Errors
    /// [`Refused::LoginRequired`], or the database failed.
    pub async fn signed_in(&self) -> Result<LiveSession> {
        Ok(self.session().await?.ok_or(Refused::LoginRequired)?)
    }

    /// Refuses a form from a page of another account than the one that is signed in by now. One
    /// without the field is everybody's, and where nobody is signed in there is nothing to mix up.
    ///
    /// # Errors
    /// [`Refused::AccountChanged`], or the database failed.
    pub async fn refuse_another_account(&self) -> Result<()> {
        let mark = self.form_account.0.given();
        if mark == Err(Problem::Required) {
            return Ok(());
        }
        match self.session().await? {
            Some(here) if mark != Ok(session::form_mark(&here.account).as_str()) => {
                Err(Refused::AccountChanged.into())
            }
            _ => Ok(()),
        }
    }

    /// Gives the caller the session that the operation has opened; the one they came with, or made
    /// up, is dead from now on.
    ///
    /// # Errors
    /// The database failed.
    pub async fn enter(&self, signed_in: &SignedIn) -> Result<(), Fault> {
        self.session.enter(signed_in).await
    }

    /// Has the browser keep what says what an authorization at WeChat is for.
    pub async fn keep_for_wechat(&self, cookie: String) {
        self.session.keep_for_wechat(cookie).await;
    }

    /// Has the browser forget a session that has been ended.
    ///
    /// # Errors
    /// The session layer failed.
    pub async fn leave(&self) -> Result<(), Fault> {
        self.session.leave().await
    }
}

/// The session store hides its errors' kinds; what fails there is the database.
fn session_fault(error: tower_sessions::session::Error) -> Fault {
    tracing::warn!(%error, "the session store failed");
    Fault::Busy
}
