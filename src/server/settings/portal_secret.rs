//! The portal's own secret, and the one before it: judged here, wherever they come from.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use clap::Args;

use super::{
    Mode,
    files::{make, make_folder, sqlite_file, warn_if_open},
    secret::Secret,
};
use crate::server::env::Env;

/// What a secret must have at least, in bytes.
const SHORTEST: usize = 32;

#[derive(Args, Clone, Debug)]
pub struct SecretSettings {
    /// Keys code hashes and tokens, at least 32 bytes; in development one is made and kept beside
    /// the database
    #[arg(id = "secret", long, env = "MENHU_SECRET", hide_env_values = true)]
    current: Option<Secret>,
    /// A file that holds the secret
    #[arg(
        id = "secret-file",
        long,
        env = "MENHU_SECRET_FILE",
        conflicts_with = "secret"
    )]
    current_file: Option<PathBuf>,
    /// The secret before this one, or the next one, while nodes are rotated: it opens and verifies,
    /// and never seals
    #[arg(
        id = "secret-previous",
        long,
        env = "MENHU_SECRET_PREVIOUS",
        hide_env_values = true
    )]
    previous: Option<Secret>,
    /// A file that holds the secret before
    #[arg(
        id = "secret-previous-file",
        long,
        env = "MENHU_SECRET_PREVIOUS_FILE",
        conflicts_with = "secret-previous"
    )]
    previous_file: Option<PathBuf>,
}

/// The secrets that the keys are made from.
#[derive(Clone, Debug)]
pub struct Secrets {
    pub current: Secret,
    pub previous: Option<Secret>,
}

impl SecretSettings {
    /// The secrets: as set, from their files, or in development made once and kept beside the
    /// database.
    ///
    /// # Errors
    /// One sentence: a secret is missing or too short, or its file cannot be read or made.
    pub(super) fn read(&self, mode: Mode, database: &str, env: &Env) -> Result<Secrets, String> {
        let given = |name, itself: &Option<Secret>, file: &Option<PathBuf>| {
            Secret::given(name, itself.as_ref(), file.as_deref())?
                .map(|secret| long_enough(name, secret))
                .transpose()
        };
        let current = given("MENHU_SECRET", &self.current, &self.current_file)?;
        let previous = given("MENHU_SECRET_PREVIOUS", &self.previous, &self.previous_file)?;
        let current = match current {
            Some(secret) => secret,
            None if mode == Mode::Production => {
                return Err(
                    "In production MENHU_SECRET (or MENHU_SECRET_FILE) must be set.".into(),
                );
            }
            None => kept_beside(database, env)?,
        };
        Ok(Secrets {
            previous: previous.filter(|previous| *previous != current),
            current,
        })
    }
}

fn long_enough(name: &str, secret: Secret) -> Result<Secret, String> {
    if secret.reveal().len() < SHORTEST {
        Err(format!("{name} must have at least {SHORTEST} bytes."))
    } else {
        Ok(secret)
    }
}

/// The secret beside the database, made when there is none.
fn kept_beside(database: &str, env: &Env) -> Result<Secret, String> {
    let path = sqlite_file(database)
        .unwrap_or_else(|| PathBuf::from("data/menhu"))
        .with_extension("secret");
    let told = |error: std::io::Error| format!("the secret in {}: {error}.", path.display());
    if !path.exists() {
        make_secret(&path, env).map_err(told)?;
    }
    warn_if_open(&path);
    let held = fs::read_to_string(&path).map_err(told)?;
    long_enough(
        &format!("The secret in {}", path.display()),
        held.trim().to_owned().into(),
    )
}

/// Written whole under another name first: another process may be starting too, and must never read
/// half a secret.
fn make_secret(path: &Path, env: &Env) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        make_folder(folder)?;
    }
    let draft = path.with_extension(format!("secret.{}", env.id()));
    let mut file = make(&draft)?;
    file.write_all(hex::encode(env.bytes::<32>()).as_bytes())?;
    file.sync_all()?;
    let linked = fs::hard_link(&draft, path);
    let _ = fs::remove_file(&draft);
    match linked {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}
