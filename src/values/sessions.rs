//! The fields about sessions, whose ids are drawn by the server.

use super::{
    Problem,
    rule::{Rule, Ruled},
};

/// What a session is listed under. Which one is meant must be said unless all are.
pub enum SessionId {}

impl Ruled for SessionId {
    const RULE: Rule = Rule::pattern(
        "device",
        "^[0-9a-f]{32}$",
        "0123456789abcdef0123456789abcdef",
        &[Problem::Required],
    );
}

/// The tick that means every other session.
pub enum EveryOther {}

impl Ruled for EveryOther {
    const RULE: Rule = Rule::flag("all", &[]).unjudged();
}

/// The tick that keeps a session for 30 days.
pub enum Remember {}

impl Ruled for Remember {
    const RULE: Rule = Rule::flag("remember", &[]).unjudged();
}
