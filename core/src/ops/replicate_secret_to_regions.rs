//! ReplicateSecretToRegions makes replicas in other Regions.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ReplicateSecretToRegions.html>

use crate::model::prelude::*;
use crate::ops::declared;

structure! {
    /// What the caller sends.
    Request = "ReplicateSecretToRegionsRequest" {
        SecretId => secret_id: Required<SecretIdType>,
        AddReplicaRegions => add_replica_regions: Required<AddReplicaRegionListType>,
        ForceOverwriteReplicaSecret => force_overwrite_replica_secret: Optional<BooleanType>,
    }
}

structure! {
    /// What the service answers.
    Response = "ReplicateSecretToRegionsResponse" {
        ARN => arn: Optional<SecretARNType>,
        ReplicationStatus => replication_status: Optional<ReplicationStatusListType>,
    }
}

declared! {
    "ReplicateSecretToRegions": Request => Response,
    fails with [ResourceNotFoundException, InvalidRequestException, InvalidParameterException, InternalServiceError]
}
