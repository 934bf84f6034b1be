//! The program; all of it is in `cli`.

fn main() -> std::process::ExitCode {
    menhu::cli::run()
}
