//! What each operation takes, gives back and may refuse: the part of the contract that its function's signature cannot say.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

use super::schema::Shape;
use crate::{
    api::{
        change_mobile::ChangeMobileForm,
        events::{BookinForm, Event, EventList},
        login::{LoggedIn, LoginForm},
        notify_email::{BindEmailForm, ChangeNotifyEmailForm, NotifyEmailBound, SendEmailCodeForm},
        password::{ChangeMyPwdForm, ChangePwdByMobileForm, PasswordStrengthForm, Strength},
        profile::{ChangeCompanyInfoForm, ChangeMyInfoForm, ChangeMyRecvInfoForm, Profile, Recv, RegionChoice, RegionList},
        register::{RegisterForm, Registered},
        reply::Nothing,
        sessions::{SessionList, SessionRevokeForm, SessionRow},
        sms_code::{CheckSmsCodeForm, SendSmsCodeForm},
        wechat::{WeixinBound, WeixinUnbindForm},
    },
    server::error::Refused,
    values::Problem,
};

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
    pub const ALL: [Self; 7] = [Self::Account, Self::SmsCode, Self::Binding, Self::Password, Self::Profile, Self::Events, Self::Sessions];

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

#[derive(Clone, Debug)]
pub struct Facts {
    pub tag: Tag,
    pub session: Session,
    /// A success answers with a session cookie.
    pub enters: bool,
    pub takes: Shape,
    pub gives: Shape,
    /// What stands beside the envelope of a success.
    pub sample: Value,
    pub refusals: Vec<Refused>,
    /// The catalogue's sentence for success, where it is not `done-<operation>`.
    pub done: Option<&'static str>,
}

impl Facts {
    fn new(tag: Tag, session: Session) -> Self {
        let refusals = if session == Session::Open { Vec::new() } else { vec![Refused::LoginRequired] };
        Self { tag, session, enters: false, takes: Shape::default(), gives: Shape::of::<Nothing>(), sample: json!({}), refusals, done: None }
    }

    fn takes<T: JsonSchema>(self) -> Self {
        Self { takes: Shape::of::<T>(), ..self }
    }

    fn gives<T: JsonSchema + Serialize>(self, sample: &T) -> Self {
        Self { gives: Shape::of::<T>(), sample: json!(sample), ..self }
    }

    fn refuses(mut self, refusals: impl IntoIterator<Item = Refused>) -> Self {
        self.refusals.extend(refusals);
        self
    }

    fn enters(self) -> Self {
        Self { enters: true, ..self }
    }

    fn says(self, done: &'static str) -> Self {
        Self { done: Some(done), ..self }
    }
}

const PASSWORD: Refused = Refused::PasswordWrong { field: "password" };
/// What judging a code can refuse.
const CODE: [Refused; 3] = [Refused::CodeWrong, Refused::CodeExpired, Refused::TooManyTries { retry_after: 86_400 }];
/// What sending one can.
const SEND: [Refused; 2] = [Refused::Cooldown { retry_after: 60 }, Refused::TooManyTries { retry_after: 3300 }];

/// What is to be known of an operation; a test holds the names against `api::OPERATIONS`.
#[must_use]
pub fn facts(operation: &str) -> Option<Facts> {
    use Session::{Needed, Open, Sometimes};
    use Tag::{Account, Binding, Events, Password, Profile as Own, Sessions, SmsCode};

    Some(match operation {
        "account_register" => Facts::new(Account, Open).takes::<RegisterForm>().gives(&samples::registered()).refuses(CODE).enters(),
        "account_login" => Facts::new(Account, Open).takes::<LoginForm>().gives(&samples::logged_in()).refuses([Refused::LoginFailed]).enters(),
        "account_logout" => Facts::new(Account, Open),
        "send_sms_code" => Facts::new(SmsCode, Sometimes).takes::<SendSmsCodeForm>().refuses(SEND),
        "vaild_sms_code" => Facts::new(SmsCode, Sometimes).takes::<CheckSmsCodeForm>().refuses(CODE),
        "change_mobile" => Facts::new(Binding, Needed).takes::<ChangeMobileForm>().refuses([PASSWORD]).refuses(CODE),
        "notify_email_is_bind" => Facts::new(Binding, Needed).gives(&samples::notify_email_bound()).says("done-me"),
        "weixin_is_bind" => Facts::new(Binding, Needed).gives(&WeixinBound { is_bind: false }).says("done-me"),
        "weixin_unbind" => Facts::new(Binding, Needed).takes::<WeixinUnbindForm>().refuses([PASSWORD, Refused::NothingBound]),
        "send_email_code" => Facts::new(Binding, Needed).takes::<SendEmailCodeForm>().refuses([PASSWORD]).refuses(SEND),
        "change_notify_email" => Facts::new(Binding, Needed).takes::<ChangeNotifyEmailForm>().refuses([PASSWORD]).refuses(CODE),
        "resend_bind_email" => Facts::new(Binding, Needed).refuses([Refused::AlreadyBound, Refused::NothingToBind]).refuses(SEND),
        "bind_email" => Facts::new(Binding, Open).takes::<BindEmailForm>().refuses([Refused::LinkInvalid]),
        "change_pwd_by_mobile" => Facts::new(Password, Open).takes::<ChangePwdByMobileForm>().refuses(CODE),
        "change_my_pwd" => Facts::new(Password, Needed).takes::<ChangeMyPwdForm>().refuses([Refused::PasswordWrong { field: "old_password" }]).enters(),
        "password_strength" => Facts::new(Password, Open).takes::<PasswordStrengthForm>().gives(&Strength { score: 3 }).says("strength-3"),
        "me" => Facts::new(Own, Needed).gives(&samples::profile()),
        "change_my_info" => Facts::new(Own, Needed).takes::<ChangeMyInfoForm>(),
        "change_company_info" => Facts::new(Own, Needed).takes::<ChangeCompanyInfoForm>(),
        "change_my_recv_info" => Facts::new(Own, Needed).takes::<ChangeMyRecvInfoForm>(),
        "regions" => Facts::new(Own, Open).takes::<Parent>().gives(&samples::regions()).says("done-me"),
        "new_industry_bookin" => Facts::new(Events, Needed).takes::<BookinForm>().refuses([Refused::AlreadyBooked, Refused::Closed, Refused::SoldOut]),
        "cancel_bookin" => Facts::new(Events, Needed).takes::<BookinForm>().refuses([Refused::NotBooked, Refused::Closed]),
        "events" => Facts::new(Events, Needed).gives(&samples::events()).says("done-me"),
        "sessions" => Facts::new(Sessions, Needed).gives(&samples::sessions()).says("done-me"),
        "session_revoke" => Facts::new(Sessions, Needed).takes::<SessionRevokeForm>().refuses([Refused::NoSuchSession]),
        _ => return None,
    })
}

/// Problems of what an operation works on, under a name that is none of its own fields.
#[must_use]
pub fn foreign_problems(operation: &str) -> &'static [(&'static str, Problem)] {
    if operation == "bind_email" { &[("email", Problem::Taken)] } else { &[] }
}

/// `regions` takes its one parameter from the query.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is read")]
struct Parent {
    parent: String,
}

/// A success of each operation that gives something back.
mod samples {
    use super::{Event, EventList, LoggedIn, NotifyEmailBound, Profile, Recv, RegionChoice, RegionList, Registered, SessionList, SessionRow};

    pub fn registered() -> Registered {
        Registered { username: "zhang".into(), redirect_url: "/profile".into() }
    }

    pub fn logged_in() -> LoggedIn {
        LoggedIn { username: "zhang".into(), redirect_url: "/profile".into(), user_industry: "software".into() }
    }

    pub fn notify_email_bound() -> NotifyEmailBound {
        NotifyEmailBound { is_bind: true, notify_email: "zhang@example.cn".into() }
    }

    pub fn profile() -> Profile {
        Profile {
            username: "zhang".into(),
            realname: "张三".into(),
            mobile: "138****8000".into(),
            user_email: "zhang@example.cn".into(),
            qq: "10001".into(),
            company_name: "门户科技有限公司".into(),
            company_url: "https://example.cn/".into(),
            select_fields: vec!["software".into(), "finance".into()],
            user_industry: "software".into(),
            notify_email: "zhang@example.cn".into(),
            notify_email_is_bind: true,
            weixin_is_bind: false,
            recv: Recv {
                province: "浙江省".into(),
                province_code: "330000".into(),
                city: "杭州市".into(),
                city_code: "330100".into(),
                area: "西湖区".into(),
                area_code: "330106".into(),
                street: "文三路 90 号".into(),
                recv_name: "张三".into(),
                recv_phone: "010-62345678".into(),
            },
            bookings: vec!["1".into()],
            free_mail_warning: false,
        }
    }

    pub fn regions() -> RegionList {
        RegionList { regions: vec![RegionChoice { code: "330100".into(), name: "杭州市".into() }] }
    }

    pub fn events() -> EventList {
        EventList {
            events: vec![Event {
                bookin_type: "1".into(),
                title: "新行业沙龙 北京场".into(),
                city: "北京".into(),
                starts_at: "2027-04-16T14:00:00+08:00".into(),
                place: "国家会议中心 三层 302".into(),
                capacity: 200,
                seats_left: 199,
                open: true,
                phase: "open".into(),
                booked: true,
            }],
        }
    }

    pub fn sessions() -> SessionList {
        SessionList {
            sessions: vec![SessionRow {
                id: "0123456789abcdef0123456789abcdef".into(),
                current: true,
                device: "Mozilla/5.0 (Windows NT 10.0; Win64; x64)".into(),
                address: "203.0.113.9".into(),
                signed_in_at: "2026-11-22T10:00:00+08:00".into(),
                last_seen_at: "2026-11-22T10:05:00+08:00".into(),
            }],
        }
    }
}
