//! Who works at the command line.

use clap::Args;

use crate::server::policy::operator::Operator;

#[derive(Args)]
pub struct OperatorArgs {
    /// Who does this, for the audit; the shell's login name, unless given
    #[arg(id = "who", long = "operator", global = true, value_name = "NAME")]
    name: Option<String>,
}

impl OperatorArgs {
    /// By the name that was given, or that of the shell: whoever became somebody else by sudo is
    /// still themselves.
    pub fn operator(&self) -> Operator {
        let shell = ["SUDO_USER", "LOGNAME", "USER"]
            .into_iter()
            .find_map(|name| {
                std::env::var(name)
                    .ok()
                    .filter(|name| !name.trim().is_empty())
            });
        let given = self.name.clone().filter(|name| !name.trim().is_empty());
        Operator::named(&given.or(shell).unwrap_or_else(by_number))
    }
}

/// The number of the user that the process runs as, where its environment tells no name.
fn by_number() -> String {
    #[cfg(unix)]
    if let Ok(own) = std::fs::metadata("/proc/self") {
        return format!("uid {}", std::os::unix::fs::MetadataExt::uid(&own));
    }
    String::from("unknown")
}
