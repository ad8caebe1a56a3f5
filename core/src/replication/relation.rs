//! The relation of a secret to its replicas in other Regions, or to its primary.

use std::sync::Arc;

use crate::clock::Timestamp;
use crate::error::Error;
use crate::identifiers::Region;
use crate::saved::saved;

/// The default key of a replica. Recorded: it is shown, although the primary's default key is not.
const DEFAULT_KEY: &str = "alias/aws/secretsmanager";

/// The relation of a secret to its replicas or to its primary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Replication {
    /// Neither a primary nor a replica.
    #[default]
    Alone,
    /// It has replicas in other Regions, in the order in which they were added.
    Primary(Vec<Replica>),
    /// It is the replica of a secret of this Region.
    Replica { primary_region: Region },
}

saved! { enum Replication { Alone: "alone", Primary(content): "primary", Replica { primary_region: "primaryRegion" }: "replica" } }

/// A replica, as its primary sees it.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
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

saved! { struct Replica { region: "region", kms_key_id: "kmsKeyId", progress: "progress", accessed: "accessed" } }

/// The state of a replica.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(crate) enum Progress {
    /// It is up to date with its primary.
    #[default]
    InSync,
    /// It could not follow a change. Recorded: this happens if the caller of the change lacks a permission for one of the keys.
    Behind,
    /// It could not be created, for this reason.
    Failed(String),
}

saved! { enum Progress { InSync: "inSync", Behind: "behind", Failed(content): "failed" } }

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
