//! The cloud providers' half of a call: whether it is signed as they ask for, computed anew from
//! what arrived, and what it says.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use time::{OffsetDateTime, macros::format_description};

use super::Asked;

pub const ALIYUN_SECRET: &str = "the canary of Alibaba Cloud";
pub const TENCENT_SECRET: &str = "the canary of Tencent Cloud";

fn sha256(text: &[u8]) -> String {
    hex::encode(Sha256::digest(text))
}

/// RFC 2104, by hand: the product uses a crate for it.
fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    let mut block = [0; 64];
    if key.len() > block.len() {
        block[..32].copy_from_slice(&Sha256::digest(key));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    let [inner, outer] = [0x36_u8, 0x5c].map(|pad| block.map(|byte| byte ^ pad));
    let digest = Sha256::digest([&inner[..], text.as_bytes()].concat());
    Sha256::digest([&outer[..], &digest[..]].concat()).to_vec()
}

/// RFC 3986, by hand.
fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}

/// `Credential`, `SignedHeaders` and `Signature` of the authorization.
fn authorization<'a>(asked: &'a Asked, scheme: &str) -> Option<[&'a str; 3]> {
    let mut parts = asked
        .header("authorization")
        .strip_prefix(scheme)?
        .split(',')
        .map(str::trim);
    let mut next = |name: &str| parts.next()?.strip_prefix(name)?.strip_prefix('=');
    Some([
        next("Credential")?,
        next("SignedHeaders")?,
        next("Signature")?,
    ])
}

/// The headers that were signed, as they are signed.
fn signed_lines(asked: &Asked, names: &str) -> String {
    names.split(';').fold(String::new(), |lines, name| {
        lines + name + ":" + asked.header(name).trim() + "\n"
    })
}

/// What is asked of Alibaba Cloud, with its action as `Action`; or the answer to who cannot sign.
pub fn aliyun(asked: &Asked) -> Result<BTreeMap<String, String>, Value> {
    let complain =
        |why: &str| json!({"Code": "SignatureDoesNotMatch", "Message": why, "RequestId": why});
    let [credential, names, signature] =
        authorization(asked, "ACS3-HMAC-SHA256 ").ok_or_else(|| complain("no authorization"))?;
    let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let mut said: BTreeMap<String, String> = asked
        .query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (decoded(name), decoded(value)))
        .collect();
    let query = said
        .iter()
        .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
        .collect::<Vec<_>>()
        .join("&");
    let body = sha256(asked.body.as_bytes());
    let text = format!(
        "{}\n{}\n{query}\n{}\n{names}\n{body}",
        asked.method,
        asked.path,
        signed_lines(asked, names)
    );
    let right = hex::encode(hmac(
        ALIYUN_SECRET.as_bytes(),
        &format!("ACS3-HMAC-SHA256\n{}", sha256(text.as_bytes())),
    ));
    let must = [
        "host",
        "x-acs-action",
        "x-acs-content-sha256",
        "x-acs-date",
        "x-acs-signature-nonce",
        "x-acs-version",
    ];
    for (wrong, why) in [
        (credential != "key-id", "the key"),
        (signature != right, "the signature"),
        (names.split(';').ne(must), "the signed headers"),
        (asked.header("x-acs-content-sha256") != body, "the body"),
        (asked.header("x-acs-version") != "2017-05-25", "the version"),
        (
            asked.header("x-acs-signature-nonce").len() < 16,
            "the nonce",
        ),
    ] {
        if wrong {
            return Err(complain(why));
        }
    }
    said.insert("Action".into(), asked.header("x-acs-action").to_owned());
    Ok(said)
}

/// What is asked of Tencent Cloud; or the answer to who cannot sign.
pub fn tencent(asked: &Asked) -> Result<Value, Value> {
    let complain = |why: &str| json!({"Response": {"Error": {"Code": "AuthFailure.SignatureFailure", "Message": why}, "RequestId": why}});
    let [credential, names, signature] =
        authorization(asked, "TC3-HMAC-SHA256 ").ok_or_else(|| complain("no authorization"))?;
    let timestamp = asked.header("x-tc-timestamp");
    let moment = timestamp
        .parse()
        .ok()
        .and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok())
        .ok_or_else(|| complain("the timestamp"))?;
    let date = moment
        .format(format_description!("[year]-[month]-[day]"))
        .expect("a date");
    let text = format!(
        "{}\n{}\n{}\n{}\n{names}\n{}",
        asked.method,
        asked.path,
        asked.query,
        signed_lines(asked, names).to_lowercase(),
        sha256(asked.body.as_bytes())
    );
    let text = format!(
        "TC3-HMAC-SHA256\n{timestamp}\n{date}/sms/tc3_request\n{}",
        sha256(text.as_bytes())
    );
    let day = hmac(format!("TC3{TENCENT_SECRET}").as_bytes(), &date);
    let right = hex::encode(hmac(&hmac(&hmac(&day, "sms"), "tc3_request"), &text));
    for (wrong, why) in [
        (
            credential != format!("secret-id/{date}/sms/tc3_request"),
            "the credential",
        ),
        (signature != right, "the signature"),
        (
            !["content-type", "host"]
                .iter()
                .all(|must| names.split(';').any(|name| name == *must)),
            "the signed headers",
        ),
        (
            !asked.header("content-type").starts_with("application/json"),
            "the type",
        ),
        (asked.header("x-tc-action") != "SendSms", "the action"),
        (asked.header("x-tc-version") != "2021-01-11", "the version"),
        (asked.header("x-tc-region") != "ap-guangzhou", "the region"),
    ] {
        if wrong {
            return Err(complain(why));
        }
    }
    Ok(asked.json())
}
