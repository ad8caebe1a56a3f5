//! Eventual consistency: the views of readers that do not see a change yet.
//!
//! The store always has the final state. A view has the state that a reader sees until a change is visible, so no work has to run later.

use std::collections::hash_map::Entry;
use std::sync::Arc;

use crate::clock::Timestamp;
use crate::identifiers::{Name, Place, Region};
use crate::index::Index;
use crate::random::Stream;
use crate::saved::saved;
use crate::secret::Secret;
use crate::settings::Delays;
use crate::sorting::sort_by;

/// An account, a Region and the name of a secret.
type Key = (Arc<str>, Arc<str>, Arc<str>);

fn key(place: Place<'_>, name: &str) -> Key {
    (
        place.account_id.clone().into(),
        place.region.clone().into(),
        name.into(),
    )
}

/// Changes that are not visible everywhere yet.
#[derive(Clone, Debug)]
pub(crate) struct Settling {
    delays: Delays,
    seed: u64,
    draws: u64,
    /// The time of the request that is being answered.
    pub(crate) now: Timestamp,
    /// The views of readers of a replica.
    reads: Index<Key, View>,
    /// What lists show.
    lists: Index<Key, View>,
    /// Until when a primary reports a replica as InProgress.
    /// Sorted.
    replicating: Vec<((Key, Arc<str>), Timestamp)>,
    /// Permanently deleted secrets that can still be described.
    /// Sorted.
    deleted: Vec<Key>,
}

#[derive(Clone, Debug, Default)]
struct View {
    until: Timestamp,
    /// None if the secret did not exist.
    before: Option<Arc<Secret>>,
}

saved! { struct View { until: "until", before: "before" } }

impl View {
    fn holds(&self, now: Timestamp) -> bool {
        now < self.until
    }
}

/// The pending changes of a snapshot. Lists instead of objects, whose keys would be chosen by the user.
#[derive(Default)]
pub(super) struct SavedSettling {
    draws: u64,
    reads: Vec<(Key, View)>,
    lists: Vec<(Key, View)>,
    replicating: Vec<((Key, Arc<str>), Timestamp)>,
    deleted: Vec<Key>,
}

saved! { struct SavedSettling { draws: "draws", reads: "reads", lists: "lists", replicating: "replicating", deleted: "deleted" } }

impl Settling {
    /// The form for a snapshot.
    pub(super) fn save(&self) -> SavedSettling {
        SavedSettling {
            draws: self.draws,
            reads: sorted(&self.reads),
            lists: sorted(&self.lists),
            replicating: self.replicating.clone(),
            deleted: self.deleted.clone(),
        }
    }

    /// Restores the pending changes of a snapshot.
    ///
    /// # Errors
    /// A list that is not in order, or that has an item twice.
    pub(super) fn restore(&mut self, saved: SavedSettling) -> Result<(), String> {
        let is_sorted = [&saved.reads, &saved.lists]
            .iter()
            .all(|views| views.is_sorted_by(|(one, _), (other, _)| one < other))
            && (saved.replicating).is_sorted_by(|(one, _), (other, _)| one < other)
            && saved.deleted.is_sorted_by(|one, other| one < other);
        if !is_sorted {
            return Err("the pending changes are not in order".to_owned());
        }
        self.draws = saved.draws;
        self.reads = saved.reads.into_iter().collect();
        self.lists = saved.lists.into_iter().collect();
        self.replicating = saved.replicating;
        self.deleted = saved.deleted;
        Ok(())
    }

    pub(crate) fn new(delays: Delays, seed: u64) -> Self {
        Self {
            delays,
            seed,
            draws: 0,
            now: Timestamp::default(),
            reads: Index::default(),
            lists: Index::default(),
            replicating: Vec::new(),
            deleted: Vec::new(),
        }
    }

    /// Begins a request: drops views that have ended.
    pub(crate) fn begin(&mut self, now: Timestamp) {
        self.now = now;
        self.reads.retain(|_, view| view.holds(now));
        self.lists.retain(|_, view| view.holds(now));
        self.replicating.retain(|(_, until)| now < *until);
    }

    fn draw(&mut self, range: (u32, u32)) -> Timestamp {
        self.draws = self.draws.saturating_add(1);
        let (shortest, longest) = range;
        let span = longest.saturating_sub(shortest).saturating_add(1);
        let more =
            Stream::of(self.seed, &[b"settling", &self.draws.to_le_bytes()]).below(span as usize);
        let delay = i64::from(shortest).saturating_add(i64::try_from(more).unwrap_or(0));
        self.now.plus_milliseconds(delay)
    }

    /// The view of a reader.
    pub(super) fn seen<'s>(
        &'s self,
        place: Place<'_>,
        secret: Option<&'s Secret>,
        name: &str,
    ) -> Option<&'s Secret> {
        match self.reads.get(&key(place, name)) {
            Some(view) if view.holds(self.now) => view.before.as_deref(),
            _ => secret,
        }
    }

    /// Whether readers see the actual secret.
    pub(super) fn is_settled(&self, place: Place<'_>, name: &str) -> bool {
        !self
            .reads
            .get(&key(place, name))
            .is_some_and(|view| view.holds(self.now))
    }

    /// The view of a list.
    pub(super) fn listed<'s>(&'s self, place: Place<'_>, secret: &'s Secret) -> Option<&'s Secret> {
        match self.lists.get(&key(place, &secret.name)) {
            Some(view) if view.holds(self.now) => view.before.as_deref(),
            _ => Some(secret),
        }
    }

    /// Records that a secret has changed. Readers of a replica, and all lists, see the change later.
    pub(super) fn note_change(
        &mut self,
        place: Place<'_>,
        before: Option<&Arc<Secret>>,
        after: &Secret,
    ) {
        let key = key(place, &after.name);
        if after.primary_of_replica().is_some() {
            let until = self.draw(self.delays.replica_update);
            note(&mut self.reads, key.clone(), until, before);
        }
        let until = self.draw(self.delays.list);
        note(&mut self.lists, key, until, before);
    }

    /// Records that a replica is being created. It is readable when it is reported as InSync.
    pub(super) fn note_replication(
        &mut self,
        primary: Place<'_>,
        name: &Name,
        region: &Region,
        made: bool,
    ) {
        let range = if made {
            self.delays.replication
        } else {
            self.delays.failed_replication
        };
        let until = self.draw(range);
        let replica = (key(primary, name), region.clone().into());
        let place = self
            .replicating
            .binary_search_by(|(own, _)| own.cmp(&replica));
        match place {
            Ok(place) => {
                if let Some((_, own)) = self.replicating.get_mut(place) {
                    *own = until;
                }
            }
            Err(place) => self.replicating.insert(place, (replica, until)),
        }
        let there = Place { region, ..primary };
        if let Some(view) = self.reads.get_mut(&key(there, name)) {
            view.until = until;
        }
    }

    /// The Regions whose replicas a primary reports as InProgress.
    pub(super) fn replicating(&self, place: Place<'_>, name: &str) -> Vec<Region> {
        let primary = key(place, name);
        self.replicating
            .iter()
            .filter(|((other, _), until)| *other == primary && self.now < *until)
            .map(|((_, region), _)| Region::from(region.clone()))
            .collect()
    }

    /// The time at which the first step begins, for a rotation that starts now.
    pub(crate) fn start_of_rotation(&mut self) -> Timestamp {
        self.draw(self.delays.rotation_start)
    }

    /// Whether a secret is permanently deleted and can still be described.
    pub(super) fn is_deleted(&self, place: Place<'_>, name: &str) -> bool {
        self.deleted.binary_search(&key(place, name)).is_ok()
    }

    /// When a secret that is deleted now can no longer be described.
    pub(super) fn end_of_forced_deletion(&mut self, place: Place<'_>, name: &str) -> Timestamp {
        self.note_deletion(key(place, name));
        self.draw(self.delays.forced_deletion)
    }

    fn note_deletion(&mut self, key: Key) {
        if let Err(place) = self.deleted.binary_search(&key) {
            self.deleted.insert(place, key);
        }
    }

    /// When a replica that is removed now can no longer be described.
    pub(super) fn end_of_removal(&mut self, place: Place<'_>, name: &str) -> Timestamp {
        self.note_deletion(key(place, name));
        self.draw(self.delays.replica_removal)
    }

    /// Shows readers the actual secret.
    pub(super) fn show(&mut self, place: Place<'_>, name: &str) {
        self.reads.remove(&key(place, name));
    }

    /// Records that a secret no longer exists.
    pub(super) fn forget(&mut self, place: Place<'_>, name: &str) {
        let key = key(place, name);
        if let Ok(place) = self.deleted.binary_search(&key) {
            self.deleted.remove(place);
        }
        self.reads.remove(&key);
        self.lists.remove(&key);
    }

    /// Makes all changes visible. Returns the secrets that are deleted permanently.
    pub(super) fn settle(&mut self) -> Vec<Key> {
        self.reads.clear();
        self.lists.clear();
        self.replicating.clear();
        std::mem::take(&mut self.deleted)
    }
}

/// Keeps the view before the first of several pending changes.
fn note(views: &mut Index<Key, View>, key: Key, until: Timestamp, before: Option<&Arc<Secret>>) {
    match views.entry(key) {
        Entry::Occupied(mut view) => {
            let view = view.get_mut();
            view.until = view.until.max(until);
        }
        Entry::Vacant(place) => {
            place.insert(View {
                until,
                before: before.cloned(),
            });
        }
    }
}

/// In the order of the keys, because a snapshot is always the same.
fn sorted(views: &Index<Key, View>) -> Vec<(Key, View)> {
    let mut sorted: Vec<(Key, View)> = Vec::with_capacity(views.len());
    sorted.extend(views.iter().map(|(key, view)| (key.clone(), view.clone())));
    sort_by(&mut sorted, |(one, _), (other, _)| one.cmp(other));
    sorted
}
