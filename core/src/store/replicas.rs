//! Creates, removes and promotes the replicas of a secret in other Regions.
//!
//! The service takes some seconds for each of these. The fake does them immediately; with eventual consistency, they are visible later.

use super::{At, Expect, Store};
use crate::error::{Error, name_taken_by_other_secret};
use crate::random::Stream;
use crate::secret::Secret;
use crate::secret::cross_account::CrossAccount;
use crate::secret::id::{Arn, Place, Region};
use crate::secret::kms::keys::Kms;
use crate::secret::replication::{Progress, Replica, Replication, is_replica_of, rights_to_copy};

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
        let secret = self.find(at, secret_id)?;
        Expect::Writable.check(secret)?;
        let mut primary = secret.clone();
        for mut replica in replicas {
            let region = replica.region.clone();
            let there = At {
                place: Place {
                    region: &region,
                    ..at.place
                },
                ..at
            };
            let existing = self.find(there, &primary.name).ok();
            let mut kms = Kms::new(&self.keys, request_ids);
            let renewed =
                existing.is_some_and(|old| is_replica_of(old, &primary.arn, at.place.region));
            match refusal(existing, at.place, &primary, &replica, overwrite, &mut kms) {
                Some(reason) => {
                    // Guess: a replica that cannot be renewed stays as it is, and follows again as soon as it can get a new version.
                    if let Some(listed) = primary.replication.replica_in(&region)
                        && renewed
                    {
                        replica = listed.clone();
                    }
                    replica.progress = Progress::Failed(reason);
                }
                None => {
                    let made = make(existing, at, &primary, &replica);
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
        let secret = self.find(at, secret_id)?;
        Expect::Writable.check(secret)?;
        let mut primary = secret.clone();
        for region in regions {
            let there = At {
                place: Place { region, ..at.place },
                ..at
            };
            let replicated = primary.replication.replica_in(region).is_some();
            // A secret with the same name that is not a replica stays.
            let is_replica = self
                .find(there, &primary.name)
                .is_ok_and(|secret| is_replica_of(secret, &primary.arn, at.place.region));
            if replicated && is_replica {
                self.remove_replica(there, &primary.name);
            }
            primary.replication = std::mem::take(&mut primary.replication).without(region);
        }
        // Recorded: LastChangedDate advances. Guess: RemoveRegionsFromReplication advances it even if no named Region had a replica.
        primary.touch(at.now);
        self.commit(at, primary);
        Ok(())
    }

    /// Makes a replica a standalone secret, and removes it from its primary. Recorded: LastChangedDate of the replica advances, but not that of
    /// the primary.
    ///
    /// # Errors
    /// The secret does not exist, is scheduled for deletion, or is not a replica.
    pub(crate) fn promote_replica(&mut self, at: At<'_>, secret_id: &str) -> Result<Arn, Error> {
        let replica = self.find(at, secret_id)?.clone();
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

/// Why a replica cannot be created. Guess: a name conflict is reported before an unusable key.
fn refusal(
    existing: Option<&Secret>,
    place: Place<'_>,
    primary: &Secret,
    replica: &Replica,
    overwrite: bool,
    kms: &mut Kms<'_>,
) -> Option<String> {
    let taken =
        existing.is_some_and(|existing| !is_replica_of(existing, &primary.arn, place.region));
    if taken && !overwrite {
        return Some(name_taken_by_other_secret(&primary.name, &replica.region));
    }
    if kms.is_open() {
        return None;
    }
    // The fake knows the account of a caller, but not the user.
    let user = format!("arn:aws:iam::{}:root", &**place.account_id);
    for (key, right) in rights_to_copy(place, primary, replica, None) {
        let failure = kms.replication_failure(&key, right, &user);
        if failure.is_some() {
            return failure;
        }
    }
    None
}

/// Creates or updates a replica.
fn make(existing: Option<&Secret>, at: At<'_>, primary: &Secret, replica: &Replica) -> Secret {
    let renewed =
        existing.filter(|existing| is_replica_of(existing, &primary.arn, at.place.region));
    let mut made = renewed.cloned().unwrap_or_else(|| {
        let arn = Arn::in_region(&primary.arn, &replica.region);
        // Recorded: an overwritten secret gives its CreatedDate to the replica.
        let created = existing.map_or(at.now, |existing| existing.created);
        Secret::new(arn, primary.name.clone(), created)
    });
    made.kms_key_id = Some(replica.kms_key_id.clone());
    made.replication = Replication::Replica {
        primary_region: at.place.region.clone(),
    };
    made.follow(primary, at.now);
    made
}
