//! Where secrets are kept: by account, Region and name, in the order of their creation.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, DefaultHasher};
use std::ops::Bound;

use crate::clock::Timestamp;
use crate::secret::Secret;
use crate::secret::id::{AccountId, Name, Region, SecretId};

/// Looks names up in constant time, with a hasher that draws no entropy. Never iterated over.
type Index<Key, Item> = HashMap<Key, Item, BuildHasherDefault<DefaultHasher>>;

/// An account and a Region: a world of its own.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    pub(crate) account_id: &'a AccountId,
    pub(crate) region: &'a Region,
}

/// A secret's rank by CreatedDate; the sequence tells apart those of one millisecond.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rank {
    pub(crate) created: Timestamp,
    pub(crate) sequence: u64,
}

/// All secrets of all accounts and Regions.
#[derive(Clone, Debug, Default)]
pub(crate) struct Store {
    /// One for each account and Region in use: a handful.
    worlds: Vec<World>,
    sequence: u64,
}

#[derive(Clone, Debug)]
struct World {
    account_id: AccountId,
    region: Region,
    by_name: Index<Name, Rank>,
    secrets: BTreeMap<Rank, Box<Secret>>,
}

impl World {
    fn new(place: Place<'_>) -> Self {
        Self {
            account_id: place.account_id.clone(),
            region: place.region.clone(),
            by_name: Index::default(),
            secrets: BTreeMap::new(),
        }
    }

    fn is(&self, place: Place<'_>) -> bool {
        self.account_id == *place.account_id && self.region == *place.region
    }
}

impl Store {
    fn world(&self, place: Place<'_>) -> Option<&World> {
        self.worlds.iter().find(|world| world.is(place))
    }

    fn world_mut(&mut self, place: Place<'_>) -> Option<&mut World> {
        self.worlds.iter_mut().find(|world| world.is(place))
    }

    /// The secret that a SecretId means here, unless its recovery window has passed.
    pub(crate) fn find_mut(
        &mut self,
        place: Place<'_>,
        secret_id: &str,
        now: Timestamp,
    ) -> Option<&mut Secret> {
        let parsed = SecretId::parse(secret_id);
        if let SecretId::CompleteArn {
            account_id, region, ..
        }
        | SecretId::PartialArn {
            account_id, region, ..
        } = parsed
            && (account_id != &**place.account_id || region != &**place.region)
        {
            return None;
        }
        let world = self.world_mut(place)?;
        let rank = world.by_name.get(parsed.name())?;
        let secret = world
            .secrets
            .get_mut(rank)
            .filter(|secret| !secret.lifecycle.is_over(now))?;
        let other_suffix =
            matches!(parsed, SecretId::CompleteArn { .. }) && *secret.arn != *secret_id;
        (!other_suffix).then_some(secret)
    }

    /// The secret of a name, also one whose recovery window has passed.
    pub(crate) fn get(&self, place: Place<'_>, name: &str) -> Option<&Secret> {
        let world = self.world(place)?;
        let rank = world.by_name.get(name)?;
        world.secrets.get(rank).map(|secret| &**secret)
    }

    /// All accounts and Regions that have held a secret.
    pub(crate) fn places(&self) -> impl Iterator<Item = Place<'_>> {
        self.worlds.iter().map(|world| Place {
            account_id: &world.account_id,
            region: &world.region,
        })
    }

    /// All secrets of all places.
    pub(crate) fn all(&self) -> impl Iterator<Item = (Place<'_>, &Secret)> {
        self.worlds.iter().flat_map(|world| {
            let place = Place {
                account_id: &world.account_id,
                region: &world.region,
            };
            world.secrets.values().map(move |secret| (place, &**secret))
        })
    }

    /// Adds a secret; one of the same name, whose window has passed, makes room.
    pub(crate) fn insert(&mut self, place: Place<'_>, secret: Secret) {
        self.remove(place, &secret.name);
        self.sequence = self.sequence.saturating_add(1);
        let rank = Rank {
            created: secret.created,
            sequence: self.sequence,
        };
        if self.world(place).is_none() {
            self.worlds.push(World::new(place));
        }
        let Some(world) = self.world_mut(place) else {
            return;
        };
        world.by_name.insert(secret.name.clone(), rank);
        world.secrets.insert(rank, Box::new(secret));
    }

    /// Moves the dates of all secrets that are later than `now` back to it.
    pub(crate) fn bring_dates_back(&mut self, now: Timestamp) {
        for world in &mut self.worlds {
            for (rank, mut secret) in std::mem::take(&mut world.secrets) {
                secret.bring_dates_back(now);
                let rank = Rank {
                    created: secret.created,
                    ..rank
                };
                world.by_name.insert(secret.name.clone(), rank);
                world.secrets.insert(rank, secret);
            }
        }
    }

    /// Takes a secret away for good.
    pub(crate) fn remove(&mut self, place: Place<'_>, name: &str) {
        if let Some(world) = self.world_mut(place)
            && let Some(rank) = world.by_name.remove(name)
        {
            world.secrets.remove(&rank);
        }
    }

    /// The secrets of a place behind a rank (or all), by CreatedDate; double-ended, so that a listing can go down as well.
    pub(crate) fn ranked(
        &self,
        place: Place<'_>,
        range: (Bound<Rank>, Bound<Rank>),
    ) -> impl DoubleEndedIterator<Item = (Rank, &Secret)> {
        self.world(place)
            .into_iter()
            .flat_map(move |world| world.secrets.range(range))
            .map(|(rank, secret)| (*rank, &**secret))
    }
}
