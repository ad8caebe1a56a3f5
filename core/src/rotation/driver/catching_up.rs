//! Catches up: changes the clock, and processes due events.

use std::collections::VecDeque;

use super::{Driver, Environment, Phase};
use crate::clock::Timestamp;
use crate::identifiers::{SecretArn, VersionId};
use crate::rotation::agenda::{Due, Entry};
use crate::rotation::event::Event;
use crate::rotation::host::{ClockChange, Scope};
use crate::rotation::log::RotationOutcome;
use crate::rotation::run::{RotationKind, Start};
use crate::store::{At, Change, Expect};

impl Driver {
    /// Begins to catch up, unless another drive already does.
    pub(super) fn begin_to_catch_up(
        &mut self,
        environment: &mut Environment<'_>,
        id: u64,
        is_first: bool,
    ) {
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

    pub(super) fn set_phase(&mut self, id: u64, phase: Phase) {
        if let Some(drive) = self.drives.get_mut(&id) {
            drive.phase = phase;
        }
    }

    /// Processes due events up to the next rotation, which the drive then holds.
    pub(super) fn catch_up(&mut self, environment: &mut Environment<'_>, id: u64) {
        let now = environment.present();
        loop {
            if let Some((at, run)) = self.next_delayed(environment, now) {
                self.delayed.retain(|delayed| *delayed != (at, run));
                if let Some(drive) = self.drives.get_mut(&id) {
                    drive.moment = Some(at);
                }
                if self.hold(run, id) {
                    return;
                }
                continue;
            }
            let Some((entry, due)) = environment.store.take_due(environment.functions, now) else {
                // A run that was due earlier may be delayed now.
                if self.next_delayed(environment, now).is_some() {
                    continue;
                }
                break;
            };
            let started = match due {
                Due::Deletion => {
                    self.end_recovery_window(environment, id, &entry);
                    None
                }
                Due::Rotation => self.start_scheduled(environment, id, &entry),
            };
            let Some(run) = started.filter(|_| !environment.queue_steps) else {
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

    /// The run whose steps begin next, if they begin before anything else is due.
    fn next_delayed(
        &self,
        environment: &Environment<'_>,
        now: Timestamp,
    ) -> Option<(Timestamp, u64)> {
        let first = *self.delayed.first().filter(|(at, _)| *at <= now)?;
        let is_first = environment
            .store
            .agenda
            .first()
            .is_none_or(|at| first.0 <= at);
        is_first.then_some(first)
    }

    pub(super) fn caught_up(&mut self, id: u64) {
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

    pub(super) fn end_recovery_window(
        &mut self,
        environment: &mut Environment<'_>,
        id: u64,
        entry: &Entry,
    ) {
        let at = at(entry);
        let Some(secret) = environment.store.get(at.place, entry.name()) else {
            return;
        };
        let event = Event::of_deletion(&secret.arn, at.now);
        environment.store.remove(at, entry.name());
        self.tell(id, Some(event));
    }

    pub(super) fn tell(&mut self, id: u64, event: Option<Event>) {
        if let Some(drive) = self.drives.get_mut(&id) {
            drive.report.events.extend(event);
        }
    }

    /// Begins a scheduled rotation. Returns None if the secret rejects it, which counts as a failed attempt.
    pub(super) fn start_scheduled(
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
            starts: None,
        };
        Some(self.start(environment.store, at, start, environment.chance))
    }

    pub(super) fn fail_scheduled(
        &mut self,
        environment: &mut Environment<'_>,
        id: u64,
        at: At<'_>,
        arn: &SecretArn,
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
}

fn at(entry: &Entry) -> At<'_> {
    At {
        place: entry.place(),
        now: entry.at,
    }
}
