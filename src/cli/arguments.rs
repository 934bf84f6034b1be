//! The command line and the environment, before clap reads them: what is set to nothing is not set,
//! and a variable that no setting has is told of.

use std::{
    env,
    ffi::{OsStr, OsString},
};

use clap::{Arg, ArgMatches, Command, Parser, error::ErrorKind};

/// What the names of all our variables begin with.
const OURS: &str = "MENHU_";
/// Names that begin so, and are not the program's: the build's and the tests'.
const OTHERS: [&str; 6] = [
    "MENHU_BIN",
    "MENHU_DRILL_",
    "MENHU_REGISTERED_USERS",
    "MENHU_SCHEMATHESIS_",
    "MENHU_TEST_",
    "MENHU_TOOLS",
];

/// Reads the command line; ends the program where there is nothing to run.
pub fn parse<C: Parser>() -> C {
    let given: Vec<OsString> = env::args_os().collect();
    let command = without_empty_variables(C::command());
    let arguments = without_empty_flags(&command, given.clone());
    let matches = command
        .try_get_matches_from(arguments)
        .unwrap_or_else(|error| match error.kind() {
            // The help tells of every variable, whatever it is set to.
            ErrorKind::DisplayHelp => help::<C>(given),
            _ => error.exit(),
        });
    C::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
}

fn help<C: Parser>(given: Vec<OsString>) -> ArgMatches {
    C::command().get_matches_from(given)
}

/// Variables that are set to nothing are not looked at, as compose files give them whose own
/// variable is not set.
fn without_empty_variables(command: Command) -> Command {
    command
        .mut_args(|arg| {
            let variable = arg.get_env().and_then(env::var_os);
            if variable.is_some_and(|value| is_nothing(&value)) {
                arg.env(None::<&'static str>)
            } else {
                arg
            }
        })
        .mut_subcommands(without_empty_variables)
}

/// The same for the settings' flags, which stand before the subcommand: `--sms=`, `--sms ''`.
fn without_empty_flags(command: &Command, given: Vec<OsString>) -> Vec<OsString> {
    let takes_value = |name: &str| {
        command
            .get_arguments()
            .any(|arg| arg.get_long() == Some(name) && arg.get_action().takes_values())
    };
    let mut given = given.into_iter();
    let mut kept: Vec<OsString> = given.by_ref().take(1).collect();
    while let Some(argument) = given.next() {
        let flag = argument.to_str().and_then(|text| text.strip_prefix("--"));
        match flag.map(|flag| {
            flag.split_once('=')
                .map_or((flag, None), |(a, b)| (a, Some(b)))
        }) {
            Some((name, Some(value))) if takes_value(name) => {
                if !is_nothing(OsStr::new(value)) {
                    kept.push(argument);
                }
            }
            Some((name, None)) if takes_value(name) => match given.next() {
                Some(value) if is_nothing(&value) => {}
                value => {
                    kept.push(argument);
                    kept.extend(value);
                }
            },
            Some((name, _)) if !name.is_empty() => kept.push(argument),
            // The subcommand, and what is its own.
            _ => {
                kept.push(argument);
                kept.extend(given.by_ref());
            }
        }
    }
    kept
}

fn is_nothing(value: &OsStr) -> bool {
    value.to_str().is_some_and(|text| text.trim().is_empty())
}

/// Warns of each variable that looks like a setting and is none: of what was misspelt, nothing else
/// would be seen.
pub fn warn_of_unknown<C: Parser>() {
    let mut known = Vec::new();
    collect_variables(&C::command(), &mut known);
    for (name, value) in env::vars_os() {
        let name = name.to_string_lossy();
        if let Some(nearest) = nearest(&name, &known)
            && !is_nothing(&value)
        {
            tracing::warn!("{name} is no setting; did you mean {nearest}?");
        }
    }
}

fn collect_variables(command: &Command, found: &mut Vec<String>) {
    let named = command.get_arguments().filter_map(Arg::get_env);
    found.extend(named.map(|name| name.to_string_lossy().into_owned()));
    for subcommand in command.get_subcommands() {
        collect_variables(subcommand, found);
    }
}

/// The known name that is most like this one, if it looks like a setting and is none.
fn nearest<'a>(name: &str, known: &'a [String]) -> Option<&'a String> {
    let upper = name.to_uppercase();
    if !upper.starts_with(OURS)
        || known.iter().any(|known| known == name)
        || OTHERS.iter().any(|other| name.starts_with(other))
    {
        return None;
    }
    // What is alike from the beginning on counts more: names are cut short more often than not.
    let likeness = |known: &str| strsim::jaro_winkler(&upper[OURS.len()..], &known[OURS.len()..]);
    known
        .iter()
        .filter(|known| known.starts_with(OURS))
        .max_by(|a, b| likeness(a).total_cmp(&likeness(b)))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;
    use crate::cli::Cli;

    #[test]
    fn what_clap_is_given_has_no_empty_setting() {
        let kept = |given: &str| {
            let given = given.split(' ').map(|word| word.replace('_', " ").into());
            without_empty_flags(&Cli::command(), given.collect())
                .join(OsStr::new(" "))
                .into_string()
                .expect("a text")
        };
        for (given, expected) in [
            ("menhu --sms= serve", "menhu serve"),
            ("menhu --sms  --mail smtp serve", "menhu --mail smtp serve"),
            ("menhu --sms=___ --mail=smtp", "menhu --mail=smtp"),
            ("menhu --sms", "menhu --sms"),
            ("menhu --help --sms=", "menhu --help"),
            (
                "menhu --sms= event set 1 --title=",
                "menhu event set 1 --title=",
            ),
            ("menhu --no-such= serve", "menhu --no-such= serve"),
        ] {
            assert_eq!(kept(given), expected, "{given}");
        }
    }

    #[test]
    fn the_nearest_name_is_that_of_a_setting() {
        let mut known = Vec::new();
        collect_variables(&Cli::command(), &mut known);
        for (name, expected) in [
            ("MENHU_SMS_WEBHOOK", Some("MENHU_SMS_WEBHOOK_URL")),
            ("MENHU_PUBLIC_ULR", Some("MENHU_PUBLIC_URL")),
            ("MENHU_SMTP", Some("MENHU_SMTP_URL")),
            ("MENHU_MDOE", Some("MENHU_MODE")),
            ("MENHU_SECRETS", Some("MENHU_SECRET")),
            ("menhu_mode", Some("MENHU_MODE")),
            ("MENHU_SECRET_FILE", None),
            ("MENHU_COPY_FROM", None),
            ("MENHU_TOOLS", None),
            ("PATH", None),
            ("DATABASE_URI", None),
        ] {
            assert_eq!(
                nearest(name, &known).map(String::as_str),
                expected,
                "{name}"
            );
        }
    }
}
