//! What an operation takes: a form's fields, each with its name and its type's rule.

use crate::values::{input, rule::Rule};

/// One field of a form.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    pub name: &'static str,
    pub rule: Rule,
    pub required: bool,
}

impl Field {
    #[must_use]
    pub const fn of<T: input::Field>(name: &'static str) -> Self {
        Self {
            name,
            rule: T::RULE,
            required: T::REQUIRED,
        }
    }
}

/// A form that knows its fields. Made by [`form`](macro@form).
pub trait Form {
    /// What the document calls it.
    const NAME: &'static str;
    const FIELDS: &'static [Field];
}

/// A form of an operation: all its fields may be missing, so that a missing one is that field's
/// problem. Private fields are left out of the documentation.
macro_rules! form {
    (
        $(#[$meta:meta])*
        pub struct $form:ident {
            $($(#[$field_meta:meta])* pub $field:ident: $type:ty,)*
            $(@undocumented $(#[$hidden_meta:meta])* $hidden:ident: $hidden_type:ty,)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
        #[serde(default)]
        pub struct $form {
            $($(#[$field_meta])* pub $field: $type,)*
            $($(#[$hidden_meta])* $hidden: $hidden_type,)*
        }

        impl $crate::api::form::Form for $form {
            const NAME: &'static str = stringify!($form);
            const FIELDS: &'static [$crate::api::form::Field] =
                &[$($crate::api::form::Field::of::<$type>(stringify!($field))),*];
        }
    };
}

pub(crate) use form;
