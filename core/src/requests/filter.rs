//! Selects recorded requests.

use super::sender::Origin;
use crate::arguments::Arguments;
use crate::error::Exception;
use crate::misuse::Misuse;
use crate::ops as operations;
use crate::suggestion::did_you_mean;
use crate::value::Value;

/// A filter of records. An absent member matches all records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestFilter {
    /// The name of an operation.
    pub operation: Option<String>,
    /// The name or ARN of a requested secret.
    pub secret: Option<String>,
    /// `succeeded`, `failed`, or an error code.
    pub outcome: Option<String>,
    /// `sdk`, `direct`, `wire` or `rotation step`.
    pub origin: Option<String>,
    /// Whether SecretString, SecretBinary and RotationToken are shown.
    pub reveal: bool,
    /// Only requests after this number of events and requests: see [`event_count`](crate::SecretsManager::event_count).
    pub after: u64,
}

impl RequestFilter {
    /// Reads the arguments of `requests`.
    ///
    /// # Errors
    /// A name that `requests` does not have, or a value of the wrong type.
    pub fn read(arguments: Value) -> Result<Self, Misuse> {
        let mut given = Arguments::of(arguments, "requests", "requests(\"GetSecretValue\")")?;
        let filter = Self {
            operation: given.text("operation")?,
            secret: given.text("secret")?,
            outcome: given.text("outcome")?,
            origin: given.text("origin")?,
            reveal: given.flag("reveal")?,
            after: given.count("after")?.unwrap_or_default(),
        };
        given.end()?;
        Ok(filter)
    }

    /// Rejects misspelled names, which would select nothing.
    pub(crate) fn check(&self) -> Result<(), Misuse> {
        if let Some(operation) = &self.operation
            && operations::find(operation).is_none()
        {
            let names = operations::OPERATIONS
                .iter()
                .map(|operation| operation.name);
            return Err(Misuse::new(
                format!(
                    "unknown operation \"{operation}\"{}",
                    did_you_mean(operation, names)
                ),
                "the name of an operation",
                "\"GetSecretValue\"",
            ));
        }
        let origins = [
            Origin::Sdk,
            Origin::Direct,
            Origin::Wire,
            Origin::RotationStep,
        ]
        .map(Origin::name);
        if let Some(origin) = &self.origin
            && !origins.contains(&origin.as_str())
        {
            return Err(Misuse::new(
                format!(
                    "unknown origin \"{origin}\"{}",
                    did_you_mean(origin, origins)
                ),
                "sdk, direct, wire or rotation step",
                "\"sdk\"",
            ));
        }
        let codes = Exception::ALL.iter().map(|exception| exception.name);
        let mut outcomes = codes.chain(["succeeded", "failed"]);
        if let Some(outcome) = &self.outcome
            && !outcomes.clone().any(|known| known == outcome)
        {
            return Err(Misuse::new(
                format!(
                    "unknown outcome \"{outcome}\"{}",
                    did_you_mean(outcome, &mut outcomes)
                ),
                "succeeded, failed or the code of an error",
                "\"ResourceNotFoundException\"",
            ));
        }
        Ok(())
    }
}
