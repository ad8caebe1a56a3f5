//! Failures that a test sets up for its own calls: unusable KMS keys, and injected errors.

use super::SecretsManager;
use crate::faults::{FaultSpec, Faults};
use crate::misuse::Misuse;
use crate::secret::kms;
use crate::secret::kms::keys::{Keys, Right, State};

/// The failures that are set up; empty at first.
#[derive(Clone, Debug, Default)]
pub(super) struct Obstacles {
    pub(super) faults: Faults,
}

impl SecretsManager {
    /// Removes declarations of KMS keys, and faults.
    pub fn lift_obstacles(&mut self) {
        self.obstacles = Obstacles::default();
        self.store.keys = Keys::default();
    }

    /// Declares the state of a KMS key (`enabled`, `disabled`, `pending-deletion` or `missing`), and the actions that callers may not perform
    /// (`Decrypt`, `Encrypt`, `GenerateDataKey`). The key is an ARN, an id or an alias. Ids and aliases refer to the fake's own account and
    /// Region. All other keys exist and are usable. `reset` removes the declaration.
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
                format!("invalid KMS key \"{key_id}\""),
                "the ARN, the id or an alias of a key",
                "\"alias/app\"",
            ));
        }
        let state = State::named(state).ok_or_else(|| {
            Misuse::new(
                format!("unknown KMS key state \"{state}\""),
                "enabled, disabled, pending-deletion or missing",
                "\"disabled\"",
            )
        })?;
        let right = |name: &&str| {
            Right::named(name).ok_or_else(|| {
                Misuse::new(
                    format!("unknown KMS action \"{name}\""),
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

    /// Makes the next calls of an operation fail with a code: one that the API's model declares for the operation, or a common code of AWS
    /// such as `AccessDeniedException` or `ThrottlingException`. A failed call changes nothing. The default message is the service's own.
    /// `reset` removes the fault.
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
    /// A rotation step, such as `testSecret`, fails without a code: its next runs fail without calling the function.
    ///
    /// # Errors
    /// An unknown target, an invalid code, a missing message for a code with several messages, or `times` of 0.
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
