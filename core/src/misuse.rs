//! Misuse of the fake itself, which is not an answer of the service: what was given, what is expected, an example.

use std::fmt;

/// The fake was used in a way that has no counterpart in AWS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misuse {
    given: String,
    expected: &'static str,
    example: &'static str,
}

impl Misuse {
    /// `given` names what came in, but never a secret value.
    pub(crate) fn new(
        given: impl Into<String>,
        expected: &'static str,
        example: &'static str,
    ) -> Self {
        Self {
            given: given.into(),
            expected,
            example,
        }
    }
}

/// The name that a misspelled one most likely means.
pub(crate) fn nearest<'n>(given: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    names
        .map(|name| {
            (
                strsim::damerau_levenshtein(&given.to_lowercase(), &name.to_lowercase()),
                name,
            )
        })
        .filter(|(distance, name)| *distance <= name.len().div_ceil(3))
        .min()
        .map(|(_, name)| name)
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

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_misspelled_name_means_the_nearest_one() {
        let names = ["health", "reset"];
        assert_eq!(nearest("rset", names.into_iter()), Some("reset"));
        assert_eq!(nearest("quite else", names.into_iter()), None);
    }
}
