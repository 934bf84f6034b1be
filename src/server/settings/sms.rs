//! How SMS leave: the gateways, what each needs, and the templates that are registered with the
//! providers.

use std::{collections::BTreeMap, path::PathBuf};

use clap::{Args, ValueEnum};
use url::Url;

use super::{
    Mode,
    provider::{needed, web},
    secret::Secret,
};
use crate::values::message::Template;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SmsGateway {
    /// the development outbox: nothing leaves the machine, /dev/outbox shows it
    Outbox,
    /// POSTs each message as JSON to a URL of yours
    Webhook,
    /// Alibaba Cloud SMS
    Aliyun,
    /// Tencent Cloud SMS
    Tencent,
}

/// Every SMS there is, with its variables in the order of a positional template.
pub const TEMPLATES: [(Template, &[&str]); 10] = [
    (Template::AccountReg, &["code"]),
    (Template::ChangePwd, &["code"]),
    (Template::ChangeMobile, &["code"]),
    (Template::AccountExists, &[]),
    (Template::MobileChanged, NOTICE),
    (Template::EmailChanged, NOTICE),
    (Template::PasswordChanged, NOTICE),
    (Template::WechatBound, NOTICE),
    (Template::WechatUnbound, NOTICE),
    (Template::AccountLocked, NOTICE),
];

/// When, from which device, from which address.
const NOTICE: &[&str] = &["time", "device", "address"];

#[derive(Args, Clone, Debug)]
pub struct SmsSettings {
    /// How SMS leave
    #[arg(id = "sms", long, env = "MENHU_SMS", default_value = "outbox")]
    pub gateway: SmsGateway,
    /// A second gateway, asked when the first does not accept a message
    #[arg(id = "sms-fallback", long, env = "MENHU_SMS_FALLBACK")]
    pub fallback: Option<SmsGateway>,
    /// SMS a day, all together (the day of Beijing)
    #[arg(
        id = "sms-daily-budget",
        long,
        env = "MENHU_SMS_DAILY_BUDGET",
        default_value_t = 5000
    )]
    pub daily_budget: u32,
    /// Where the webhook is; gets `{"id","mobile","template","params","text"}`, the same `id` again
    /// on a retry; any 2xx is accepted
    #[arg(
        id = "sms-webhook-url",
        long,
        env = "MENHU_SMS_WEBHOOK_URL",
        hide_env_values = true
    )]
    webhook_url: Option<Secret>,
    /// A file that holds the webhook's URL
    #[arg(id = "sms-webhook-url-file", long, env = "MENHU_SMS_WEBHOOK_URL_FILE")]
    webhook_url_file: Option<PathBuf>,
    #[command(flatten)]
    aliyun: AliyunSettings,
    #[command(flatten)]
    tencent: TencentSettings,
}

#[derive(Args, Clone, Debug)]
struct AliyunSettings {
    /// `AccessKey` id of Alibaba Cloud
    #[arg(
        id = "aliyun-access-key-id",
        long,
        env = "MENHU_ALIYUN_ACCESS_KEY_ID",
        default_value = ""
    )]
    access_key_id: String,
    /// `AccessKey` secret of Alibaba Cloud
    #[arg(
        id = "aliyun-access-key-secret",
        long,
        env = "MENHU_ALIYUN_ACCESS_KEY_SECRET",
        hide_env_values = true
    )]
    access_key_secret: Option<Secret>,
    /// A file that holds the `AccessKey` secret
    #[arg(
        id = "aliyun-access-key-secret-file",
        long,
        env = "MENHU_ALIYUN_ACCESS_KEY_SECRET_FILE"
    )]
    access_key_secret_file: Option<PathBuf>,
    /// Signature registered with Alibaba Cloud, without the brackets
    #[arg(
        id = "aliyun-sign-name",
        long,
        env = "MENHU_ALIYUN_SIGN_NAME",
        default_value = ""
    )]
    sign_name: String,
    /// The code of each template, such as `AccountReg=SMS_1,ChangePwd=SMS_2`; OPERATING.md lists
    /// them with their variables
    #[arg(
        id = "aliyun-templates",
        long,
        env = "MENHU_ALIYUN_TEMPLATES",
        value_delimiter = ','
    )]
    templates: Vec<String>,
    /// Where Alibaba Cloud SMS is
    #[arg(
        id = "aliyun-url",
        long,
        env = "MENHU_ALIYUN_URL",
        default_value = "https://dysmsapi.aliyuncs.com"
    )]
    url: Url,
}

#[derive(Args, Clone, Debug)]
struct TencentSettings {
    /// `SecretId` of Tencent Cloud
    #[arg(
        id = "tencent-secret-id",
        long,
        env = "MENHU_TENCENT_SECRET_ID",
        default_value = ""
    )]
    secret_id: String,
    /// `SecretKey` of Tencent Cloud
    #[arg(
        id = "tencent-secret-key",
        long,
        env = "MENHU_TENCENT_SECRET_KEY",
        hide_env_values = true
    )]
    secret_key: Option<Secret>,
    /// A file that holds the `SecretKey`
    #[arg(
        id = "tencent-secret-key-file",
        long,
        env = "MENHU_TENCENT_SECRET_KEY_FILE"
    )]
    secret_key_file: Option<PathBuf>,
    /// `SmsSdkAppId` of the SMS application
    #[arg(
        id = "tencent-sdk-app-id",
        long,
        env = "MENHU_TENCENT_SDK_APP_ID",
        default_value = ""
    )]
    sdk_app_id: String,
    /// Signature registered with Tencent Cloud, without the brackets
    #[arg(
        id = "tencent-sign-name",
        long,
        env = "MENHU_TENCENT_SIGN_NAME",
        default_value = ""
    )]
    sign_name: String,
    /// The id of each template, such as `AccountReg=1001,ChangePwd=1002`; OPERATING.md lists them
    /// with their variables
    #[arg(
        id = "tencent-templates",
        long,
        env = "MENHU_TENCENT_TEMPLATES",
        value_delimiter = ','
    )]
    templates: Vec<String>,
    /// Region of Tencent Cloud
    #[arg(
        id = "tencent-region",
        long,
        env = "MENHU_TENCENT_REGION",
        default_value = "ap-guangzhou"
    )]
    region: String,
    /// Where Tencent Cloud SMS is
    #[arg(
        id = "tencent-url",
        long,
        env = "MENHU_TENCENT_URL",
        default_value = "https://sms.tencentcloudapi.com"
    )]
    url: Url,
}

/// A gateway with all it needs.
#[derive(Clone, Debug)]
pub enum SmsConfig {
    Outbox,
    Webhook { url: Secret },
    Aliyun(AliyunConfig),
    Tencent(TencentConfig),
}

#[derive(Clone, Debug)]
pub struct AliyunConfig {
    pub access_key_id: String,
    pub access_key_secret: Secret,
    pub sign_name: String,
    /// Our name of each template → the provider's.
    pub templates: BTreeMap<Template, String>,
    pub url: Url,
}

#[derive(Clone, Debug)]
pub struct TencentConfig {
    pub secret_id: String,
    pub secret_key: Secret,
    pub sdk_app_id: String,
    pub sign_name: String,
    /// Our name of each template → the provider's.
    pub templates: BTreeMap<Template, String>,
    pub region: String,
    pub url: Url,
}

impl SmsSettings {
    /// Whether messages leave the machine.
    pub(super) fn is_real(&self) -> bool {
        self.gateway != SmsGateway::Outbox
            || self
                .fallback
                .is_some_and(|gateway| gateway != SmsGateway::Outbox)
    }

    /// The gateways to ask, one after the other.
    ///
    /// # Errors
    /// One sentence naming the setting to set.
    pub fn configs(&self, mode: Mode) -> Result<Vec<SmsConfig>, String> {
        if self.fallback == Some(self.gateway) {
            return Err("MENHU_SMS_FALLBACK must name another gateway than MENHU_SMS.".into());
        }
        std::iter::once(self.gateway)
            .chain(self.fallback)
            .map(|gateway| self.config(gateway, mode))
            .collect()
    }

    fn config(&self, gateway: SmsGateway, mode: Mode) -> Result<SmsConfig, String> {
        Ok(match gateway {
            SmsGateway::Outbox => SmsConfig::Outbox,
            SmsGateway::Webhook => {
                let name = "MENHU_SMS_WEBHOOK_URL";
                let url = Secret::needed(
                    name,
                    self.webhook_url.as_ref(),
                    self.webhook_url_file.as_deref(),
                )?;
                web(
                    name,
                    &Url::parse(url.reveal())
                        .map_err(|_| format!("{name} must be an http or https address."))?,
                    mode,
                )?;
                SmsConfig::Webhook { url }
            }
            SmsGateway::Aliyun => {
                let given = &self.aliyun;
                SmsConfig::Aliyun(AliyunConfig {
                    access_key_id: needed("MENHU_ALIYUN_ACCESS_KEY_ID", &given.access_key_id)?,
                    access_key_secret: Secret::needed(
                        "MENHU_ALIYUN_ACCESS_KEY_SECRET",
                        given.access_key_secret.as_ref(),
                        given.access_key_secret_file.as_deref(),
                    )?,
                    sign_name: needed("MENHU_ALIYUN_SIGN_NAME", &given.sign_name)?,
                    templates: templates("MENHU_ALIYUN_TEMPLATES", &given.templates)?,
                    url: web("MENHU_ALIYUN_URL", &given.url, mode)?,
                })
            }
            SmsGateway::Tencent => {
                let given = &self.tencent;
                SmsConfig::Tencent(TencentConfig {
                    secret_id: needed("MENHU_TENCENT_SECRET_ID", &given.secret_id)?,
                    secret_key: Secret::needed(
                        "MENHU_TENCENT_SECRET_KEY",
                        given.secret_key.as_ref(),
                        given.secret_key_file.as_deref(),
                    )?,
                    sdk_app_id: needed("MENHU_TENCENT_SDK_APP_ID", &given.sdk_app_id)?,
                    sign_name: needed("MENHU_TENCENT_SIGN_NAME", &given.sign_name)?,
                    templates: templates("MENHU_TENCENT_TEMPLATES", &given.templates)?,
                    region: needed("MENHU_TENCENT_REGION", &given.region)?,
                    url: web("MENHU_TENCENT_URL", &given.url, mode)?,
                })
            }
        })
    }
}

/// `AccountReg=SMS_1` and so on, for every message there is.
fn templates(setting: &str, given: &[String]) -> Result<BTreeMap<Template, String>, String> {
    let mut named = BTreeMap::new();
    for pair in given
        .iter()
        .map(|pair| pair.trim())
        .filter(|pair| !pair.is_empty())
    {
        let (ours, theirs) = pair
            .split_once('=')
            .filter(|(_, theirs)| !theirs.is_empty())
            .ok_or_else(|| {
                format!("{setting}: write each template like AccountReg=SMS_1, not {pair}.")
            })?;
        let (template, _) = TEMPLATES
            .iter()
            .find(|(template, _)| template.as_str() == ours)
            .ok_or_else(|| format!("{setting}: there is no message called {ours}."))?;
        named.insert(*template, theirs.to_owned());
    }
    match TEMPLATES
        .iter()
        .find(|(template, _)| !named.contains_key(template))
    {
        Some((missing, _)) => Err(format!(
            "{setting} must also name a template for {missing}, like {missing}=SMS_1."
        )),
        None => Ok(named),
    }
}
