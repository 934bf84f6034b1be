//! What a person agreed to before their data was collected.

use super::{
    Problem,
    rule::{Rule, Ruled},
};

/// The tick that agrees to the terms.
pub enum Consent {}

impl Ruled for Consent {
    const RULE: Rule = Rule::flag("consent", &[Problem::Required]);
}

/// The version of the terms and the privacy policy that the pages show; recorded with each consent.
pub const VERSION: &str = "2026-11-27";
