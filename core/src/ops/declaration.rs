//! How an operation is declared: its name, its contract, the function that does it, and the exceptions of the model.

use super::Context;
use crate::error::Error;
use crate::model::shape::Shape;
use crate::value::Value;

/// An operation of the API: its contract, and what it does.
pub(crate) struct Operation {
    pub(crate) name: &'static str,
    pub(crate) input: Shape,
    /// None where the service answers with an empty body.
    pub(crate) output: Option<Shape>,
    /// The exceptions that the model declares for it.
    pub(crate) errors: &'static [&'static str],
    pub(crate) implemented: bool,
    pub(crate) run: fn(Value, &mut Context<'_>) -> Result<Value, Error>,
}

/// Declares an operation and the function that does it.
macro_rules! operation {
    ($name:literal: $request:ty => Nothing, $function:ident, fails with [$($error:ident),* $(,)?]) => {
        pub(super) static OPERATION: $crate::ops::Operation = $crate::ops::Operation {
            name: $name,
            input: <$request as $crate::model::notation::Type>::SHAPE,
            output: None,
            errors: &[$(stringify!($error)),*],
            implemented: true,
            run: |value, context| {
                let request = <$request as $crate::model::notation::Type>::read(value).unwrap_or_default();
                $function(request, context)?;
                Ok($crate::value::Value::Null)
            },
        };
    };
    ($name:literal: $request:ty => $response:ty, $function:ident, fails with [$($error:ident),* $(,)?]) => {
        pub(super) static OPERATION: $crate::ops::Operation = $crate::ops::Operation {
            name: $name,
            input: <$request as $crate::model::notation::Type>::SHAPE,
            output: Some(<$response as $crate::model::notation::Type>::SHAPE),
            errors: &[$(stringify!($error)),*],
            implemented: true,
            run: |value, context| {
                let request = <$request as $crate::model::notation::Type>::read(value).unwrap_or_default();
                $function(request, context).map(<$response as $crate::model::notation::Type>::write)
            },
        };
    };
}
pub(crate) use operation;

/// Declares an operation that this fake does not do yet: it is validated, and then refused honestly.
macro_rules! declared {
    ($name:literal: $request:ty => $response:ty, fails with [$($error:ident),* $(,)?]) => {
        pub(super) static OPERATION: $crate::ops::Operation = $crate::ops::Operation {
            name: $name,
            input: <$request as $crate::model::notation::Type>::SHAPE,
            output: Some(<$response as $crate::model::notation::Type>::SHAPE),
            errors: &[$(stringify!($error)),*],
            implemented: false,
            run: |_, _| Err($crate::error::Error::NotImplemented { what: $name }),
        };
    };
}
pub(crate) use declared;
