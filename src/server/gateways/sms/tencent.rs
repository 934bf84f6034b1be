//! Tencent Cloud SMS (`SendSms` of 2021-01-11), signed with TC3-HMAC-SHA256.
//!
//! `SendSms` has no idempotency key and nothing can be asked afterwards: a message whose answer
//! never came is sent again and may arrive twice.

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use time::{OffsetDateTime, macros::format_description};

use super::{
    super::{RenderedMessage, SendError, SendErrorKind, http::Http},
    variables,
};
use crate::server::{env::Env, settings::TencentConfig};

const ACTION: &str = "SendSms";
const VERSION: &str = "2021-01-11";
const SERVICE: &str = "sms";
const CONTENT_TYPE: &str = "application/json; charset=utf-8";
const SIGNED: &str = "content-type;host;x-tc-action";

pub struct Tencent {
    pub config: TencentConfig,
    pub http: Http,
    pub env: Env,
}

impl Tencent {
    pub async fn send(&self, message: &RenderedMessage) -> Result<String, SendError> {
        let TencentConfig {
            secret_id,
            secret_key,
            sdk_app_id,
            sign_name,
            templates,
            region,
            url,
        } = &self.config;
        let payload = json!({
            "PhoneNumberSet": [message.to],
            "SmsSdkAppId": sdk_app_id,
            "SignName": sign_name,
            "TemplateId": templates.get(&message.template),
            "TemplateParamSet": variables(message).into_iter().map(|(_, value)| value).collect::<Vec<_>>(),
            "SessionContext": message.id,
        })
        .to_string();
        let host = &url[url::Position::BeforeHost..url::Position::AfterPort];
        let timestamp = self.env.now().millis() / 1000;
        let signing = Signing {
            host,
            service: SERVICE,
            action: ACTION,
            timestamp,
            payload: &payload,
        };
        let request = self
            .http
            .client()
            .post(url.clone())
            .header("content-type", CONTENT_TYPE)
            .header("x-tc-action", ACTION)
            .header("x-tc-version", VERSION)
            .header("x-tc-region", region)
            .header("x-tc-timestamp", timestamp)
            .header(
                "authorization",
                signing.authorization(secret_id, secret_key.reveal()),
            )
            .body(payload.clone());
        let (status, text) = self.http.answer(request).await?;
        let reply: Value = serde_json::from_str(&text).map_err(|_| {
            SendErrorKind::Transient.with(format!("HTTP {} without JSON", status.as_u16()))
        })?;
        let (response, request_id) = (
            &reply["Response"],
            reply["Response"]["RequestId"].as_str().unwrap_or_default(),
        );
        let code = response["Error"]["Code"]
            .as_str()
            .or_else(|| response["SendStatusSet"][0]["Code"].as_str())
            .unwrap_or("no Code");
        let said = format!("{code} {request_id}");
        if code == "Ok" {
            Ok(said)
        } else {
            Err(kind_of(code).with(said))
        }
    }
}

/// What the provider's code asks for.
fn kind_of(code: &str) -> SendErrorKind {
    match code {
        "FailedOperation.PhoneNumberInBlacklist"
        | "FailedOperation.TemplateIncorrectOrUnapproved"
        | "FailedOperation.SignatureIncorrectOrUnapproved"
        | "InvalidParameterValue.IncorrectPhoneNumber"
        | "InvalidParameterValue.TemplateParameterFormatError"
        | "InvalidParameterValue.TemplateParameterLengthLimit" => SendErrorKind::Permanent,
        "FailedOperation.InsufficientBalanceInSmsPackage" => SendErrorKind::Misconfigured,
        code if code.starts_with("AuthFailure") || code.starts_with("UnauthorizedOperation") => {
            SendErrorKind::Misconfigured
        }
        // LimitExceeded.* and all that nobody can foresee.
        _ => SendErrorKind::Transient,
    }
}

/// One call, as far as it is signed.
struct Signing<'a> {
    host: &'a str,
    service: &'a str,
    action: &'a str,
    /// Seconds since 1970; its day is UTC's.
    timestamp: i64,
    payload: &'a str,
}

impl Signing<'_> {
    fn date(&self) -> String {
        let now = OffsetDateTime::from_unix_timestamp(self.timestamp)
            .unwrap_or(OffsetDateTime::UNIX_EPOCH);
        now.format(format_description!("[year]-[month]-[day]"))
            .unwrap_or_default()
    }

    fn authorization(&self, secret_id: &str, secret: &str) -> String {
        let scope = format!("{}/{}/tc3_request", self.date(), self.service);
        format!(
            "TC3-HMAC-SHA256 Credential={secret_id}/{scope}, SignedHeaders={SIGNED}, Signature={}",
            self.signature(secret)
        )
    }

    fn signature(&self, secret: &str) -> String {
        let Self {
            host,
            service,
            action,
            timestamp,
            payload,
        } = self;
        let date = self.date();
        let headers = format!(
            "content-type:{CONTENT_TYPE}\nhost:{host}\nx-tc-action:{}\n",
            action.to_lowercase()
        );
        let canonical = format!(
            "POST\n/\n\n{headers}\n{SIGNED}\n{}",
            hex::encode(Sha256::digest(payload))
        );
        let text = format!(
            "TC3-HMAC-SHA256\n{timestamp}\n{date}/{service}/tc3_request\n{}",
            hex::encode(Sha256::digest(canonical))
        );
        let key = [date.as_str(), service, "tc3_request"]
            .iter()
            .fold(format!("TC3{secret}").into_bytes(), |key, part| {
                mac(&key, part.as_bytes())
            });
        hex::encode(mac(&key, text.as_bytes()))
    }
}

fn mac(key: &[u8], text: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(text);
    mac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_example_is_signed_alike() {
        let signing = Signing {
            host: "cvm.tencentcloudapi.com",
            service: "cvm",
            action: "DescribeInstances",
            timestamp: 1_551_113_065,
            payload: r#"{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}"#,
        };
        assert_eq!(
            signing.signature(&"*".repeat(32)),
            "10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f"
        );
    }

    #[test]
    fn failures_are_told_apart() {
        assert_eq!(
            kind_of("FailedOperation.PhoneNumberInBlacklist"),
            SendErrorKind::Permanent
        );
        assert_eq!(
            kind_of("LimitExceeded.PhoneNumberThirtySecondLimit"),
            SendErrorKind::Transient
        );
        assert_eq!(
            kind_of("AuthFailure.SignatureFailure"),
            SendErrorKind::Misconfigured
        );
    }
}
