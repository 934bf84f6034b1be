//! The keys made from the portal's secrets, and what is done with them: keyed hashes and sealed
//! texts.
//!
//! New hashes and sealed texts are made with the current secret. Those of the secret before are
//! known again and opened, so that nodes can be given a new secret one by one.

use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead as _, KeyInit as _, Payload},
};
use hkdf::Hkdf;
use hmac::{Hmac, Mac as _};
use sha2::{Digest as _, Sha256};

use crate::server::{
    env::Env,
    error::Fault,
    settings::{Secret, Secrets},
};

/// What a key is for. Each purpose has a key of its own, so that none can stand in for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Hashes of codes.
    Code,
    /// What a message on its way out says.
    Message,
    /// The cookie of a WeChat authorization under way.
    WechatCookie,
    /// The cookie that says which accounts have signed in from a device.
    DeviceCookie,
    /// Hashes of names that no account has.
    UnknownName,
    /// Ids of rows that are found again by what they tell of, such as a notice to a mobile.
    RowId,
    /// By what a database knows the secret it is used with.
    Fingerprint,
}

impl Purpose {
    /// What the key is derived under; a label that was in use is never given to another purpose.
    const fn label(self) -> &'static str {
        match self {
            Self::Code => "menhu code 2",
            Self::Message => "menhu message 2",
            Self::WechatCookie => "menhu wechat cookie 2",
            Self::DeviceCookie => "menhu device cookie 2",
            Self::UnknownName => "menhu unknown name 2",
            Self::RowId => "menhu row id 2",
            Self::Fingerprint => "menhu fingerprint 2",
        }
    }
}

pub struct Keys {
    current: Source,
    previous: Option<Source>,
}

const NONCE: usize = 24;

impl Keys {
    #[must_use]
    pub fn of(secrets: &Secrets) -> Self {
        Self {
            current: Source::of(&secrets.current),
            previous: secrets.previous.as_ref().map(Source::of),
        }
    }

    /// The keyed hash of the parts, by which what cannot be kept as it is can be known again.
    #[must_use]
    pub fn hash(&self, purpose: Purpose, parts: &[&str]) -> String {
        self.current.hash(purpose, parts)
    }

    /// The id of a row that is found again by what it tells of: as long as those drawn by chance.
    #[must_use]
    pub fn row_id(&self, parts: &[&str]) -> String {
        let mut id = self.hash(Purpose::RowId, parts);
        id.truncate(32);
        id
    }

    /// Whether this is the hash of the parts, made with either secret. Equality of keyed hashes
    /// tells nothing about the parts, however long the comparison takes.
    #[must_use]
    pub fn is_hash(&self, hash: &str, purpose: Purpose, parts: &[&str]) -> bool {
        self.sources().any(|source| {
            hash == source.hash(purpose, parts)
                || (purpose == Purpose::Code && hash == source.first_release.code_hash(parts))
        })
    }

    /// By what a database knows the secrets: the current one, and the one before.
    #[must_use]
    pub fn fingerprints(&self) -> (String, Option<String>) {
        let of = |source: &Source| source.hash(Purpose::Fingerprint, &[]);
        (of(&self.current), self.previous.as_ref().map(of))
    }

    /// Authenticated encryption with a random nonce in front, in hexadecimal. It opens only as the
    /// text `of` the row or request it was sealed for.
    ///
    /// # Errors
    /// Never for texts of a message's size.
    pub fn seal(&self, env: &Env, purpose: Purpose, of: &str, text: &str) -> Result<String, Fault> {
        let nonce: [u8; NONCE] = env.bytes();
        let sealed = self
            .current
            .cipher(purpose)
            .encrypt(&XNonce::from(nonce), bound(of, text.as_bytes()))
            .map_err(|_| Fault::Internal("a text could not be sealed".into()))?;
        Ok(hex::encode(nonce) + &hex::encode(sealed))
    }

    /// The text that was sealed with either secret; `None` when it was sealed with another one, for
    /// another purpose or row, or was changed.
    #[must_use]
    pub fn open(&self, purpose: Purpose, of: &str, sealed: &str) -> Option<String> {
        let bytes = hex::decode(sealed).ok()?;
        let (nonce, text) = bytes.split_first_chunk::<NONCE>()?;
        let nonce = XNonce::from(*nonce);
        let opened = self.sources().find_map(|source| {
            source
                .cipher(purpose)
                .decrypt(&nonce, bound(of, text))
                .or_else(|_| source.first_release.seal.decrypt(&nonce, text))
                .ok()
        })?;
        String::from_utf8(opened).ok()
    }

    fn sources(&self) -> impl Iterator<Item = &Source> {
        std::iter::once(&self.current).chain(&self.previous)
    }
}

const fn bound<'a>(of: &'a str, msg: &'a [u8]) -> Payload<'a, 'a> {
    Payload {
        msg,
        aad: of.as_bytes(),
    }
}

/// One secret, from which a key is derived (HKDF-SHA256) for each purpose.
struct Source {
    secret: Hkdf<Sha256>,
    first_release: FirstRelease,
}

impl Source {
    fn of(secret: &Secret) -> Self {
        let secret = secret.reveal().as_bytes();
        Self {
            secret: Hkdf::new(None, secret),
            first_release: FirstRelease::of(secret),
        }
    }

    fn key(&self, purpose: Purpose) -> [u8; 32] {
        let mut key = [0; 32];
        self.secret
            .expand(purpose.label().as_bytes(), &mut key)
            .expect("HKDF gives 32 bytes");
        key
    }

    fn hash(&self, purpose: Purpose, parts: &[&str]) -> String {
        hex::encode(keyed(&self.key(purpose), parts))
    }

    fn cipher(&self, purpose: Purpose) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.key(purpose).into())
    }
}

/// The keys of version 0.1, which derived them otherwise and bound no text to its row: what was
/// sent, or waited to be sent, when a node was updated still holds. To be removed with 0.3.
struct FirstRelease {
    codes: [u8; 32],
    seal: XChaCha20Poly1305,
}

impl FirstRelease {
    fn of(secret: &[u8]) -> Self {
        Self {
            codes: keyed(secret, &["menhu code hash 1"]),
            seal: XChaCha20Poly1305::new(&keyed(secret, &["menhu outbox seal 1"]).into()),
        }
    }

    fn code_hash(&self, parts: &[&str]) -> String {
        hex::encode(keyed(&self.codes, parts))
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

    fn keys(current: &str, previous: Option<&str>) -> Keys {
        let secret = |text: &str| Secret::from(text.to_owned());
        Keys::of(&Secrets {
            current: secret(current),
            previous: previous.map(secret),
        })
    }

    #[test]
    fn what_was_sealed_opens_with_the_same_secret_for_the_same_row_and_purpose_only() {
        let (env, ours, theirs) = (Env::system(), keys("ours", None), keys("theirs", None));
        let sealed = ours
            .seal(&env, Purpose::Message, "row 1", "code 123456")
            .expect("sealed");
        assert!(!sealed.contains("123456"));
        let open = |keys: &Keys, purpose, of| keys.open(purpose, of, &sealed);
        assert_eq!(
            open(&ours, Purpose::Message, "row 1").as_deref(),
            Some("code 123456")
        );
        assert_eq!(open(&ours, Purpose::Message, "row 2"), None);
        assert_eq!(open(&ours, Purpose::WechatCookie, "row 1"), None);
        assert_eq!(open(&theirs, Purpose::Message, "row 1"), None);
        assert_eq!(ours.open(Purpose::Message, "row 1", &sealed[2..]), None);
        assert_eq!(ours.open(Purpose::Message, "row 1", ""), None);
    }

    #[test]
    fn the_secret_before_opens_and_verifies_and_never_seals() {
        let (env, old, new, rotating) = (
            Env::system(),
            keys("old", None),
            keys("new", None),
            keys("new", Some("old")),
        );
        let seal = |keys: &Keys| {
            keys.seal(&env, Purpose::Message, "1", "text")
                .expect("sealed")
        };
        let open = |keys: &Keys, sealed: &str| keys.open(Purpose::Message, "1", sealed).is_some();
        assert!(open(&rotating, &seal(&old)) && open(&rotating, &seal(&new)));
        assert!(open(&new, &seal(&rotating)) && !open(&old, &seal(&rotating)));
        let hash = |keys: &Keys| keys.hash(Purpose::Code, &["1"]);
        assert!(rotating.is_hash(&hash(&old), Purpose::Code, &["1"]));
        assert!(!rotating.is_hash(&hash(&old), Purpose::Code, &["2"]));
        assert_eq!(hash(&rotating), hash(&new));
        assert_ne!(hash(&old), hash(&new));
    }

    #[test]
    fn each_purpose_has_a_key_of_its_own() {
        let keys = keys("ours", None);
        assert_ne!(
            keys.hash(Purpose::Code, &["1"]),
            keys.hash(Purpose::UnknownName, &["1"])
        );
    }

    /// Made by version 0.1 with this secret.
    #[test]
    fn what_the_first_release_left_still_holds() {
        let keys = keys("0123456789abcdef0123456789abcdef", None);
        let sealed = "000102030405060708090a0b0c0d0e0f1011121314151617a6854fd20296281348e7188fe1fee007c9a02705c5798643d7f369";
        assert_eq!(
            keys.open(Purpose::Message, "row", sealed).as_deref(),
            Some("code 123456")
        );
        let hash = "fe476cc2dd5cab473ff1122bf3100c88c8ce9c78f3f9287d328a8c259428da3f";
        assert!(keys.is_hash(
            hash,
            Purpose::Code,
            &["AccountReg", "+8613800138000", "", "123456"]
        ));
        assert!(!keys.is_hash(
            hash,
            Purpose::UnknownName,
            &["AccountReg", "+8613800138000", "", "123456"]
        ));
    }

    #[test]
    fn parts_do_not_run_together() {
        let keys = keys("ours", None);
        assert_ne!(
            keys.hash(Purpose::Code, &["ab", "c"]),
            keys.hash(Purpose::Code, &["a", "bc"])
        );
    }
}
