//! DisassociateCrossAccountReplica unties a replica in another account from its primary.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DisassociateCrossAccountReplica.html>

use crate::model::prelude::*;
use crate::ops::declared;

structure! {
    /// What the caller sends.
    Request = "DisassociateCrossAccountReplicaRequest" {
        SecretId => secret_id: Required<SecretIdType>,
        CrossAccountReplicaARN => cross_account_replica_arn: Required<SecretARNType>,
    }
}

structure! {
    /// What the service answers.
    Response = "DisassociateCrossAccountReplicaResponse" {
        ARN => arn: Optional<SecretARNType>,
        CrossAccountReplicaARN => cross_account_replica_arn: Optional<SecretARNType>,
    }
}

declared! {
    "DisassociateCrossAccountReplica": Request => Response,
    fails with [ResourceNotFoundException, InvalidRequestException, InvalidParameterException, InternalServiceError]
}
