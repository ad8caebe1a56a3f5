//! The types that the driver and its hosts exchange: drives, invocations and their outcomes.

use std::sync::Arc;

use super::event::Event;
use super::log::RotationOutcome;
use crate::clock::Timestamp;

/// The task of a drive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Run the rotation that a call started ([`SecretsManager::take_started`](crate::SecretsManager::take_started)).
    Run(u64),
    /// Change the clock, then process all due events. Drives with this scope queue: each starts when the previous one is over.
    CatchUp(ClockChange),
    /// Process all due events, then run the queued rotations, each up to the step `until` or to its end.
    Queue {
        /// The step to stop before.
        until: Option<&'static str>,
    },
}

/// A change of the fake's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockChange {
    /// None.
    None,
    /// Advance it by this number of milliseconds.
    Advance(i64),
    /// Stop it, at a given time or at the current one.
    Freeze(Option<Timestamp>),
}

/// The next action of the host of a drive.
#[derive(Clone, Debug)]
pub enum Next {
    /// Invoke a function, then report with `complete`.
    Invoke(Invocation),
    /// Wait until another drive makes progress, then ask again.
    Wait,
    /// Nothing: the drive is over.
    Done,
}

/// One invocation of a rotation function: a lease on one step of a run.
#[derive(Clone, Debug)]
pub struct Invocation {
    /// The number of the invocation, for `complete` and for calls from the function.
    pub id: u64,
    /// The id under which the host registered the function.
    pub function: Arc<str>,
    /// The event's Step.
    pub step: &'static str,
    /// The event's SecretId: the ARN of the secret.
    pub secret_id: Arc<str>,
    /// The event's ClientRequestToken: the id of the version that the rotation creates.
    pub token: Arc<str>,
    /// The event's RotationToken. Recorded: every event has one.
    pub rotation_token: Arc<str>,
    /// The number of its entry in the log.
    pub entry: u64,
    /// The index of the step in the entry.
    pub place: usize,
}

/// How an invocation ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The function returned.
    Succeeded,
    /// The function raised.
    Failed {
        /// The type of the exception, for example `ValueError`.
        kind: String,
        /// The message of the exception. The log redacts secret values in it.
        message: String,
    },
    /// The host stopped before the function returned.
    HostGone,
}

/// The result of an ended invocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Completion {
    /// The outcome of the run; `Running` if another step follows.
    pub outcome: RotationOutcome,
    /// The number of the run's entry in the log; none if the log no longer keeps it.
    pub entry: Option<u64>,
}

/// The result of a drive.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The events that occurred while the drive caught up.
    pub events: Vec<Event>,
    /// The numbers of the log entries of the rotations that failed.
    pub failed: Vec<u64>,
    /// The steps that ended during the drive, including those of other drives: the number of the log entry, and the index of the step.
    pub steps: Vec<(u64, usize)>,
    /// Warnings for the host to log.
    pub warnings: Vec<Warning>,
}

/// A warning for the host's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Whether it is about a failed rotation. A host that raises the failure does not log the warning.
    pub is_failure: bool,
    /// The text, without secret values.
    pub text: String,
}
