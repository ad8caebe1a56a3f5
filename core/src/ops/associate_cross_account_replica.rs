//! AssociateCrossAccountReplica ties a replica in another account to its primary.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_AssociateCrossAccountReplica.html>

use crate::model::prelude::*;
use crate::ops::declared;

structure! {
    /// What the caller sends.
    Request = "AssociateCrossAccountReplicaRequest" {
        SecretId => secret_id: Required<SecretIdType>,
        CrossAccountReplicaARN => cross_account_replica_arn: Required<SecretARNType>,
        ReplicaRestriction => replica_restriction: Optional<ReplicaRestrictionType>,
        ReplicationRoleARN => replication_role_arn: Optional<RoleARNType>,
    }
}

structure! {
    /// What the service answers.
    Response = "AssociateCrossAccountReplicaResponse" {
        ARN => arn: Optional<SecretARNType>,
        CrossAccountReplicaARN => cross_account_replica_arn: Optional<SecretARNType>,
        ReplicationStatus => replication_status: Optional<StatusType>,
    }
}

types! {
    string ReplicaRestrictionType: Limits::one_of(&["SameOrg", "NoRestriction"]);
}

declared! {
    "AssociateCrossAccountReplica": Request => Response,
    fails with [ResourceNotFoundException, InvalidRequestException, InvalidParameterException, LimitExceededException, InternalServiceError]
}
