//! Alibaba Cloud SMS (`SendSms` of 2017-05-25), signed with ACS3-HMAC-SHA256.
//!
//! `SendSms` has no idempotency key: before a message that may have left is sent again,
//! `QuerySendDetails` is asked whether it did.

use std::collections::BTreeMap;

use hmac::{Hmac, KeyInit as _, Mac as _};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};
use time::macros::format_description;

use super::{
    super::{RenderedMessage, SendError, SendErrorKind, http::Http},
    variables,
};
use crate::server::{env::Env, settings::AliyunConfig};
use crate::values::time::Timestamp;

const VERSION: &str = "2017-05-25";
/// RFC 3986: all but messages, digits and these four.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

pub struct Aliyun {
    pub config: AliyunConfig,
    pub http: Http,
    pub env: Env,
}

impl Aliyun {
    pub async fn send(&self, message: &RenderedMessage) -> Result<String, SendError> {
        if message.again && self.has_left(message).await {
            return Ok("sent before, says QuerySendDetails".into());
        }
        let params: Map<String, Value> = variables(message)
            .into_iter()
            .map(|(name, value)| (name.to_owned(), Value::String(value)))
            .collect();
        let query = BTreeMap::from([
            ("PhoneNumbers", national(&message.to)),
            ("SignName", self.config.sign_name.clone()),
            (
                "TemplateCode",
                self.config
                    .templates
                    .get(&message.template)
                    .cloned()
                    .unwrap_or_default(),
            ),
            ("TemplateParam", Value::Object(params).to_string()),
            ("OutId", message.id.clone()),
        ]);
        let reply = self.call("SendSms", &query).await?;
        let code = reply["Code"].as_str().unwrap_or("no Code");
        let said = format!("{code} {}", reply["RequestId"].as_str().unwrap_or_default());
        if code == "OK" {
            Ok(said)
        } else {
            Err(kind_of(code).with(said))
        }
    }

    /// Whether the provider knows this message from an attempt whose answer never came. When it
    /// cannot be asked, it is sent once more: a code twice is better than none.
    async fn has_left(&self, message: &RenderedMessage) -> bool {
        // It may have left on the other side of midnight.
        let mut days = vec![day_of(message.created_at), day_of(self.env.now())];
        days.dedup();
        for day in days {
            let query = BTreeMap::from([
                ("PhoneNumber", national(&message.to)),
                ("SendDate", day),
                ("PageSize", "50".to_owned()),
                ("CurrentPage", "1".to_owned()),
            ]);
            let Ok(reply) = self.call("QuerySendDetails", &query).await else {
                continue;
            };
            let details = reply["SmsSendDetailDTOs"]["SmsSendDetailDTO"].as_array();
            if details
                .is_some_and(|details| details.iter().any(|detail| detail["OutId"] == message.id))
            {
                return true;
            }
        }
        false
    }

    async fn call(&self, action: &str, query: &BTreeMap<&str, String>) -> Result<Value, SendError> {
        let AliyunConfig {
            access_key_id,
            access_key_secret,
            url,
            ..
        } = &self.config;
        let now = self.env.now().utc();
        let call = Call {
            host: &url[url::Position::BeforeHost..url::Position::AfterPort],
            action,
            version: VERSION,
            date: now
                .format(format_description!(
                    "[year]-[month]-[day]T[hour]:[minute]:[second]Z"
                ))
                .unwrap_or_default(),
            nonce: self.env.id(),
            query: canonical_query(query),
        };
        let mut request = self.http.client().post(format!(
            "{}?{}",
            url.as_str().trim_end_matches('?'),
            call.query
        ));
        for (name, value) in call.headers() {
            request = request.header(name, value);
        }
        let authorization = call.authorization(access_key_id, access_key_secret.reveal());
        let (status, text) = self
            .http
            .answer(request.header("authorization", authorization))
            .await?;
        serde_json::from_str(&text).map_err(|_| {
            SendErrorKind::Transient.with(format!("HTTP {} without JSON", status.as_u16()))
        })
    }
}

/// The day in Beijing, as `20261123`.
fn day_of(moment: Timestamp) -> String {
    let day = moment.beijing();
    day.format(format_description!("[year][month][day]"))
        .unwrap_or_default()
}

/// Mainland numbers go without the country code.
fn national(e164: &str) -> String {
    e164.trim_start_matches("+86").to_owned()
}

/// What the provider's code asks for.
fn kind_of(code: &str) -> SendErrorKind {
    match code {
        "isv.MOBILE_NUMBER_ILLEGAL"
        | "isv.SMS_TEMPLATE_ILLEGAL"
        | "isv.SMS_SIGNATURE_ILLEGAL"
        | "isv.INVALID_JSON_PARAM"
        | "isv.TEMPLATE_MISSING_PARAMETERS" => SendErrorKind::Permanent,
        "isv.AMOUNT_NOT_ENOUGH"
        | "isv.OUT_OF_SERVICE"
        | "isp.RAM_PERMISSION_DENY"
        | "SignatureDoesNotMatch"
        | "InvalidTimeStamp.Expired" => SendErrorKind::Misconfigured,
        code if code.starts_with("InvalidAccessKeyId") => SendErrorKind::Misconfigured,
        // isv.BUSINESS_LIMIT_CONTROL: one a minute, five an hour, ten a day for a signature and a
        // number.
        _ => SendErrorKind::Transient,
    }
}

fn canonical_query(query: &BTreeMap<&str, String>) -> String {
    let encoded = |text: &str| utf8_percent_encode(text, RESERVED).to_string();
    query
        .iter()
        .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
        .collect::<Vec<_>>()
        .join("&")
}

/// One call, as far as it is signed. The body is always empty.
struct Call<'a> {
    host: &'a str,
    action: &'a str,
    version: &'a str,
    date: String,
    nonce: String,
    query: String,
}

impl Call<'_> {
    /// In alphabetical order.
    fn headers(&self) -> [(&'static str, String); 6] {
        [
            ("host", self.host.to_owned()),
            ("x-acs-action", self.action.to_owned()),
            ("x-acs-content-sha256", hex::encode(Sha256::digest(b""))),
            ("x-acs-date", self.date.clone()),
            ("x-acs-signature-nonce", self.nonce.clone()),
            ("x-acs-version", self.version.to_owned()),
        ]
    }

    fn authorization(&self, key_id: &str, secret: &str) -> String {
        let signed = self.headers().map(|(name, _)| name).join(";");
        format!(
            "ACS3-HMAC-SHA256 Credential={key_id},SignedHeaders={signed},Signature={}",
            self.signature(secret)
        )
    }

    fn signature(&self, secret: &str) -> String {
        let headers = self.headers();
        let lines = headers.iter().fold(String::new(), |lines, (name, value)| {
            lines + name + ":" + value + "\n"
        });
        let names = headers.map(|(name, _)| name).join(";");
        let canonical = format!(
            "POST\n/\n{}\n{lines}\n{names}\n{}",
            self.query,
            hex::encode(Sha256::digest(b""))
        );
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes())
            .expect("HMAC takes a key of any length");
        mac.update(
            format!(
                "ACS3-HMAC-SHA256\n{}",
                hex::encode(Sha256::digest(canonical))
            )
            .as_bytes(),
        );
        hex::encode(mac.finalize().into_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_example_is_signed_alike() {
        let query = BTreeMap::from([
            (
                "ImageId",
                "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd".to_owned(),
            ),
            ("RegionId", "cn-shanghai".to_owned()),
        ]);
        let call = Call {
            host: "ecs.cn-shanghai.aliyuncs.com",
            action: "RunInstances",
            version: "2014-05-26",
            date: "2023-10-26T10:22:32Z".into(),
            nonce: "3156853299f313e23d1673dc12e1703d".into(),
            query: canonical_query(&query),
        };
        assert_eq!(
            call.signature("YourAccessKeySecret"),
            "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
        );
    }

    #[test]
    fn what_is_reserved_is_encoded() {
        assert_eq!(
            canonical_query(&BTreeMap::from([
                ("b", "1 *~+/".to_owned()),
                ("a", "门".to_owned())
            ])),
            "a=%E9%97%A8&b=1%20%2A~%2B%2F"
        );
    }

    #[test]
    fn failures_are_told_apart() {
        assert_eq!(
            kind_of("isv.MOBILE_NUMBER_ILLEGAL"),
            SendErrorKind::Permanent
        );
        assert_eq!(
            kind_of("isv.BUSINESS_LIMIT_CONTROL"),
            SendErrorKind::Transient
        );
        assert_eq!(
            kind_of("isv.AMOUNT_NOT_ENOUGH"),
            SendErrorKind::Misconfigured
        );
        assert_eq!(
            kind_of("InvalidAccessKeyId.NotFound"),
            SendErrorKind::Misconfigured
        );
    }
}
