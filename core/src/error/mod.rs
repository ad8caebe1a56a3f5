//! Errors of the service: situation, exception, message, and the strength of the evidence. The rows are in `catalogue`.

mod catalogue;

use std::fmt;

pub use catalogue::Error;

/// The strength of the evidence for a message or a behaviour, strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Strength {
    /// A response of AWS was recorded.
    Recorded,
    /// Someone published a response of AWS.
    Quoted,
    /// AWS's documentation or API model says so.
    Documented,
    /// It follows from other facts, or from how another AWS service behaves.
    Inferred,
    /// No evidence exists; the fake does what an AWS engineer would expect.
    Guess,
    /// A message of the fake itself; AWS has no such message.
    OurOwn,
}

impl Strength {
    /// The word that FIDELITY.md and the cases use.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Recorded => "recorded",
            Self::Quoted => "quoted",
            Self::Documented => "documented",
            Self::Inferred => "inferred",
            Self::Guess => "guess",
            Self::OurOwn => "our own",
        }
    }
}

/// The exception of an error response, as `__type` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Exception {
    /// The name on the wire.
    pub name: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// The name of the member with the message: `Message` in modelled errors, AccessDeniedException and SerializationException, and
    /// `message` in all others. Recorded 2026-09-26, raw bodies.
    pub message_member: &'static str,
}

/// One row of the catalogue of situations, as [`Error::ALL`] lists them.
#[derive(Clone, Copy, Debug)]
pub struct Situation {
    /// The name of the variant of [`Error`].
    pub name: &'static str,
    /// The value of `__type`.
    pub exception: Exception,
    /// The message template, with `{field}` placeholders; empty if the response has no message.
    pub message: &'static str,
    /// The strength of the evidence for the message.
    pub strength: Strength,
    /// The source of the message; empty in the browser build.
    pub source: &'static str,
}

/// StatusMessage of a replica that is up to date. Recorded.
pub(crate) const REPLICATION_SUCCEEDED: &str = "Replication succeeded";

/// StatusMessage of a replica whose name was taken. Recorded.
pub(crate) fn name_taken_by_other_secret(name: &str, region: &str) -> String {
    format!("Replication failed: Secret name {name} already exists in region {region}.")
}

/// StatusMessage of a replica that failed because the caller lacks a KMS permission (recorded). Guess: a replica whose key is
/// disabled, pending deletion or missing fails with the StatusMessage for a missing KMS permission.
pub(crate) fn message_of_kms_denial(reason: &str, code: &str, request_id: &str) -> String {
    format!(
        "Replication failed: {reason} (Service: AWSKMS; Status Code: 400; Error Code: {code}; Request ID: {request_id}; Proxy: null)"
    )
}

impl Error {
    /// Whether the caller is not authorized.
    pub(crate) fn is_of_authorisation(&self) -> bool {
        matches!(
            self,
            Self::NotAuthorized { .. } | Self::ExplicitlyDenied { .. }
        )
    }

    /// The message of the response; `None` if the service sends only the type.
    #[must_use]
    pub fn message(&self) -> Option<String> {
        Some(self.text()).filter(|text| !text.is_empty())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.exception().name, self.text())
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_contain_their_values() {
        let error = Error::NoVersionWithLabel {
            label: "BLUE".into(),
        };
        assert_eq!(
            error.to_string(),
            "ResourceNotFoundException: Secrets Manager can't find the specified secret value for staging label: BLUE"
        );
        assert_eq!(error.situation().strength, Strength::Recorded);
        assert_eq!(Error::NotJson.message(), None);
    }

    #[test]
    fn every_situation_has_a_source() {
        for situation in Error::ALL {
            assert!(!situation.source.is_empty(), "{}", situation.name);
        }
    }
}
