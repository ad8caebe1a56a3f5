//! Whether a secret follows a primary, and whether a caller may bring new versions to it.

use std::sync::Arc;

use super::relation::{Replica, Replication};
use crate::identifiers::{Place, Region, SecretArn};
use crate::kms::{Keys, Right, key_arn};
use crate::secret::Secret;

/// Whether a secret follows a primary in this Region. Inferred: a promoted secret does not, although its ARN does not change.
pub(crate) fn is_replica_of(secret: &Secret, primary: &SecretArn, primary_region: &Region) -> bool {
    let follows = matches!(&secret.replication, Replication::Replica { primary_region: followed } if followed == primary_region);
    follows && secret.arn == primary.in_region(&secret.arn.region())
}

/// The KMS permissions that are needed to copy new labelled versions from the primary to a replica. Recorded: the caller needs them.
pub(crate) fn rights_to_replicate(
    place: Place<'_>,
    primary: &Secret,
    replica: &Replica,
    existing: Option<&Secret>,
) -> Vec<(Arc<str>, Right)> {
    let mut rights = Vec::new();
    for version in primary.versions().listed(primary.labels(), false) {
        let there = existing.and_then(|existing| existing.versions().get(&version.id));
        if there.is_some_and(|there| there.value == version.value) {
            continue;
        }
        // Guess: if a version has several KMS keys, replication uses the newest.
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

/// Whether the caller may copy the new versions to a replica. Recorded: if not, the change of the primary succeeds anyway, and the replica
/// does not change. Guess: a replica that fell behind catches up with the next change by a caller with permission for the keys.
pub(crate) fn may_follow(
    place: Place<'_>,
    existing: &Secret,
    primary: &Secret,
    replica: &Replica,
    keys: &Keys,
) -> bool {
    keys.is_open()
        || rights_to_replicate(place, primary, replica, Some(existing))
            .iter()
            .all(|(key, right)| keys.obstacle(key, *right).is_none())
}
