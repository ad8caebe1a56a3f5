//! The declaration of the API: the members and limits of each request and response.

pub(crate) mod arguments;
pub(crate) mod description;
pub(crate) mod notation;
pub(crate) mod pattern;
pub(crate) mod shape;
pub(crate) mod types;
pub(crate) mod validation;

/// Everything that a declaration needs.
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
