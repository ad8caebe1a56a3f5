//! Leases the steps of runs to hosts, and ends them.

use super::ending::End;
use super::{Driver, Environment, FailingStep, Lease, Phase};
use crate::clock::Timestamp;
use crate::rotation::host::{Completion, Invocation, Next, Outcome, Scope};
use crate::rotation::log::{
    CURRENT_NOT_MOVED, HOST_GONE, INJECTED, RotationOutcome, StepError, labels_of,
};
use crate::rotation::redaction;
use crate::rotation::run::{RotationKind, Run};

impl Driver {
    /// Takes the next run of the queue, or returns another action for the host.
    pub(super) fn next_of_queue(&mut self, id: u64, can_wait: bool) -> Option<Next> {
        let drive = self.drives.get_mut(&id)?;
        let until = match drive.scope {
            Scope::Queue { until } => until,
            Scope::Run(_) | Scope::CatchUp(_) => None,
        };
        let waits =
            can_wait && drive.within.is_none() && matches!(drive.scope, Scope::Queue { .. });
        let Some(run) = drive.left.front().copied() else {
            drive.phase = Phase::Over;
            return None;
        };
        let is_at_end = |run: &Run| until.is_some() && run.next_step() == until;
        let held = self.runs.get(&run).is_some_and(|run| run.drive.is_some());
        if held && waits {
            return Some(Next::Wait);
        }
        if let Some(drive) = self.drives.get_mut(&id) {
            drive.left.pop_front();
        }
        if !self.runs.get(&run).is_some_and(is_at_end) {
            self.hold(run, id);
        }
        None
    }

    /// Assigns a run to a drive, unless another drive holds it.
    pub(super) fn hold(&mut self, run: u64, drive: u64) -> bool {
        let Some(free) = self.runs.get_mut(&run).filter(|run| run.drive.is_none()) else {
            return false;
        };
        free.drive = Some(drive);
        if let Some(at) = free.starts.take() {
            self.delayed.retain(|delayed| *delayed != (at, run));
        }
        if let Some(drive) = self.drives.get_mut(&drive) {
            drive.run = Some(run);
        }
        true
    }

    /// Leases the next step of the run that a drive holds. Returns None if the run is over or has reached the step to stop before.
    pub(super) fn step(
        &mut self,
        environment: &mut Environment<'_>,
        id: u64,
        run_id: u64,
    ) -> Option<Invocation> {
        let drive = self.drives.get(&id)?;
        let past = match drive.moment {
            Some(moment) => Some((id, moment)),
            None => drive.within.and_then(|within| {
                self.time_of(within)?;
                self.leases.get(&within)?.past
            }),
        };
        let until = match drive.scope {
            Scope::Queue { until } if drive.phase == Phase::Running => until,
            _ => None,
        };
        let now = past.map_or_else(|| environment.present(), |(_, at)| at);
        let Some(run) = self.runs.get_mut(&run_id) else {
            self.release(id);
            return None;
        };
        if until.is_some() && run.next_step() == until {
            run.drive = None;
            self.release(id);
            return None;
        }
        let able = environment
            .secret(run, now)
            .is_some_and(|secret| secret.can_continue_rotation(&run.token));
        let (Some(step), true) = (run.next_step(), able) else {
            self.end(environment, run_id, End::abandoned(), now);
            return None;
        };
        let labels = labels_of(environment.secret(run, now));
        let (entry, place) = self.log.begin_step(run, step, labels, now);
        if let Some(error) = injected_failure(&mut self.failing, step) {
            self.end_step(environment, run_id, Some(error), now);
            return None;
        }
        let run = self.runs.get_mut(&run_id)?;
        self.last_id = self.last_id.saturating_add(1);
        let lease = self.last_id;
        run.invocation = Some(lease);
        self.leases.insert(lease, Lease { run: run_id, past });
        Some(Invocation {
            id: lease,
            function: run.function.clone(),
            step,
            secret_id: run.arn.clone().into(),
            token: run.token.clone().into(),
            rotation_token: run.rotation_token.clone(),
            entry,
            place,
        })
    }

    pub(super) fn release(&mut self, id: u64) {
        if let Some(drive) = self.drives.get_mut(&id) {
            drive.run = None;
        }
    }

    /// Ends an invocation. Returns None if it is already over, because the fake was reset or the host's drive ended.
    pub(crate) fn complete(
        &mut self,
        environment: &mut Environment<'_>,
        invocation: u64,
        outcome: Outcome,
    ) -> Option<Completion> {
        let now = self
            .time_of(invocation)
            .unwrap_or_else(|| environment.present());
        let lease = self.leases.remove(&invocation)?;
        let error = match outcome {
            Outcome::Succeeded => None,
            Outcome::Failed { kind, message } => Some(StepError {
                kind,
                message: redaction::without_values(environment.store, &message),
            }),
            Outcome::HostGone => Some(StepError {
                kind: HOST_GONE.to_owned(),
                message: "the rotation was interrupted while the function ran, for example by Ctrl+C or a timeout"
                    .to_owned(),
            }),
        };
        Some(self.end_step(environment, lease.run, error, now))
    }

    /// Ends the current step of a run, and the run itself if it was the last step.
    pub(super) fn end_step(
        &mut self,
        environment: &mut Environment<'_>,
        run_id: u64,
        error: Option<StepError>,
        now: Timestamp,
    ) -> Completion {
        let nothing = Completion {
            outcome: RotationOutcome::Abandoned,
            entry: None,
        };
        let Some(run) = self.runs.get_mut(&run_id) else {
            return nothing;
        };
        run.invocation = None;
        let failed = error.is_some();
        run.done = run.done.saturating_add(usize::from(!failed));
        let secret = environment.secret(run, now);
        let able = secret.is_some_and(|secret| secret.can_continue_rotation(&run.token));
        let moved = secret.is_some_and(|secret| secret.is_current(&run.token));
        let outcome = match (failed, run.next_step()) {
            (true, _) => RotationOutcome::Failed,
            (false, None) => RotationOutcome::Succeeded,
            (false, Some(_)) if able => RotationOutcome::Running,
            (false, Some(_)) => RotationOutcome::Abandoned,
        };
        let forgotten =
            outcome == RotationOutcome::Succeeded && run.kind == RotationKind::Rotation && !moved;
        if outcome == RotationOutcome::Running {
            self.log.end_step(run_id, labels_of(secret), error, now);
            return Completion {
                outcome,
                entry: None,
            };
        }
        let end = End {
            outcome,
            step: Some(error),
            note: forgotten.then_some(CURRENT_NOT_MOVED),
        };
        let entry = self.end(environment, run_id, end, now);
        Completion { outcome, entry }
    }
}

/// The failure that a test injected, if any.
fn injected_failure(failing: &mut Vec<FailingStep>, step: &str) -> Option<StepError> {
    failing.retain(|failing| failing.times > 0);
    let failing = failing.iter_mut().find(|failing| failing.step == step)?;
    failing.times = failing.times.saturating_sub(1);
    failing.has_happened = true;
    Some(StepError {
        kind: INJECTED.to_owned(),
        message: format!("{step} failed because of an injected failure"),
    })
}
