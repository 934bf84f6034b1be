//! The program; all of it is in `boot::command`. Empty without `ssr`, since the browser's build has no program.

#[cfg(feature = "ssr")]
fn main() -> std::process::ExitCode {
    menhu::boot::command::run()
}

#[cfg(not(feature = "ssr"))]
fn main() {}
