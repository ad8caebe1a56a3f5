//! Ends runs and drives.

use std::sync::Arc;

use super::{Driver, Environment, Phase};
use crate::clock::Timestamp;
use crate::rotation::announcing::{announce, ended_event};
use crate::rotation::event::Event;
use crate::rotation::host::{Outcome, Report, Scope, Warning};
use crate::rotation::log::{
    CURRENT_NOT_MOVED, HOST_STOPPED, INJECTED, LOG_LIMIT, RotationOutcome, StepError, labels_of,
};
use crate::rotation::run::{RotationKind, Run};
use crate::sorting::sort_by_key;
use crate::store::{At, Change, Expect};

/// How a run ends.
pub(super) struct End {
    pub(super) outcome: RotationOutcome,
    /// The error, if any, of the step that ends with it.
    pub(super) step: Option<Option<StepError>>,
    pub(super) note: Option<&'static str>,
}

impl End {
    pub(super) const fn abandoned() -> Self {
        Self {
            outcome: RotationOutcome::Abandoned,
            step: None,
            note: None,
        }
    }
}

impl Driver {
    /// Removes a run, updates its secret, and reports to the drive that held it.
    pub(super) fn end(
        &mut self,
        environment: &mut Environment<'_>,
        run_id: u64,
        end: End,
        now: Timestamp,
    ) -> Option<u64> {
        let End {
            outcome,
            step,
            note,
        } = end;
        let run = self.runs.remove(&run_id)?;
        self.by_token
            .remove(&(Arc::from(run.arn.clone()), run.token.clone()));
        let seed = self.seed;
        let at = At {
            place: run.place(),
            now,
        };
        let ended = environment
            .store
            .update(at, &run.arn, Expect::Existing, |secret, _| {
                secret.rotation.end(&run.token);
                match (run.kind, outcome) {
                    (RotationKind::Test, _) => secret.end_rotation_test(&run.token),
                    (RotationKind::Rotation, RotationOutcome::Succeeded) => {
                        secret.rotation.succeed(now)
                    }
                    // Guess: an abandoned scheduled rotation counts as a failed attempt. A rotation that the user started is retried when
                    // the schedule is next due.
                    (
                        RotationKind::Rotation,
                        RotationOutcome::Failed | RotationOutcome::Abandoned,
                    ) if run.scheduled => {
                        secret.rotation.fail(seed, &run.arn, now);
                    }
                    (RotationKind::Rotation, _) => {}
                }
                // Recorded: LastChangedDate does not change.
                Ok(Change::undated(()))
            });
        if let Some(event) = ended_event(run.kind, outcome) {
            let error = step.as_ref().and_then(Option::as_ref);
            let error = error.and(run.next_step()).map(|step| {
                format!(
                    "Error when executing lambda {} during {step} step",
                    run.function
                )
            });
            announce(environment.store, &run, event, error, now);
        }
        if let Some(error) = step {
            let labels = labels_of(environment.secret(&run, now));
            self.log.end_step(run_id, labels, error, now);
        }
        let entry = self.log.end_run(run_id, outcome, note, now);
        let warnings = self.warnings_of(&run, entry, outcome, note);
        let drive = run.drive.and_then(|drive| self.drives.get_mut(&drive))?;
        drive.run = None;
        drive.report.warnings.extend(warnings);
        if ended.is_ok() && run.scheduled && drive.phase == Phase::CatchingUp {
            drive
                .report
                .events
                .extend(Event::of_rotation(outcome, &run.arn, now));
        }
        if outcome == RotationOutcome::Failed {
            drive.report.failed.extend(entry);
        }
        entry
    }

    pub(super) fn warnings_of(
        &mut self,
        run: &Run,
        entry: Option<u64>,
        outcome: RotationOutcome,
        note: Option<&'static str>,
    ) -> Vec<Warning> {
        let mut warnings = Vec::new();
        let mut warn = |is_failure, text| warnings.push(Warning { is_failure, text });
        let arn = &*run.arn;
        let last = entry.and_then(|entry| self.log.rotation(entry)?.steps.last());
        if let (RotationOutcome::Failed, Some(step)) = (outcome, last)
            && let Some(error) = step.error.as_ref().filter(|error| error.kind != INJECTED)
        {
            let StepError { kind, message } = error;
            warn(
                true,
                format!(
                    "the rotation of {arn} failed in {}: {kind}: {message}",
                    step.step
                ),
            );
        }
        if note == Some(CURRENT_NOT_MOVED) && !self.warned_of.contains(&run.function) {
            self.warned_of.push(run.function.clone());
            warn(
                false,
                format!("the rotation of {arn} succeeded, but {CURRENT_NOT_MOVED}"),
            );
        }
        if self.log.dropped && !self.warned_of_limit {
            self.warned_of_limit = true;
            let text = format!(
                "the log of rotations is full: it keeps the newest {LOG_LIMIT} and drops older ones"
            );
            warn(false, text);
        }
        warnings
    }

    /// Ends a drive and returns its report. A run that it still holds has failed. Idempotent.
    pub(crate) fn end_drive(&mut self, environment: &mut Environment<'_>, id: u64) -> Report {
        let held = self.drives.get(&id).and_then(|drive| drive.run);
        let run = held.and_then(|run| self.runs.get(&run));
        if let Some(invocation) = run.and_then(|run| run.invocation) {
            self.complete(environment, invocation, Outcome::HostGone);
        }
        // The remaining runs are between two steps.
        if let Some(drive) = self.drives.get(&id)
            && let Some(run) = drive.run
        {
            let now = drive.moment.unwrap_or_else(|| environment.present());
            let end = End {
                outcome: RotationOutcome::Failed,
                step: None,
                note: Some(HOST_STOPPED),
            };
            self.end(environment, run, end, now);
        }
        self.catching_up.retain(|other| *other != id);
        let Some(drive) = self.drives.remove(&id) else {
            return Report::default();
        };
        let mut report = drive.report;
        // The events are not in order if a run that another drive held ended late.
        sort_by_key(&mut report.events, |event| event.at);
        if matches!(drive.scope, Scope::Queue { .. }) {
            report.steps = self.log.steps_since(drive.since);
        }
        report
    }
}
