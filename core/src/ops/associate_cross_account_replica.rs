//! AssociateCrossAccountReplica connects a replica in another account to its primary.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_AssociateCrossAccountReplica.html>

use crate::error::Error;
use crate::model::prelude::*;
use crate::ops::{Context, operation};

structure! {
    /// The request.
    Request = "AssociateCrossAccountReplicaRequest" {
        SecretId => secret_id: Required<SecretIdType>,
        CrossAccountReplicaARN => cross_account_replica_arn: Required<SecretARNType>,
        ReplicaRestriction => replica_restriction: Optional<ReplicaRestrictionType>,
        ReplicationRoleARN => replication_role_arn: Optional<RoleARNType>,
    }
}

structure! {
    /// The response.
    Response = "AssociateCrossAccountReplicaResponse" {
        ARN => arn: Optional<SecretARNType>,
        CrossAccountReplicaARN => cross_account_replica_arn: Optional<SecretARNType>,
        ReplicationStatus => replication_status: Optional<StatusType>,
    }
}

types! {
    string ReplicaRestrictionType: Limits::one_of(&["SameOrg", "NoRestriction"]);
}

operation! {
    "AssociateCrossAccountReplica": Request => Response, associate_cross_account_replica,
    fails with [ResourceNotFoundException, InvalidRequestException, InvalidParameterException, LimitExceededException, InternalServiceError],
    simplified ["built from the documentation; no recording exists"]
}

fn associate_cross_account_replica(
    request: Request,
    context: &mut Context<'_>,
) -> Result<Response, Error> {
    let arn = context.store.associate_replica(
        context.at,
        &request.secret_id,
        &request.cross_account_replica_arn,
        request.replication_role_arn,
    )?;
    Ok(Response {
        arn: Some(arn.into()),
        cross_account_replica_arn: Some(request.cross_account_replica_arn),
        // Guess: AssociateCrossAccountReplica returns InProgress, as ReplicateSecretToRegions does.
        replication_status: Some("InProgress".into()),
    })
}
