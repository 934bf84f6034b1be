//! Files that hold what is nobody else's business: made for their owner alone, and told of when
//! others may read them.

use std::{
    fs::{self, File, OpenOptions},
    io,
    path::{Path, PathBuf},
};

/// The file of a SQLite address; none for another database, and for one in memory.
#[must_use]
pub fn sqlite_file(url: &str) -> Option<PathBuf> {
    let (path, _) = split(url)?;
    let path = percent_encoding::percent_decode_str(path)
        .decode_utf8()
        .ok()?;
    (!path.is_empty() && path != ":memory:").then(|| PathBuf::from(path.as_ref()))
}

/// Makes the folder of a database, and its file where the address asks for one to be made, before
/// SQLite would make it readable for everybody; its `-wal` and `-shm` take after it.
///
/// # Errors
/// The folder or the file cannot be made.
pub fn prepare(url: &str) -> io::Result<()> {
    let Some(file) = sqlite_file(url) else {
        return Ok(());
    };
    if let Some(folder) = file.parent() {
        make_folder(folder)?;
        warn_if_open(folder);
    }
    let asked_for = split(url).is_some_and(|(_, options)| {
        options.is_empty() || options.split('&').any(|option| option == "mode=rwc")
    });
    if asked_for && !file.exists() {
        match make(&file) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
    }
    for ending in ["", "-wal", "-shm"] {
        let mut name = file.clone().into_os_string();
        name.push(ending);
        warn_if_open(Path::new(&name));
    }
    Ok(())
}

/// Path and options of a SQLite address.
fn split(url: &str) -> Option<(&str, &str)> {
    let rest = url.strip_prefix("sqlite:")?.trim_start_matches("//");
    Some(rest.split_once('?').unwrap_or((rest, "")))
}

/// Makes the folder, and those above it that are missing, for their owner alone.
///
/// # Errors
/// It cannot be made.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

/// Makes a file for its owner alone.
///
/// # Errors
/// It is there already, or cannot be made.
pub fn make(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.write(true).create_new(true).open(path)
}

/// Says so when everybody on this machine may read or write what is at `path`. Not closed by
/// itself: somebody may have opened it on purpose.
pub fn warn_if_open(path: &Path) {
    #[cfg(unix)]
    if let Ok(found) = fs::metadata(path) {
        let mode = std::os::unix::fs::PermissionsExt::mode(&found.permissions());
        if mode & 0o006 != 0 {
            let path = path.display();
            tracing::warn!(%path, "everybody on this machine may read or write this");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_an_address() {
        for (url, file) in [
            ("sqlite://data/menhu.db", Some("data/menhu.db")),
            ("sqlite:data/menhu.db?mode=ro", Some("data/menhu.db")),
            (
                "sqlite:///srv/my%20data/menhu.db",
                Some("/srv/my data/menhu.db"),
            ),
            ("sqlite::memory:", None),
            ("sqlite://:memory:", None),
            ("sqlite:", None),
            ("postgres://menhu@db/menhu", None),
        ] {
            assert_eq!(sqlite_file(url), file.map(PathBuf::from), "{url}");
        }
    }
}
