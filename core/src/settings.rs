//! The options of a fake. They have the same names in every language.

use crate::clock::Timestamp;
use crate::misuse::Misuse;
use crate::saved::saved;
use crate::value::Value;

/// The options of a fake. All have defaults.
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
    /// The account of callers whose access key id is not a 12-digit account id.
    pub account_id: String,
    /// The Region of requests that specify none.
    pub region: String,
    /// The same seed and the same clock give the same ids, ARNs, passwords and bytes.
    pub seed: u64,
    /// The initial secrets, which a reset restores: a map from name to value, as for [`seed`](crate::SecretsManager::seed), or null.
    pub secrets: Value,
    /// The rotation functions that exist.
    pub rotation_functions: KnownFunctions,
    /// Whether the steps of a rotation run before the call that starts it gets its response.
    pub rotation_steps: RotationSteps,
    /// Whether changes are visible immediately, as most tests need, or after some seconds, as on AWS.
    pub consistency: Consistency,
    /// The host's time at which the fake is created: CreatedDate of `secrets`.
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
            consistency: Consistency::Immediate,
            now: Timestamp::default(),
        }
    }
}

/// The rotation functions that a secret accepts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KnownFunctions {
    /// The functions that the host has registered.
    #[default]
    Registered,
    /// Any ARN. For an unregistered function, RotateSecret sets AWSPENDING, but no step runs.
    Any,
}

saved! { enum KnownFunctions { Registered: "registered", Any: "any" } }

impl KnownFunctions {
    /// Reads the option `rotation_functions`: absent, or `any`.
    ///
    /// # Errors
    /// An unknown value.
    pub fn named(word: Option<&str>) -> Result<Self, Misuse> {
        match word {
            None => Ok(Self::Registered),
            Some("any") => Ok(Self::Any),
            Some(other) => Err(Misuse::new(
                format!("rotation_functions is \"{other}\""),
                "\"any\" or no value",
                "\"any\"",
            )),
        }
    }
}

/// When the steps of a rotation run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RotationSteps {
    /// Before the call that starts the rotation gets its response.
    #[default]
    Run,
    /// When the host runs the queue.
    Queue,
}

saved! { enum RotationSteps { Run: "run", Queue: "queue" } }

impl RotationSteps {
    /// Reads the option `rotation_steps`: absent, `run` or `queue`.
    ///
    /// # Errors
    /// An unknown value.
    pub fn named(word: Option<&str>) -> Result<Self, Misuse> {
        match word {
            None | Some("run") => Ok(Self::Run),
            Some("queue") => Ok(Self::Queue),
            Some(other) => Err(Misuse::new(
                format!("rotation_steps is \"{other}\""),
                "\"run\" or \"queue\"",
                "\"queue\"",
            )),
        }
    }
}

/// When changes become visible.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Consistency {
    /// Immediately.
    #[default]
    Immediate,
    /// After delays on the fake's clock, which the seed selects from these ranges.
    Eventual(Delays),
}

saved! { enum Consistency { Immediate: "immediate", Eventual(content): "eventual" } }

impl Consistency {
    /// Reads the option `consistency`: absent, `immediate` or `eventual`.
    ///
    /// # Errors
    /// An unknown value.
    pub fn named(word: Option<&str>) -> Result<Self, Misuse> {
        match word {
            None | Some("immediate") => Ok(Self::Immediate),
            Some("eventual") => Ok(Self::Eventual(Delays::default())),
            Some(other) => Err(Misuse::new(
                format!("consistency is \"{other}\""),
                "\"immediate\" or \"eventual\"",
                "\"eventual\"",
            )),
        }
    }
}

/// The shortest and the longest delay of each kind, in milliseconds. The defaults follow recordings of 2026.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delays {
    /// How long a secret can still be described after a forced deletion. Recorded: gone between 3 and 22.3 s after it.
    pub forced_deletion: (u32, u32),
    /// How long a replica is InProgress before it is InSync. Recorded: InSync was first seen after 2.9 to 3.9 s.
    pub replication: (u32, u32),
    /// How long a replica is InProgress before it is Failed. Recorded: at most 0.9 s.
    pub failed_replication: (u32, u32),
    /// How long a replica does not show a change of its primary. Recorded: not shown after 0.7 s, but after 3.7 s.
    pub replica_update: (u32, u32),
    /// How long a removed replica can still be described. Recorded: there after 7.9 s, gone after 3.7 to 14.2 s.
    pub replica_removal: (u32, u32),
    /// How long lists do not show a change. Inferred from tests against AWS, which poll.
    pub list: (u32, u32),
    /// From the response of RotateSecret to the first step. Recorded: the step began between 0.07 s before the response and 0.6 s after it.
    pub rotation_start: (u32, u32),
}

saved! { struct Delays { forced_deletion: "forcedDeletion", replication: "replication", failed_replication: "failedReplication", replica_update: "replicaUpdate", replica_removal: "replicaRemoval", list: "list", rotation_start: "rotationStart" } }

impl Default for Delays {
    fn default() -> Self {
        Self {
            forced_deletion: (1_000, 18_600),
            replication: (900, 3_900),
            failed_replication: (100, 900),
            replica_update: (700, 3_700),
            replica_removal: (3_700, 14_200),
            list: (100, 5_000),
            rotation_start: (1, 600),
        }
    }
}
