//! Values as columns: how what `values` parses is read from and written to the database.

use sqlx::{
    Any, Database, Decode, Encode, Type,
    any::{AnyTypeInfo, AnyValueRef},
    encode::IsNull,
    error::BoxDynError,
};

use crate::values::time::{Duration, Timestamp};

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
