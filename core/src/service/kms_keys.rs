//! Controls of KMS keys.

use super::manager::SecretsManager;
use crate::kms::{self, Right, State};
use crate::misuse::Misuse;

impl SecretsManager {
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
}
