//! What a test puts in the way of its own calls: KMS keys that do not work, and refusals.

use super::SecretsManager;
use crate::faults::{FaultSpec, Faults};
use crate::kms;
use crate::kms::{Keys, Right, State};
use crate::misuse::Misuse;

/// What there is of it; nothing at first.
#[derive(Clone, Debug, Default)]
pub(super) struct Obstacles {
    pub(super) faults: Faults,
}

impl SecretsManager {
    /// Forgets what was said of KMS keys, and the refusals that are still to come.
    pub fn lift_obstacles(&mut self) {
        self.obstacles = Obstacles::default();
        self.store.keys = Keys::default();
    }

    /// Says what state a KMS key is in (`enabled`, `disabled`, `pending-deletion` or `missing`), and which of `Decrypt`, `Encrypt` and
    /// `GenerateDataKey` callers may not do with it. The key is an ARN, an id or an alias; anything but an ARN is in the fake's own account and
    /// Region. Keys of which nothing is said exist, and may be used. `reset` forgets it.
    ///
    /// ```
    /// use fake_secrets_manager::{Caller, SecretsManager, Settings, Timestamp, Value};
    ///
    /// let mut fake = SecretsManager::new(Settings::default()).unwrap();
    /// let now = Timestamp(1_700_000_000_000);
    /// let object = |json| serde_json::from_str::<Value>(json).unwrap();
    /// let create = object(r#"{"Name": "app/db", "SecretString": "hunter2", "KmsKeyId": "alias/app"}"#);
    /// fake.call("CreateSecret", create, &Caller::default(), now).unwrap();
    ///
    /// fake.declare_kms_key("alias/app", "disabled", &[]).unwrap();
    /// let read = object(r#"{"SecretId": "app/db"}"#);
    /// assert!(fake.call("GetSecretValue", read.clone(), &Caller::default(), now).is_err());
    /// fake.declare_kms_key("alias/app", "enabled", &[]).unwrap();
    /// assert!(fake.call("GetSecretValue", read, &Caller::default(), now).is_ok());
    /// ```
    ///
    /// # Errors
    /// An invalid key identifier, state or permission.
    pub fn declare_kms_key(
        &mut self,
        key_id: &str,
        state: &str,
        denied: &[&str],
    ) -> Result<(), Misuse> {
        if !kms::is_identifier(key_id) {
            return Err(Misuse::new(
                format!("the KMS key \"{key_id}\""),
                "the ARN, the id or an alias of a key",
                "\"alias/app\"",
            ));
        }
        let state = State::named(state).ok_or_else(|| {
            Misuse::new(
                format!("the state \"{state}\" of a KMS key"),
                "enabled, disabled, pending-deletion or missing",
                "\"disabled\"",
            )
        })?;
        let right = |name: &&str| {
            Right::named(name).ok_or_else(|| {
                Misuse::new(
                    format!("the right \"{name}\" to a KMS key"),
                    "Decrypt, Encrypt or GenerateDataKey",
                    "[\"Decrypt\"]",
                )
            })
        };
        let denied = denied.iter().map(right).collect::<Result<_, _>>()?;
        let arn = kms::key_arn(key_id, &self.settings.account_id, &self.settings.region);
        self.store.keys.declare(arn, state, denied);
        Ok(())
    }

    /// Lets the next calls of an operation be refused with a code, whatever they ask for: one that the API's model declares for the
    /// operation, or `AccessDeniedException`, `ThrottlingException`, `UnrecognizedClientException` or `InternalServiceError`. A refused
    /// call changes nothing. Without a message the service's own is used. `reset` forgets it.
    ///
    /// ```
    /// use fake_secrets_manager::{Caller, SecretsManager, Settings, Timestamp, Value};
    ///
    /// let mut fake = SecretsManager::new(Settings::default()).unwrap();
    /// let now = Timestamp(1_700_000_000_000);
    /// fake.fail("ListSecrets", Some("ThrottlingException"), None, 1).unwrap();
    /// let list = || serde_json::from_str::<Value>("{}").unwrap();
    /// assert!(fake.call("ListSecrets", list(), &Caller::default(), now).is_err());
    /// assert!(fake.call("ListSecrets", list(), &Caller::default(), now).is_ok());
    /// ```
    ///
    /// A step of a rotation, such as `testSecret`, fails without a code: the next times that it comes the host is told so, and does not
    /// invoke the function.
    ///
    /// # Errors
    /// A target that is neither operation nor step, another code, no message where the code alone says too little, or `times` of 0.
    pub fn fail(
        &mut self,
        target: &str,
        code: Option<&str>,
        message: Option<String>,
        times: u32,
    ) -> Result<(), Misuse> {
        self.inject(FaultSpec {
            target: target.to_owned(),
            code: code.map(str::to_owned),
            message,
            times: Some(times),
            ..FaultSpec::default()
        })
        .map(|_| ())
    }
}
