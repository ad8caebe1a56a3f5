//! Creates, removes and promotes the replicas of a secret in other Regions.
//!
//! The service takes some seconds for each of these. The fake does them immediately; with eventual consistency, they are visible later.

use super::{At, Expect, Store};
use crate::error::Error;
use crate::identifiers::{Place, Region, SecretArn};
use crate::kms::Kms;
use crate::random::Stream;
use crate::replication::{
    CrossAccount, Progress, Replica, Replication, creation_failure, is_replica_of, make_replica,
};

impl Store {
    /// Adds replicas in valid Regions. A replica that cannot be created is recorded as failed.
    ///
    /// # Errors
    /// The secret does not exist, or may not be changed.
    pub(crate) fn add_replicas(
        &mut self,
        at: At<'_>,
        secret_id: &str,
        replicas: Vec<Replica>,
        overwrite: bool,
        request_ids: &mut Stream,
    ) -> Result<(), Error> {
        let mut primary = self.latest(at, secret_id, Expect::Writable)?.clone();
        for mut replica in replicas {
            let region = replica.region.clone();
            let there = At {
                place: Place {
                    region: &region,
                    ..at.place
                },
                ..at
            };
            let existing = self.existing(there, &primary.name);
            let mut kms = Kms::new(&self.keys, request_ids);
            let renewed =
                existing.is_some_and(|old| is_replica_of(old, &primary.arn, at.place.region));
            match creation_failure(existing, at.place, &primary, &replica, overwrite, &mut kms) {
                Some(reason) => {
                    // Guess: a replica that cannot be updated does not change, and follows again as soon as it can get a new version.
                    if let Some(listed) = primary.replication.replica_in(&region)
                        && renewed
                    {
                        replica = listed.clone();
                    }
                    replica.progress = Progress::Failed(reason);
                }
                None => {
                    let made = make_replica(existing, at.place, at.now, &primary, &replica);
                    replica.accessed = made.accessed;
                    if renewed {
                        self.put(there.place, made);
                    } else {
                        self.insert(there, made);
                    }
                }
            }
            if let Some(settling) = &mut self.settling {
                settling.note_replication(at.place, &primary.name, &region, !replica.has_failed());
            }
            primary.replication = std::mem::take(&mut primary.replication).with(replica);
        }
        self.commit(at, primary);
        Ok(())
    }

    /// Removes replicas. Recorded: Regions without a replica are ignored.
    ///
    /// # Errors
    /// The secret does not exist, or may not be changed.
    pub(crate) fn remove_replicas(
        &mut self,
        at: At<'_>,
        secret_id: &str,
        regions: &[Region],
    ) -> Result<(), Error> {
        let mut primary = self.latest(at, secret_id, Expect::Writable)?.clone();
        for region in regions {
            let there = At {
                place: Place { region, ..at.place },
                ..at
            };
            let replicated = primary.replication.replica_in(region).is_some();
            // A secret with the same name that is not a replica stays.
            let is_replica = self
                .existing(there, &primary.name)
                .is_some_and(|secret| is_replica_of(secret, &primary.arn, at.place.region));
            if replicated && is_replica {
                self.remove_replica(there, &primary.name);
            }
            primary.replication = std::mem::take(&mut primary.replication).without(region);
        }
        // Recorded: LastChangedDate advances. Guess: RemoveRegionsFromReplication advances LastChangedDate even if no given
        // Region has a replica.
        primary.touch(at.now);
        self.commit(at, primary);
        Ok(())
    }

    /// Makes a replica a standalone secret, and removes it from its primary. Recorded: LastChangedDate of the replica advances, but not that of
    /// the primary.
    ///
    /// # Errors
    /// The secret does not exist, is scheduled for deletion, or is not a replica.
    pub(crate) fn promote_replica(
        &mut self,
        at: At<'_>,
        secret_id: &str,
    ) -> Result<SecretArn, Error> {
        let replica = self.latest(at, secret_id, Expect::Existing)?.clone();
        replica.lifecycle.require_active()?;
        let mut standalone = replica.clone();
        if let CrossAccount::Replica { .. } = replica.cross_account {
            standalone.cross_account = CrossAccount::None;
            self.end_cross_account_relation(&replica, at.now);
        } else if let Replication::Replica { primary_region } = &replica.replication {
            standalone.replication = Replication::Alone;
            self.drop_from_primary(at.place, &replica, primary_region);
        } else {
            return Err(Error::NotAReplica);
        }
        standalone.touch(at.now);
        self.commit(at, standalone);
        Ok(replica.arn)
    }
}
