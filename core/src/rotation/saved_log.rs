//! The log of rotations in a snapshot. A step that a host is running is not part of it.

use std::sync::Arc;

use crate::saved::saved;

use super::log::{
    CURRENT_NOT_MOVED, HOST_STOPPED, Log, Rotation, RotationOutcome, RotationStep, StagingLabels,
    StepError,
};
use super::run::{RotationKind, known_step};
use crate::clock::Timestamp;

#[derive(Default)]
pub(super) struct SavedRotation {
    secret_id: Arc<str>,
    token: Arc<str>,
    function: Arc<str>,
    kind: RotationKind,
    outcome: RotationOutcome,
    started: Timestamp,
    ended: Option<Timestamp>,
    note: Option<Note>,
    steps: Vec<SavedStep>,
}

saved! { struct SavedRotation { secret_id: "secretId", token: "token", function: "function", kind: "kind", outcome: "outcome", started: "started", ended: "ended", note: "note", steps: "steps" } }

#[derive(Default)]
struct SavedStep {
    step: String,
    outcome: RotationOutcome,
    started: Timestamp,
    ended: Option<Timestamp>,
    labels_before: StagingLabels,
    labels_after: Option<StagingLabels>,
    error: Option<StepError>,
}

saved! { struct SavedStep { step: "step", outcome: "outcome", started: "started", ended: "ended", labels_before: "labelsBefore", labels_after: "labelsAfter", error: "error" } }

#[derive(Clone, Copy, Default)]
enum Note {
    #[default]
    CurrentNotMoved,
    HostStopped,
}

saved! { enum Note { CurrentNotMoved: "currentNotMoved", HostStopped: "hostStopped" } }

impl Log {
    /// The form for a snapshot.
    pub(super) fn save(&self) -> Vec<SavedRotation> {
        let steps = |rotation: &Rotation| -> Vec<SavedStep> {
            let ended = rotation.steps.iter().filter(|step| step.ended.is_some());
            ended.map(save_step).collect()
        };
        self.all()
            .map(|rotation| SavedRotation {
                secret_id: rotation.secret_id.clone(),
                token: rotation.token.clone(),
                function: rotation.function.clone(),
                kind: rotation.kind,
                outcome: rotation.outcome,
                started: rotation.started,
                ended: rotation.ended,
                note: rotation.note.map(|note| match note {
                    CURRENT_NOT_MOVED => Note::CurrentNotMoved,
                    _ => Note::HostStopped,
                }),
                steps: steps(rotation),
            })
            // A run in its first step begins again after `restore`, which adds its entry again.
            .filter(|saved| saved.outcome != RotationOutcome::Running || !saved.steps.is_empty())
            .collect()
    }

    /// Adds the entries of a snapshot. `run_of` finds the run of a secret and token that is not over.
    ///
    /// # Errors
    /// An unknown step, or a running rotation without a run.
    pub(super) fn restore(
        &mut self,
        saved: Vec<SavedRotation>,
        run_of: impl Fn(&str, &str) -> Option<u64>,
    ) -> Result<(), &'static str> {
        for saved in saved {
            let run = match saved.outcome {
                RotationOutcome::Running => Some(
                    run_of(&saved.secret_id, &saved.token)
                        .ok_or("the log lists a rotation in progress that has no queued steps")?,
                ),
                _ => None,
            };
            let steps = saved.steps.into_iter().map(read_step);
            let rotation = Rotation {
                secret_id: saved.secret_id,
                token: saved.token,
                function: saved.function,
                kind: saved.kind,
                outcome: saved.outcome,
                started: saved.started,
                ended: saved.ended,
                steps: steps
                    .collect::<Option<_>>()
                    .ok_or("the log has an unknown step")?,
                note: saved.note.map(|note| match note {
                    Note::CurrentNotMoved => CURRENT_NOT_MOVED,
                    Note::HostStopped => HOST_STOPPED,
                }),
            };
            self.add(run, rotation);
        }
        Ok(())
    }
}

fn save_step(step: &RotationStep) -> SavedStep {
    SavedStep {
        step: step.step.to_owned(),
        outcome: step.outcome,
        started: step.started,
        ended: step.ended,
        labels_before: step.labels_before.clone(),
        labels_after: step.labels_after.clone(),
        error: step.error.clone(),
    }
}

fn read_step(saved: SavedStep) -> Option<RotationStep> {
    Some(RotationStep {
        step: known_step(&saved.step)?,
        outcome: saved.outcome,
        started: saved.started,
        ended: saved.ended,
        labels_before: saved.labels_before,
        labels_after: saved.labels_after,
        error: saved.error,
        ended_in: 0,
    })
}
