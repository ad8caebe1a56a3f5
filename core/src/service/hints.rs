//! Hints about probable mistakes: the wrong Region or account, a misspelled name, or an unregistered rotation function.
//!
//! The service's response does not change. The host shows the hint to the author of the test.

use std::fmt;
use std::ops::Bound;

use crate::clock::Timestamp;
use crate::identifiers::{Place, SecretId};
use crate::language::Language;
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

/// A probable mistake in a test, found when a request failed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hint {
    /// The requested secret exists in other Regions or accounts.
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
    /// The requested secret does not exist, but one with a similar name does.
    SimilarName {
        /// The operation of the request.
        operation: &'static str,
        /// The requested name.
        name: String,
        /// The similar name.
        similar: String,
    },
    /// The requested replica is not visible yet, because the fake is eventually consistent.
    Pending {
        /// The operation of the request.
        operation: &'static str,
        /// The name of the secret.
        name: String,
        /// The account and Region of the request.
        asked: Location,
    },
    /// RotateSecret named a function that is not registered.
    UnknownFunction {
        /// The ARN in the request.
        arn: String,
    },
}

impl Hint {
    /// The text of the hint for tests in a language.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        match self {
            Self::Elsewhere {
                operation,
                name,
                asked,
                found,
            } => elsewhere(operation, name, asked, found),
            Self::SimilarName {
                operation,
                name,
                similar,
            } => {
                format!("{operation} did not find \"{name}\". This fake has a secret \"{similar}\"")
            }
            Self::Pending {
                operation,
                name,
                asked: Location { account_id, region },
            } => format!(
                "{operation} did not find \"{name}\" in {region} of account {account_id}. The replica exists, but is not visible yet, because \
                 the fake is eventually consistent. Call settle() to make it visible, or advance the clock"
            ),
            Self::UnknownFunction { arn } => format!(
                "RotateSecret failed because the fake has no rotation function {arn}. Register a handler for it with {}",
                language.name("on_rotate")
            ),
        }
    }
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Language::default()))
    }
}

fn elsewhere(
    operation: &str,
    name: &str,
    Location { account_id, region }: &Location,
    found: &[Location],
) -> String {
    let mut text = format!(
        "{operation} did not find \"{name}\" in {region} of account {account_id}. This fake has a secret of that name in "
    );
    for (index, location) in found.iter().enumerate() {
        text.push_str(if index == 0 { "" } else { " and in " });
        text.push_str(&location.region);
        if location.account_id != *account_id {
            text.push_str(" of account ");
            text.push_str(&location.account_id);
        }
    }
    text.push_str(if found.iter().all(|found| found.account_id == *account_id) {
        ". Give the fake and the client the same region"
    } else {
        ". Give the fake and the client the same region and account: a 12-digit access key id selects the account"
    });
    text
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
        let exists = store
            .get(asked, name)
            .is_some_and(|secret| !secret.lifecycle.is_over(now));
        let hint = if exists && store.is_pending(asked, name) {
            Some(Hint::Pending {
                operation,
                name: name.to_owned(),
                asked: asked.into(),
            })
        } else if found.is_empty() && exists {
            // The request has the ARN of an earlier secret with this name.
            None
        } else if found.is_empty() {
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

/// Limits the comparisons, so that requests for missing secrets stay fast.
const MOST_COMPARED: usize = 1_000;
/// One edit: a changed, missing or additional character, or two swapped ones.
const MOST_EDITS: usize = 1;

/// Returns the name that the request probably meant. Tests often request a missing secret on purpose, so names that differ only in digits
/// or in the last character do not count as similar.
fn similar_name(store: &Store, asked: Place<'_>, name: &str, now: Timestamp) -> Option<String> {
    let secrets = store.ranked(asked, (Bound::Unbounded, Bound::Unbounded));
    secrets
        .take(MOST_COMPARED)
        .filter(|(_, secret)| !secret.lifecycle.is_over(now))
        .map(|(_, secret)| &*secret.name)
        .find(|other| is_typo(name, other))
        .map(str::to_owned)
}

fn is_typo(name: &str, other: &str) -> bool {
    if name.len().abs_diff(other.len()) > MOST_EDITS {
        return false;
    }
    // Compares only the rest after the first difference: it is usually short.
    let equal = name
        .bytes()
        .zip(other.bytes())
        .take_while(|(one, other)| one == other)
        .count();
    let (Some(name), Some(other)) = (name.get(equal..), other.get(equal..)) else {
        return false;
    };
    let is_last = name.chars().count() == 1 && other.chars().count() == 1;
    let is_number = |rest: &str| rest.starts_with(|character: char| character.is_ascii_digit());
    !(is_last || is_number(name) || is_number(other))
        && is_one_edit(name.as_bytes(), other.as_bytes())
}

/// Whether one edit at the start of a text makes both texts equal.
fn is_one_edit(name: &[u8], other: &[u8]) -> bool {
    match (name, other) {
        ([a, b, rest @ ..], [c, d, others @ ..]) if (a, b) == (d, c) && rest == others => true,
        ([_, rest @ ..], [_, others @ ..]) if rest == others => true,
        ([_, rest @ ..], others) if rest == others => true,
        (rest, [_, others @ ..]) => rest == others,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typo_is_one_edit_but_no_other_number_or_last_character() {
        for (name, other) in [
            ("app/bd", "app/db"),
            ("ap/db", "app/db"),
            ("app/dbb", "app/db"),
            ("apq/db", "app/db"),
            ("prod/paymnets", "prod/payments"),
        ] {
            assert!(is_typo(name, other), "{name} {other}");
        }
        for (name, other) in [
            ("app/db", "app/db"),
            ("user-a", "user-b"),
            ("key1", "key2"),
            ("key1/value", "key2/value"),
            ("prod/payments/paypal-key", "prod/payments/stripe-key"),
            ("app/db2", "app/db"),
        ] {
            assert!(!is_typo(name, other), "{name} {other}");
        }
    }
}
