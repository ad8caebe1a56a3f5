//! The contract of the API, declared once: what each request and response looks like, and which limits hold.

pub(crate) mod arguments;
pub(crate) mod description;
pub(crate) mod notation;
pub(crate) mod pattern;
pub(crate) mod shape;
pub(crate) mod types;
pub(crate) mod validation;

/// What a declaration is written with.
pub(crate) mod prelude {
    pub(crate) use super::notation::{
        BooleanType, IdempotencyToken, Optional, Required, Text, TimestampType, Type, structure,
        types,
    };
    pub(crate) use super::pattern;
    pub(crate) use super::shape::{Limits, List, Scalar, Shape};
    pub(crate) use super::types::*;
    pub(crate) use crate::value::Value;
}
