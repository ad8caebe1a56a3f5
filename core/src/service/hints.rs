//! Hints about probable mistakes: a secret that exists in another Region or account, a name with a typo, a rotation function without a handler.
//!
//! The service's response does not change. The host shows the hint to the author of the test.

use std::fmt;
use std::ops::Bound;

use crate::clock::Timestamp;
use crate::identifiers::{Place, SecretId};
use crate::sorting::sort_by;
use crate::store::Store;
use crate::suggestion::nearest;

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

/// A probable mistake of the test behind a failed request.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hint {
    /// A secret was requested in one Region or account and exists in others.
    Elsewhere {
        /// The operation of the request.
        operation: &'static str,
        /// The name of the secret.
        name: String,
        /// The account and Region of the request.
        asked: Location,
        /// The accounts and Regions that have a secret with that name.
        found: Vec<Location>,
    },
    /// A secret was requested that does not exist, but one with a similar name does.
    SimilarName {
        /// The operation of the request.
        operation: &'static str,
        /// The requested name.
        name: String,
        /// The similar name.
        similar: String,
    },
    /// RotateSecret named a function that is not registered.
    UnknownFunction {
        /// The ARN in the request.
        arn: String,
    },
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Elsewhere {
                operation,
                name,
                asked,
                found,
            } => write_elsewhere(f, operation, name, asked, found),
            Self::SimilarName {
                operation,
                name,
                similar,
            } => write!(
                f,
                "{operation} did not find \"{name}\". This fake has a secret \"{similar}\""
            ),
            Self::UnknownFunction { arn } => write!(
                f,
                "RotateSecret failed because the fake has no rotation function {arn}. Register a handler for it with on_rotate \
                 (in JavaScript: onRotate)"
            ),
        }
    }
}

fn write_elsewhere(
    f: &mut fmt::Formatter<'_>,
    operation: &str,
    name: &str,
    Location { account_id, region }: &Location,
    found: &[Location],
) -> fmt::Result {
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
    if found.iter().all(|found| found.account_id == *account_id) {
        f.write_str(". Give the fake and the client the same region")
    } else {
        f.write_str(". Give the fake and the client the same region and account: a 12-digit access key id selects the account")
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
    pub(super) fn note_missing_secret(
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
        let hint = if found.is_empty() {
            similar_name(store, asked, name, now).map(|similar| Hint::SimilarName {
                operation,
                name: name.to_owned(),
                similar,
            })
        } else {
            Some(Hint::Elsewhere {
                operation,
                name: name.to_owned(),
                asked: asked.into(),
                found,
            })
        };
        if let Some(hint) = hint {
            self.told.insert(place, name.to_owned());
            self.waiting.push(hint);
        }
    }

    /// Records a request that named an unknown rotation function, once for each function.
    pub(super) fn note_unknown_function(&mut self, arn: &str) {
        if let Err(place) = self.told.binary_search_by(|told| told.as_str().cmp(arn)) {
            self.told.insert(place, arn.to_owned());
            self.waiting.push(Hint::UnknownFunction {
                arn: arn.to_owned(),
            });
        }
    }

    pub(super) fn take(&mut self) -> Vec<Hint> {
        std::mem::take(&mut self.waiting)
    }
}

/// With more secrets, a request that finds none would become slow.
const MOST_COMPARED: usize = 1_000;

/// The name of a secret that a typo may have changed. Tests often request a missing secret on purpose, so names that differ only in digits
/// or in the last character are not similar.
fn similar_name(store: &Store, asked: Place<'_>, name: &str, now: Timestamp) -> Option<String> {
    let compared = |name: &str| -> String {
        let mut characters = name.chars();
        characters.next_back();
        characters
            .filter(|character| !character.is_ascii_digit())
            .collect()
    };
    let secrets = store.ranked(asked, (Bound::Unbounded, Bound::Unbounded));
    let names = secrets
        .take(MOST_COMPARED)
        .filter(|(_, secret)| !secret.lifecycle.is_over(now))
        .map(|(_, secret)| &*secret.name)
        .filter(|other| compared(other) != compared(name));
    nearest(name, names).map(str::to_owned)
}
