//! The keys made from the portal's one secret, and what is done with them: keyed hashes and sealed
//! texts.

use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead as _, KeyInit as _},
};
use hmac::{Hmac, Mac as _};
use sha2::{Digest as _, Sha256};

use crate::server::{env::Env, error::Fault, settings::Secret};

/// One key for each purpose, derived with HMAC-SHA256 from the secret, so that none can stand in
/// for another.
pub struct Keys {
    codes: [u8; 32],
    seal: XChaCha20Poly1305,
}

const NONCE: usize = 24;

impl Keys {
    #[must_use]
    pub fn of(secret: &Secret) -> Self {
        let derive = |purpose: &str| keyed(secret.reveal().as_bytes(), &[purpose]);
        Self {
            codes: derive("menhu code hash 1"),
            seal: XChaCha20Poly1305::new(&derive("menhu outbox seal 1").into()),
        }
    }

    /// The keyed hash under which a code is stored; what it belongs to is part of it.
    #[must_use]
    pub fn code_hash(&self, parts: &[&str]) -> String {
        hex::encode(keyed(&self.codes, parts))
    }

    /// Authenticated encryption with a random nonce in front, in hexadecimal.
    ///
    /// # Errors
    /// Never for texts of a message's size.
    pub fn seal(&self, env: &Env, text: &str) -> Result<String, Fault> {
        let nonce: [u8; NONCE] = env.bytes();
        let sealed = self
            .seal
            .encrypt(&XNonce::from(nonce), text.as_bytes())
            .map_err(|_| Fault::Internal("a message could not be sealed".into()))?;
        Ok(hex::encode(nonce) + &hex::encode(sealed))
    }

    /// The text that was sealed with these keys.
    ///
    /// # Errors
    /// It was sealed with another secret, or changed.
    pub fn open(&self, sealed: &str) -> Result<String, Fault> {
        let broken = || Fault::Internal("a sealed message does not open with this secret".into());
        let bytes = hex::decode(sealed).map_err(|_| broken())?;
        let (nonce, text) = bytes.split_first_chunk::<NONCE>().ok_or_else(broken)?;
        let text = self
            .seal
            .decrypt(&XNonce::from(*nonce), text)
            .map_err(|_| broken())?;
        String::from_utf8(text).map_err(|_| broken())
    }
}

/// The hash under which a random token of 128 bits or more is stored; nothing about it can be
/// guessed, so it needs no key.
#[must_use]
pub fn token_hash(token: &[u8]) -> String {
    hex::encode(Sha256::digest(token))
}

/// HMAC-SHA256 over the parts, each behind its length, so that no two lists of parts run together.
fn keyed(key: &[u8], parts: &[&str]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    for part in parts {
        mac.update(&(part.len() as u64).to_le_bytes());
        mac.update(part.as_bytes());
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(secret: &str) -> Keys {
        Keys::of(&secret.parse().expect("a secret"))
    }

    #[test]
    fn what_was_sealed_opens_with_the_same_secret_only() {
        let (env, ours, theirs) = (Env::system(), keys("ours"), keys("theirs"));
        let sealed = ours.seal(&env, "code 123456").expect("sealed");
        assert!(!sealed.contains("123456"));
        assert_eq!(ours.open(&sealed).expect("opens"), "code 123456");
        assert!(theirs.open(&sealed).is_err());
        assert!(ours.open(&sealed[2..]).is_err());
        assert!(ours.open("").is_err());
    }

    #[test]
    fn parts_do_not_run_together() {
        let keys = keys("ours");
        assert_ne!(keys.code_hash(&["ab", "c"]), keys.code_hash(&["a", "bc"]));
    }
}
