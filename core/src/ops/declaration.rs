//! The declaration of an operation: its name, shapes and function, the exceptions of the model, and its differences from the
//! service.

use super::context::Context;
use crate::error::Error;
use crate::model::notation::Type;
use crate::model::shape::Shape;
use crate::value::Value;

/// An operation of the API.
pub(crate) struct Operation {
    pub(crate) name: &'static str,
    pub(crate) input: Shape,
    /// None if the response has an empty body.
    pub(crate) output: Option<Shape>,
    /// The exceptions that the model declares for the operation.
    pub(crate) errors: &'static [&'static str],
    /// Behaviour that the fake simplifies, for FIDELITY.md. The browser build leaves it out.
    pub(crate) simplified: &'static [&'static str],
    /// Behaviour of the service that the fake does not have, for FIDELITY.md.
    pub(crate) absent: &'static [&'static str],
    /// Answers a request of the object API.
    pub(crate) run: fn(Value, &mut Context<'_>) -> Result<Value, Error>,
    /// Answers a request of the wire API without an intermediate [`Value`]. The browser build leaves it out to stay small.
    #[cfg(not(target_family = "wasm"))]
    pub(crate) run_to_json: fn(Value, &mut Context<'_>) -> Result<Vec<u8>, Error>,
}

impl Operation {
    /// The body of the response: JSON, or nothing.
    pub(crate) fn answer_in_json(
        &self,
        input: Value,
        context: &mut Context<'_>,
    ) -> Result<Vec<u8>, Error> {
        #[cfg(not(target_family = "wasm"))]
        return (self.run_to_json)(input, context);
        #[cfg(target_family = "wasm")]
        (self.run)(input, context).map(|answer| match answer {
            Value::Null => Vec::new(),
            answer => answer.to_json(),
        })
    }
}

/// The response type of an operation: a structure, or nothing.
pub(crate) trait Answer {
    const SHAPE: Option<Shape>;
    fn into_value(self) -> Value;
    #[cfg(not(target_family = "wasm"))]
    fn into_json(self) -> Vec<u8>;
}

impl<T: Type<Rust = T>> Answer for T {
    const SHAPE: Option<Shape> = Some(<T as Type>::SHAPE);

    fn into_value(self) -> Value {
        T::write(self)
    }

    #[cfg(not(target_family = "wasm"))]
    fn into_json(self) -> Vec<u8> {
        let mut json = Vec::with_capacity(512);
        T::write_json(self, &mut json);
        json
    }
}

/// The response of an operation with an empty body.
pub(crate) struct Nothing;

impl Answer for Nothing {
    const SHAPE: Option<Shape> = None;

    fn into_value(self) -> Value {
        Value::Null
    }

    #[cfg(not(target_family = "wasm"))]
    fn into_json(self) -> Vec<u8> {
        Vec::new()
    }
}

/// Declares an operation and its function.
macro_rules! operation {
    (
        $name:literal: $request:ty => $response:ty, $function:ident,
        fails with [$($error:ident),* $(,)?]
        $(, simplified [$($simplified:literal),* $(,)?])?
        $(, absent [$($absent:literal),* $(,)?])?
    ) => {
        pub(super) static OPERATION: $crate::ops::Operation = $crate::ops::Operation {
            name: $name,
            input: <$request as $crate::model::notation::Type>::SHAPE,
            output: <$response as $crate::ops::Answer>::SHAPE,
            errors: &[$(stringify!($error)),*],
            simplified: if cfg!(target_family = "wasm") { &[] } else { &[$($($simplified),*)?] },
            absent: if cfg!(target_family = "wasm") { &[] } else { &[$($($absent),*)?] },
            run: |value, context| {
                let request = <$request as $crate::model::notation::Type>::read(value).unwrap_or_default();
                $function(request, context).map($crate::ops::Answer::into_value)
            },
            #[cfg(not(target_family = "wasm"))]
            run_to_json: |value, context| {
                let request = <$request as $crate::model::notation::Type>::read(value).unwrap_or_default();
                $function(request, context).map($crate::ops::Answer::into_json)
            },
        };
    };
}
pub(crate) use operation;
