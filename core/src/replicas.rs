//! Makes, follows and removes the copies of a secret in other Regions and accounts.
//!
//! The service takes some seconds for each of these; the fake does them at once.

use std::sync::Arc;

use crate::clock::Timestamp;
use crate::error::{Error, name_taken_by_other_secret};
use crate::secret::Secret;
use crate::secret::cross_account::{CrossAccount, Status};
use crate::secret::id::{AccountId, Arn, Region, SecretId};
use crate::secret::kms::key_arn;
use crate::secret::kms::keys::{Kms, Right};
use crate::secret::replication::{Progress, Replica, Replication};
use crate::store::{Place, Store};

/// Adds copies of a secret in Regions that have been checked.
pub(crate) fn add(
    store: &mut Store,
    place: Place<'_>,
    name: &str,
    replicas: Vec<Replica>,
    overwrite: bool,
    kms: &mut Kms<'_>,
    now: Timestamp,
) {
    for mut replica in replicas {
        let Some(primary) = store.find_mut(place, name, now).cloned() else {
            return;
        };
        let there = Place {
            region: &replica.region,
            ..place
        };
        let existing = store.find_mut(there, name, now).cloned();
        match refusal(existing.as_ref(), place, &primary, &replica, overwrite, kms) {
            Some(reason) => replica.progress = Progress::Failed(reason),
            None => {
                let copy = make(existing, place, &primary, &replica, now);
                replica.accessed = copy.accessed;
                store.insert(there, copy);
            }
        }
        if let Some(primary) = store.find_mut(place, name, now) {
            primary.replication = std::mem::take(&mut primary.replication).with(replica);
        }
    }
}

/// Why a copy cannot be made. Guess: a name that is taken comes before a key that cannot be used.
fn refusal(
    existing: Option<&Secret>,
    place: Place<'_>,
    primary: &Secret,
    replica: &Replica,
    overwrite: bool,
    kms: &mut Kms<'_>,
) -> Option<String> {
    let taken = existing.is_some_and(|existing| !is_copy(existing, &primary.arn, place));
    if taken && !overwrite {
        return Some(name_taken_by_other_secret(&primary.name, &replica.region));
    }
    if kms.is_open() {
        return None;
    }
    // The fake knows the account of a caller and not the user.
    let user = format!("arn:aws:iam::{}:root", &**place.account_id);
    for (key, right) in rights_to_copy(place, primary, replica, None) {
        let failure = kms.replication_failure(&key, right, &user);
        if failure.is_some() {
            return failure;
        }
    }
    None
}

/// What the caller has to be allowed to bring to a copy the labelled versions of its primary that it does not have. Recorded: the rights
/// that count are the caller's.
fn rights_to_copy(
    place: Place<'_>,
    primary: &Secret,
    replica: &Replica,
    copy: Option<&Secret>,
) -> Vec<(Arc<str>, Right)> {
    let mut rights = Vec::new();
    for version in primary.versions().listed(primary.labels(), false) {
        let there = copy.and_then(|copy| copy.versions().get(&version.id));
        if there.is_some_and(|there| there.value == version.value) {
            continue;
        }
        // Guess: of several keys the newest is used.
        if let Some(key) = version.kms_key_ids.last() {
            rights.push((primary.key_arn(key), Right::Decrypt));
        }
    }
    if !rights.is_empty() {
        let key = key_arn(&replica.kms_key_id, place.account_id, &replica.region);
        rights.push((key, Right::GenerateDataKey));
    }
    rights
}

/// Whether a secret is the copy of a primary in this place. Inferred: one that was made a secret of its own is a stranger, though the ARN
/// is the same.
fn is_copy(secret: &Secret, primary: &Arn, place: Place<'_>) -> bool {
    let follows = matches!(&secret.replication, Replication::Replica { primary_region } if primary_region == place.region);
    follows
        && secret
            .arn
            .region()
            .is_some_and(|region| secret.arn == primary.in_region(&region))
}

/// Makes or renews one copy.
fn make(
    existing: Option<Secret>,
    place: Place<'_>,
    primary: &Secret,
    replica: &Replica,
    now: Timestamp,
) -> Secret {
    let arn = Arn::in_region(&primary.arn, &replica.region);
    // Recorded: an overwritten secret gives its CreatedDate to the copy.
    let created = existing.as_ref().map_or(now, |existing| existing.created);
    let mut copy = existing
        .filter(|existing| is_copy(existing, &primary.arn, place))
        .unwrap_or_else(|| Secret::new(arn, primary.name.clone(), created));
    copy.kms_key_id = Some(replica.kms_key_id.clone());
    copy.replication = Replication::Replica {
        primary_region: place.region.clone(),
    };
    copy.follow(primary, now);
    copy
}

/// Brings the copies of a primary up to date.
pub(crate) fn follow(
    store: &mut Store,
    place: Place<'_>,
    name: &str,
    kms: &Kms<'_>,
    now: Timestamp,
) {
    let Some(primary) = store.find_mut(place, name, now).cloned() else {
        return;
    };
    if let CrossAccount::Primary { replica, .. } = &primary.cross_account
        && let Some(copy) = elsewhere(store, replica, now)
    {
        copy.follow(&primary, now);
    }
    let mut replication = primary.replication.clone();
    for replica in replication.replicas_mut() {
        if replica.has_failed() {
            continue;
        }
        let there = Place {
            region: &replica.region,
            ..place
        };
        let Some(copy) = store.find_mut(there, name, now) else {
            continue;
        };
        if may_follow(place, copy, &primary, replica, kms) {
            copy.follow(&primary, now);
            replica.progress = Progress::InSync;
        } else {
            replica.progress = Progress::Behind;
        }
    }
    if let Some(primary) = store.find_mut(place, name, now) {
        primary.replication = replication;
    }
}

/// Whether the caller may bring the versions that are new to a copy there. Recorded: where not, the change of the primary succeeds all the
/// same, and the copy stays as it is. Guess: until a change by somebody who may.
fn may_follow(
    place: Place<'_>,
    copy: &Secret,
    primary: &Secret,
    replica: &Replica,
    kms: &Kms<'_>,
) -> bool {
    if kms.is_open() {
        return true;
    }
    rights_to_copy(place, primary, replica, Some(copy))
        .iter()
        .all(|(key, right)| kms.obstacle(key, *right).is_none())
}

/// Tells a primary that its copy in this place was read.
pub(crate) fn note_read(
    store: &mut Store,
    place: Place<'_>,
    name: &str,
    primary_region: &Region,
    now: Timestamp,
) {
    let there = Place {
        region: primary_region,
        ..place
    };
    if let Some(primary) = store.find_mut(there, name, now) {
        primary.replication.note_read(place.region, now);
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
        let arn = primary.arn.clone();
        let replicated = primary
            .replication
            .replicas()
            .iter()
            .any(|replica| replica.region == *region);
        primary.replication = std::mem::take(&mut primary.replication).without(region);
        let there = Place { region, ..place };
        // A secret that has the name but is no copy stays.
        let copied = store
            .find_mut(there, name, now)
            .is_some_and(|secret| is_copy(secret, &arn, place));
        if replicated && copied {
            store.remove(there, name);
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
    kms: &Kms<'_>,
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
    follow(store, place, name, kms, now);
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
