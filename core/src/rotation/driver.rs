//! The state machine that runs rotations. Hosts poll it, invoke handlers and report the outcome; this module decides the order.
//!
//! A *drive* is the work of one caller: the run that its call started, all due events, or the queue. It leases one step at a time as an
//! *invocation*. If a host ends a drive early, because of an interrupt or a timeout, the lease ends: the run counts as failed, and the
//! secret can rotate again.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use super::agenda::{Due, Entry};
use super::event::Event;
use super::log::{CURRENT_NOT_MOVED, HOST_GONE, HOST_STOPPED, INJECTED, LOG_LIMIT, Log, labels_of};
use super::run::{Run, Start};
use super::{RotationKind, RotationOutcome, StepError, redaction};
use crate::clock::{Clock, Timestamp};
use crate::random::Stream;
use crate::secret::Secret;
use crate::secret::id::Arn;
use crate::secret::rotation_functions::RotationFunctions;
use crate::secret::version::VersionId;
use crate::store::{At, Change, Expect, Store};

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

/// The context of the driver.
pub(crate) struct Environment<'a> {
    pub(crate) store: &'a mut Store,
    pub(crate) functions: &'a RotationFunctions,
    pub(crate) chance: &'a mut Stream,
    pub(crate) clock: &'a mut Clock,
    /// The host's time.
    pub(crate) host: Timestamp,
    /// Whether rotations wait in the queue.
    pub(crate) steps_wait: bool,
}

impl Environment<'_> {
    fn present(&self) -> Timestamp {
        self.clock.present(self.host)
    }

    fn secret(&self, run: &Run, now: Timestamp) -> Option<&Secret> {
        let place = run.place();
        self.store.find(At { place, now }, &run.arn).ok()
    }
}

#[derive(Clone, Debug)]
struct Drive {
    scope: Scope,
    /// The invocation whose function started the drive.
    within: Option<u64>,
    phase: Phase,
    /// The run that it holds.
    run: Option<u64>,
    /// While it catches up: the time at which the current event should have happened.
    moment: Option<Timestamp>,
    /// The remaining runs of the queue.
    left: VecDeque<u64>,
    /// The version of the log when the drive started.
    since: u64,
    report: Report,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Waits until it can catch up.
    Waiting,
    CatchingUp,
    Running,
    Over,
}

/// A lease of a host.
#[derive(Clone, Copy, Debug)]
struct Lease {
    run: u64,
    /// The drive whose catching up it is part of, and the time that its calls see.
    past: Option<(u64, Timestamp)>,
}

/// How a run ends.
struct End {
    outcome: RotationOutcome,
    /// The error, if any, of the step that ends with it.
    step: Option<Option<StepError>>,
    note: Option<&'static str>,
}

impl End {
    const fn abandoned() -> Self {
        Self {
            outcome: RotationOutcome::Abandoned,
            step: None,
            note: None,
        }
    }
}

/// All unfinished rotations, and the log.
#[derive(Clone, Debug)]
pub(crate) struct Driver {
    pub(super) seed: u64,
    last_id: u64,
    pub(super) runs: BTreeMap<u64, Run>,
    /// The runs by secret and token.
    pub(super) by_token: BTreeMap<(Arc<str>, VersionId), u64>,
    drives: BTreeMap<u64, Drive>,
    leases: BTreeMap<u64, Lease>,
    /// The drives that catch up, in order. The first one is active; the others wait.
    catching_up: VecDeque<u64>,
    log: Log,
    /// Steps that must fail, and how often.
    pub(super) failing: Vec<(&'static str, u32)>,
    /// The functions for which a warning has reported that they do not move AWSCURRENT.
    warned_of: BTreeSet<Arc<str>>,
    warned_of_limit: bool,
}

impl Driver {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            seed,
            last_id: 0,
            runs: BTreeMap::new(),
            by_token: BTreeMap::new(),
            drives: BTreeMap::new(),
            leases: BTreeMap::new(),
            catching_up: VecDeque::new(),
            log: Log::default(),
            failing: Vec::new(),
            warned_of: BTreeSet::new(),
            warned_of_limit: false,
        }
    }

    /// Clears everything. Numbers are not reused, so that an old number of a host finds nothing.
    pub(crate) fn clear(&mut self) {
        let mut log = std::mem::take(&mut self.log);
        log.clear();
        *self = Self {
            last_id: self.last_id,
            log,
            ..Self::new(self.seed)
        };
    }

    pub(crate) fn log(&self) -> &Log {
        &self.log
    }

    pub(super) fn new_id(&mut self) -> u64 {
        self.last_id = self.last_id.saturating_add(1);
        self.last_id
    }

    /// The unfinished runs, oldest first.
    pub(crate) fn queued(&self) -> impl Iterator<Item = u64> {
        self.runs.keys().copied()
    }

    /// The unfinished drives.
    pub(crate) fn has_drives(&self) -> bool {
        !self.drives.is_empty()
    }

    /// Makes the next runs of a step fail.
    pub(crate) fn fail(&mut self, step: &'static str, times: u32) {
        self.failing.push((step, times));
    }

    /// Removes the failures that a test has injected.
    pub(crate) fn clear_failing_steps(&mut self) {
        self.failing.clear();
    }

    /// Queues a run of a secret. If the same rotation is already queued, returns that run.
    pub(crate) fn start(
        &mut self,
        store: &mut Store,
        at: At<'_>,
        start: Start,
        chance: &mut Stream,
    ) -> u64 {
        let key = (Arc::from(start.arn.clone()), start.token.clone());
        if let Some(run) = self.by_token.get(&key) {
            return *run;
        }
        let id = self.new_id();
        self.by_token.insert(key, id);
        let run = Run {
            id,
            account_id: at.place.account_id.clone(),
            region: at.place.region.clone(),
            arn: start.arn,
            function: start.function,
            token: start.token,
            rotation_token: chance.uuid().into(),
            kind: start.kind,
            scheduled: start.scheduled,
            done: 0,
            drive: None,
            invocation: None,
        };
        announce(store, &run, started_event(run.kind), None, at.now);
        self.runs.insert(id, run);
        id
    }

    // Which calls can be answered now, and the time that they see.

    /// The past time that a function's calls see, while the drive that catches up still runs it.
    pub(crate) fn time_of(&self, invocation: u64) -> Option<Timestamp> {
        let (drive, at) = self.leases.get(&invocation)?.past?;
        (self.catching_up.front() == Some(&drive)).then_some(at)
    }

    fn is_part_of_catching_up(&self, within: Option<u64>) -> bool {
        within.is_some_and(|within| self.time_of(within).is_some())
    }

    /// Whether a call can be answered now. A call from a function never waits for another drive.
    pub(crate) fn is_ready(&self, store: &Store, within: Option<u64>, now: Timestamp) -> bool {
        if self.is_part_of_catching_up(within) {
            return true;
        }
        let is_function = within.is_some_and(|within| self.leases.contains_key(&within));
        // A drive that only waits to catch up blocks no calls. Otherwise callers would wait forever for each other's empty drives.
        let first = self.catching_up.front().and_then(|id| self.drives.get(id));
        if first.is_some_and(|first| first.run.is_some()) {
            return is_function;
        }
        !store.agenda.may_be_due(now)
    }

    // Drives.

    /// Begins a drive. `within` is the invocation whose function begins it.
    pub(crate) fn begin(&mut self, scope: Scope, within: Option<u64>) -> u64 {
        let id = self.new_id();
        let within = within.filter(|within| self.leases.contains_key(within));
        let catches_up = !matches!(scope, Scope::Run(_)) && !self.is_part_of_catching_up(within);
        if catches_up {
            self.catching_up.push_back(id);
        }
        let drive = Drive {
            phase: if matches!(scope, Scope::Run(_)) {
                Phase::Running
            } else {
                Phase::Waiting
            },
            left: match &scope {
                Scope::Run(run) => VecDeque::from([*run]),
                Scope::CatchUp(_) | Scope::Queue { .. } => VecDeque::new(),
            },
            scope,
            within,
            run: None,
            moment: None,
            since: self.log.version(),
            report: Report::default(),
        };
        self.drives.insert(id, drive);
        id
    }

    /// Returns the next action of the host of a drive. A host that is not `patient` does not wait for other drives: its clock changes
    /// immediately, and other drives keep their runs.
    pub(crate) fn next(
        &mut self,
        environment: &mut Environment<'_>,
        id: u64,
        patient: bool,
    ) -> Next {
        loop {
            let Some(drive) = self.drives.get_mut(&id) else {
                return Next::Done;
            };
            if let Some(run) = drive.run {
                if self
                    .runs
                    .get(&run)
                    .is_some_and(|run| run.invocation.is_some())
                {
                    return Next::Wait;
                }
                match self.step(environment, id, run) {
                    Some(invocation) => return Next::Invoke(invocation),
                    None => continue,
                }
            }
            match drive.phase {
                Phase::Over => return Next::Done,
                Phase::Waiting => {
                    let is_first = self.catching_up.front() == Some(&id);
                    let is_part = !self.catching_up.contains(&id);
                    if !is_first && !is_part && patient {
                        return Next::Wait;
                    }
                    self.begin_to_catch_up(environment, id, is_first);
                }
                Phase::CatchingUp => self.catch_up(environment, id),
                Phase::Running => {
                    if let Some(next) = self.next_of_queue(id, patient) {
                        return next;
                    }
                }
            }
        }
    }

    /// Begins to catch up, unless another drive already does.
    fn begin_to_catch_up(&mut self, environment: &mut Environment<'_>, id: u64, is_first: bool) {
        let Some(drive) = self.drives.get(&id) else {
            return;
        };
        if let Scope::CatchUp(change) = drive.scope {
            let seen = drive.within.and_then(|within| self.time_of(within));
            let now = seen.unwrap_or_else(|| environment.present());
            match change {
                ClockChange::None => {}
                // Out of range only if another drive has moved the clock since this one began. Then the clock does not change.
                ClockChange::Advance(milliseconds) => {
                    let _ = environment.clock.advance(milliseconds, environment.host);
                }
                ClockChange::Freeze(at) => environment.clock.freeze(at.unwrap_or(now)),
            }
        }
        if is_first {
            self.set_phase(id, Phase::CatchingUp);
        } else {
            self.catching_up.retain(|other| *other != id);
            self.caught_up(id);
        }
    }

    fn set_phase(&mut self, id: u64, phase: Phase) {
        if let Some(drive) = self.drives.get_mut(&id) {
            drive.phase = phase;
        }
    }

    /// Processes due events up to the next rotation, which the drive then holds.
    fn catch_up(&mut self, environment: &mut Environment<'_>, id: u64) {
        let now = environment.present();
        while let Some((entry, due)) = environment.store.take_due(environment.functions, now) {
            let started = match due {
                Due::Deletion => {
                    self.end_recovery_window(environment, id, &entry);
                    None
                }
                Due::Rotation => self.start_scheduled(environment, id, &entry),
            };
            let Some(run) = started.filter(|_| !environment.steps_wait) else {
                continue;
            };
            if let Some(drive) = self.drives.get_mut(&id) {
                drive.moment = Some(entry.at);
            }
            if self.hold(run, id) {
                return;
            }
        }
        self.catching_up.retain(|other| *other != id);
        self.caught_up(id);
    }

    fn caught_up(&mut self, id: u64) {
        let queue: VecDeque<u64> = self.runs.keys().copied().collect();
        let Some(drive) = self.drives.get_mut(&id) else {
            return;
        };
        drive.moment = None;
        drive.phase = match drive.scope {
            Scope::Queue { .. } => Phase::Running,
            Scope::Run(_) | Scope::CatchUp(_) => Phase::Over,
        };
        if drive.phase == Phase::Running {
            drive.left = queue;
        }
    }

    fn end_recovery_window(&mut self, environment: &mut Environment<'_>, id: u64, entry: &Entry) {
        let at = at(entry);
        let Some(secret) = environment.store.get(at.place, entry.name()) else {
            return;
        };
        let event = Event::of_deletion(&secret.arn, at.now);
        environment.store.remove(at, entry.name());
        self.tell(id, Some(event));
    }

    fn tell(&mut self, id: u64, event: Option<Event>) {
        if let Some(drive) = self.drives.get_mut(&id) {
            drive.report.events.extend(event);
        }
    }

    /// Begins a scheduled rotation. Returns None if the secret rejects it, which counts as a failed attempt.
    fn start_scheduled(
        &mut self,
        environment: &mut Environment<'_>,
        id: u64,
        entry: &Entry,
    ) -> Option<u64> {
        let at = at(entry);
        let secret = environment.store.find(at, entry.name()).ok()?;
        let function = environment.functions.find(secret.rotates_by()?)?.clone();
        let token = secret.token_to_rotate(|| environment.chance.uuid());
        let arn = secret.arn.clone();
        let begun = environment
            .store
            .update(at, entry.name(), Expect::Existing, |secret, _| {
                secret.begin_rotation(&token, at.now)?;
                secret.rotation.begin(&token);
                Ok(Change::dated(()))
            });
        if begun.is_err() {
            self.fail_scheduled(environment, id, at, &arn, token);
            return None;
        }
        let start = Start {
            arn,
            function,
            token,
            kind: RotationKind::Rotation,
            scheduled: true,
        };
        Some(self.start(environment.store, at, start, environment.chance))
    }

    fn fail_scheduled(
        &mut self,
        environment: &mut Environment<'_>,
        id: u64,
        at: At<'_>,
        arn: &Arn,
        token: VersionId,
    ) {
        let seed = self.seed;
        let failed = environment
            .store
            .update(at, arn, Expect::Existing, |secret, _| {
                secret.rotation.fail(seed, arn, at.now);
                Ok(Change::undated(()))
            });
        if failed.is_ok() {
            environment.store.note_service_event(
                at,
                arn,
                "RotationFailed",
                Some(token.into()),
                None,
            );
            self.tell(id, Event::of_rotation(RotationOutcome::Failed, arn, at.now));
        }
    }

    /// Takes the next run of the queue, or returns another action for the host.
    fn next_of_queue(&mut self, id: u64, patient: bool) -> Option<Next> {
        let drive = self.drives.get_mut(&id)?;
        let until = match drive.scope {
            Scope::Queue { until } => until,
            Scope::Run(_) | Scope::CatchUp(_) => None,
        };
        let waits = patient && drive.within.is_none() && matches!(drive.scope, Scope::Queue { .. });
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
    fn hold(&mut self, run: u64, drive: u64) -> bool {
        let Some(free) = self.runs.get_mut(&run).filter(|run| run.drive.is_none()) else {
            return false;
        };
        free.drive = Some(drive);
        if let Some(drive) = self.drives.get_mut(&drive) {
            drive.run = Some(run);
        }
        true
    }

    /// Leases the next step of the run that a drive holds. Returns None if the run is over or has reached the step to stop before.
    fn step(
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
            .is_some_and(|secret| secret.can_go_on_rotating(&run.token));
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

    fn release(&mut self, id: u64) {
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
                message: "the host stopped while the function ran, for example because of an interrupt or a timeout"
                    .to_owned(),
            }),
        };
        Some(self.end_step(environment, lease.run, error, now))
    }

    /// Ends the current step of a run, and the run itself if it was the last step.
    fn end_step(
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
        let able = secret.is_some_and(|secret| secret.can_go_on_rotating(&run.token));
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

    /// Removes a run, updates its secret, and reports to the drive that held it.
    fn end(
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
                    // Guess: an abandoned attempt of a schedule counts as a failed one. The schedule tries a rotation again that the user
                    // started, when it is next due.
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

    fn warnings_of(
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
        if note == Some(CURRENT_NOT_MOVED) && self.warned_of.insert(run.function.clone()) {
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
        // A run that another drive held can end, and its secret become due, after later events.
        report.events.sort_by_key(|event| event.at);
        if matches!(drive.scope, Scope::Queue { .. }) {
            report.steps = self.log.steps_since(drive.since);
        }
        report
    }
}

fn at(entry: &Entry) -> At<'_> {
    At {
        place: entry.place(),
        now: entry.at,
    }
}

/// Records the event of a run as the service does, if its secret still exists.
fn announce(
    store: &mut Store,
    run: &Run,
    event: &'static str,
    error: Option<String>,
    now: Timestamp,
) {
    let at = At {
        place: run.place(),
        now,
    };
    store.note_service_event(at, &run.arn, event, Some(run.token.clone().into()), error);
}

const fn started_event(kind: RotationKind) -> &'static str {
    match kind {
        RotationKind::Rotation => "RotationStarted",
        RotationKind::Test => "TestRotationStarted",
    }
}

/// Inferred: an abandoned test has no event, because the documentation names none for it.
const fn ended_event(kind: RotationKind, outcome: RotationOutcome) -> Option<&'static str> {
    match (kind, outcome) {
        (_, RotationOutcome::Running) | (RotationKind::Test, RotationOutcome::Abandoned) => None,
        (RotationKind::Rotation, RotationOutcome::Succeeded) => Some("RotationSucceeded"),
        (RotationKind::Rotation, RotationOutcome::Failed) => Some("RotationFailed"),
        (RotationKind::Rotation, RotationOutcome::Abandoned) => Some("RotationAbandoned"),
        (RotationKind::Test, RotationOutcome::Succeeded) => Some("TestRotationSucceeded"),
        (RotationKind::Test, RotationOutcome::Failed) => Some("TestRotationFailed"),
    }
}

/// The failure that a test injected, if any.
fn injected_failure(failing: &mut Vec<(&'static str, u32)>, step: &str) -> Option<StepError> {
    failing.retain(|(_, times)| *times > 0);
    let (_, times) = failing.iter_mut().find(|(failing, _)| *failing == step)?;
    *times = times.saturating_sub(1);
    Some(StepError {
        kind: INJECTED.to_owned(),
        message: format!("{step} fails because the test asked for it"),
    })
}
