//! Creates the replica of a secret in another Region, or returns why it cannot be created.

use super::following::{is_replica_of, rights_to_replicate};
use super::relation::{Replica, Replication};
use crate::clock::Timestamp;
use crate::error::name_taken_by_other_secret;
use crate::identifiers::{Place, root_user};
use crate::kms::Kms;
use crate::secret::Secret;

/// Why a replica cannot be created. Guess: if the name of a new replica is taken and its key is unusable, the
/// name conflict is reported.
pub(crate) fn creation_failure(
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
    let user = root_user(place.account_id);
    for (key, right) in rights_to_replicate(place, primary, replica, None) {
        let failure = kms.replication_failure(&key, right, &user);
        if failure.is_some() {
            return failure;
        }
    }
    None
}

/// Creates or updates a replica.
pub(crate) fn make_replica(
    existing: Option<&Secret>,
    place: Place<'_>,
    now: Timestamp,
    primary: &Secret,
    replica: &Replica,
) -> Secret {
    let renewed = existing.filter(|existing| is_replica_of(existing, &primary.arn, place.region));
    let mut made = renewed.cloned().unwrap_or_else(|| {
        let arn = primary.arn.in_region(&replica.region);
        // Recorded: an overwritten secret gives its CreatedDate to the replica.
        let created = existing.map_or(now, |existing| existing.created);
        Secret::new(arn, primary.name.clone(), created)
    });
    made.kms_key_id = Some(replica.kms_key_id.clone());
    made.replication = Replication::Replica {
        primary_region: place.region.clone(),
    };
    made.follow(primary, now);
    made
}
