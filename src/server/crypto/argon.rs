//! argon2id. Hashes are computed by `argon2-rust`, which uses what vector instructions the processor
//! has (and none where it has none): a guesser's machine does so too, and a server that hashes at
//! half its speed can afford half the work. Hashes are read and written by `argon2`, which is also
//! what the tests hold the computed ones against.
//!
//! Each hash needs 19 MiB. They are kept: an allocator that is asked for them again and again on
//! ever other threads ends up holding many times as much.

use argon2::{
    ARGON2ID_IDENT, Algorithm, Params, Version,
    password_hash::phc::{Output, ParamsString, PasswordHash, Salt},
};
use argon2_rust as fast;

use crate::server::error::Fault;

/// What one hash fills; kept from one to the next. It begins empty and grows to what the parameters
/// ask for.
#[derive(Default)]
pub struct Memory(Option<fast::Hasher>);

/// m=19456 KiB, t=2, p=1: OWASP's second choice, half the memory of the first at the same strength.
fn policy() -> Params {
    Params::new(19_456, 2, 1, None).expect("these parameters are allowed")
}

/// What comparing a password with a stored hash said.
#[derive(Clone, Copy, Debug)]
pub struct Verdict {
    pub right: bool,
    /// The stored hash was made with other parameters than today's.
    pub outdated: bool,
}

/// The PHC string of a password, with this salt.
///
/// # Errors
/// Never with the parameters above.
pub fn hash(password: &[u8], salt: &[u8; 16], memory: &mut Memory) -> Result<String, Fault> {
    let output = compute(
        Algorithm::Argon2id,
        Version::V0x13,
        &policy(),
        password,
        salt,
        memory,
    )?;
    let phc = PasswordHash {
        algorithm: ARGON2ID_IDENT,
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(policy()).map_err(fault)?,
        salt: Some(Salt::new(salt).map_err(fault)?),
        hash: Some(output),
    };
    Ok(phc.to_string())
}

/// Compares in constant time.
///
/// # Errors
/// The stored hash cannot be read.
pub fn verify(password: &[u8], phc: &str, memory: &mut Memory) -> Result<Verdict, Fault> {
    let stored = PasswordHash::new(phc).map_err(fault)?;
    let (Some(salt), Some(wanted)) = (&stored.salt, &stored.hash) else {
        return Err(fault("it has no salt or no hash"));
    };
    let algorithm = Algorithm::new(stored.algorithm).map_err(fault)?;
    let version = stored
        .version
        .map(Version::try_from)
        .transpose()
        .map_err(fault)?
        // A string from before versions were named in it, as the reference reads it.
        .unwrap_or(Version::V0x10);
    let params = Params::try_from(&stored).map_err(fault)?;
    let output = compute(algorithm, version, &params, password, salt, memory)?;
    let today = ParamsString::try_from(policy()).map_err(fault)?;
    Ok(Verdict {
        right: output == *wanted,
        outdated: stored.algorithm != ARGON2ID_IDENT || stored.params != today,
    })
}

fn compute(
    algorithm: Algorithm,
    version: Version,
    params: &Params,
    password: &[u8],
    salt: &[u8],
    Memory(kept): &mut Memory,
) -> Result<Output, Fault> {
    let length = params.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN);
    let algorithm = match algorithm {
        Algorithm::Argon2d => fast::Algorithm::Argon2d,
        Algorithm::Argon2i => fast::Algorithm::Argon2i,
        Algorithm::Argon2id => fast::Algorithm::Argon2id,
    };
    let version = match version {
        Version::V0x10 => fast::Version::V0x10,
        Version::V0x13 => fast::Version::V0x13,
    };
    let params = fast::Params::builder()
        .memory(fast::params::Memory::kib(params.m_cost().into()))
        .passes(params.t_cost())
        .lanes(params.p_cost())
        // All on the thread that has a permit to hash.
        .threads(1)
        .tag_len(fast::params::TagLen::bytes(length as u64))
        .build()
        .map_err(fault)?;
    let argon = fast::Argon2::new(algorithm, version, params);
    let hasher = kept.get_or_insert_with(|| argon.hasher());
    hasher.set_argon2(argon);
    let mut output = [0; Output::MAX_LENGTH];
    let output = output
        .get_mut(..length)
        .ok_or_else(|| fault("its output is too long"))?;
    hasher.hash_into(password, salt, output).map_err(fault)?;
    Output::new(output).map_err(fault)
}

fn fault(error: impl std::fmt::Display) -> Fault {
    Fault::Internal(format!("a password hash: {error}"))
}

#[cfg(test)]
mod tests {
    use argon2::{Argon2, PasswordHasher as _, PasswordVerifier as _};
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_hash_is_read_by_any_other_program() {
        let (mut memory, salt) = (Memory::default(), *b"0123456789abcdef");
        let theirs = Argon2::new(Algorithm::Argon2id, Version::V0x13, policy());
        let ours = hash(b"correct horse battery", &salt, &mut memory).expect("hashed");
        assert_eq!(
            ours,
            theirs
                .hash_password_with_salt(b"correct horse battery", &salt)
                .expect("hashed")
                .to_string()
        );
        assert!(
            theirs
                .verify_password(b"correct horse battery", ours.as_str())
                .is_ok()
        );
        // Memory that was used before changes nothing.
        assert_eq!(
            ours,
            hash(b"correct horse battery", &salt, &mut memory).expect("hashed")
        );
        let judge = |password: &[u8], memory: &mut Memory| {
            verify(password, &ours, memory).expect("compared").right
        };
        assert!(
            judge(b"correct horse battery", &mut memory)
                && !judge(b"correct horse batterz", &mut memory)
        );
        for none in [
            "",
            "$argon2id$",
            "$argon2id$v=19$m=19456,t=2,p=1",
            "$bcrypt$v=19$m=1,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2g",
        ] {
            assert!(verify(b"any", none, &mut memory).is_err(), "{none}");
        }
    }

    /// Of the reference implementation (`test.c`).
    #[test]
    fn it_computes_what_the_reference_does() {
        for (phc, password) in [
            (
                "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$\
                 CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "password",
            ),
            (
                "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$\
                 bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc",
                "password",
            ),
            (
                "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$\
                 C4TWUs9rDEvq7w3+J4umqA32aWKB1+DSiRuBfYxFj94",
                "differentpassword",
            ),
            (
                "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$\
                 iekCn0Y3spW+sCcFanM2xBT63UP2sghkUoHLIUpWRS8",
                "password",
            ),
            (
                "$argon2i$m=65536,t=2,p=1$c29tZXNhbHQ\
                 $9sTbSlTio3Biev89thdrlKKiCaYsjjYVJxGAL3swxpQ",
                "password",
            ),
        ] {
            let verdict = verify(password.as_bytes(), phc, &mut Memory::default());
            let verdict = verdict.expect("compared");
            assert!(verdict.right && verdict.outdated, "{phc}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Two programs that were written apart from each other do not make the same mistake. The
        /// memory is one that greater and smaller hashes have been in.
        #[test]
        fn both_libraries_agree(
            cases in prop::collection::vec((
                prop::collection::vec(any::<u8>(), 0..200),
                prop::collection::vec(any::<u8>(), 8..48),
                (0u32..3, any::<bool>(), 1u32..4, 8u32..200, 1u32..4, 10usize..=64),
            ), 1..6),
        ) {
            let mut memory = Memory::default();
            for (password, salt, (kind, is_new, lanes, blocks, passes, length)) in cases {
                let algorithm =
                    [Algorithm::Argon2d, Algorithm::Argon2i, Algorithm::Argon2id][kind as usize];
                let version = if is_new { Version::V0x13 } else { Version::V0x10 };
                let params = Params::new(blocks.max(8 * lanes), passes, lanes, Some(length))
                    .expect("allowed");
                let mut theirs = vec![0; length];
                Argon2::new(algorithm, version, params.clone())
                    .hash_password_into(&password, &salt, &mut theirs)
                    .expect("hashed");
                let ours = compute(algorithm, version, &params, &password, &salt, &mut memory)
                    .expect("hashed");
                prop_assert_eq!(ours.as_bytes(), &theirs[..]);
            }
        }
    }
}
