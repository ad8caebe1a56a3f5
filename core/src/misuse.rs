//! Misuse of the fake itself, as opposed to an error of the service. A message states what was given and what is expected, with an example.

use std::borrow::Cow;
use std::fmt;

use crate::language::Language;

/// The fake itself was used incorrectly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misuse {
    given: String,
    expected: Cow<'static, str>,
    example: Cow<'static, str>,
    /// The examples for each language, if they differ from `example`.
    python: Option<&'static str>,
    javascript: Option<&'static str>,
    http: Option<&'static str>,
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
            python: None,
            javascript: None,
            http: None,
        }
    }

    /// Replaces the example.
    pub(crate) fn with_example(mut self, example: &'static str) -> Self {
        self.example = Cow::Borrowed(example);
        self.python = None;
        self.javascript = None;
        self.http = None;
        self
    }

    /// Sets the example for tests in Python.
    pub(crate) fn or_in_python(mut self, example: &'static str) -> Self {
        self.python = Some(example);
        self
    }

    /// Sets the example for tests in JavaScript.
    pub(crate) fn or_in_javascript(mut self, example: &'static str) -> Self {
        self.javascript = Some(example);
        self
    }

    /// Sets the example for requests to the control API.
    pub(crate) fn or_over_http(mut self, example: &'static str) -> Self {
        self.http = Some(example);
        self
    }

    /// The message, with an example for the control API.
    pub(crate) fn message_over_http(&self) -> String {
        self.with(self.http.unwrap_or(&self.example))
    }

    /// The message, with an example in the language of the tests.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        let example = match language {
            Language::Python => self.python,
            Language::JavaScript => self.javascript,
        };
        self.with(example.unwrap_or(&self.example))
    }

    fn with(&self, example: &str) -> String {
        format!(
            "{}; expected {}, for example {example}",
            self.given, self.expected
        )
    }

    /// Adds the source of the input, for example a file. Removes the Python example, because the file is not Python code.
    pub(crate) fn within(mut self, what: &str) -> Self {
        self.python = None;
        self.given = format!("{what}: {}", self.given);
        self
    }
}

impl fmt::Display for Misuse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.with(&self.example))
    }
}

impl std::error::Error for Misuse {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_is_in_the_language_of_the_tests() {
        let misuse = || {
            Misuse::new("a", "b", "neutral")
                .or_in_python("f(x=1)")
                .or_in_javascript("f({ x: 1 })")
        };
        let in_python = misuse().message(Language::Python);
        assert_eq!(in_python, "a; expected b, for example f(x=1)");
        let in_javascript = misuse().message(Language::JavaScript);
        assert_eq!(in_javascript, "a; expected b, for example f({ x: 1 })");
        assert_eq!(misuse().to_string(), "a; expected b, for example neutral");
        let of_a_file = misuse().within("file").message(Language::Python);
        assert_eq!(of_a_file, "file: a; expected b, for example neutral");
    }
}
