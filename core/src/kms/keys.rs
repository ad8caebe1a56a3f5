//! Declared KMS keys: their state and the actions denied on them. Undeclared keys exist and are usable.

use std::sync::Arc;

use super::identifiers::{key_arn, require_key};
use crate::error::{Error, message_of_kms_denial};
use crate::identifiers::{Arn, Place};
use crate::random::Stream;
use crate::saved::saved;

/// An action on a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) enum Right {
    #[default]
    Decrypt,
    Encrypt,
    GenerateDataKey,
}

saved! { enum Right { Decrypt: "Decrypt", Encrypt: "Encrypt", GenerateDataKey: "GenerateDataKey" } }

impl Right {
    /// The action with this name, which IAM writes after `kms:`.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "Decrypt" => Some(Self::Decrypt),
            "Encrypt" => Some(Self::Encrypt),
            "GenerateDataKey" => Some(Self::GenerateDataKey),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Decrypt => "Decrypt",
            Self::Encrypt => "Encrypt",
            Self::GenerateDataKey => "GenerateDataKey",
        }
    }
}

/// The state of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) enum State {
    #[default]
    Enabled,
    Disabled,
    PendingDeletion,
    Missing,
}

saved! { enum State { Enabled: "enabled", Disabled: "disabled", PendingDeletion: "pending-deletion", Missing: "missing" } }

impl State {
    /// The state with this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "enabled" => Some(Self::Enabled),
            "disabled" => Some(Self::Disabled),
            "pending-deletion" => Some(Self::PendingDeletion),
            "missing" => Some(Self::Missing),
            _ => None,
        }
    }
}

/// The declared keys, by ARN.
#[derive(Clone, Debug, Default)]
pub(crate) struct Keys(Vec<Key>);

saved! { newtype Keys }

#[derive(Clone, Debug, Default)]
struct Key {
    arn: Arc<str>,
    state: State,
    denied: Vec<Right>,
}

saved! { struct Key { arn: "arn", state: "state", denied: "denied" } }

impl Keys {
    /// Declares a key. Replaces an earlier declaration.
    pub(crate) fn declare(&mut self, arn: Arc<str>, state: State, denied: Vec<Right>) {
        self.0.retain(|key| key.arn != arn);
        self.0.push(Key { arn, state, denied });
    }

    /// Whether KMS rejects nothing, because no key was declared.
    pub(crate) fn is_open(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns why callers cannot perform an action on a key.
    pub(crate) fn obstacle(&self, arn: &str, right: Right) -> Option<Obstacle> {
        let Some(key) = self.0.iter().find(|key| *key.arn == *arn) else {
            return is_key_of_other_service(arn).then_some(Obstacle::Denied);
        };
        match key.state {
            State::Missing => Some(Obstacle::Missing),
            // Guess: KMS checks the permission before the state of the key.
            _ if key.denied.contains(&right) => Some(Obstacle::Denied),
            State::Disabled => Some(Obstacle::Unusable("disabled", "DisabledException")),
            State::PendingDeletion => Some(Obstacle::Unusable(
                "pending deletion",
                "KMSInvalidStateException",
            )),
            State::Enabled => None,
        }
    }
}

/// Whether a key is the AWS managed key of another service. Recorded for CreateSecret.
fn is_key_of_other_service(arn: &str) -> bool {
    Arn::parse(arn)
        .and_then(|arn| arn.resource.strip_prefix("alias/aws/"))
        .is_some_and(|service| service != "secretsmanager")
}

/// Why KMS rejects an action.
#[derive(Clone, Copy)]
pub(crate) enum Obstacle {
    Denied,
    Missing,
    /// The state, and the exception of KMS.
    Unusable(&'static str, &'static str),
}

/// KMS for the caller of one request.
pub(crate) struct Kms<'a> {
    pub(crate) keys: &'a Keys,
    request_ids: &'a mut Stream,
}

impl<'a> Kms<'a> {
    /// The keys, and the source of KMS request ids.
    pub(crate) fn new(keys: &'a Keys, request_ids: &'a mut Stream) -> Self {
        Self { keys, request_ids }
    }

    /// Whether KMS rejects nothing, because no key was declared.
    pub(crate) fn is_open(&self) -> bool {
        self.keys.is_open()
    }

    /// Returns why the caller cannot perform an action on a key.
    pub(crate) fn obstacle(&self, arn: &str, right: Right) -> Option<Obstacle> {
        self.keys.obstacle(arn, right)
    }

    /// Rejects an invalid key identifier in KmsKeyId, and a key that the caller cannot use.
    pub(crate) fn require_key(&mut self, key: &str, place: Place<'_>) -> Result<(), Error> {
        require_key(key, place.region, || self.request_ids.uuid())?;
        self.require_usable(key_arn(key, place.account_id, place.region))
    }

    /// Rejects an unusable key in KmsKeyId. Recorded: the service tries GenerateDataKey and then Decrypt, with or without a value.
    fn require_usable(&mut self, key: Arc<str>) -> Result<(), Error> {
        let obstacle = self
            .obstacle(&key, Right::GenerateDataKey)
            .or_else(|| self.obstacle(&key, Right::Decrypt));
        let Some(obstacle) = obstacle else {
            return Ok(());
        };
        let request_id = self.request_ids.uuid();
        Err(match obstacle {
            Obstacle::Denied => Error::KmsNotAllowed,
            Obstacle::Missing if key.contains(":alias/") => {
                Error::KmsAliasNotFound { key, request_id }
            }
            Obstacle::Missing => Error::KmsKeyNotFound { key, request_id },
            Obstacle::Unusable("disabled", _) => Error::KmsKeyDisabled,
            Obstacle::Unusable(..) => Error::KmsKeyPendingDeletion { key, request_id },
        })
    }

    /// Rejects a new version if no data key can be generated.
    pub(crate) fn require_encryption(&mut self, key: Arc<str>) -> Result<(), Error> {
        let Some(obstacle) = self.obstacle(&key, Right::GenerateDataKey) else {
            return Ok(());
        };
        let request_id = self.request_ids.uuid();
        Err(match obstacle {
            Obstacle::Denied => Error::KmsNotAllowed,
            Obstacle::Missing => Error::KeyToEncryptIsMissing { key, request_id },
            Obstacle::Unusable(state, code) => Error::KeyCannotEncrypt {
                key,
                state,
                code,
                request_id,
            },
        })
    }

    /// The error for reading a value that is encrypted with an unusable key.
    pub(crate) fn cannot_decrypt(&mut self, key: Arc<str>, obstacle: Obstacle) -> Error {
        let request_id = self.request_ids.uuid();
        match obstacle {
            Obstacle::Denied => Error::KmsNotAllowed,
            Obstacle::Missing => Error::KeyToDecryptIsMissing { key, request_id },
            Obstacle::Unusable(state, code) => Error::KeyCannotDecrypt {
                key,
                state,
                code,
                request_id,
            },
        }
    }

    /// The StatusMessage of a replica that cannot be created because this permission is missing.
    pub(crate) fn replication_failure(
        &mut self,
        arn: &str,
        right: Right,
        user: &str,
    ) -> Option<String> {
        let (reason, code) = match self.keys.obstacle(arn, right)? {
            Obstacle::Denied => (
                format!(
                    "User: {user} is not authorized to perform: kms:{} on resource: {arn} with an explicit deny in a session policy",
                    right.name()
                ),
                "AccessDeniedException",
            ),
            Obstacle::Missing => (format!("Key '{arn}' does not exist"), "NotFoundException"),
            Obstacle::Unusable(state, code) => (format!("{arn} is {state}."), code),
        };
        Some(message_of_kms_denial(
            &reason,
            code,
            &self.request_ids.uuid(),
        ))
    }
}
