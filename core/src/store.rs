//! Stores the secrets by account, Region and name, in order of creation. Only this module changes secrets.
//!
//! Every change goes through [`Store::update`], [`Store::insert`], [`Store::remove`] or a method of `store/replicas.rs` and
//! `store/accounts.rs`. They commit through one function, which updates replicas and plans the next event.

mod accounts;
mod deleting;
mod followers;
mod invariants;
mod replicas;
pub(crate) mod saving;
mod settling;

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

use crate::clock::Timestamp;
use crate::error::Error;
use crate::events::Events;
use crate::identifiers::VersionId;
use crate::identifiers::{AccountId, Name, Place, Region, SecretId};
use crate::index::Index;
use crate::kms::Keys;
use crate::rotation::RotationFunctions;
use crate::rotation::agenda::{Agenda, Due, Entry};
use crate::secret::Secret;
use crate::secret::deletion::Lifecycle;
use crate::settings::Consistency;
use settling::Settling;

/// The account, Region and time of a request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At<'a> {
    pub(crate) place: Place<'a>,
    pub(crate) now: Timestamp,
}

/// The required state of a secret for a change.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Expect {
    /// The secret exists, in any state.
    Existing,
    /// The user may change it, even if it is scheduled for deletion.
    Own,
    /// The user may change it.
    Writable,
    /// The user may rotate it.
    Rotatable,
}

impl Expect {
    fn check(self, secret: &Secret) -> Result<(), Error> {
        match self {
            Self::Existing => Ok(()),
            Self::Own => secret.require_own(),
            Self::Writable => secret.require_writable(),
            Self::Rotatable => secret.require_rotatable(),
        }
    }
}

/// The result of a change, and whether the change advances LastChangedDate.
#[derive(Debug)]
pub(crate) struct Change<R> {
    result: R,
    moves_date: bool,
}

impl<R> Change<R> {
    /// A change that advances LastChangedDate.
    pub(crate) fn dated(result: R) -> Self {
        Self::dated_if(true, result)
    }

    /// A change that does not advance LastChangedDate.
    pub(crate) fn undated(result: R) -> Self {
        Self::dated_if(false, result)
    }

    /// A change that advances LastChangedDate only if `moves_date`.
    pub(crate) fn dated_if(moves_date: bool, result: R) -> Self {
        Self { result, moves_date }
    }
}

/// A secret's rank by CreatedDate. The sequence distinguishes secrets of one millisecond.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rank {
    pub(crate) created: Timestamp,
    pub(crate) sequence: u64,
}

/// All secrets of all accounts and Regions.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    /// One for each account and Region in use: a handful.
    account_regions: Vec<AccountRegion>,
    sequence: u64,
    /// The next scheduled event of each secret.
    pub(crate) agenda: Agenda,
    /// The KMS keys that were declared.
    pub(crate) keys: Keys,
    /// The events of secrets.
    pub(crate) events: Events,
    /// Changes that are not visible everywhere yet; none with immediate consistency.
    pub(crate) settling: Option<Box<Settling>>,
}

/// The secrets of one account in one Region.
#[derive(Clone, Debug)]
struct AccountRegion {
    account_id: AccountId,
    region: Region,
    by_name: Index<Name, Rank>,
    secrets: BTreeMap<Rank, Arc<Secret>>,
}

impl AccountRegion {
    fn new(place: Place<'_>) -> Self {
        Self {
            account_id: place.account_id.clone(),
            region: place.region.clone(),
            by_name: Index::default(),
            secrets: BTreeMap::new(),
        }
    }

    fn get(&self, name: &str) -> Option<&Secret> {
        let rank = self.by_name.get(name)?;
        self.secrets.get(rank).map(|secret| &**secret)
    }

    fn place(&self) -> Place<'_> {
        Place {
            account_id: &self.account_id,
            region: &self.region,
        }
    }
}

impl Store {
    /// Creates an empty store. The seed decides the times inside rotation windows.
    pub(crate) fn new(seed: u64, consistency: Consistency) -> Self {
        Self {
            account_regions: Vec::new(),
            sequence: 0,
            agenda: Agenda::new(seed),
            keys: Keys::default(),
            events: Events::default(),
            settling: match consistency {
                Consistency::Immediate => None,
                Consistency::Eventual(delays) => Some(Box::new(Settling::new(delays, seed))),
            },
        }
    }

    /// Changes one secret. On an error nothing changes.
    ///
    /// The closure gets a copy of the secret, which replaces the secret if the closure succeeds. The commit advances LastChangedDate, updates
    /// the replicas, and plans the next rotation or the deletion.
    ///
    /// # Errors
    /// The secret does not exist, is not in the expected state, or the closure fails.
    pub(crate) fn update<R>(
        &mut self,
        at: At<'_>,
        secret_id: &str,
        expect: Expect,
        change: impl FnOnce(&mut Secret, &Keys) -> Result<Change<R>, Error>,
    ) -> Result<R, Error> {
        let mut changed = self.latest(at, secret_id, expect)?.clone();
        let change = change(&mut changed, &self.keys)?;
        if change.moves_date {
            changed.touch(at.now);
        }
        self.commit(at, changed);
        Ok(change.result)
    }

    /// The secret that a change starts from: the latest state, even if a reader still sees an earlier one.
    ///
    /// # Errors
    /// A reader finds no such secret, or the secret is not in the expected state.
    fn latest(&self, at: At<'_>, secret_id: &str, expect: Expect) -> Result<&Secret, Error> {
        let secret = self.find(at, secret_id)?;
        expect.check(secret)?;
        if self.settling.is_none() {
            return Ok(secret);
        }
        Ok(self.get(at.place, &secret.name).unwrap_or(secret))
    }

    /// The current secret with this name, even if readers do not see its changes yet. None after its recovery window has ended.
    fn existing(&self, at: At<'_>, name: &str) -> Option<&Secret> {
        let secret = self.get(at.place, name)?;
        (!secret.lifecycle.is_over(at.now)).then_some(secret)
    }

    /// Reads a version of a secret, and records the day on the version, the secret, and the primary of a replica.
    ///
    /// # Errors
    /// The secret does not exist, or the closure fails.
    pub(crate) fn read<R>(
        &mut self,
        at: At<'_>,
        secret_id: &str,
        read: impl FnOnce(&Secret, &Keys) -> Result<(R, VersionId), Error>,
    ) -> Result<R, Error> {
        if self.is_pending(at.place, SecretId::parse(secret_id).name()) {
            return read(self.find(at, secret_id)?, &self.keys).map(|(result, _)| result);
        }
        let slot =
            slot_mut(&mut self.account_regions, at, secret_id).ok_or(Error::SecretNotFound)?;
        let (result, version) = read(slot, &self.keys)?;
        let day = at.now.midnight();
        if !slot.was_read_on(day, &version) {
            Arc::make_mut(slot).note_read(day, &version);
        }
        if let Some(primary) = slot.primary_of_replica() {
            let name = slot.name.clone();
            self.note_read_of_replica(at, &name, &primary);
        }
        Ok(result)
    }

    /// The secret with a SecretId, unless its recovery window has ended.
    ///
    /// # Errors
    /// The secret does not exist.
    pub(crate) fn find(&self, at: At<'_>, secret_id: &str) -> Result<&Secret, Error> {
        let id = SecretId::parse(secret_id);
        let secret = id
            .may_be_in(at.place)
            .then(|| self.get(at.place, id.name()))
            .flatten();
        let secret = match &self.settling {
            None => secret,
            Some(settling) => settling.seen(at.place, secret, id.name()),
        };
        secret
            .filter(|secret| is_meant(secret, id, secret_id, at.now))
            .ok_or(Error::SecretNotFound)
    }

    /// The secret with this name, even if its recovery window has ended.
    pub(crate) fn get(&self, place: Place<'_>, name: &str) -> Option<&Secret> {
        find_place(&self.account_regions, place)?.get(name)
    }

    /// Whether readers do not see the last change of this secret yet.
    pub(crate) fn is_pending(&self, place: Place<'_>, name: &str) -> bool {
        self.settling
            .as_ref()
            .is_some_and(|settling| !settling.is_settled(place, name))
    }

    /// Records a service event of a secret, if the secret still exists.
    pub(crate) fn note_service_event(
        &mut self,
        at: At<'_>,
        arn: &str,
        event: &'static str,
        version: Option<Arc<str>>,
        error: Option<String>,
    ) {
        // The actual secret, not the view of a caller that does not see recent changes yet.
        let secret = find_place(&self.account_regions, at.place)
            .and_then(|secrets| secrets.get(SecretId::parse(arn).name()))
            .filter(|secret| *secret.arn == *arn);
        if let Some(secret) = secret {
            self.events
                .note_service_event(at.place, secret, event, version, error, at.now);
        }
    }

    /// All secrets in their actual state, independent of what readers see.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Secret> {
        let account_regions = self.account_regions.iter();
        account_regions
            .flat_map(|account_region| account_region.secrets.values())
            .map(|secret| &**secret)
    }

    /// All accounts and Regions that have held a secret.
    pub(crate) fn places(&self) -> impl Iterator<Item = Place<'_>> {
        self.account_regions.iter().map(AccountRegion::place)
    }

    /// Adds a secret. A secret with the same name ceases to exist.
    pub(crate) fn insert(&mut self, at: At<'_>, secret: Secret) {
        self.take_out(at, &secret.name, true);
        self.sequence = self.sequence.saturating_add(1);
        let rank = Rank {
            created: secret.created,
            sequence: self.sequence,
        };
        if find_place(&self.account_regions, at.place).is_none() {
            self.account_regions.push(AccountRegion::new(at.place));
        }
        let Some(account_region) = find_place_mut(&mut self.account_regions, at.place) else {
            return;
        };
        account_region.by_name.insert(secret.name.clone(), rank);
        self.agenda.plan(at.place, &secret);
        if let Some(settling) = &mut self.settling {
            settling.note_change(at.place, None, &secret);
        }
        account_region.secrets.insert(rank, Arc::new(secret));
    }

    /// Permanently removes a secret, and ends its relations to other secrets.
    pub(crate) fn remove(&mut self, at: At<'_>, name: &str) {
        self.take_out(at, name, false);
    }

    fn take_out(&mut self, at: At<'_>, name: &str, overwritten: bool) {
        let Some(account_region) = find_place_mut(&mut self.account_regions, at.place) else {
            return;
        };
        let rank = account_region.by_name.remove(name);
        let Some(secret) = rank.and_then(|rank| account_region.secrets.remove(&rank)) else {
            return;
        };
        self.agenda.forget(at.place, &secret.name);
        if let Some(settling) = &mut self.settling {
            settling.forget(at.place, &secret.name);
        }
        self.end_relations(at, &secret, overwritten);
        if secret.primary_of_replica().is_none() {
            self.events.note_service_event(
                at.place,
                &secret,
                "EndSecretVersionDelete",
                None,
                None,
                at.now,
            );
        }
    }

    /// Moves dates of all secrets that are later than `now` back to it.
    pub(crate) fn limit_dates_to(&mut self, now: Timestamp) {
        for account_region in &mut self.account_regions {
            for (rank, mut secret) in std::mem::take(&mut account_region.secrets) {
                Arc::make_mut(&mut secret).limit_dates_to(now);
                let rank = Rank {
                    created: secret.created,
                    ..rank
                };
                account_region.by_name.insert(secret.name.clone(), rank);
                account_region.secrets.insert(rank, secret);
            }
        }
    }

    /// Takes the first event that is due.
    pub(crate) fn take_due(
        &mut self,
        functions: &RotationFunctions,
        now: Timestamp,
    ) -> Option<(Entry, Due)> {
        let account_regions = &self.account_regions;
        let secret_of = |place: Place<'_>, name: &str| {
            let account_region = find_place(account_regions, place)?;
            let rank = account_region.by_name.get(name)?;
            account_region.secrets.get(rank).map(|secret| &**secret)
        };
        self.agenda.take_due(secret_of, functions, now)
    }

    /// The secrets of an account and Region in a range of ranks, by CreatedDate. Double-ended, so that lists can be descending.
    pub(crate) fn ranked(
        &self,
        place: Place<'_>,
        range: (Bound<Rank>, Bound<Rank>),
    ) -> impl DoubleEndedIterator<Item = (Rank, &Secret)> {
        find_place(&self.account_regions, place)
            .into_iter()
            .flat_map(move |account_region| account_region.secrets.range(range))
            .filter_map(move |(rank, secret)| match &self.settling {
                None => Some((*rank, &**secret)),
                Some(settling) => Some((*rank, settling.listed(place, secret)?)),
            })
    }

    /// The Regions whose replicas a primary still reports as InProgress.
    pub(crate) fn replicating(&self, place: Place<'_>, name: &str) -> Vec<Region> {
        self.settling
            .as_ref()
            .map(|settling| settling.replicating(place, name))
            .unwrap_or_default()
    }

    /// Makes all changes visible.
    pub(crate) fn settle(&mut self, now: Timestamp) {
        let Some(settling) = &mut self.settling else {
            return;
        };
        for (account_id, region, name) in settling.settle() {
            let (account_id, region) = (AccountId::from(account_id), Region::from(region));
            let place = Place {
                account_id: &account_id,
                region: &region,
            };
            // RestoreSecret may have cancelled the deletion.
            let is_deleted = self
                .get(place, &name)
                .is_some_and(|secret| secret.lifecycle != Lifecycle::Active);
            if is_deleted {
                self.remove(At { place, now }, &name);
            }
        }
    }

    /// Replaces a secret with its changed version, and updates its replicas.
    fn commit(&mut self, at: At<'_>, mut secret: Secret) {
        if secret.is_followed() {
            self.update_followers(at, &mut secret);
        }
        if let Some(before) =
            find_place(&self.account_regions, at.place).and_then(|place| place.get(&secret.name))
        {
            self.events.note_change(at.place, before, &secret, at.now);
        }
        self.put(at.place, secret);
    }

    /// Replaces a secret with its changed version.
    fn put(&mut self, place: Place<'_>, secret: Secret) {
        let Some(account_region) = find_place_mut(&mut self.account_regions, place) else {
            return;
        };
        let rank = account_region.by_name.get(&*secret.name);
        if let Some(slot) = rank.and_then(|rank| account_region.secrets.get_mut(rank)) {
            debug_assert!(secret.succeeds(slot), "{}", &*secret.name);
            self.agenda.plan(place, &secret);
            if let Some(settling) = &mut self.settling {
                settling.note_change(place, Some(slot), &secret);
            }
            *slot = Arc::new(secret);
        }
    }
}

fn find_place<'s>(
    account_regions: &'s [AccountRegion],
    place: Place<'_>,
) -> Option<&'s AccountRegion> {
    account_regions
        .iter()
        .find(|account_region| account_region.place() == place)
}

fn find_place_mut<'s>(
    account_regions: &'s mut [AccountRegion],
    place: Place<'_>,
) -> Option<&'s mut AccountRegion> {
    account_regions
        .iter_mut()
        .find(|account_region| account_region.place() == place)
}

/// Like [`Store::find`], for recording a read.
fn slot_mut<'s>(
    account_regions: &'s mut [AccountRegion],
    at: At<'_>,
    secret_id: &str,
) -> Option<&'s mut Arc<Secret>> {
    let id = SecretId::parse(secret_id);
    if !id.may_be_in(at.place) {
        return None;
    }
    let account_region = find_place_mut(account_regions, at.place)?;
    let rank = account_region.by_name.get(id.name())?;
    account_region
        .secrets
        .get_mut(rank)
        .filter(|secret| is_meant(secret, id, secret_id, at.now))
}

/// Whether a SecretId with the name of a secret refers to this secret: a complete ARN must be equal, and the recovery window must not have
/// ended.
fn is_meant(secret: &Secret, id: SecretId<'_>, secret_id: &str, now: Timestamp) -> bool {
    let other_suffix = matches!(id, SecretId::CompleteArn { .. }) && *secret.arn != *secret_id;
    !other_suffix && !secret.lifecycle.is_over(now)
}
