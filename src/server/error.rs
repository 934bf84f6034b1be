//! The two kinds of failure: what the person can put right, and what we must.

use crate::values::FieldErrors;

/// The outcome of a use case.
pub type Result<T, E = Error> = std::result::Result<T, E>;

#[derive(Debug)]
pub enum Error {
    Refused(Refused),
    Fault(Fault),
}

/// What the caller can put right. Without text: the wording is the catalogue's, in the caller's
/// language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    Fields(FieldErrors),
    LoginRequired,
    /// The form was opened when another account was signed in.
    AccountChanged,
    /// Unknown name, wrong password or locked: deliberately one and the same.
    LoginFailed,
    /// The password that a signed-in operation asks for, under this field's name.
    PasswordWrong {
        field: &'static str,
    },
    /// After some wrong ones, how many more may be tried.
    CodeWrong {
        left: Option<i64>,
    },
    CodeExpired,
    /// Five wrong codes, or one limit on sends used up.
    TooManyTries {
        retry_after: u64,
    },
    /// The last message to this target is less than a minute old.
    Cooldown {
        retry_after: u64,
    },
    /// The address is bound already.
    AlreadyBound,
    /// No address waits to be bound.
    NothingToBind,
    /// The mailed link is unknown, used, expired, or for an address that is wanted no more.
    LinkInvalid,
    AlreadyBooked,
    SoldOut,
    /// Not open yet, closed, or past.
    Closed,
    NotBooked,
    /// There is no such session of this account.
    NoSuchSession,
    /// The portal knows no WeChat.
    WechatOff,
    /// The way back from WeChat does not belong to this browser and session, was gone before, or
    /// came too late.
    WechatStateInvalid,
    /// The person refused, or the code was no good.
    WechatDenied,
    /// WeChat did not answer as it should.
    WechatUnavailable,
    /// Another account has bound this WeChat.
    WechatTaken,
    /// This account has bound another WeChat.
    WechatBound,
    /// No account has bound this WeChat.
    WechatNotBound,
    /// This account has bound no WeChat.
    NothingBound,
}

impl Refused {
    /// What a program can switch on; stable.
    #[must_use]
    pub fn slug(&self) -> &'static str {
        match self {
            Self::Fields(errors) => errors.slug(),
            Self::LoginRequired => "login_required",
            Self::AccountChanged => "account_changed",
            Self::LoginFailed => "login_failed",
            Self::PasswordWrong { .. } => "password_wrong",
            Self::CodeWrong { .. } => "code_wrong",
            Self::CodeExpired => "code_expired",
            Self::TooManyTries { .. } => "too_many_tries",
            Self::Cooldown { .. } => "cooldown",
            Self::AlreadyBound => "already_bound",
            Self::NothingToBind => "nothing_to_bind",
            Self::LinkInvalid => "link_invalid",
            Self::AlreadyBooked => "already_booked",
            Self::SoldOut => "sold_out",
            Self::Closed => "closed",
            Self::NotBooked => "not_booked",
            Self::NoSuchSession => "no_such_session",
            Self::WechatOff => "wechat_off",
            Self::WechatStateInvalid => "wechat_state_invalid",
            Self::WechatDenied => "wechat_denied",
            Self::WechatUnavailable => "wechat_unavailable",
            Self::WechatTaken => "wechat_taken",
            Self::WechatBound => "wechat_bound",
            Self::WechatNotBound => "wechat_not_bound",
            Self::NothingBound => "nothing_bound",
        }
    }
}

/// What the caller can do nothing about. Logged once, at the boundary; nothing of it is told.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// No connection was to be had: whatever the reason, it may be over soon.
    #[error("the database cannot be reached: {0}")]
    Unreachable(#[source] sqlx::Error),
    #[error("the migration failed: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    #[error("too much to do at once")]
    Busy,
    #[error("{0}")]
    Internal(String),
}

impl Fault {
    /// Whether trying again soon may work: overloaded, or the database out of reach.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Busy | Self::Unreachable(_) => true,
            Self::Database(error) => is_lost(error) || is_contention(error),
            Self::Migration(_) | Self::Internal(_) => false,
        }
    }
}

/// The connection broke in the middle of a statement: closed, or something else answers there.
fn is_lost(error: &sqlx::Error) -> bool {
    matches!(
        error,
        sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::BeginFailed
            | sqlx::Error::WorkerCrashed
    )
}

/// Busy or full SQLite; PostgreSQL's serialization failures, lock and statement time-outs, lost
/// connections, shut-downs, lack of room, and the standby that is not yet the primary.
pub(super) fn is_contention(error: &sqlx::Error) -> bool {
    let Some(code) = error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code)
    else {
        return false;
    };
    let sqlite_primary = code
        .parse::<u32>()
        .is_ok_and(|number| matches!(number & 0xff, 5 | 6 | 10 | 13))
        && code.len() < 5;
    sqlite_primary
        || matches!(
            code.as_ref(),
            "25006" | "40001" | "40P01" | "55P03" | "57014"
        )
        || ["08", "53", "57P"]
            .iter()
            .any(|class| code.starts_with(class))
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<FieldErrors> for Error {
    fn from(errors: FieldErrors) -> Self {
        Self::Refused(Refused::Fields(errors))
    }
}

impl<E: Into<Fault>> From<E> for Error {
    fn from(fault: E) -> Self {
        Self::Fault(fault.into())
    }
}
