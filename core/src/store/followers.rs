//! Keeps replicas up to date, and ends the relations of a secret that ceases to exist.

use super::{At, Store};
use crate::clock::Timestamp;
use crate::error::name_taken_by_other_secret;
use crate::identifiers::{AccountId, Name, Place, Region, SecretArn, SecretId};
use crate::replication::{CrossAccount, Status};
use crate::replication::{Progress, Replication, is_replica_of, may_follow, rights_to_replicate};
use crate::secret::Secret;

impl Store {
    /// Updates the replicas of a primary. The primary records the state of each.
    pub(super) fn update_followers(&mut self, at: At<'_>, primary: &mut Secret) {
        if let CrossAccount::Primary { replica, .. } = &primary.cross_account {
            let replica = replica.clone();
            self.change_by_arn(&replica, at.now, |secret| {
                if secret.cross_account.follows(&primary.arn) {
                    secret.follow(primary, at.now);
                }
            });
        }
        let mut replication = std::mem::take(&mut primary.replication);
        for replica in replication.replicas_mut() {
            let there = Place {
                region: &replica.region,
                ..at.place
            };
            let Some(secret) = self.get(there, &primary.name) else {
                continue;
            };
            if !is_replica_of(secret, &primary.arn, at.place.region) {
                continue;
            }
            // A replica that could not be updated shows the reason until it gets a new version.
            let keeps_reason = replica.has_failed()
                && rights_to_replicate(at.place, primary, replica, Some(secret)).is_empty();
            let may_follow = may_follow(at.place, secret, primary, replica, &self.keys);
            if may_follow {
                let mut following = secret.clone();
                following.follow(primary, at.now);
                self.put(there, following);
            }
            if !keeps_reason {
                replica.progress = if may_follow {
                    Progress::InSync
                } else {
                    Progress::Behind
                };
            }
        }
        primary.replication = replication;
    }

    /// Records on a primary that its replica in this Region was read.
    pub(super) fn note_read_of_replica(&mut self, at: At<'_>, name: &Name, primary: &Region) {
        let there = Place {
            region: primary,
            ..at.place
        };
        let day = at.now.midnight();
        let region = at.place.region;
        let is_news = |secret: &Secret| {
            secret
                .replication
                .replica_in(region)?
                .accessed
                .map(|last| last != day)
                .or(Some(true))
        };
        if let Some(secret) = self.get(there, name)
            && is_news(secret) == Some(true)
        {
            let mut secret = secret.clone();
            secret.replication.note_read(region, day);
            self.put(there, secret);
        }
    }

    /// Ends the relations of a secret that no longer exists, to its primary and to its replicas.
    ///
    /// Guess: the replicas of an overwritten primary become standalone secrets, as StopReplicationToReplica would make them.
    /// Guess: the former primary of an overwritten replica lists it as Failed, because its name is taken, until the replica is removed.
    pub(super) fn end_relations(&mut self, at: At<'_>, gone: &Secret, overwritten: bool) {
        match &gone.replication {
            Replication::Alone => {}
            Replication::Replica { primary_region } if overwritten => {
                self.change_primary(at.place, gone, primary_region, |primary| {
                    for replica in primary.replication.replicas_mut() {
                        if replica.region == *at.place.region {
                            let (name, region) = (&gone.name, at.place.region);
                            let taken = name_taken_by_other_secret(name, region);
                            replica.progress = Progress::Failed(taken);
                        }
                    }
                });
            }
            Replication::Replica { primary_region } => {
                self.drop_from_primary(at.place, gone, primary_region);
            }
            Replication::Primary(replicas) => {
                for replica in replicas {
                    let there = Place {
                        region: &replica.region,
                        ..at.place
                    };
                    if let Some(secret) = self.get(there, &gone.name)
                        && is_replica_of(secret, &gone.arn, at.place.region)
                    {
                        let mut standalone = secret.clone();
                        standalone.replication = Replication::Alone;
                        standalone.touch(at.now);
                        self.put(there, standalone);
                    }
                }
            }
        }
        self.end_cross_account_relation(gone, at.now);
    }

    /// Removes a replica from the list of its primary. Recorded: LastChangedDate of the primary does not change.
    pub(super) fn drop_from_primary(
        &mut self,
        place: Place<'_>,
        replica: &Secret,
        primary: &Region,
    ) {
        self.change_primary(place, replica, primary, |primary| {
            primary.replication = std::mem::take(&mut primary.replication).without(place.region);
        });
    }

    /// Changes the primary of a replica, if the replica still follows it.
    fn change_primary(
        &mut self,
        place: Place<'_>,
        replica: &Secret,
        primary: &Region,
        change: impl FnOnce(&mut Secret),
    ) {
        let there = Place {
            region: primary,
            ..place
        };
        let Some(secret) = self.get(there, &replica.name) else {
            return;
        };
        if !is_replica_of(replica, &secret.arn, primary) {
            return;
        }
        let mut secret = secret.clone();
        change(&mut secret);
        self.put(there, secret);
    }

    /// Ends the relation in a secret of another account.
    pub(super) fn end_cross_account_relation(&mut self, secret: &Secret, now: Timestamp) {
        match &secret.cross_account {
            CrossAccount::None => {}
            CrossAccount::Primary { replica, .. } => {
                self.change_by_arn(replica, now, |other| {
                    if let CrossAccount::Replica { primary, status } = &mut other.cross_account
                        && *primary == secret.arn
                    {
                        *status = Status::Detached;
                    }
                });
            }
            CrossAccount::Replica { primary, .. } => {
                self.change_by_arn(primary, now, |other| {
                    if matches!(&other.cross_account, CrossAccount::Primary { replica, .. } if *replica == secret.arn)
                    {
                        other.cross_account = CrossAccount::None;
                    }
                });
            }
        }
    }

    /// Changes the secret with an ARN in any account and Region, if it exists.
    pub(super) fn change_by_arn(
        &mut self,
        arn: &SecretArn,
        now: Timestamp,
        change: impl FnOnce(&mut Secret),
    ) {
        let SecretId::CompleteArn {
            account_id,
            region,
            name,
        } = SecretId::parse(arn)
        else {
            return;
        };
        let (account_id, region) = (AccountId::from(account_id), Region::from(region));
        let place = Place {
            account_id: &account_id,
            region: &region,
        };
        let existing = self.existing(At { place, now }, name);
        if let Some(secret) = existing.filter(|secret| secret.arn == *arn) {
            let mut secret = secret.clone();
            change(&mut secret);
            self.put(place, secret);
        }
    }
}
