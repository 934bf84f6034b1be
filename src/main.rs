//! The program; all of it is in `cli`.

/// Three tenths of what a page takes is memory that comes and goes: this one is quick at it, and
/// gives back what a storm of logins took.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    menhu::cli::run()
}
