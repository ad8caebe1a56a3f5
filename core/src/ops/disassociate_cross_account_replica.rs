//! DisassociateCrossAccountReplica disconnects a replica in another account from its primary.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DisassociateCrossAccountReplica.html>

use crate::error::Error;
use crate::model::prelude::*;
use crate::ops::{Context, operation};

structure! {
    /// The request.
    Request = "DisassociateCrossAccountReplicaRequest" {
        SecretId => secret_id: Required<SecretIdType>,
        CrossAccountReplicaARN => cross_account_replica_arn: Required<SecretARNType>,
    }
}

structure! {
    /// The response.
    Response = "DisassociateCrossAccountReplicaResponse" {
        ARN => arn: Optional<SecretARNType>,
        CrossAccountReplicaARN => cross_account_replica_arn: Optional<SecretARNType>,
    }
}

operation! {
    "DisassociateCrossAccountReplica": Request => Response, disassociate_cross_account_replica,
    fails with [ResourceNotFoundException, InvalidRequestException, InvalidParameterException, InternalServiceError],
    simplified ["built from the documentation; no recording exists"]
}

fn disassociate_cross_account_replica(
    request: Request,
    context: &mut Context<'_>,
) -> Result<Response, Error> {
    let replica = request.cross_account_replica_arn;
    let arn = context
        .store
        .disassociate_replica(context.at, &request.secret_id, &replica)?;
    Ok(Response {
        arn: Some(arn.into()),
        cross_account_replica_arn: Some(replica),
    })
}
