//! argon2id into memory that is kept: each hash needs 19 MiB, and an allocator that is asked for
//! them again and again on ever other threads ends up holding many times as much.

use argon2::{
    ARGON2ID_IDENT, Algorithm, Argon2, Block, Params, Version,
    password_hash::phc::{Output, ParamsString, PasswordHash, Salt},
};

use crate::server::error::Fault;

/// What one hash fills; kept from one to the next. It begins empty and grows to what the parameters
/// ask for.
pub type Memory = Vec<Block>;

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
    let output = fill(
        &Argon2::new(Algorithm::Argon2id, Version::V0x13, policy()),
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
        .unwrap_or_default();
    let output = fill(
        &Argon2::new(
            algorithm,
            version,
            Params::try_from(&stored).map_err(fault)?,
        ),
        password,
        salt,
        memory,
    )?;
    let today = ParamsString::try_from(policy()).map_err(fault)?;
    Ok(Verdict {
        right: output == *wanted,
        outdated: stored.algorithm != ARGON2ID_IDENT || stored.params != today,
    })
}

fn fill(
    argon: &Argon2,
    password: &[u8],
    salt: &[u8],
    memory: &mut Memory,
) -> Result<Output, Fault> {
    let blocks = argon.params().block_count();
    if memory.len() < blocks {
        memory.resize(blocks, Block::default());
    }
    let length = argon
        .params()
        .output_len()
        .unwrap_or(Params::DEFAULT_OUTPUT_LEN);
    let mut output = [0; Output::MAX_LENGTH];
    let output = output
        .get_mut(..length)
        .ok_or_else(|| fault("its output is too long"))?;
    argon
        .hash_password_into_with_memory(password, salt, output, &mut memory[..])
        .map_err(fault)?;
    Output::new(output).map_err(fault)
}

fn fault(error: impl std::fmt::Display) -> Fault {
    Fault::Internal(format!("a password hash: {error}"))
}

#[cfg(test)]
mod tests {
    use argon2::{PasswordHasher as _, PasswordVerifier as _};

    use super::*;

    /// The library's own way, for which memory is new each time.
    #[test]
    fn it_is_the_library_s_hash() {
        let (mut memory, salt) = (Memory::new(), *b"0123456789abcdef");
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
}
