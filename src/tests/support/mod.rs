//! What the scenarios stand on: databases, a portal of their own, people who use it, and forms read back from pages.

pub mod contract;
mod databases;
mod page;
mod person;
mod residents;
mod town;

use std::pin::Pin;

pub use databases::Databases;
pub use page::Page;
pub use person::{Answer, Person, Seen, Way};
pub use residents::{NEW_PASSWORD, visitor, wrong};
pub use town::{PASSWORD, Somebody, Town};

/// One sentence to be proved.
pub struct Scenario {
    pub module: &'static str,
    pub name: &'static str,
    pub every_way: bool,
    pub run: fn(Town) -> Pin<Box<dyn Future<Output = ()>>>,
}

/// The module's scenarios. One that is not listed is dead code, which the build refuses.
#[macro_export]
macro_rules! scenarios {
    (every_way: [$($way:ident),* $(,)?], once: [$($once:ident),* $(,)?] $(,)?) => {
        pub fn all() -> Vec<$crate::support::Scenario> {
            vec![
                $($crate::support::Scenario { module: module_path!(), name: stringify!($way), every_way: true, run: |town| Box::pin($way(town)) },)*
                $($crate::support::Scenario { module: module_path!(), name: stringify!($once), every_way: false, run: |town| Box::pin($once(town)) },)*
            ]
        }
    };
}
