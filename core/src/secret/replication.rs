//! Replicas in other Regions, and how they follow their primary.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Secret;
use super::id::{Arn, Place, Region};
use super::kms::key_arn;
use super::kms::keys::{Keys, Right};
use crate::clock::Timestamp;
use crate::error::Error;

/// The default key of a replica. Recorded: it is shown, although the primary's default key is not.
const DEFAULT_KEY: &str = "alias/aws/secretsmanager";

/// Documented: the Regions of AWS, November 2026. A Region that AWS adds is added here.
const REGIONS: &[&str] = &[
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-6",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "cn-north-1",
    "cn-northwest-1",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-gov-east-1",
    "us-gov-west-1",
    "us-west-1",
    "us-west-2",
];

/// The relation of a secret to its replicas or to its primary.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub(crate) enum Replication {
    /// Neither a primary nor a replica.
    #[default]
    Alone,
    /// It has replicas in other Regions, in the order in which they were added.
    Primary(Vec<Replica>),
    /// It is the replica of a secret of this Region.
    Replica { primary_region: Region },
}

/// A replica, as its primary sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Replica {
    /// Its Region.
    pub(crate) region: Region,
    /// Its key in that Region.
    pub(crate) kms_key_id: Arc<str>,
    /// Its state.
    pub(crate) progress: Progress,
    /// The day on which it was last read in its Region.
    pub(crate) accessed: Option<Timestamp>,
}

/// The state of a replica.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub(crate) enum Progress {
    /// It is up to date with its primary.
    InSync,
    /// It could not follow a change. Recorded: this happens if the caller of the change lacks a permission for one of the keys.
    Behind,
    /// It could not be created, for this reason.
    Failed(String),
}

impl Replica {
    /// A requested replica.
    pub(crate) fn new(region: Region, kms_key_id: Option<Arc<str>>) -> Self {
        let kms_key_id = kms_key_id
            .filter(|key| !key.is_empty())
            .unwrap_or_else(|| DEFAULT_KEY.into());
        Self {
            region,
            kms_key_id,
            progress: Progress::InSync,
            accessed: None,
        }
    }
}

impl Replica {
    /// Whether it could not be created.
    pub(crate) fn has_failed(&self) -> bool {
        matches!(self.progress, Progress::Failed(_))
    }
}

impl Replication {
    /// Records the day on which the replica in a Region was read.
    pub(crate) fn note_read(&mut self, region: &Region, day: Timestamp) {
        for replica in self.replicas_mut() {
            if replica.region == *region {
                replica.accessed = Some(day);
            }
        }
    }

    /// The replica in a Region.
    pub(crate) fn replica_in(&self, region: &str) -> Option<&Replica> {
        let mut replicas = self.replicas().iter();
        replicas.find(|replica| *replica.region == *region)
    }

    /// The replicas of a primary, mutable.
    pub(crate) fn replicas_mut(&mut self) -> &mut [Replica] {
        match self {
            Self::Primary(replicas) => replicas,
            Self::Alone | Self::Replica { .. } => &mut [],
        }
    }

    /// The replicas of a primary.
    pub(crate) fn replicas(&self) -> &[Replica] {
        match self {
            Self::Primary(replicas) => replicas,
            Self::Alone | Self::Replica { .. } => &[],
        }
    }

    /// Rejects a change that must be made on the primary.
    pub(crate) fn require_no_replica(&self) -> Result<(), Error> {
        match self {
            Self::Replica { .. } => Err(Error::ReplicaIsReadOnly),
            Self::Alone | Self::Primary(_) => Ok(()),
        }
    }

    /// Returns the relation with a replica added, or replaced if its Region already has one (recorded: one entry per Region).
    pub(crate) fn with(self, replica: Replica) -> Self {
        let mut replicas = match self {
            Self::Primary(replicas) => replicas,
            Self::Alone | Self::Replica { .. } => Vec::new(),
        };
        match replicas
            .iter_mut()
            .find(|other| other.region == replica.region)
        {
            Some(other) => *other = replica,
            None => replicas.push(replica),
        }
        Self::Primary(replicas)
    }

    /// Returns the relation without the replica in a Region. Without replicas, the secret is standalone.
    pub(crate) fn without(self, region: &str) -> Self {
        let Self::Primary(mut replicas) = self else {
            return self;
        };
        replicas.retain(|replica| *replica.region != *region);
        if replicas.is_empty() {
            Self::Alone
        } else {
            Self::Primary(replicas)
        }
    }
}

/// Recorded: the secret's own Region and unknown Regions are rejected.
pub(crate) fn require_other_region(region: &str, own: &str) -> Result<(), Error> {
    if region != own && REGIONS.contains(&region) {
        Ok(())
    } else {
        Err(Error::InvalidReplicaRegion)
    }
}

/// Whether a secret follows a primary in this Region. Inferred: a promoted secret does not, although its ARN does not change.
pub(crate) fn is_replica_of(secret: &Secret, primary: &Arn, primary_region: &Region) -> bool {
    let follows = matches!(&secret.replication, Replication::Replica { primary_region: followed } if followed == primary_region);
    follows
        && secret
            .arn
            .region()
            .is_some_and(|region| secret.arn == primary.in_region(&region))
}

/// The KMS permissions that are needed to copy new labelled versions from the primary to a replica. Recorded: the caller needs them.
pub(crate) fn rights_to_copy(
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
/// does not change. Guess: a replica that fell behind catches up with the next change by a caller who may use the keys.
pub(crate) fn may_follow(
    place: Place<'_>,
    existing: &Secret,
    primary: &Secret,
    replica: &Replica,
    keys: &Keys,
) -> bool {
    keys.is_open()
        || rights_to_copy(place, primary, replica, Some(existing))
            .iter()
            .all(|(key, right)| keys.obstacle(key, *right).is_none())
}
