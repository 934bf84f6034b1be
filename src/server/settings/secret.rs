//! Secrets: never shown, and given either as they are or in a file.

use std::{convert::Infallible, fmt, fs, path::Path, str::FromStr};

/// A text that `Debug` does not show.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The secret as it is, or the one that the file holds; `name` is the setting's.
    ///
    /// # Errors
    /// One sentence: the file cannot be read, or holds nothing.
    pub fn given(
        name: &str,
        itself: Option<&Self>,
        file: Option<&Path>,
    ) -> Result<Option<Self>, String> {
        let Some(path) = file else {
            return Ok(itself.filter(|secret| !secret.0.is_empty()).cloned());
        };
        let held = fs::read_to_string(path)
            .map_err(|error| format!("{name}_FILE: {} cannot be read: {error}.", path.display()))?;
        match held.trim() {
            "" => Err(format!("{name}_FILE: {} holds nothing.", path.display())),
            held => Ok(Some(Self(held.to_owned()))),
        }
    }

    /// The same, where there must be one.
    ///
    /// # Errors
    /// One sentence naming the setting to set.
    pub fn needed(name: &str, itself: Option<&Self>, file: Option<&Path>) -> Result<Self, String> {
        Self::given(name, itself, file)?
            .ok_or_else(|| format!("{name} (or {name}_FILE) must be set."))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("…")
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl FromStr for Secret {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}
