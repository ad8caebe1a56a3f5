//! RemoveRegionsFromReplication deletes replicas.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RemoveRegionsFromReplication.html>

use crate::model::prelude::*;
use crate::ops::declared;

structure! {
    /// What the caller sends.
    Request = "RemoveRegionsFromReplicationRequest" {
        SecretId => secret_id: Required<SecretIdType>,
        RemoveReplicaRegions => remove_replica_regions: Required<RemoveReplicaRegionListType>,
    }
}

structure! {
    /// What the service answers.
    Response = "RemoveRegionsFromReplicationResponse" {
        ARN => arn: Optional<SecretARNType>,
        ReplicationStatus => replication_status: Optional<ReplicationStatusListType>,
    }
}

types! {
    list RemoveReplicaRegionListType of RegionType: Limits::at_least(1);
}

declared! {
    "RemoveRegionsFromReplication": Request => Response,
    fails with [ResourceNotFoundException, InvalidRequestException, InvalidParameterException, InternalServiceError]
}
