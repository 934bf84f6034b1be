//! Security events: a row of `audit` in the transaction of what happened, and one line in the log
//! once that is committed.

use sqlx::AnyConnection;

use crate::{
    server::{
        Portal,
        error::{Error, Fault, Refused, Result},
        store::{self, Tx, accounts::Account, audit::Recorded},
        visitor::Visitor,
    },
    values::{login_name::LoginName, names::names, time::MINUTE},
};

names! {
    /// What happened; the name is what logs and the table call it by.
    pub enum AuditEvent {
        Registered = "registered",
        LoggedIn = "logged_in",
        LoggedInByWechat = "logged_in_by_wechat",
        LoggedOut = "logged_out",
        LoginFailed = "login_failed",
        /// The failure that locks the account for a while.
        Locked = "locked",
        /// An attempt that was not judged, since the account or the network is locked.
        LoginBlocked = "login_blocked",
        /// A signed-in person's password, asked for again, was wrong.
        PasswordWrong = "password_wrong",
        CodeSent = "code_sent",
        /// A message was asked for, and a limit or the day's budget refused it.
        SendRefused = "send_refused",
        CodeWrong = "code_wrong",
        /// The wrong code that was the last try.
        CodeTriesUsedUp = "code_tries_used_up",
        MobileChanged = "mobile_changed",
        EmailBound = "email_bound",
        EmailChanged = "email_changed",
        WechatBound = "wechat_bound",
        WechatUnbound = "wechat_unbound",
        /// A way back from WeChat led nowhere.
        WechatRefused = "wechat_refused",
        PasswordChanged = "password_changed",
        PasswordReset = "password_reset",
        /// The account's own data: what it is about says which.
        ProfileChanged = "profile_changed",
        SessionsEnded = "sessions_ended",
        Booked = "booked",
        BookingCancelled = "booking_cancelled",
        /// An operator added an event to sign up for.
        EventAdded = "event_added",
        /// An operator changed one.
        EventChanged = "event_changed",
        /// An operator had the list of who has signed up.
        AttendeesExported = "attendees_exported",
        /// An operator had messages sent again.
        MessagesRetried = "messages_retried",
        /// An operator copied the whole database.
        DatabaseCopied = "database_copied",
    }
}

/// An event, whose it is, and who asked.
pub struct Entry<'a> {
    event: AuditEvent,
    account: Option<&'a str>,
    about: String,
    visitor: &'a Visitor,
    is_counted: bool,
}

impl<'a> Entry<'a> {
    /// Of an account.
    #[must_use]
    pub fn of(event: AuditEvent, account: &'a Account, visitor: &'a Visitor) -> Self {
        Self::of_id(event, Some(&account.id), visitor)
    }

    /// Of an account, or of none that there is.
    #[must_use]
    pub fn of_anybody(
        event: AuditEvent,
        account: Option<&'a Account>,
        visitor: &'a Visitor,
    ) -> Self {
        Self::of_id(event, account.map(|account| account.id.as_str()), visitor)
    }

    /// Of the account with this id, or of none that there is.
    #[must_use]
    pub fn of_id(event: AuditEvent, account: Option<&'a str>, visitor: &'a Visitor) -> Self {
        Self {
            event,
            account,
            about: String::new(),
            visitor,
            is_counted: false,
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

    /// For what a stranger can cause as often as they like: within a minute, the same event of the
    /// same account from the same network is one row that counts. It tells of the first.
    #[must_use]
    pub fn counted(self) -> Self {
        Self {
            is_counted: true,
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

    fn id(&self, portal: &Portal) -> String {
        if !self.is_counted {
            return portal.env.id();
        }
        let minute = portal.env.now().millis() / MINUTE.millis();
        let same = [
            self.event.as_str(),
            self.account.unwrap_or_default(),
            &self.visitor.network(),
            &minute.to_string(),
        ];
        portal.keys.row_id(&same)
    }
}

/// Writes the event down in the transaction of what it tells of, and commits both.
pub(crate) async fn commit(portal: &Portal, mut tx: Tx, entry: &Entry<'_>) -> Result<(), Fault> {
    record(portal, &mut tx, entry).await?;
    tx.commit().await?;
    entry.tell();
    Ok(())
}

/// Writes down what was refused, and so has no transaction of its own any more.
pub(crate) async fn commit_alone(portal: &Portal, entry: &Entry<'_>) -> Result<(), Fault> {
    commit(portal, portal.store.begin().await?, entry).await
}

/// What came of asking for a message, written down if a limit refused it.
pub(crate) async fn note_refused_send(
    portal: &Portal,
    sent: Result<()>,
    entry: Entry<'_>,
) -> Result<()> {
    if let Err(Error::Refused(Refused::Cooldown { .. } | Refused::TooManyTries { .. })) = sent {
        commit_alone(portal, &entry.counted()).await?;
    }
    sent
}

async fn record(portal: &Portal, tx: &mut AnyConnection, entry: &Entry<'_>) -> Result<(), Fault> {
    let Entry {
        event,
        account,
        about,
        visitor,
        ..
    } = entry;
    let recorded = Recorded {
        id: entry.id(portal),
        account: account.map(ToOwned::to_owned),
        event: event.as_str().to_owned(),
        about: about.clone(),
        address: visitor.address.to_string(),
        device: visitor.device.clone(),
        request: visitor.request.clone(),
        count: 1,
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
