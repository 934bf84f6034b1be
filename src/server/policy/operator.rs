//! What operators do at the command line is written down like what people do: by whom, and what.

use sqlx::AnyConnection;

use super::audit::AuditEvent;
use crate::server::{
    Portal,
    env::Env,
    error::Fault,
    store::{self, audit::Recorded},
};

/// Who works at the command line.
#[derive(Clone, Debug)]
pub struct Operator(String);

impl Operator {
    /// By a name of theirs, of which no more is kept than fits a line.
    #[must_use]
    pub fn named(name: &str) -> Self {
        let plain = name.trim().chars().filter(|c| !c.is_control());
        Self(plain.take(64).collect())
    }
}

/// What is written down of what an operator does. No visitor comes from anywhere: instead of a
/// device there is the operator, and the address is `-`.
pub(crate) fn recorded(
    env: &Env,
    event: AuditEvent,
    about: String,
    Operator(name): &Operator,
) -> Recorded {
    Recorded {
        id: env.id(),
        account: None,
        event: event.as_str().to_owned(),
        about,
        address: "-".into(),
        device: format!("operator {name}"),
        request: String::new(),
        count: 1,
        created_at: env.now(),
    }
}

/// Writes an event down in the transaction of what the operator does.
pub(crate) async fn record(
    portal: &Portal,
    tx: &mut AnyConnection,
    event: AuditEvent,
    about: String,
    operator: &Operator,
) -> Result<(), Fault> {
    let recorded = recorded(&portal.env, event, about, operator);
    Ok(store::audit::add(tx, &recorded).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_line_of_at_most_64_characters() {
        assert_eq!(Operator::named(" 王\t五\n\u{1b}[31m ").0, "王五[31m");
        assert_eq!(Operator::named(&"长".repeat(65)).0, "长".repeat(64));
    }
}
