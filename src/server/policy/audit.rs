//! Security events: a row of `audit` in the transaction of what happened, and one line in the log
//! once that is committed.

use sqlx::AnyConnection;

use crate::{
    server::{
        Portal,
        error::Fault,
        store::{self, Tx, accounts::Account, audit::Recorded},
        visitor::Visitor,
    },
    values::login_name::LoginName,
};

/// What happened; the name is what logs and the table call it by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuditEvent {
    Registered,
    LoggedIn,
    LoggedInByWechat,
    LoginFailed,
    /// The failure that locks the account for a while.
    Locked,
    CodeSent,
    MobileChanged,
    EmailBound,
    EmailChanged,
    WechatBound,
    WechatUnbound,
    PasswordChanged,
    PasswordReset,
    SessionsEnded,
    Booked,
    BookingCancelled,
}

impl AuditEvent {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Registered => "registered",
            Self::LoggedIn => "logged_in",
            Self::LoggedInByWechat => "logged_in_by_wechat",
            Self::LoginFailed => "login_failed",
            Self::Locked => "locked",
            Self::CodeSent => "code_sent",
            Self::MobileChanged => "mobile_changed",
            Self::EmailBound => "email_bound",
            Self::EmailChanged => "email_changed",
            Self::WechatBound => "wechat_bound",
            Self::WechatUnbound => "wechat_unbound",
            Self::PasswordChanged => "password_changed",
            Self::PasswordReset => "password_reset",
            Self::SessionsEnded => "sessions_ended",
            Self::Booked => "booked",
            Self::BookingCancelled => "booking_cancelled",
        }
    }
}

/// An event, whose it is, and who asked.
pub struct Entry<'a> {
    event: AuditEvent,
    account: Option<&'a str>,
    about: String,
    visitor: &'a Visitor,
}

impl<'a> Entry<'a> {
    /// Of an account.
    #[must_use]
    pub fn of(event: AuditEvent, account: &'a Account, visitor: &'a Visitor) -> Self {
        Self {
            event,
            account: Some(&account.id),
            about: String::new(),
            visitor,
        }
    }

    /// Of an account, or of none that there is.
    #[must_use]
    pub fn of_anybody(
        event: AuditEvent,
        account: Option<&'a Account>,
        visitor: &'a Visitor,
    ) -> Self {
        Self {
            event,
            account: account.map(|account| account.id.as_str()),
            about: String::new(),
            visitor,
        }
    }

    /// Whom or what it is about, masked by the caller.
    #[must_use]
    pub fn about(self, about: impl Into<String>) -> Self {
        Self {
            about: about.into(),
            ..self
        }
    }

    /// One line, whatever stands in it. After the commit: what is told has happened.
    fn tell(&self) {
        let Visitor {
            address,
            device,
            request,
            ..
        } = self.visitor;
        metrics::counter!("menhu_security_events_total", "event" => self.event.as_str())
            .increment(1);
        tracing::info!(target: "menhu::security", event = self.event.as_str(), account = self.account, about = self.about, %address, device, request, "security event");
    }
}

/// Writes the event down in the transaction of what it tells of, and commits both.
pub(crate) async fn commit(portal: &Portal, mut tx: Tx, entry: &Entry<'_>) -> Result<(), Fault> {
    record(portal, &mut tx, entry).await?;
    tx.commit().await?;
    entry.tell();
    Ok(())
}

async fn record(portal: &Portal, tx: &mut AnyConnection, entry: &Entry<'_>) -> Result<(), Fault> {
    let Entry {
        event,
        account,
        about,
        visitor,
    } = entry;
    let recorded = Recorded {
        id: portal.env.id(),
        account: account.map(ToOwned::to_owned),
        event: event.as_str().to_owned(),
        about: about.clone(),
        address: visitor.address.to_string(),
        device: visitor.device.clone(),
        request: visitor.request.clone(),
        created_at: portal.env.now(),
    };
    Ok(store::audit::add(tx, &recorded).await?)
}

/// As much of the name somebody typed as tells people apart.
pub fn masked(name: &LoginName) -> String {
    match name {
        LoginName::Mobile(mobile) => mobile.masked(),
        LoginName::Email(email) => email.masked(),
        LoginName::Username(username) => {
            format!("{}***", username.chars().take(2).collect::<String>())
        }
    }
}
