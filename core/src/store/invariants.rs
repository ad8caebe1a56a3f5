//! The invariants of the store. Tests check them after every call, and `restore` checks the document that it was given.

#[cfg(debug_assertions)]
use super::AccountRegion;
use super::Store;
use crate::identifiers::{Name, Place, SecretArn, SecretId};
use crate::replication::{CrossAccount, Status};
use crate::replication::{Progress, Replication, is_replica_of};
use crate::secret::Secret;
use crate::secret::labels::AWSCURRENT;
use crate::sorting::are_unique;

/// Messages about violated invariants.
type Broken = Vec<String>;

impl Store {
    /// The violated invariants. Takes O(n) in the number of secrets.
    pub(crate) fn broken_invariants(&self) -> Broken {
        let mut broken = Broken::new();
        for account_region in &self.account_regions {
            let place = account_region.place();
            for (rank, secret) in &account_region.secrets {
                let mut check = Check {
                    name: &secret.name,
                    broken: &mut broken,
                };
                check.that(
                    rank.created == secret.created,
                    "its rank has a different date",
                );
                check.that(
                    rank.sequence <= self.sequence,
                    "its rank is above the last sequence",
                );
                check.that(
                    is_own_arn(secret, place),
                    "its ARN does not match its name, account and Region",
                );
                check_versions(secret, &mut check);
                let settling = self.settling.as_ref();
                if !settling.is_some_and(|settling| settling.is_deleted(place, &secret.name)) {
                    self.check_regions(place, secret, &mut check);
                    self.check_accounts(secret, &mut check);
                }
            }
        }
        #[cfg(debug_assertions)]
        self.check_indexes(&mut broken);
        broken
    }

    /// Checks the indexes and the agenda, which are derived from the secrets.
    #[cfg(debug_assertions)]
    fn check_indexes(&self, broken: &mut Broken) {
        let mut sequences = std::collections::BTreeSet::new();
        let mut planned = 0_usize;
        for account_region in &self.account_regions {
            let place = account_region.place();
            check_index(account_region, broken);
            for (rank, secret) in &account_region.secrets {
                let mut check = Check {
                    name: &secret.name,
                    broken,
                };
                check.that(
                    sequences.insert(rank.sequence),
                    "its sequence is used twice",
                );
                check.that(
                    self.agenda.is_planned(place, secret),
                    "the agenda has a different time for it",
                );
                planned = planned.saturating_add(usize::from(self.agenda.plans(secret)));
            }
        }
        if self.agenda.len() != planned {
            broken.push("the agenda has entries of secrets that do not exist".to_owned());
        }
    }

    fn check_regions(&self, place: Place<'_>, secret: &Secret, check: &mut Check<'_>) {
        match &secret.replication {
            Replication::Alone => {}
            Replication::Primary(replicas) => {
                check.that(!replicas.is_empty(), "it is a primary without replicas");
                let regions = replicas.iter().map(|replica| &*replica.region);
                check.that(are_unique(regions), "it lists a Region twice");
                for replica in replicas {
                    let there = Place {
                        region: &replica.region,
                        ..place
                    };
                    let other = self.get(there, &secret.name);
                    let follows =
                        other.is_some_and(|other| is_replica_of(other, &secret.arn, place.region));
                    check.that(
                        follows || replica.has_failed(),
                        "a replica that it lists does not follow it",
                    );
                    if let (Some(other), Progress::InSync) = (other, &replica.progress) {
                        check.that(is_in_sync(other, secret), "a replica is not in sync");
                    }
                }
            }
            Replication::Replica { primary_region } => {
                let there = Place {
                    region: primary_region,
                    ..place
                };
                let primary = self.get(there, &secret.name);
                let listed = primary.is_some_and(|primary| {
                    is_replica_of(secret, &primary.arn, primary_region)
                        && primary.replication.replica_in(place.region).is_some()
                });
                check.that(listed, "its primary does not list it");
            }
        }
    }

    fn check_accounts(&self, secret: &Secret, check: &mut Check<'_>) {
        match &secret.cross_account {
            CrossAccount::None => {}
            CrossAccount::Primary { replica, .. } => {
                let replica = self.anywhere(replica);
                check.that(
                    replica.is_some_and(|replica| {
                        replica.cross_account.follows(&secret.arn) && is_in_sync(replica, secret)
                    }),
                    "its replica in another account does not follow it, or is not in sync",
                );
            }
            CrossAccount::Replica { primary, status } => {
                let names_this = self.anywhere(primary).is_some_and(|primary| {
                    matches!(&primary.cross_account, CrossAccount::Primary { replica, .. } if *replica == secret.arn)
                });
                check.that(
                    names_this == (*status == Status::InSync),
                    "its primary in another account has a different status for it",
                );
            }
        }
    }

    fn anywhere(&self, arn: &SecretArn) -> Option<&Secret> {
        let id = SecretId::parse(arn);
        self.account_regions
            .iter()
            .find(|account_region| id.may_be_in(account_region.place()))?
            .get(id.name())
            .filter(|secret| secret.arn == *arn)
    }
}

/// Checks one secret.
struct Check<'a> {
    name: &'a Name,
    broken: &'a mut Broken,
}

impl Check<'_> {
    fn that(&mut self, holds: bool, otherwise: &str) {
        if !holds {
            self.broken.push(format!("{}: {otherwise}", &**self.name));
        }
    }
}

#[cfg(debug_assertions)]
fn check_index(account_region: &AccountRegion, broken: &mut Broken) {
    let complete = account_region.by_name.len() == account_region.secrets.len()
        && account_region
            .secrets
            .iter()
            .all(|(rank, secret)| account_region.by_name.get(&*secret.name) == Some(rank));
    if !complete {
        broken.push("the index of names is not complete".to_owned());
    }
}

fn is_own_arn(secret: &Secret, place: Place<'_>) -> bool {
    let id = SecretId::parse(&secret.arn);
    matches!(id, SecretId::CompleteArn { name, .. } if *name == *secret.name) && id.may_be_in(place)
}

fn check_versions(secret: &Secret, check: &mut Check<'_>) {
    let (versions, labels) = (secret.versions(), secret.labels());
    check.that(
        are_unique(versions.iter().map(|version| &*version.id)),
        "two versions have the same id",
    );
    check.that(
        labels
            .holders()
            .all(|holder| versions.get(holder).is_some()),
        "a staging label is on a version that does not exist",
    );
    let current = labels.holder(AWSCURRENT).and_then(|id| versions.get(id));
    let has_value = versions.iter().any(|version| version.value.is_some());
    check.that(
        current.is_some_and(|version| version.value.is_some()) == has_value,
        "AWSCURRENT is not on a version with a value, although a version has one",
    );
}

/// Whether a replica equals its primary.
fn is_in_sync(replica: &Secret, primary: &Secret) -> bool {
    let labelled = |secret: &Secret| {
        let versions = secret.versions().iter();
        let labelled = versions.filter(|version| secret.labels().any_on(&version.id));
        labelled
            .map(|version| (version.id.clone(), version.value.clone()))
            .collect::<Vec<_>>()
    };
    replica.labels() == primary.labels()
        && labelled(replica) == labelled(primary)
        && replica.description == primary.description
        && replica.tags == primary.tags
        && replica.policy == primary.policy
        && replica.changed == primary.changed
}
