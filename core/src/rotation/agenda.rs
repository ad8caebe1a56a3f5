//! The next scheduled event of each secret: a rotation, or the end of its recovery window.

use std::collections::BTreeSet;

use crate::clock::Timestamp;
use crate::identifiers::{AccountId, Name, Place, Region};
use crate::index::Index;
use crate::rotation::RotationFunctions;
use crate::secret::Secret;
use crate::secret::deletion::Lifecycle;

/// The kind of event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Due {
    /// The recovery window of the secret ends.
    Deletion,
    /// The schedule of the secret rotates it.
    Rotation,
}

/// A secret, by account, Region and name.
type Key = (AccountId, Region, Name);

/// An event: its time and its secret. Entries are sorted by time, then by account, Region and name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Entry {
    pub(crate) at: Timestamp,
    key: Key,
}

impl Entry {
    pub(crate) fn place(&self) -> Place<'_> {
        Place {
            account_id: &self.key.0,
            region: &self.key.1,
        }
    }

    pub(crate) fn name(&self) -> &Name {
        &self.key.2
    }
}

/// The next event of each secret, in order. Every method takes O(log n) in the number of secrets.
#[derive(Clone, Debug)]
pub(crate) struct Agenda {
    /// The seed that decides the time inside a rotation window.
    seed: u64,
    /// The time of each secret's next event. Invariant: each has its entry in `entries` or in `dormant`.
    planned: Index<Key, Timestamp>,
    entries: BTreeSet<Entry>,
    /// Rotations that are due but whose function is not registered. They are planned again when a function is registered.
    dormant: BTreeSet<Entry>,
}

impl Agenda {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            seed,
            planned: Index::default(),
            entries: BTreeSet::new(),
            dormant: BTreeSet::new(),
        }
    }

    /// The time of the first event.
    pub(crate) fn first(&self) -> Option<Timestamp> {
        self.entries.first().map(|first| first.at)
    }

    /// Whether an event may be due.
    pub(crate) fn may_be_due(&self, now: Timestamp) -> bool {
        self.entries.first().is_some_and(|first| first.at <= now)
    }

    /// Plans dormant rotations again, because a function was registered.
    pub(crate) fn wake(&mut self) {
        self.entries.append(&mut self.dormant);
    }

    /// Plans the next event of a secret that may have changed.
    pub(crate) fn plan(&mut self, place: Place<'_>, secret: &Secret) {
        let next = next_event(secret, self.seed);
        if next.is_none() && self.planned.is_empty() {
            return;
        }
        let key = (
            place.account_id.clone(),
            place.region.clone(),
            secret.name.clone(),
        );
        let at = next.map(|(at, _)| at);
        if self.planned.get(&key).copied() == at {
            return;
        }
        self.drop_entry(&key);
        if let Some(at) = at {
            self.planned.insert(key.clone(), at);
            self.entries.insert(Entry { at, key });
        }
    }

    /// Removes the next event of a secret that no longer exists.
    pub(crate) fn forget(&mut self, place: Place<'_>, name: &Name) {
        if !self.planned.is_empty() {
            self.drop_entry(&(place.account_id.clone(), place.region.clone(), name.clone()));
        }
    }

    /// Whether the agenda has the correct next event of a secret.
    #[cfg(debug_assertions)]
    pub(crate) fn is_planned(&self, place: Place<'_>, secret: &Secret) -> bool {
        let key = (
            place.account_id.clone(),
            place.region.clone(),
            secret.name.clone(),
        );
        let at = next_event(secret, self.seed).map(|(at, _)| at);
        let has_entry = at.is_none_or(|at| {
            let entry = Entry {
                at,
                key: key.clone(),
            };
            self.entries.contains(&entry) || self.dormant.contains(&entry)
        });
        self.planned.get(&key).copied() == at && has_entry
    }

    /// Whether the secret has a scheduled event.
    #[cfg(debug_assertions)]
    pub(crate) fn plans(&self, secret: &Secret) -> bool {
        next_event(secret, self.seed).is_some()
    }

    /// The number of planned events.
    #[cfg(debug_assertions)]
    pub(crate) fn len(&self) -> usize {
        self.entries.len().saturating_add(self.dormant.len())
    }

    fn drop_entry(&mut self, key: &Key) {
        if let Some(at) = self.planned.remove(key) {
            let entry = Entry {
                at,
                key: key.clone(),
            };
            let _ = self.entries.remove(&entry) || self.dormant.remove(&entry);
        }
    }

    /// Removes and returns the first entry that is due. The caller plans the secret again after the event.
    pub(crate) fn take_due<'s>(
        &mut self,
        secret_of: impl Fn(Place<'_>, &str) -> Option<&'s Secret>,
        functions: &RotationFunctions,
        now: Timestamp,
    ) -> Option<(Entry, Due)> {
        while self.may_be_due(now) {
            let entry = self.entries.pop_first()?;
            let secret = secret_of(entry.place(), entry.name());
            let next = secret.and_then(|secret| next_event(secret, self.seed));
            let Some((secret, (at, due))) = secret.zip(next) else {
                self.planned.remove(&entry.key);
                continue;
            };
            if at != entry.at {
                // Defensive: the secret changed without a new plan.
                self.planned.remove(&entry.key);
                self.plan(entry.place(), secret);
                continue;
            }
            let known = || functions.find(secret.rotates_by()?);
            if due == Due::Rotation && known().is_none() {
                self.dormant.insert(entry);
                continue;
            }
            self.planned.remove(&entry.key);
            return Some((entry, due));
        }
        None
    }
}

fn next_event(secret: &Secret, seed: u64) -> Option<(Timestamp, Due)> {
    if let Lifecycle::ScheduledForDeletion { ends, .. } = secret.lifecycle {
        return Some((ends, Due::Deletion));
    }
    let at = secret.rotation.due(seed, &secret.arn)?;
    Some((at, Due::Rotation))
}
