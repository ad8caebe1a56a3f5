//! Rotations under way: which runs there are, and which step of a run comes next. The steps are plain data; the host takes them, runs the
//! user's function, and reports how it went.

pub(crate) mod agenda;
mod run;
pub(crate) mod saving;

use std::sync::Arc;

use crate::clock::Timestamp;
use crate::random::Stream;
use crate::secret::Secret;
use crate::secret::id::{Arn, Place};
use crate::secret::rotation_functions::RotationFunctions;
use crate::secret::version::VersionId;
use crate::store::{At, Change, Expect, Store};
use agenda::Entry;
use run::Run;
pub(crate) use run::STEPS;
pub use run::{Happening, Kind, Outcome, StagingLabels, Step, StepEnd, Turn};

/// A run that an operation has started.
#[derive(Debug)]
pub(crate) struct Start {
    pub(crate) arn: Arn,
    pub(crate) function: Arc<str>,
    pub(crate) token: VersionId,
    pub(crate) kind: Kind,
    pub(crate) scheduled: bool,
}

/// All rotations under way.
#[derive(Clone, Debug)]
pub(crate) struct Rotations {
    runs: Vec<Run>,
    last_id: u64,
    seed: u64,
    /// What has happened since it was last asked for.
    pub(crate) happenings: Vec<Happening>,
    /// Steps that are to fail, and how often.
    failing: Vec<(&'static str, u32)>,
}

impl Rotations {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            runs: Vec::new(),
            last_id: 0,
            seed,
            happenings: Vec::new(),
            failing: Vec::new(),
        }
    }

    /// Forgets all of it. Runs are numbered on, so that a host that still has one in hand cannot take a new one for it.
    pub(crate) fn clear(&mut self) {
        *self = Self {
            last_id: self.last_id,
            ..Self::new(self.seed)
        };
    }

    /// Puts a run of a secret into the queue; the same rotation again goes on with the run that is there.
    pub(crate) fn start(&mut self, place: Place<'_>, start: Start, chance: &mut Stream) -> u64 {
        let same = |run: &&Run| run.arn == start.arn && run.token == start.token;
        if let Some(run) = self.runs.iter().find(same) {
            return run.id;
        }
        self.last_id = self.last_id.saturating_add(1);
        self.runs.push(Run {
            id: self.last_id,
            account_id: place.account_id.clone(),
            region: place.region.clone(),
            arn: start.arn,
            function: start.function,
            token: start.token,
            rotation_token: chance.uuid().into(),
            kind: start.kind,
            scheduled: start.scheduled,
            done: 0,
            in_step: false,
        });
        self.last_id
    }

    /// Begins the rotation that a schedule asks for; None where the secret refuses, which counts as an attempt that failed.
    pub(crate) fn start_scheduled(
        &mut self,
        due: &Entry,
        store: &mut Store,
        functions: &RotationFunctions,
        chance: &mut Stream,
    ) -> Option<u64> {
        let at = At {
            place: due.place(),
            now: due.at,
        };
        let secret = store.find(at, due.name()).ok()?;
        let function = functions.find(secret.rotates_by()?)?.clone();
        let token = secret.token_to_rotate(|| chance.uuid());
        let arn = secret.arn.clone();
        let begun = store.update(at, due.name(), Expect::Existing, |secret, _| {
            secret.begin_rotation(&token, at.now)?;
            secret.rotation.begin(&token);
            Ok(Change::dated(()))
        });
        if begun.is_err() {
            self.fail_scheduled(at, &arn, store);
            return None;
        }
        let start = Start {
            arn,
            function,
            token,
            kind: Kind::Rotation,
            scheduled: true,
        };
        Some(self.start(at.place, start, chance))
    }

    fn fail_scheduled(&mut self, at: At<'_>, arn: &Arn, store: &mut Store) {
        let seed = self.seed;
        let failed = store.update(at, arn, Expect::Existing, |secret, _| {
            secret.rotation.fail(seed, arn, at.now);
            Ok(Change::undated(()))
        });
        if failed.is_ok() {
            let happening = Happening::of_rotation(Outcome::Failed, arn, at.now);
            self.happenings.push(happening);
        }
    }

    /// The runs that are not over, the oldest first.
    pub(crate) fn queued(&self) -> impl Iterator<Item = u64> {
        self.runs.iter().map(|run| run.id)
    }

    /// The step that comes next in a run.
    pub(crate) fn next_step(&self, id: u64) -> Option<&'static str> {
        self.runs.iter().find(|run| run.id == id)?.next_step()
    }

    /// Lets a step fail the next few times that it comes.
    pub(crate) fn fail(&mut self, step: &'static str, times: u32) {
        self.failing.push((step, times));
    }

    /// Begins the next step of a run; None where there is no such run.
    pub(crate) fn begin_step(
        &mut self,
        store: &mut Store,
        id: u64,
        now: Timestamp,
    ) -> Option<Turn> {
        let index = self.runs.iter().position(|run| run.id == id)?;
        let run = self.runs.get_mut(index)?;
        if run.in_step {
            return Some(Turn::Busy);
        }
        let secret = secret_of(store, run, now);
        let able = secret.is_some_and(|secret| secret.can_go_on_rotating(&run.token));
        let (Some(step), true) = (run.next_step(), able) else {
            let outcome = Outcome::Abandoned;
            self.end(store, index, outcome, now);
            return Some(Turn::Over {
                outcome,
                ended: now,
            });
        };
        run.in_step = true;
        Some(Turn::Step(Step {
            function: run.function.clone(),
            kind: run.kind,
            step,
            secret_id: run.arn.clone().into(),
            token: run.token.clone().into(),
            rotation_token: run.rotation_token.clone(),
            started: now,
            labels: run::labels_of(secret),
            fails: failure_of(&mut self.failing, step),
        }))
    }

    /// Ends the step of a run that the host has run; None where there is none, because the fake was emptied meanwhile.
    pub(crate) fn end_step(
        &mut self,
        store: &mut Store,
        id: u64,
        failed: bool,
        now: Timestamp,
    ) -> Option<StepEnd> {
        let index = self
            .runs
            .iter()
            .position(|run| run.id == id && run.in_step)?;
        let run = self.runs.get_mut(index)?;
        run.in_step = false;
        run.done = run.done.saturating_add(usize::from(!failed));
        let outcome = match (failed, run.next_step()) {
            (true, _) => Some(Outcome::Failed),
            (false, None) => Some(Outcome::Succeeded),
            (false, Some(_)) => None,
        };
        let able = |secret: &Secret| secret.can_go_on_rotating(&run.token);
        let goes_on = secret_of(store, run, now).is_some_and(able);
        let outcome = outcome.or((!goes_on).then_some(Outcome::Abandoned));
        let of_run = run.clone();
        if let Some(outcome) = outcome {
            self.end(store, index, outcome, now);
        }
        Some(StepEnd {
            ended: now,
            labels: run::labels_of(secret_of(store, &of_run, now)),
            outcome,
        })
    }

    /// Takes a run out of the queue, and leaves on its secret what its end leaves there.
    fn end(&mut self, store: &mut Store, index: usize, outcome: Outcome, now: Timestamp) {
        let run = self.runs.remove(index);
        let seed = self.seed;
        let at = At {
            place: place_of(&run),
            now,
        };
        let ended = store.update(at, &run.arn, Expect::Existing, |secret, _| {
            secret.rotation.end(&run.token);
            match (run.kind, outcome) {
                (Kind::Test, _) => secret.end_rotation_test(&run.token),
                (Kind::Rotation, Outcome::Succeeded) => secret.rotation.succeed(now),
                // Guess: a failed rotation that the user started is retried in the next window of the schedule.
                (Kind::Rotation, Outcome::Failed) if run.scheduled => {
                    secret.rotation.fail(seed, &run.arn, now);
                }
                (Kind::Rotation, Outcome::Failed | Outcome::Abandoned) => {}
            }
            // Recorded: the date stays.
            Ok(Change::undated(()))
        });
        if ended.is_ok() && run.scheduled {
            self.happenings
                .push(Happening::of_rotation(outcome, &run.arn, now));
        }
    }
}

/// Why a step is to fail, if a test has asked for it.
fn failure_of(failing: &mut Vec<(&'static str, u32)>, step: &str) -> Option<String> {
    failing.retain(|(_, times)| *times > 0);
    let (_, times) = failing.iter_mut().find(|(failing, _)| *failing == step)?;
    *times = times.saturating_sub(1);
    Some(format!("{step} fails because the test asked for it"))
}

fn place_of(run: &Run) -> Place<'_> {
    Place {
        account_id: &run.account_id,
        region: &run.region,
    }
}

/// The secret of a run, unless it is gone, or another has taken its name.
fn secret_of<'s>(store: &'s Store, run: &Run, now: Timestamp) -> Option<&'s Secret> {
    let place = place_of(run);
    store.find(At { place, now }, &run.arn).ok()
}
