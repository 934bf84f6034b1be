//! What messages to people are called: their channels and their templates.

use super::names::names;

names! {
    /// How a message reaches a person.
    #[derive(PartialOrd, Ord, Hash)]
    pub enum Channel {
        Sms = "sms",
        Email = "email",
    }
}

names! {
    /// What a message is about. Its name stands in the settings (`MENHU_*_TEMPLATES`), in what the
    /// webhook gets and in the catalogue (`sms-…`, `mail-…-subject`, `mail-…-text`).
    #[derive(PartialOrd, Ord, Hash)]
    pub enum Template {
        AccountReg = "AccountReg",
        ChangePwd = "ChangePwd",
        ChangeMobile = "ChangeMobile",
        AccountExists = "AccountExists",
        BindEmail = "BindEmail",
        ChangeNotifyEmail = "ChangeNotifyEmail",
        MobileChanged = "MobileChanged",
        EmailChanged = "EmailChanged",
        PasswordChanged = "PasswordChanged",
        WechatBound = "WechatBound",
        WechatUnbound = "WechatUnbound",
        AccountLocked = "AccountLocked",
    }
}
