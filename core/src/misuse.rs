//! Misuse of the fake itself, which is not an answer of the service: what was given, what is expected, an example.

use std::borrow::Cow;
use std::fmt;

/// The fake was used in a way that has no counterpart in AWS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misuse {
    given: String,
    expected: Cow<'static, str>,
    example: Cow<'static, str>,
}

impl Misuse {
    /// `given` names what came in, but never a secret value.
    pub(crate) fn new(
        given: impl Into<String>,
        expected: impl Into<Cow<'static, str>>,
        example: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            given: given.into(),
            expected: expected.into(),
            example: example.into(),
        }
    }

    /// The same, and where it was found, for example in which file.
    pub(crate) fn within(mut self, what: &str) -> Self {
        self.given = format!("{what}: {}", self.given);
        self
    }
}

impl fmt::Display for Misuse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}; expected {}, for example {}",
            self.given, self.expected, self.example
        )
    }
}

impl std::error::Error for Misuse {}
