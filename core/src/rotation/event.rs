//! Events that occur as time passes.

use std::sync::Arc;

use super::RotationOutcome;
use crate::clock::Timestamp;
use crate::identifiers::SecretArn;

/// An event that occurred as time passed. CloudTrail uses the same names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// `RotationSucceeded`, `RotationFailed`, `RotationAbandoned`, or `EndSecretVersionDelete` when a recovery window ended.
    pub event: &'static str,
    /// The ARN of the secret.
    pub secret_id: Arc<str>,
}

impl Event {
    /// Creates an event from plain values of a host. Returns None for an unknown name.
    #[must_use]
    pub fn named(name: &str, secret_id: &str, at: Timestamp) -> Option<Self> {
        let names = [
            "RotationSucceeded",
            "RotationFailed",
            "RotationAbandoned",
            "EndSecretVersionDelete",
        ];
        let event = names.into_iter().find(|known| *known == name)?;
        Some(Self {
            at,
            event,
            secret_id: secret_id.into(),
        })
    }

    pub(crate) fn of_rotation(
        outcome: RotationOutcome,
        arn: &SecretArn,
        at: Timestamp,
    ) -> Option<Self> {
        let event = match outcome {
            RotationOutcome::Running => return None,
            RotationOutcome::Succeeded => "RotationSucceeded",
            RotationOutcome::Failed => "RotationFailed",
            RotationOutcome::Abandoned => "RotationAbandoned",
        };
        Some(Self {
            at,
            event,
            secret_id: arn.clone().into(),
        })
    }

    pub(crate) fn of_deletion(arn: &SecretArn, at: Timestamp) -> Self {
        Self {
            at,
            event: "EndSecretVersionDelete",
            secret_id: arn.clone().into(),
        }
    }
}
