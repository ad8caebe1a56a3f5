//! What the driver and its hosts exchange: drives, invocations and their outcomes.

use std::sync::Arc;

use super::event::Event;
use super::log::RotationOutcome;
use crate::clock::Timestamp;

/// What a drive is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Run the rotation that a call started ([`SecretsManager::take_started`](crate::SecretsManager::take_started)).
    Run(u64),
    /// Change the clock, then process everything that is due. Drives with this scope queue: each begins when the one before it is over.
    CatchUp(ClockChange),
    /// Process everything that is due, then run the rotations that wait, each up to the step `until` or to its end.
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
    /// Move it by so many milliseconds.
    Advance(i64),
    /// Stop it, at a time or where it is.
    Freeze(Option<Timestamp>),
}

/// What the host of a drive does next.
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
    /// Its number, for `complete` and for the calls that come from the function.
    pub id: u64,
    /// The id under which the host registered the function.
    pub function: Arc<str>,
    /// The event's Step.
    pub step: &'static str,
    /// The event's SecretId: the ARN of the secret.
    pub secret_id: Arc<str>,
    /// The event's ClientRequestToken: the id of the version that the rotation makes.
    pub token: Arc<str>,
    /// The event's RotationToken. Recorded: every event has one.
    pub rotation_token: Arc<str>,
    /// The number of its entry in the log.
    pub entry: u64,
    /// The place in the steps of the entry.
    pub place: usize,
}

/// How an invocation ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The function returned.
    Succeeded,
    /// The function raised.
    Failed {
        /// The type of what it raised, for example `ValueError`.
        kind: String,
        /// The message of what it raised. The log replaces the values of secrets in it.
        message: String,
    },
    /// The host stopped before the function returned.
    HostGone,
}

/// What an ended invocation led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Completion {
    /// How the run ended with it; `Running` if another step follows.
    pub outcome: RotationOutcome,
    /// The number of the run's entry in the log; none if the log no longer keeps it.
    pub entry: Option<u64>,
}

/// What came of a drive.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// What happened by itself while the drive caught up.
    pub events: Vec<Event>,
    /// The numbers of the log entries of the rotations that failed.
    pub failed: Vec<u64>,
    /// The steps that ended while the drive was there, whoever ran them: the number of the log entry, and the place in its steps.
    pub steps: Vec<(u64, usize)>,
    /// What the host should warn about.
    pub warnings: Vec<Warning>,
}

/// A sentence for the host's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Whether it is about a failed rotation; a host that raises the failure leaves it out.
    pub is_failure: bool,
    /// The sentence, without the values of secrets.
    pub text: String,
}
