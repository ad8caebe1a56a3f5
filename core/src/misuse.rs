//! Misuse of the fake itself, as opposed to an error of the service. A message states what was given and what is expected, with an example.

use std::borrow::Cow;
use std::fmt;

/// The fake itself was used incorrectly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misuse {
    given: String,
    expected: Cow<'static, str>,
    example: Cow<'static, str>,
}

impl Misuse {
    /// `given` describes the invalid input, but never contains a secret value.
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

    /// Adds the source of the input, for example a file.
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
