//! One rotation under way, and what the host is told of it.

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::secret::Secret;
use crate::secret::id::{AccountId, Arn, Region};
use crate::secret::labels::Label;
use crate::secret::version::VersionId;
use crate::value::Value;

/// The steps in which a function rotates a secret, in their order (recorded).
pub(crate) const STEPS: [&str; 4] = ["createSecret", "setSecret", "testSecret", "finishSecret"];
/// The step that tries a configuration out where RotateImmediately is false (recorded).
pub(crate) const TEST_STEPS: [&str; 1] = ["testSecret"];

/// What a run is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// A new value.
    Rotation,
    /// To try a configuration out: RotateSecret with `RotateImmediately: false`.
    Test,
}

impl Kind {
    pub(crate) fn steps(self) -> &'static [&'static str] {
        match self {
            Self::Rotation => &STEPS,
            Self::Test => &TEST_STEPS,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Rotation => "rotation",
            Self::Test => "test",
        }
    }
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All its steps went well.
    Succeeded,
    /// A step failed; labels and LastRotatedDate stay as they are.
    Failed,
    /// It could not go on: rotation was cancelled, the secret is on its way out, or AWSPENDING has left its version.
    Abandoned,
}

impl Outcome {
    const fn name(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Abandoned => "abandoned",
        }
    }
}

/// A run, from RotateSecret or from a schedule.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    pub(crate) id: u64,
    pub(crate) account_id: AccountId,
    pub(crate) region: Region,
    pub(crate) arn: Arn,
    /// What the host knows the function by.
    pub(crate) function: Arc<str>,
    pub(crate) token: VersionId,
    pub(crate) rotation_token: Arc<str>,
    pub(crate) kind: Kind,
    /// Whether a schedule has started it.
    pub(crate) scheduled: bool,
    /// How many of its steps went well.
    pub(crate) done: usize,
    /// Whether the host runs a step of it at this moment.
    pub(crate) in_step: bool,
}

impl Run {
    pub(crate) fn next_step(&self) -> Option<&'static str> {
        self.kind.steps().get(self.done).copied()
    }
}

/// The labelled versions of a secret, each with its staging labels, as VersionIdsToStages shows them.
pub type StagingLabels = Vec<(Arc<str>, Vec<Arc<str>>)>;

pub(crate) fn labels_of(secret: Option<&Secret>) -> StagingLabels {
    let entry = |(version, labels): (VersionId, Vec<Label>)| {
        (version.into(), labels.into_iter().map(Into::into).collect())
    };
    let labels = secret.map(|secret| secret.labels().by_version());
    labels.unwrap_or_default().into_iter().map(entry).collect()
}

/// What the host is to do for a run.
#[derive(Clone, Debug)]
pub enum Turn {
    /// To invoke the function once.
    Step(Step),
    /// Nothing any more.
    Over {
        /// How it ended.
        outcome: Outcome,
        /// When.
        ended: Timestamp,
    },
    /// Nothing: a step of it is running.
    Busy,
}

/// One invocation of a rotation function.
#[derive(Clone, Debug)]
pub struct Step {
    /// What the function was made known by.
    pub function: Arc<str>,
    /// What the run is for.
    pub kind: Kind,
    /// The event's Step.
    pub step: &'static str,
    /// The event's SecretId: the ARN of the secret.
    pub secret_id: Arc<str>,
    /// The event's ClientRequestToken: the id of the version that the rotation makes.
    pub token: Arc<str>,
    /// The event's RotationToken. Recorded: every event has one.
    pub rotation_token: Arc<str>,
    /// The moment at which the step begins.
    pub started: Timestamp,
    /// The staging labels at that moment.
    pub labels: StagingLabels,
    /// Why the function is not to be invoked, and the step fails: a test has asked for it.
    pub fails: Option<String>,
}

/// How a step went.
#[derive(Clone, Debug)]
pub struct StepEnd {
    /// The moment at which the step ended.
    pub ended: Timestamp,
    /// The staging labels at that moment.
    pub labels: StagingLabels,
    /// How the run ended with it; none where another step comes.
    pub outcome: Option<Outcome>,
}

/// Something that happened by itself, as time passed. Named as CloudTrail names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happening {
    /// When.
    pub at: Timestamp,
    /// `RotationSucceeded`, `RotationFailed`, `RotationAbandoned`, or `EndSecretVersionDelete` where a recovery window ended.
    pub event: &'static str,
    /// The ARN of the secret.
    pub secret_id: Arc<str>,
}

impl Happening {
    pub(crate) fn of_rotation(outcome: Outcome, arn: &Arn, at: Timestamp) -> Self {
        let event = match outcome {
            Outcome::Succeeded => "RotationSucceeded",
            Outcome::Failed => "RotationFailed",
            Outcome::Abandoned => "RotationAbandoned",
        };
        Self {
            at,
            event,
            secret_id: arn.clone().into(),
        }
    }

    pub(crate) fn of_deletion(arn: &Arn, at: Timestamp) -> Self {
        Self {
            at,
            event: "EndSecretVersionDelete",
            secret_id: arn.clone().into(),
        }
    }
}

// For bindings, which hand values out: a map with the names of the fields.

fn map<const N: usize>(members: [(&'static str, Value); N]) -> Value {
    Value::Map(
        members
            .map(|(name, value)| (Cow::Borrowed(name), value))
            .into(),
    )
}

fn labels_value(labels: StagingLabels) -> Value {
    let entry = |(version, labels): (Arc<str>, Vec<Arc<str>>)| {
        let labels = labels.into_iter().map(Value::String).collect();
        (Cow::Owned(version.to_string()), Value::List(labels))
    };
    Value::Map(labels.into_iter().map(entry).collect())
}

impl From<Turn> for Value {
    fn from(turn: Turn) -> Self {
        match turn {
            Turn::Step(step) => map([
                ("function", Self::String(step.function)),
                ("kind", Self::string(step.kind.name())),
                (
                    "event",
                    map([
                        ("Step", Self::string(step.step)),
                        ("SecretId", Self::String(step.secret_id)),
                        ("ClientRequestToken", Self::String(step.token)),
                        ("RotationToken", Self::String(step.rotation_token)),
                    ]),
                ),
                ("started", Self::Timestamp(step.started)),
                ("labels", labels_value(step.labels)),
                ("fails", step.fails.map_or(Self::Null, Self::string)),
            ]),
            Turn::Over { outcome, ended } => map([
                ("outcome", Self::string(outcome.name())),
                ("ended", Self::Timestamp(ended)),
            ]),
            Turn::Busy => Self::Null,
        }
    }
}

impl From<StepEnd> for Value {
    fn from(end: StepEnd) -> Self {
        let outcome = end
            .outcome
            .map_or(Self::Null, |outcome| Self::string(outcome.name()));
        map([
            ("ended", Self::Timestamp(end.ended)),
            ("labels", labels_value(end.labels)),
            ("outcome", outcome),
        ])
    }
}

impl From<Happening> for Value {
    fn from(happening: Happening) -> Self {
        map([
            ("at", Self::Timestamp(happening.at)),
            ("event", Self::string(happening.event)),
            ("secret_id", Self::String(happening.secret_id)),
        ])
    }
}
