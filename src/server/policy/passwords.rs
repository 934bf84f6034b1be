//! Passwords: what a new one must be, how strong, and hashing behind as many permits as there are
//! cores.

use std::{
    sync::{Arc, Mutex, PoisonError},
    thread::available_parallelism,
    time::Duration,
};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit},
    task::spawn_blocking,
    time::timeout,
};
use zxcvbn::{Score, zxcvbn};

use crate::{
    server::{
        crypto::argon::{self, Memory, Verdict},
        env::Env,
        error::Fault,
    },
    values::{
        Problem, company::CompanyName, email::Email, folded, mobile::Mobile, password::Password,
    },
};

/// How long a hash or an estimate may wait for its turn before the request is told to come back
/// later.
pub const TIMEOUT: Duration = Duration::from_secs(2);
/// How long a login may wait to be let in at all.
const ADMISSION_TIMEOUT: Duration = Duration::from_secs(1);
/// Logins in progress at once for each core: as many as are worked through in half a second or so.
const ADMITTED_PER_CORE: usize = 16;

/// Shorter parts of one's own data are too common to be forbidden in a password.
const TELLING: usize = 4;

/// A password that may become an account's: long enough, strong enough, and holding none of the
/// account's own data.
#[derive(Clone, Debug)]
pub struct NewPassword(Password);

/// Estimates how hard passwords are to guess, by zxcvbn. What that costs grows with the square of
/// a password's length and with each sign that may stand for a letter, so it looks at no more than
/// the first [`StrengthMeter::LOOKED_AT`] characters, off the workers, a few at a time: whoever
/// asks for a thousand estimates makes others wait for theirs, not for their pages.
pub struct StrengthMeter {
    permits: Arc<Semaphore>,
}

impl Default for StrengthMeter {
    fn default() -> Self {
        let cores = available_parallelism().map_or(2, usize::from);
        Self {
            permits: Arc::new(Semaphore::new((cores / 2).max(1))),
        }
    }
}

impl StrengthMeter {
    /// Characters. What is strong is strong by then; a weak beginning does not become a strong
    /// password by repeating it.
    const LOOKED_AT: usize = 40;

    /// 0 to 4. A password too short to be taken scores 1 at most.
    ///
    /// # Errors
    /// [`Fault::Busy`] when no permit came in time.
    pub async fn score(&self, password: &Password) -> Result<u8, Fault> {
        let score = u8::from(self.estimate(password, Vec::new()).await?);
        Ok(if password.as_str().chars().count() < Password::MIN {
            score.min(1)
        } else {
            score
        })
    }

    /// `own` is what whoever knows the person would try first.
    async fn estimate(&self, password: &Password, own: Vec<String>) -> Result<Score, Fault> {
        let permit = permit(&self.permits).await?;
        let looked_at: String = password.as_str().chars().take(Self::LOOKED_AT).collect();
        spawn_blocking(move || {
            let own: Vec<&str> = own.iter().map(String::as_str).collect();
            let score = zxcvbn(&looked_at, &own).score();
            drop(permit);
            score
        })
        .await
        .map_err(|error| Fault::Internal(format!("estimating a password: {error}")))
    }
}

/// A permit, which goes with the work and not with the request: a caller that hangs up frees
/// nothing early.
async fn permit(permits: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, Fault> {
    timeout(TIMEOUT, Arc::clone(permits).acquire_owned())
        .await
        .map_err(|_| Fault::Busy)?
        .map_err(|_| Fault::Busy)
}

/// What must not be part of the account's password.
#[derive(Clone, Copy, Default)]
pub struct Personal<'a> {
    pub mobile: Option<&'a Mobile>,
    pub email: Option<&'a Email>,
    pub company: Option<&'a CompanyName>,
}

impl NewPassword {
    /// Judges a password for an account with this data: what costs nothing first. The inner error
    /// is the password's: the rules of [`Password`], [`Problem::Personal`], and [`Problem::Weak`]
    /// when zxcvbn scores it below 3.
    ///
    /// # Errors
    /// [`Fault::Busy`] when too many are judged at once.
    pub async fn judge(
        meter: &StrengthMeter,
        raw: &str,
        personal: Personal<'_>,
    ) -> Result<Result<Self, Problem>, Fault> {
        let (password, own) = match Self::looks_right(raw, personal) {
            Ok(right) => right,
            Err(problem) => return Ok(Err(problem)),
        };
        let score = meter.estimate(&password, own).await?;
        Ok(if score < Score::Three {
            Err(Problem::Weak)
        } else {
            Ok(Self(password))
        })
    }

    /// The password, and what of the person's own data it must not be built from.
    fn looks_right(raw: &str, personal: Personal) -> Result<(Password, Vec<String>), Problem> {
        let password = Password::chosen(raw)?;
        let own = [
            personal.mobile.map(|mobile| mobile.digits().to_owned()),
            personal.email.map(|email| folded(email.local())),
            personal.company.map(|company| folded(company.as_str())),
        ];
        let own: Vec<String> = own
            .into_iter()
            .flatten()
            .filter(|part| part.chars().count() >= TELLING)
            .collect();
        let plain = folded(password.as_str());
        if own.iter().any(|part| plain.contains(part)) {
            return Err(Problem::Personal);
        }
        Ok((password, own))
    }
}

impl NewPassword {
    /// Whether it is this very password.
    #[must_use]
    pub fn is(&self, other: &Password) -> bool {
        self.0 == *other
    }
}

pub struct Hasher {
    permits: Arc<Semaphore>,
    /// One for each permit that is not in use.
    memories: Arc<Mutex<Vec<Memory>>>,
    /// Logins in progress: whoever is admitted will soon be judged, and whoever is not is told so
    /// at once instead of waiting for one permit after the other.
    admission: Arc<Semaphore>,
    /// Compared with when there is no account, so that an unknown name takes as long as a wrong
    /// password.
    dummy: String,
}

impl Hasher {
    /// # Errors
    /// Never with the parameters above.
    pub fn new(env: &Env) -> Result<Self, Fault> {
        let cores = available_parallelism().map_or(2, usize::from);
        let (permits, admission) = (
            Semaphore::new(cores),
            Semaphore::new(cores * ADMITTED_PER_CORE),
        );
        let mut memory = Memory::default();
        let dummy = argon::hash(b"no account has this password", &env.bytes(), &mut memory)?;
        let memories = Arc::new(Mutex::new(vec![memory]));
        Ok(Self {
            permits: Arc::new(permits),
            memories,
            admission: Arc::new(admission),
            dummy,
        })
    }

    /// Admits a login; the permit is kept until the password has been judged.
    ///
    /// # Errors
    /// [`Fault::Busy`] when none became free in time.
    pub async fn admit(&self) -> Result<SemaphorePermit<'_>, Fault> {
        timeout(ADMISSION_TIMEOUT, self.admission.acquire())
            .await
            .map_err(|_| Fault::Busy)?
            .map_err(|_| Fault::Busy)
    }

    /// The PHC string to store for a new password.
    ///
    /// # Errors
    /// [`Fault::Busy`] when no permit came in time.
    pub async fn hash(&self, env: &Env, password: &NewPassword) -> Result<String, Fault> {
        let (password, salt) = (password.0.clone(), env.bytes());
        self.run(move |memory| argon::hash(password.as_str().as_bytes(), &salt, memory))
            .await?
    }

    /// Compares with the stored hash, or with nobody's, in the same time.
    ///
    /// # Errors
    /// [`Fault::Busy`] when no permit came in time; a stored hash that cannot be read.
    pub async fn verify(
        &self,
        password: &Password,
        stored: Option<&str>,
    ) -> Result<Verdict, Fault> {
        let (password, known) = (password.clone(), stored.is_some());
        let phc = stored.unwrap_or(&self.dummy).to_owned();
        let verdict = self
            .run(move |memory| argon::verify(password.as_str().as_bytes(), &phc, memory))
            .await??;
        Ok(Verdict {
            right: verdict.right && known,
            ..verdict
        })
    }

    /// The same password under today's parameters.
    ///
    /// # Errors
    /// [`Fault::Busy`] when no permit came in time.
    pub async fn rehash(&self, env: &Env, password: &Password) -> Result<String, Fault> {
        self.hash(env, &NewPassword(password.clone())).await
    }

    /// Runs one hash on a blocking thread.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Memory) -> T + Send + 'static,
    ) -> Result<T, Fault> {
        let permit = permit(&self.permits).await?;
        let memories = Arc::clone(&self.memories);
        spawn_blocking(move || {
            let of_ours = || memories.lock().unwrap_or_else(PoisonError::into_inner);
            let mut memory = of_ours().pop().unwrap_or_default();
            let done = work(&mut memory);
            of_ours().push(memory);
            drop(permit);
            done
        })
        .await
        .map_err(|error| Fault::Internal(format!("hashing: {error}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_new_password_is_strong_and_holds_nothing_of_ones_own() {
        let (mobile, email, company) = (
            "13800138000".parse().expect("mobile"),
            "zhangsan@example.cn".parse().expect("email"),
            "Menhu Technology".parse().expect("company"),
        );
        let personal = Personal {
            mobile: Some(&mobile),
            email: Some(&email),
            company: Some(&company),
        };
        let meter = StrengthMeter::default();
        let judge = async |password: &str| {
            let judged = NewPassword::judge(&meter, password, personal).await;
            judged.expect("a permit").map(|_| ())
        };
        assert_eq!(judge("correct horse battery").await, Ok(()));
        assert_eq!(judge("天地玄黄宇宙洪荒日月盈昃").await, Ok(()));
        assert_eq!(judge("password1").await, Err(Problem::Weak));
        assert_eq!(judge("aaaaaaaaaaaa").await, Err(Problem::Weak));
        assert_eq!(judge("x!13800138000!q").await, Err(Problem::Personal));
        assert_eq!(judge("my ZhangSan 7 walks").await, Err(Problem::Personal));
        assert_eq!(
            judge("menhu technology rocks").await,
            Err(Problem::Personal)
        );
        assert_eq!(
            judge("Ｍｅｎｈｕ technology rocks").await,
            Err(Problem::Personal)
        );
        assert_eq!(judge("short").await, Err(Problem::TooShort));
    }

    #[tokio::test]
    async fn three_letters_of_ones_own_are_too_common_to_be_forbidden_and_four_are_not() {
        let meter = StrengthMeter::default();
        for (address, judged) in [
            ("ann@example.cn", Ok(())),
            ("anna@example.cn", Err(Problem::Personal)),
        ] {
            let email = address.parse().expect("email");
            let personal = Personal {
                email: Some(&email),
                ..Personal::default()
            };
            let new = NewPassword::judge(&meter, "savanna staple orchard", personal).await;
            assert_eq!(new.expect("a permit").map(|_| ()), judged, "{address}");
        }
    }

    #[tokio::test]
    async fn a_score_of_three_is_enough_and_what_is_too_short_scores_one_at_most() {
        let meter = StrengthMeter::default();
        let score = async |password: &str| {
            let password = password.parse().expect("a password");
            meter.score(&password).await.expect("a permit")
        };
        assert_eq!(score("hxkqwz7").await, 1, "seven characters");
        assert_eq!(score("hxkqwz7p").await, 2, "eight");
        assert_eq!(score("maple rivets").await, 3);
        let new = NewPassword::judge(&meter, "maple rivets", Personal::default()).await;
        assert!(new.expect("a permit").is_ok());
    }

    #[tokio::test]
    async fn hashes_are_argon2id_at_policy_with_their_own_salt() {
        let env = Env::system();
        let hasher = Hasher::new(&env).expect("a hasher");
        let password = NewPassword("correct horse battery".parse().expect("a password"));
        let (one, two) = (
            hasher.hash(&env, &password).await.expect("hashed"),
            hasher.hash(&env, &password).await.expect("hashed"),
        );
        assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{one}");
        assert_ne!(one, two);
        let verdict = hasher
            .verify(&password.0, Some(&one))
            .await
            .expect("compared");
        assert!(verdict.right && !verdict.outdated);
        let weak = "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$vYSzmXTyMjKVlyRM4vQjSsXMHgsSn6TNB5ykDIdbQ8g";
        assert!(
            hasher
                .verify(&password.0, Some(weak))
                .await
                .expect("compared")
                .outdated
        );
        assert!(
            !hasher
                .verify(&password.0, None)
                .await
                .expect("compared")
                .right
        );
    }
}
