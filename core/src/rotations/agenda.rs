//! What time will bring: rotations that come due, and recovery windows that end.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::clock::Timestamp;
use crate::secret::Secret;
use crate::secret::deletion::Lifecycle;
use crate::secret::id::{AccountId, Name, Region};
use crate::secret::rotation_functions::RotationFunctions;
use crate::store::{Place, Store};

/// What is to happen to a secret by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    /// Its recovery window ends.
    Deletion,
    /// Its schedule rotates it.
    Rotation,
}

/// A moment, and the secret that something happens to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Entry {
    pub(crate) at: Timestamp,
    pub(crate) account_id: AccountId,
    pub(crate) region: Region,
    pub(crate) name: Name,
}

impl Entry {
    pub(crate) fn place(&self) -> Place<'_> {
        Place {
            account_id: &self.account_id,
            region: &self.region,
        }
    }
}

/// When something happens next.
#[derive(Clone, Debug)]
pub(crate) struct Agenda {
    /// Decides the moment inside a window.
    seed: u64,
    // Invariant: nothing happens before this, or at all where it is None. So asking costs one comparison for a call.
    quiet_until: Option<Timestamp>,
    /// What is to come, while it is looked through; entries that no longer hold are passed over.
    open: Option<BinaryHeap<Reverse<Entry>>>,
}

impl Agenda {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            seed,
            quiet_until: None,
            open: None,
        }
    }

    /// Whether something may have come due.
    pub(crate) fn may_be_due(&self, now: Timestamp) -> bool {
        self.quiet_until.is_some_and(|until| now >= until)
    }

    /// Forgets what it knows, because a function has become known.
    pub(crate) fn look_again(&mut self) {
        self.quiet_until = Some(Timestamp(i64::MIN));
        self.open = None;
    }

    /// Takes note of a secret that has changed.
    pub(crate) fn note(
        &mut self,
        place: Place<'_>,
        secret: &Secret,
        functions: &RotationFunctions,
    ) {
        let Some((at, _)) = next_event(secret, functions, self.seed) else {
            return;
        };
        self.quiet_until = Some(self.quiet_until.map_or(at, |until| until.min(at)));
        if let Some(open) = &mut self.open {
            open.push(Reverse(entry(place, secret, at)));
        }
    }

    /// The first that has come due until a moment.
    pub(crate) fn next(
        &mut self,
        store: &Store,
        functions: &RotationFunctions,
        until: Timestamp,
    ) -> Option<(Entry, Event)> {
        let seed = self.seed;
        let mut open = self.open.take().unwrap_or_else(|| {
            let all = store.all().filter_map(|(place, secret)| {
                let (at, _) = next_event(secret, functions, seed)?;
                Some(Reverse(entry(place, secret, at)))
            });
            all.collect()
        });
        while let Some(Reverse(first)) = open.pop() {
            if first.at > until {
                self.quiet_until = Some(first.at);
                return None;
            }
            let secret = store.get(first.place(), &first.name);
            if let Some((at, event)) = secret.and_then(|secret| next_event(secret, functions, seed))
                && at == first.at
            {
                self.open = Some(open);
                return Some((first, event));
            }
        }
        self.quiet_until = None;
        None
    }
}

fn entry(place: Place<'_>, secret: &Secret, at: Timestamp) -> Entry {
    Entry {
        at,
        account_id: place.account_id.clone(),
        region: place.region.clone(),
        name: secret.name.clone(),
    }
}

/// A rotation comes due only where the host has a function to run.
fn next_event(
    secret: &Secret,
    functions: &RotationFunctions,
    seed: u64,
) -> Option<(Timestamp, Event)> {
    if let Lifecycle::ScheduledForDeletion { ends, .. } = secret.lifecycle {
        return Some((ends, Event::Deletion));
    }
    let at = secret.rotation.due(seed, &secret.arn)?;
    functions.find(secret.rotates_by()?)?;
    Some((at, Event::Rotation))
}
