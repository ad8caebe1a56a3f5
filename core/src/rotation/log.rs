//! The log of rotations: runs and steps with their times, outcomes, and staging labels before and after.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::saved::saved;

use super::RotationKind;
use super::run::Run;
use crate::clock::Timestamp;
use crate::identifiers::VersionId;
use crate::numbered::Numbered;
use crate::secret::Secret;
use crate::secret::labels::Label;
use crate::sorting::sort_by_key;

/// The number of rotations that the log keeps. Older ones are dropped.
pub(crate) const LOG_LIMIT: usize = 10_000;

/// The outcome of a rotation or step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum RotationOutcome {
    /// It is not over.
    #[default]
    Running,
    /// All steps succeeded.
    Succeeded,
    /// A step failed. Labels and LastRotatedDate do not change.
    Failed,
    /// The rotation could not continue: it was cancelled, the secret was deleted, or AWSPENDING left its version. A step is never abandoned.
    Abandoned,
}

saved! { enum RotationOutcome { Running: "running", Succeeded: "succeeded", Failed: "failed", Abandoned: "abandoned" } }

impl RotationOutcome {
    /// `running`, `succeeded`, `failed` or `abandoned`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Abandoned => "abandoned",
        }
    }
}

/// The labelled versions of a secret, each with its staging labels, as VersionIdsToStages shows them.
pub type StagingLabels = Vec<(Arc<str>, Vec<Arc<str>>)>;

/// Why a step failed.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct StepError {
    /// The type of the exception, for example `ValueError`; `InjectedFailure` if the test injected the failure.
    pub kind: String,
    /// The message of the exception, with secret values redacted.
    pub message: String,
}

saved! { struct StepError { kind: "kind", message: "message" } }

/// The kind of a [`StepError`] that the test injected with `fail`.
pub(crate) const INJECTED: &str = "InjectedFailure";
/// The kind of a [`StepError`] of a step whose host stopped.
pub(crate) const HOST_GONE: &str = "HostGone";

/// One invocation of a rotation function.
#[derive(Clone, Debug)]
pub struct RotationStep {
    /// `createSecret`, `setSecret`, `testSecret` or `finishSecret`.
    pub step: &'static str,
    /// How it ended.
    pub outcome: RotationOutcome,
    /// When it began.
    pub started: Timestamp,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// The staging labels at its beginning.
    pub labels_before: StagingLabels,
    /// The staging labels at its end.
    pub labels_after: Option<StagingLabels>,
    /// Why it failed.
    pub error: Option<StepError>,
    /// The version of the log in which it ended.
    pub(super) ended_in: u64,
}

/// One rotation, or one test of a configuration.
#[derive(Clone, Debug)]
pub struct Rotation {
    /// The ARN of the secret.
    pub secret_id: Arc<str>,
    /// The id of the version that the rotation creates.
    pub token: Arc<str>,
    /// The id under which the host registered the function.
    pub function: Arc<str>,
    /// The purpose of the run.
    pub kind: RotationKind,
    /// How it ended.
    pub outcome: RotationOutcome,
    /// When its first step began.
    pub started: Timestamp,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// Its steps so far.
    pub steps: Vec<RotationStep>,
    /// A remark on the outcome.
    pub note: Option<&'static str>,
}

/// The note of a rotation whose function did not move AWSCURRENT.
///
/// Documented (RotateSecret): "If the AWSPENDING staging label is present but not attached to the same version as AWSCURRENT, then any
/// later invocation of RotateSecret assumes that a previous rotation request is still in progress and returns an error." Guess: a
/// rotation whose function did not move AWSCURRENT counts as succeeded, because the service only learns that the function returned.
pub(crate) const CURRENT_NOT_MOVED: &str = "the function returned from finishSecret without moving AWSCURRENT to the new version; while \
     AWSPENDING stays on that version, RotateSecret responds that a previous rotation isn't complete, and a scheduled rotation uses the \
     same token again";
/// The note of a rotation whose host stopped between two steps.
pub(crate) const HOST_STOPPED: &str =
    "the rotation was interrupted between two steps, for example by Ctrl+C or a timeout";

/// An entry of the log that is new or has changed.
#[derive(Clone, Debug)]
pub struct LogEntry {
    /// The number of the entry. A reset does not restart the numbers.
    pub number: u64,
    /// Its content.
    pub rotation: Rotation,
}

/// The changes of the log since a version.
#[derive(Clone, Debug)]
pub struct LogChanges {
    /// The current version.
    pub version: u64,
    /// The number of the oldest entry that the log still keeps.
    pub first: u64,
    /// The entries that are new or have changed, in order of change.
    pub entries: Vec<LogEntry>,
}

/// The rotations since the last reset, in the order in which they began, at most [`LOG_LIMIT`].
#[derive(Clone, Debug, Default)]
pub(crate) struct Log {
    entries: VecDeque<Entry>,
    /// The number of the first entry.
    first: u64,
    /// Counts changes.
    version: u64,
    /// The entries of unfinished runs.
    running: Numbered<u64>,
    /// For the version of each entry's latest change: the number of the entry.
    changed: Numbered<u64>,
    /// Whether entries were dropped since the last reset.
    pub(crate) dropped: bool,
}

#[derive(Clone, Debug)]
struct Entry {
    changed_in: u64,
    rotation: Rotation,
}

impl Log {
    /// Drops all entries. Numbers and versions are not reused, so that hosts that have read the log notice.
    pub(crate) fn clear(&mut self) {
        *self = Self {
            first: self.next_number(),
            version: self.version.saturating_add(1),
            ..Self::default()
        };
    }

    pub(crate) fn version(&self) -> u64 {
        self.version
    }

    fn next_number(&self) -> u64 {
        self.first.saturating_add(self.entries.len() as u64)
    }

    fn get_mut(&mut self, number: u64) -> Option<&mut Entry> {
        let place = number.checked_sub(self.first)?;
        self.entries.get_mut(usize::try_from(place).ok()?)
    }

    fn get(&self, number: u64) -> Option<&Entry> {
        let place = number.checked_sub(self.first)?;
        self.entries.get(usize::try_from(place).ok()?)
    }

    /// Changes an entry, and records the change.
    fn change(&mut self, number: u64, change: impl FnOnce(&mut Rotation, u64)) {
        let version = self.version.saturating_add(1);
        let Some(entry) = self.get_mut(number) else {
            return;
        };
        let before = std::mem::replace(&mut entry.changed_in, version);
        change(&mut entry.rotation, version);
        self.changed.remove(&before);
        self.changed.insert(version, number);
        self.version = version;
    }

    /// Begins a step of a run. The first step also begins the entry of the run. Returns the number of the entry, and the index of the step.
    pub(crate) fn begin_step(
        &mut self,
        run: &Run,
        step: &'static str,
        labels: StagingLabels,
        now: Timestamp,
    ) -> (u64, usize) {
        let number = match self.running.get(&run.id) {
            Some(number) => *number,
            None => self.add(Some(run.id), begun(run, now)),
        };
        let mut place = 0;
        self.change(number, |rotation, _| {
            place = rotation.steps.len();
            rotation.steps.push(RotationStep {
                step,
                outcome: RotationOutcome::Running,
                started: now,
                ended: None,
                labels_before: labels,
                labels_after: None,
                error: None,
                ended_in: 0,
            });
        });
        (number, place)
    }

    /// Adds an entry, and drops the oldest if the log is full. `run` is the run of a rotation that is not over.
    pub(super) fn add(&mut self, run: Option<u64>, rotation: Rotation) -> u64 {
        if self.entries.len() >= LOG_LIMIT
            && let Some(oldest) = self.entries.pop_front()
        {
            self.first = self.first.saturating_add(1);
            self.changed.remove(&oldest.changed_in);
            self.dropped = true;
        }
        let number = self.next_number();
        self.version = self.version.saturating_add(1);
        self.entries.push_back(Entry {
            changed_in: self.version,
            rotation,
        });
        self.changed.insert(self.version, number);
        if let Some(run) = run {
            self.running.insert(run, number);
        }
        number
    }

    /// Ends the current step of a run.
    pub(crate) fn end_step(
        &mut self,
        run: u64,
        labels: StagingLabels,
        error: Option<StepError>,
        now: Timestamp,
    ) {
        let Some(number) = self.running.get(&run).copied() else {
            return;
        };
        self.change(number, |rotation, version| {
            if let Some(step) = rotation.steps.last_mut() {
                step.outcome = match &error {
                    Some(_) => RotationOutcome::Failed,
                    None => RotationOutcome::Succeeded,
                };
                step.ended = Some(now);
                step.labels_after = Some(labels);
                step.error = error;
                step.ended_in = version;
            }
        });
    }

    /// Ends a run. A run without a step has no entry.
    pub(crate) fn end_run(
        &mut self,
        run: u64,
        outcome: RotationOutcome,
        note: Option<&'static str>,
        now: Timestamp,
    ) -> Option<u64> {
        let number = self.running.remove(&run)?;
        self.change(number, |rotation, _| {
            rotation.outcome = outcome;
            rotation.ended = Some(now);
            rotation.note = note;
        });
        Some(number)
    }

    pub(crate) fn rotation(&self, number: u64) -> Option<&Rotation> {
        Some(&self.get(number)?.rotation)
    }

    /// All entries, oldest first.
    pub(crate) fn all(&self) -> impl ExactSizeIterator<Item = &Rotation> {
        self.entries.iter().map(|entry| &entry.rotation)
    }

    /// The entries that have changed since a version.
    pub(crate) fn changes_since(&self, version: u64) -> LogChanges {
        let entry = |number: &u64| {
            let rotation = self.get(*number)?.rotation.clone();
            Some(LogEntry {
                number: *number,
                rotation,
            })
        };
        LogChanges {
            version: self.version,
            first: self.first,
            entries: self
                .changed_since(version)
                .filter_map(|number| entry(&number))
                .collect(),
        }
    }

    fn changed_since(&self, version: u64) -> impl Iterator<Item = u64> {
        self.changed.after(version).copied()
    }

    /// The steps that have ended since a version, in order of their end: the number of the entry, and the index of the step.
    pub(crate) fn steps_since(&self, version: u64) -> Vec<(u64, usize)> {
        let mut steps = Vec::new();
        for number in self.changed_since(version) {
            let all = self.rotation(number).map(|rotation| &rotation.steps);
            for (place, step) in all.into_iter().flatten().enumerate() {
                if step.ended_in > version {
                    steps.push((step.ended_in, (number, place)));
                }
            }
        }
        sort_by_key(&mut steps, |step: &(u64, (u64, usize))| *step);
        steps.into_iter().map(|(_, step)| step).collect()
    }
}

fn begun(run: &Run, now: Timestamp) -> Rotation {
    Rotation {
        secret_id: run.arn.clone().into(),
        token: run.token.clone().into(),
        function: run.function.clone(),
        kind: run.kind,
        outcome: RotationOutcome::Running,
        started: now,
        ended: None,
        steps: Vec::new(),
        note: None,
    }
}

pub(crate) fn labels_of(secret: Option<&Secret>) -> StagingLabels {
    let entry = |(version, labels): (VersionId, Vec<Label>)| {
        (version.into(), labels.into_iter().map(Into::into).collect())
    };
    let labels = secret.map(|secret| secret.labels().by_version());
    labels.unwrap_or_default().into_iter().map(entry).collect()
}
