//! Values as columns: how what `values` parses is read from and written to the database.

use sqlx::{
    Any, Database, Decode, Encode, Type,
    any::{AnyTypeInfo, AnyValueRef},
    encode::IsNull,
    error::BoxDynError,
};

use super::outbox::{AttemptResult, MessageState};
use crate::values::{
    email::Email,
    industry::Industries,
    lang::Lang,
    message::Channel,
    mobile::Mobile,
    time::{Duration, Timestamp},
};

/// A column of BIGINT.
macro_rules! number {
    ($($value:ident),*) => {$(
        impl Type<Any> for $value {
            fn type_info() -> AnyTypeInfo {
                <i64 as Type<Any>>::type_info()
            }

            fn compatible(info: &AnyTypeInfo) -> bool {
                <i64 as Type<Any>>::compatible(info)
            }
        }

        impl<'r> Decode<'r, Any> for $value {
            fn decode(value: AnyValueRef<'r>) -> Result<Self, BoxDynError> {
                <i64 as Decode<'r, Any>>::decode(value).map(Self)
            }
        }

        impl<'q> Encode<'q, Any> for $value {
            fn encode_by_ref(&self, buffer: &mut <Any as Database>::ArgumentBuffer) -> Result<IsNull, BoxDynError> {
                <i64 as Encode<'q, Any>>::encode_by_ref(&self.0, buffer)
            }
        }
    )*};
}

number!(Timestamp, Duration);

/// A column of TEXT: how the value is written, and how it is read again. What is read may be older
/// than a value's present rules.
macro_rules! text {
    ($($value:ty: $write:expr, $read:expr;)*) => {$(
        impl Type<Any> for $value {
            fn type_info() -> AnyTypeInfo {
                <String as Type<Any>>::type_info()
            }

            fn compatible(info: &AnyTypeInfo) -> bool {
                <String as Type<Any>>::compatible(info)
            }
        }

        impl<'r> Decode<'r, Any> for $value {
            fn decode(value: AnyValueRef<'r>) -> Result<Self, BoxDynError> {
                let read: fn(&str) -> Option<Self> = $read;
                // Without the text itself: errors are logged.
                read(<&str as Decode<'r, Any>>::decode(value)?)
                    .ok_or_else(|| concat!("a text that is no ", stringify!($value)).into())
            }
        }

        impl<'q> Encode<'q, Any> for $value {
            fn encode_by_ref(
                &self,
                buffer: &mut <Any as Database>::ArgumentBuffer,
            ) -> Result<IsNull, BoxDynError> {
                let write: fn(&Self) -> String = $write;
                <String as Encode<'q, Any>>::encode(write(self), buffer)
            }
        }
    )*};
}

text! {
    Channel: |channel| channel.as_str().to_owned(), Self::of;
    MessageState: |state| state.as_str().to_owned(), Self::of;
    AttemptResult: |outcome| outcome.as_str().to_owned(), Self::of;
    Lang: |lang| lang.as_str().to_owned(), |text| Some(Self::of(text).unwrap_or_default());
    Mobile: Self::e164, Self::from_stored;
    Email: |email| email.as_str().to_owned(), |text| Some(Self::from_stored(text));
    Industries: |industries| industries.codes().join(","), |text| Some(Self::from_stored(text));
}
