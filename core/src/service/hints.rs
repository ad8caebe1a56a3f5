//! Hints about a secret that was not found, although another Region or account of the fake has a secret with that name.
//!
//! The service's response does not change. The host shows the hint to the author of the test.

use std::fmt;

use crate::clock::Timestamp;
use crate::identifiers::{Place, SecretId};
use crate::sorting::sort_by;
use crate::store::Store;

/// An account and a Region.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// Twelve digits.
    pub account_id: String,
    /// For example `eu-west-1`.
    pub region: String,
}

impl From<Place<'_>> for Location {
    fn from(place: Place<'_>) -> Self {
        Self {
            account_id: place.account_id.to_string(),
            region: place.region.to_string(),
        }
    }
}

/// A secret that was requested in one Region or account and exists in others.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hint {
    /// The operation of the request.
    pub operation: &'static str,
    /// The name of the secret.
    pub name: String,
    /// The account and Region of the request.
    pub asked: Location,
    /// The accounts and Regions that have a secret with that name.
    pub found: Vec<Location>,
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            operation,
            name,
            asked: Location { account_id, region },
            found,
        } = self;
        write!(
            f,
            "{operation} did not find \"{name}\" in {region} of account {account_id}. This fake has a secret of that name in "
        )?;
        for (index, location) in found.iter().enumerate() {
            let separator = if index == 0 { "" } else { " and in " };
            write!(f, "{separator}{}", location.region)?;
            if location.account_id != *account_id {
                write!(f, " of account {}", location.account_id)?;
            }
        }
        f.write_str(
            ". Give the fake and the client the same region (and the same account: a 12-digit access key id selects it)",
        )
    }
}

/// The hints of a fake: those that the host has not taken yet, and the names that were already reported.
#[derive(Clone, Debug, Default)]
pub(super) struct Hints {
    waiting: Vec<Hint>,
    /// Sorted.
    told: Vec<String>,
}

impl Hints {
    /// Records a request that did not find its secret, once for each name.
    pub(super) fn note(
        &mut self,
        store: &Store,
        operation: &'static str,
        asked: Place<'_>,
        secret_id: &str,
        now: Timestamp,
    ) {
        let name = SecretId::parse(secret_id).name();
        let Err(place) = self.told.binary_search_by(|told| told.as_str().cmp(name)) else {
            return;
        };
        let mut found: Vec<Location> = store
            .places()
            .filter(|place| place.account_id != asked.account_id || place.region != asked.region)
            .filter(|place| {
                store
                    .get(*place, name)
                    .is_some_and(|secret| !secret.lifecycle.is_over(now))
            })
            .map(Location::from)
            .collect();
        sort_by(&mut found, Ord::cmp);
        if found.is_empty() {
            return;
        }
        self.told.insert(place, name.to_owned());
        self.waiting.push(Hint {
            operation,
            name: name.to_owned(),
            asked: asked.into(),
            found,
        });
    }

    pub(super) fn take(&mut self) -> Vec<Hint> {
        std::mem::take(&mut self.waiting)
    }
}
