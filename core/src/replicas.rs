//! Makes, follows and removes the copies of a secret in other Regions and accounts.
//!
//! The service takes some seconds for each of these; the fake does them at once.

use std::sync::Arc;

use crate::clock::Timestamp;
use crate::error::{Error, name_taken_by_other_secret};
use crate::secret::Secret;
use crate::secret::cross_account::{CrossAccount, Status};
use crate::secret::id::{AccountId, Arn, Region, SecretId};
use crate::secret::replication::{Replica, Replication};
use crate::store::{Place, Store};

/// Adds copies of a secret in Regions that have been checked.
pub(crate) fn add(
    store: &mut Store,
    place: Place<'_>,
    name: &str,
    replicas: Vec<Replica>,
    overwrite: bool,
    now: Timestamp,
) {
    for mut replica in replicas {
        let Some(primary) = store.find_mut(place, name, now).cloned() else {
            return;
        };
        replica.failure = make(store, place, &primary, &replica, overwrite, now);
        if let Some(primary) = store.find_mut(place, name, now) {
            primary.replication = std::mem::take(&mut primary.replication).with(replica);
        }
    }
}

/// Makes or renews one copy; tells why it cannot.
fn make(
    store: &mut Store,
    place: Place<'_>,
    primary: &Secret,
    replica: &Replica,
    overwrite: bool,
    now: Timestamp,
) -> Option<String> {
    let there = Place {
        account_id: place.account_id,
        region: &replica.region,
    };
    let existing = store.find_mut(there, &primary.name, now).cloned();
    let arn = Arn::in_region(&primary.arn, &replica.region);
    if existing
        .as_ref()
        .is_some_and(|existing| existing.arn != arn)
        && !overwrite
    {
        return Some(name_taken_by_other_secret(&primary.name, &replica.region));
    }
    // Recorded: an overwritten secret gives its CreatedDate to the copy.
    let created = existing.as_ref().map_or(now, |existing| existing.created);
    let mut copy = existing
        .filter(|existing| existing.arn == arn)
        .unwrap_or_else(|| Secret::new(arn, primary.name.clone(), created));
    copy.kms_key_id = Some(replica.kms_key_id.clone());
    copy.replication = Replication::Replica {
        primary_region: place.region.clone(),
    };
    copy.follow(primary, now);
    store.insert(there, copy);
    None
}

/// Brings the copies of a primary up to date.
pub(crate) fn follow(store: &mut Store, place: Place<'_>, name: &str, now: Timestamp) {
    let Some(primary) = store.find_mut(place, name, now).cloned() else {
        return;
    };
    if let CrossAccount::Primary { replica, .. } = &primary.cross_account
        && let Some(copy) = elsewhere(store, replica, now)
    {
        copy.follow(&primary, now);
    }
    for replica in primary
        .replication
        .replicas()
        .iter()
        .filter(|replica| replica.failure.is_none())
    {
        let there = Place {
            account_id: place.account_id,
            region: &replica.region,
        };
        if let Some(copy) = store.find_mut(there, name, now) {
            copy.follow(&primary, now);
        }
    }
}

/// Removes copies; Regions that have none do not matter (recorded).
pub(crate) fn remove(
    store: &mut Store,
    place: Place<'_>,
    name: &str,
    regions: &[Region],
    now: Timestamp,
) {
    for region in regions {
        let Some(primary) = store.find_mut(place, name, now) else {
            return;
        };
        let replicated = primary
            .replication
            .replicas()
            .iter()
            .any(|replica| replica.region == *region && replica.failure.is_none());
        primary.replication = std::mem::take(&mut primary.replication).without(region);
        if replicated {
            store.remove(
                Place {
                    account_id: place.account_id,
                    region,
                },
                name,
            );
        }
    }
}

/// Makes a copy a secret of its own, and tells its primary. Recorded: LastChangedDate moves here and not there.
pub(crate) fn promote(
    store: &mut Store,
    place: Place<'_>,
    name: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let replica = store
        .find_mut(place, name, now)
        .ok_or(Error::SecretNotFound)?;
    if let CrossAccount::Replica { .. } = replica.cross_account {
        replica.cross_account = CrossAccount::None;
        replica.touch(now);
        return Ok(());
    }
    let Replication::Replica { primary_region } = replica.replication.clone() else {
        return Err(Error::NotAReplica);
    };
    replica.replication = Replication::Alone;
    replica.touch(now);
    let there = Place {
        account_id: place.account_id,
        region: &primary_region,
    };
    if let Some(primary) = store.find_mut(there, name, now) {
        primary.replication = std::mem::take(&mut primary.replication).without(place.region);
    }
    Ok(())
}

/// The secret of an ARN, whatever account and Region it is in.
fn elsewhere<'s>(store: &'s mut Store, arn: &Arn, now: Timestamp) -> Option<&'s mut Secret> {
    let SecretId::CompleteArn {
        account_id, region, ..
    } = SecretId::parse(arn)
    else {
        return None;
    };
    let (account_id, region) = (AccountId::from(account_id), Region::from(region));
    store.find_mut(
        Place {
            account_id: &account_id,
            region: &region,
        },
        arn,
        now,
    )
}

/// Ties a replica in another account to its primary. Documented: at most one, and once more is as good as once.
pub(crate) fn associate(
    store: &mut Store,
    place: Place<'_>,
    name: &str,
    replica: Arn,
    role: Option<Arc<str>>,
    now: Timestamp,
) -> Result<(), Error> {
    let primary = store
        .find_mut(place, name, now)
        .ok_or(Error::SecretNotFound)?
        .clone();
    match &primary.cross_account {
        CrossAccount::Primary { replica: other, .. } if *other == replica => return Ok(()),
        CrossAccount::Primary { .. } => return Err(Error::TooManyCrossAccountReplicas),
        CrossAccount::None | CrossAccount::Replica { .. } => {}
    }
    match elsewhere(store, &replica, now).map(|copy| &mut copy.cross_account) {
        Some(CrossAccount::Replica {
            primary: named,
            status,
        }) if *named == primary.arn => {
            *status = Status::InSync;
        }
        _ => {
            return Err(Error::NotReplicaOfThisSecret {
                replica: replica.into(),
            });
        }
    }
    if let Some(primary) = store.find_mut(place, name, now) {
        primary.cross_account = CrossAccount::Primary { replica, role };
        primary.touch(now);
    }
    follow(store, place, name, now);
    Ok(())
}

/// Unties a replica in another account; it stays, detached (documented).
pub(crate) fn disassociate(
    store: &mut Store,
    place: Place<'_>,
    name: &str,
    replica: &Arn,
    now: Timestamp,
) -> Result<(), Error> {
    let primary = store
        .find_mut(place, name, now)
        .ok_or(Error::SecretNotFound)?;
    match &primary.cross_account {
        CrossAccount::Primary { replica: other, .. } if other == replica => {}
        _ => {
            return Err(Error::NotReplicaOfThisSecret {
                replica: replica.clone().into(),
            });
        }
    }
    primary.cross_account = CrossAccount::None;
    primary.touch(now);
    if let Some(CrossAccount::Replica { status, .. }) =
        elsewhere(store, replica, now).map(|copy| &mut copy.cross_account)
    {
        *status = Status::Detached;
    }
    Ok(())
}
