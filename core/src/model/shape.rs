//! Shapes as data: what validation walks over and the description prints.

use super::pattern::Pattern;

/// The shape of a value. Limits hang on named types, as in the API's own model.
#[derive(Clone, Copy)]
pub(crate) enum Shape {
    Structure(&'static Structure),
    List(&'static List),
    Map(&'static Map),
    String(&'static Scalar),
    Blob(&'static Scalar),
    Integer(&'static Scalar),
    Long(&'static Scalar),
    Boolean,
    Timestamp,
}

/// Members under names.
pub(crate) struct Structure {
    pub(crate) name: &'static str,
    pub(crate) members: &'static [Member],
}

/// One member of a structure.
pub(crate) struct Member {
    pub(crate) name: &'static str,
    pub(crate) required: bool,
    /// SDKs fill the member in when a caller leaves it out.
    pub(crate) idempotency_token: bool,
    pub(crate) shape: Shape,
}

/// Values of one shape in order.
pub(crate) struct List {
    pub(crate) name: &'static str,
    pub(crate) of: Shape,
    pub(crate) limits: Limits,
}

/// Values of one shape under keys of another.
pub(crate) struct Map {
    pub(crate) name: &'static str,
    pub(crate) key: Shape,
    pub(crate) value: Shape,
}

/// A single value and what it may be.
pub(crate) struct Scalar {
    pub(crate) name: &'static str,
    pub(crate) limits: Limits,
}

/// The constraints of a named type.
#[derive(Clone, Copy)]
pub(crate) struct Limits {
    /// Characters of a string, bytes of a blob, items of a list, or the value of a number.
    pub(crate) min: Option<i64>,
    pub(crate) max: Option<i64>,
    pub(crate) pattern: Option<Pattern>,
    /// The values of an enum.
    pub(crate) one_of: &'static [&'static str],
    /// The value never appears in a sentence.
    pub(crate) sensitive: bool,
    /// A name of a secret, with a sentence of its own for wrong characters.
    pub(crate) names: Option<Names>,
}

/// What may name a secret.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Names {
    /// Its name, where it is made.
    Name,
    /// Its name or its ARN, where it is looked up.
    NameOrArn,
}

impl Limits {
    /// No limits.
    pub(crate) const NONE: Self = Self {
        min: None,
        max: None,
        pattern: None,
        one_of: &[],
        sensitive: false,
        names: None,
    };

    pub(crate) const fn between(min: i64, max: i64) -> Self {
        Self {
            min: Some(min),
            max: Some(max),
            ..Self::NONE
        }
    }

    pub(crate) const fn at_least(min: i64) -> Self {
        Self {
            min: Some(min),
            ..Self::NONE
        }
    }

    pub(crate) const fn at_most(max: i64) -> Self {
        Self {
            max: Some(max),
            ..Self::NONE
        }
    }

    pub(crate) const fn one_of(values: &'static [&'static str]) -> Self {
        Self {
            one_of: values,
            ..Self::NONE
        }
    }

    pub(crate) const fn matching(self, pattern: Pattern) -> Self {
        Self {
            pattern: Some(pattern),
            ..self
        }
    }

    pub(crate) const fn sensitive(self) -> Self {
        Self {
            sensitive: true,
            ..self
        }
    }

    pub(crate) const fn naming(self, names: Names) -> Self {
        Self {
            names: Some(names),
            ..self
        }
    }
}
