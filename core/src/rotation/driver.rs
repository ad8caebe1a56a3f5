//! The state machine that runs rotations. Hosts poll it, invoke handlers and report the outcome; this module decides the order.
//!
//! A *drive* is the work of one caller: the run that its call started, all due events, or the queue. It leases one step at a time as an
//! *invocation*. If a host ends a drive early, because of an interrupt or a timeout, the lease ends: the run counts as failed, and the
//! secret can rotate again.

mod catching_up;
mod ending;
mod steps;

use std::collections::VecDeque;
use std::sync::Arc;

use super::announcing::{announce, started_event};
use super::functions::RotationFunctions;
use super::host::{Next, Report, Scope};
use super::log::Log;
use super::run::{Run, Start};
use crate::clock::Timestamp;
use crate::engine_clock::Clock;
use crate::identifiers::{SecretArn, VersionId};
use crate::index::Index;
use crate::language::{Language, quoted};
use crate::numbered::Numbered;
use crate::random::Stream;
use crate::secret::Secret;
use crate::sorting::sort_by_key;
use crate::store::{At, Store};

/// The context of the driver.
pub(crate) struct Environment<'a> {
    pub(crate) store: &'a mut Store,
    pub(crate) functions: &'a RotationFunctions,
    pub(crate) chance: &'a mut Stream,
    pub(crate) clock: &'a mut Clock,
    /// The host's time.
    pub(crate) host: Timestamp,
    /// Whether rotations wait in the queue.
    pub(crate) queue_steps: bool,
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
    /// The drive that is catching up and holds the run, and the time that the function's calls see.
    past: Option<(u64, Timestamp)>,
}

/// A step that fails because the test injected a failure.
#[derive(Clone, Debug)]
pub(super) struct FailingStep {
    pub(super) step: &'static str,
    /// How many more times.
    pub(super) times: u32,
    pub(super) has_happened: bool,
}

/// All unfinished rotations, and the log.
#[derive(Clone, Debug)]
pub(crate) struct Driver {
    pub(super) seed: u64,
    last_id: u64,
    pub(super) runs: Numbered<Run>,
    /// The runs by secret and token.
    pub(super) by_token: Index<(Arc<str>, VersionId), u64>,
    drives: Numbered<Drive>,
    leases: Numbered<Lease>,
    /// The drives that catch up, in order. The first one is active; the others wait.
    catching_up: VecDeque<u64>,
    pub(super) log: Log,
    /// Steps that are to fail.
    pub(super) failing: Vec<FailingStep>,
    /// The runs whose steps begin at a time. No drive has held them yet.
    pub(super) delayed: Vec<(Timestamp, u64)>,
    /// The functions that a warning has already reported for not moving AWSCURRENT.
    warned_of: Vec<Arc<str>>,
    warned_of_limit: bool,
}

impl Driver {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            seed,
            last_id: 0,
            runs: Numbered::default(),
            by_token: Index::default(),
            drives: Numbered::default(),
            leases: Numbered::default(),
            catching_up: VecDeque::new(),
            log: Log::default(),
            failing: Vec::new(),
            delayed: Vec::new(),
            warned_of: Vec::new(),
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

    /// Whether the rotation of this secret and token is unfinished.
    pub(crate) fn has_run(&self, arn: &SecretArn, token: &VersionId) -> bool {
        let key = (Arc::from(arn.clone()), token.clone());
        self.by_token.contains_key(&key)
    }

    /// The unfinished runs, oldest first.
    pub(crate) fn queued(&self) -> impl Iterator<Item = u64> {
        self.runs.keys().copied()
    }

    /// Whether there are unfinished drives.
    pub(crate) fn has_drives(&self) -> bool {
        !self.drives.is_empty()
    }

    /// Makes the next runs of a step fail.
    pub(crate) fn fail(&mut self, step: &'static str, times: u32) {
        self.failing.push(FailingStep {
            step,
            times,
            has_happened: false,
        });
    }

    /// The injected failures of steps that have never occurred, each as a call of `fail`.
    pub(crate) fn unused_failures(&self, language: Language) -> impl Iterator<Item = String> {
        let unused = self.failing.iter().filter(|failing| !failing.has_happened);
        unused.map(move |failing| {
            let times = (failing.times > 1).then(|| ("times", failing.times.to_string()));
            language.call("fail", &[quoted(failing.step)], times.as_slice())
        })
    }

    /// Makes the steps of all delayed runs due now.
    pub(crate) fn end_delays(&mut self, now: Timestamp) {
        self.delayed = self.delayed.iter().map(|(_, run)| (now, *run)).collect();
        sort_by_key(&mut self.delayed, |delayed| *delayed);
        for (_, run) in &self.delayed {
            if let Some(run) = self.runs.get_mut(run) {
                run.starts = Some(now);
            }
        }
    }

    /// Delays the steps of a run until a time.
    pub(super) fn delay(&mut self, starts: Timestamp, run: u64) {
        let place = self.delayed.partition_point(|other| *other < (starts, run));
        self.delayed.insert(place, (starts, run));
    }

    /// Replaces another driver, whose hosts may still have its numbers. None of those numbers may be valid here. The hosts of this
    /// driver are gone.
    pub(crate) fn succeed(&mut self, former: &Self) {
        self.last_id = self.last_id.max(former.last_id);
        self.drives.clear();
        self.leases.clear();
        self.catching_up.clear();
        for run in self.runs.values_mut() {
            run.drive = None;
            run.invocation = None;
        }
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
            starts: start.starts,
            drive: None,
            invocation: None,
        };
        announce(store, &run, started_event(run.kind), None, at.now);
        if let Some(starts) = run.starts {
            self.delay(starts, id);
        }
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
        let starts = self.delayed.first().is_some_and(|(at, _)| *at <= now);
        !starts && !store.agenda.may_be_due(now)
    }

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

    /// Returns the next action of the host of a drive. A host that cannot wait does not wait for other drives: its clock changes
    /// immediately, and other drives keep their runs.
    pub(crate) fn next(
        &mut self,
        environment: &mut Environment<'_>,
        id: u64,
        can_wait: bool,
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
                    if !is_first && !is_part && can_wait {
                        return Next::Wait;
                    }
                    self.begin_to_catch_up(environment, id, is_first);
                }
                Phase::CatchingUp => self.catch_up(environment, id),
                Phase::Running => {
                    if let Some(next) = self.next_of_queue(id, can_wait) {
                        return next;
                    }
                }
            }
        }
    }
}
