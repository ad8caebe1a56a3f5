//! StopReplicationToReplica makes a replica a secret of its own.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_StopReplicationToReplica.html>

use crate::model::prelude::*;
use crate::ops::declared;

structure! {
    /// What the caller sends.
    Request = "StopReplicationToReplicaRequest" {
        SecretId => secret_id: Required<SecretIdType>,
    }
}

structure! {
    /// What the service answers.
    Response = "StopReplicationToReplicaResponse" {
        ARN => arn: Optional<SecretARNType>,
    }
}

declared! {
    "StopReplicationToReplica": Request => Response,
    fails with [ResourceNotFoundException, InvalidRequestException, InvalidParameterException, InternalServiceError]
}
