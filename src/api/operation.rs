//! What there is to know of an operation beside its code. Each stands as a constant beside its
//! function; every list is made of those.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde_json::{Value, json};

use super::{
    PREFIX, Status,
    form::{Field, Form},
    reply::{Nothing, Sample},
};
use crate::{server::error::Refused, values::Problem};

/// Under which heading an operation stands: `docs-tag-<name>` in the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag {
    Account,
    SmsCode,
    Binding,
    Password,
    Profile,
    Events,
    Sessions,
}

impl Tag {
    pub const ALL: [Self; 7] = [
        Self::Account,
        Self::SmsCode,
        Self::Binding,
        Self::Password,
        Self::Profile,
        Self::Events,
        Self::Sessions,
    ];

    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::SmsCode => "sms-code",
            Self::Binding => "binding",
            Self::Password => "password",
            Self::Profile => "profile",
            Self::Events => "events",
            Self::Sessions => "sessions",
        }
    }
}

/// Whether the caller must be signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Session {
    Open,
    /// For some of what it does.
    Sometimes,
    Needed,
}

/// The form that an operation takes; without a name where it takes none.
#[derive(Clone, Copy, Debug)]
pub struct Takes {
    pub name: &'static str,
    pub fields: &'static [Field],
}

/// What stands beside the envelope of an operation's success: its type, and one that may serve as
/// an example.
#[derive(Clone, Copy, Debug)]
pub struct Gives {
    pub name: fn() -> std::borrow::Cow<'static, str>,
    pub schema: fn(&mut SchemaGenerator) -> Schema,
    pub sample: fn() -> Value,
}

impl Gives {
    const fn of<T: Sample + JsonSchema + Serialize>() -> Self {
        Self {
            name: T::schema_name,
            schema: T::json_schema,
            sample: sample::<T>,
        }
    }
}

fn sample<T: Sample + Serialize>() -> Value {
    json!(T::sample())
}

/// What judging a code can refuse.
pub const CODE_REFUSALS: &[Refused] = &[
    Refused::CodeWrong { left: None },
    Refused::CodeExpired,
    Refused::TooManyTries {
        retry_after: 86_400,
    },
];
/// What sending one can.
pub const SEND_REFUSALS: &[Refused] = &[
    Refused::Cooldown { retry_after: 60 },
    Refused::TooManyTries { retry_after: 3300 },
];
/// What changing a password or a contact can, when it was done too often in a day.
pub const TOO_MANY_CHANGES: Refused = Refused::TooManyTries {
    retry_after: 86_400,
};
/// What judging the field `password` can.
pub const PASSWORD_REFUSALS: &[Refused] = &[Refused::PasswordWrong { field: "password" }];

#[derive(Clone, Copy, Debug)]
pub struct Operation {
    /// The URL is `/users/<name>/`.
    pub name: &'static str,
    pub method: &'static str,
    pub tag: Tag,
    pub session: Session,
    /// A success answers with a session cookie.
    pub opens_session: bool,
    /// Something comes of it although it is a GET.
    pub acts: bool,
    /// What it fails with.
    pub failure: Status,
    pub takes: Takes,
    pub gives: Gives,
    /// The pages whose forms may ask for it.
    pages: &'static [&'static str],
    everywhere: bool,
    /// The catalogue's sentence for success, where it is not `done-<name>`.
    done: Option<&'static str>,
    /// The problems of fields that this operation alone finds, beside those of the fields' own
    /// rules. A name that is none of its fields is that of what it works on.
    pub problems: &'static [(&'static str, Problem)],
    refusals: [&'static [Refused]; 2],
}

impl Operation {
    const fn new(method: &'static str, name: &'static str, tag: Tag) -> Self {
        Self {
            name,
            method,
            tag,
            session: Session::Open,
            opens_session: false,
            acts: false,
            failure: Status::Error,
            takes: Takes {
                name: "",
                fields: &[],
            },
            gives: Gives::of::<Nothing>(),
            pages: &[],
            everywhere: false,
            done: None,
            problems: &[],
            refusals: [&[], &[]],
        }
    }

    #[must_use]
    pub const fn get(name: &'static str, tag: Tag) -> Self {
        Self::new("GET", name, tag)
    }

    #[must_use]
    pub const fn post(name: &'static str, tag: Tag) -> Self {
        Self::new("POST", name, tag)
    }

    #[must_use]
    pub const fn takes<T: Form>(self) -> Self {
        Self {
            takes: Takes {
                name: T::NAME,
                fields: T::FIELDS,
            },
            ..self
        }
    }

    #[must_use]
    pub const fn gives<T: Sample + JsonSchema + Serialize>(self) -> Self {
        Self {
            gives: Gives::of::<T>(),
            ..self
        }
    }

    /// Refuses who is not signed in.
    #[must_use]
    pub const fn needs_session(self) -> Self {
        Self {
            session: Session::Needed,
            ..self
        }
    }

    /// Refuses some of what it does to who is not signed in.
    #[must_use]
    pub const fn may_need_session(self) -> Self {
        Self {
            session: Session::Sometimes,
            ..self
        }
    }

    #[must_use]
    pub const fn opens_session(self) -> Self {
        Self {
            opens_session: true,
            ..self
        }
    }

    /// Is a GET that something comes of: a HEAD or a prefetch of it does nothing and says `ok`.
    #[must_use]
    pub const fn acts(self) -> Self {
        Self { acts: true, ..self }
    }

    #[must_use]
    pub const fn fails_with(self, failure: Status) -> Self {
        Self { failure, ..self }
    }

    /// Pages have a form that asks for it.
    #[must_use]
    pub const fn on(self, pages: &'static [&'static str]) -> Self {
        Self { pages, ..self }
    }

    #[must_use]
    pub const fn on_every_page(self) -> Self {
        Self {
            everywhere: true,
            ..self
        }
    }

    /// The success's sentence in the documentation, where its function chooses among several.
    #[must_use]
    pub const fn says(self, done: &'static str) -> Self {
        Self {
            done: Some(done),
            ..self
        }
    }

    #[must_use]
    pub const fn finds(self, problems: &'static [(&'static str, Problem)]) -> Self {
        Self { problems, ..self }
    }

    /// May refuse for these reasons; a second call adds to the first.
    ///
    /// # Panics
    /// A third call, while it is compiled.
    #[must_use]
    pub const fn refuses(self, refusals: &'static [Refused]) -> Self {
        let [first, second] = self.refusals;
        assert!(second.is_empty(), "at most two groups of refusals");
        Self {
            refusals: if first.is_empty() {
                [refusals, &[]]
            } else {
                [first, refusals]
            },
            ..self
        }
    }

    #[must_use]
    pub fn path(&self) -> String {
        format!("{PREFIX}{}/", self.name)
    }

    /// Whether its fields come in the address and not in a body.
    #[must_use]
    pub fn reads(&self) -> bool {
        self.method == "GET"
    }

    /// The catalogue's key of the sentence for success.
    #[must_use]
    pub fn done(&self) -> String {
        self.done
            .map_or_else(|| format!("done-{}", self.name), ToOwned::to_owned)
    }

    /// Why it may refuse, beside its fields' problems.
    pub fn refusals(&self) -> impl Iterator<Item = Refused> + use<> {
        let login = (self.session != Session::Open).then_some(Refused::LoginRequired);
        let account = self.is_an_account_s().then_some(Refused::AccountChanged);
        login
            .into_iter()
            .chain(account)
            .chain(self.refusals.into_iter().flatten().cloned())
    }

    /// The pages that have a form of their own for it.
    #[must_use]
    pub const fn pages(&self) -> &'static [&'static str] {
        self.pages
    }

    /// Whether its forms belong to the account that was signed in when their page was opened. Who
    /// signs in leaves the account that was there before.
    #[must_use]
    pub const fn is_an_account_s(&self) -> bool {
        (self.everywhere || !self.pages.is_empty()) && !self.opens_session
    }

    /// Whether a form on this page may ask for it.
    #[must_use]
    pub fn is_on(&self, page: &str) -> bool {
        self.everywhere || self.pages.contains(&page)
    }
}
