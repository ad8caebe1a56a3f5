//! Shapes as data, for validation and the description.

use super::pattern::Pattern;
use crate::value::Outline;

/// The shape of a value. Limits belong to named types, as in the API's own model.
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

impl Outline for Shape {
    fn member(&self, name: &str) -> Option<&dyn Outline> {
        match self {
            Self::Structure(structure) => {
                let member = structure.members.iter().find(|member| member.name == name);
                member.map(|member| -> &dyn Outline { &member.shape })
            }
            Self::Map(map) => Some(&map.value),
            _ => None,
        }
    }

    fn item(&self) -> Option<&dyn Outline> {
        match self {
            Self::List(list) => Some(&list.of),
            _ => None,
        }
    }
}

/// A structure with named members.
pub(crate) struct Structure {
    pub(crate) name: &'static str,
    pub(crate) members: &'static [Member],
}

/// One member of a structure.
pub(crate) struct Member {
    pub(crate) name: &'static str,
    pub(crate) required: bool,
    /// SDKs fill in the member if a caller leaves it out.
    pub(crate) idempotency_token: bool,
    pub(crate) shape: Shape,
}

/// A list of values of one shape.
pub(crate) struct List {
    pub(crate) name: &'static str,
    pub(crate) of: Shape,
    pub(crate) limits: Limits,
}

/// A map from keys of one shape to values of another.
pub(crate) struct Map {
    pub(crate) name: &'static str,
    pub(crate) key: Shape,
    pub(crate) value: Shape,
}

/// A scalar value with its constraints.
pub(crate) struct Scalar {
    pub(crate) name: &'static str,
    pub(crate) limits: Limits,
}

/// The constraints of a named type.
#[derive(Clone, Copy)]
pub(crate) struct Limits {
    /// The limits: characters of a string, bytes of a blob, items of a list, or the value of a number.
    pub(crate) min: Option<i64>,
    pub(crate) max: Option<i64>,
    pub(crate) pattern: Option<Pattern>,
    /// The values of an enum.
    pub(crate) one_of: &'static [&'static str],
    /// The value never appears in an error message.
    pub(crate) sensitive: bool,
    /// A name of a secret, with a special error message for invalid characters.
    pub(crate) names: Option<Names>,
}

/// The ways to identify a secret.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Names {
    /// The name, when the secret is created.
    Name,
    /// The name or the ARN, when the secret is looked up.
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
