//! What a fake is made with: the same options, under the same names, in every language.

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::misuse::Misuse;
use crate::value::Value;

/// The options of a fake. Everything has a default.
///
/// ```
/// use fake_secrets_manager::{Caller, SecretsManager, Settings, Timestamp, Value};
///
/// let now = Timestamp(1_700_000_000_000);
/// let object = |json| serde_json::from_str::<Value>(json).unwrap();
/// let secrets = object(r#"{"app/db": "hunter2"}"#);
/// let mut fake = SecretsManager::new(Settings { secrets, now, ..Settings::default() }).unwrap();
/// assert!(fake.call("GetSecretValue", object(r#"{"SecretId": "app/db"}"#), &Caller::default(), now).is_ok());
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The account of callers whose access key id is not itself an account: twelve digits.
    pub account_id: String,
    /// The Region of requests that name none.
    pub region: String,
    /// The same seed and the same clock give the same ids, ARNs, passwords and bytes.
    pub seed: u64,
    /// The secrets of a new and a reset fake: a map from name to value, as [`seed`](crate::SecretsManager::seed) takes it, or null.
    pub secrets: Value,
    /// Which rotation functions exist.
    pub rotation_functions: KnownFunctions,
    /// Whether the steps of a rotation run before the call that starts them is answered.
    pub rotation_steps: RotationSteps,
    /// The host's time at which the fake is made: CreatedDate of `secrets`.
    pub now: Timestamp,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            account_id: "123456789012".to_owned(),
            region: "us-east-1".to_owned(),
            seed: 0,
            secrets: Value::Null,
            rotation_functions: KnownFunctions::Registered,
            rotation_steps: RotationSteps::Run,
            now: Timestamp::default(),
        }
    }
}

/// Which rotation functions a secret may be given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum KnownFunctions {
    /// Those that the host has registered.
    #[default]
    Registered,
    /// Any ARN. A function that is not registered does not run, and its rotation stays at its start.
    Any,
}

impl KnownFunctions {
    /// Reads the option `rotation_functions`: absent, or `any`.
    ///
    /// # Errors
    /// Any other word.
    pub fn named(word: Option<&str>) -> Result<Self, Misuse> {
        match word {
            None => Ok(Self::Registered),
            Some("any") => Ok(Self::Any),
            Some(other) => Err(Misuse::new(
                format!("rotation_functions \"{other}\""),
                "\"any\", or nothing",
                "\"any\"",
            )),
        }
    }
}

/// When the steps of a rotation run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RotationSteps {
    /// Before the call that starts the rotation is answered.
    #[default]
    Run,
    /// When the host asks for them.
    Queue,
}

impl RotationSteps {
    /// Reads the option `rotation_steps`: absent, `run` or `queue`.
    ///
    /// # Errors
    /// Any other word.
    pub fn named(word: Option<&str>) -> Result<Self, Misuse> {
        match word {
            None | Some("run") => Ok(Self::Run),
            Some("queue") => Ok(Self::Queue),
            Some(other) => Err(Misuse::new(
                format!("rotation_steps \"{other}\""),
                "\"run\" or \"queue\"",
                "\"queue\"",
            )),
        }
    }
}
