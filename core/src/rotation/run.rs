//! One unfinished rotation.

use std::sync::Arc;

use crate::clock::Timestamp;
use crate::identifiers::VersionId;
use crate::identifiers::{AccountId, Place, Region, SecretArn};
use crate::saved::saved;

/// The steps in which a function rotates a secret, in order (recorded).
pub(crate) const STEPS: [&str; 4] = ["createSecret", "setSecret", "testSecret", "finishSecret"];
/// The step that tests a configuration when RotateImmediately is false (recorded).
pub(crate) const TEST_STEPS: [&str; 1] = ["testSecret"];

/// The step of this name.
pub(crate) fn known_step(name: &str) -> Option<&'static str> {
    STEPS.into_iter().find(|known| *known == name)
}

/// The purpose of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum RotationKind {
    /// A new value.
    #[default]
    Rotation,
    /// A test of the configuration: RotateSecret with `RotateImmediately: false`.
    Test,
}

saved! { enum RotationKind { Rotation: "rotation", Test: "test" } }

impl RotationKind {
    pub(crate) fn steps(self) -> &'static [&'static str] {
        match self {
            Self::Rotation => &STEPS,
            Self::Test => &TEST_STEPS,
        }
    }

    /// `rotation` or `test`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rotation => "rotation",
            Self::Test => "test",
        }
    }
}

/// A run that an operation starts.
#[derive(Debug)]
pub(crate) struct Start {
    pub(crate) arn: SecretArn,
    pub(crate) function: Arc<str>,
    pub(crate) token: VersionId,
    pub(crate) kind: RotationKind,
    pub(crate) scheduled: bool,
    /// When its steps begin; none if they begin as soon as a host holds the run.
    pub(crate) starts: Option<Timestamp>,
}

/// An unfinished run, from RotateSecret or from a schedule.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    pub(crate) id: u64,
    pub(crate) account_id: AccountId,
    pub(crate) region: Region,
    pub(crate) arn: SecretArn,
    /// The id under which the host registered the function.
    pub(crate) function: Arc<str>,
    pub(crate) token: VersionId,
    pub(crate) rotation_token: Arc<str>,
    pub(crate) kind: RotationKind,
    /// Whether a schedule started it.
    pub(crate) scheduled: bool,
    /// The number of steps that succeeded.
    pub(crate) done: usize,
    /// When its steps begin; none if they begin as soon as a host holds the run.
    pub(crate) starts: Option<Timestamp>,
    /// The drive that holds it. No other drive runs its steps.
    pub(crate) drive: Option<u64>,
    /// The invocation of its current step.
    pub(crate) invocation: Option<u64>,
}

impl Run {
    pub(crate) fn next_step(&self) -> Option<&'static str> {
        self.kind.steps().get(self.done).copied()
    }

    pub(crate) fn place(&self) -> Place<'_> {
        Place {
            account_id: &self.account_id,
            region: &self.region,
        }
    }
}
