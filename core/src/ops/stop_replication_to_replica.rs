//! StopReplicationToReplica promotes a replica to a standalone secret.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_StopReplicationToReplica.html>

use crate::error::Error;
use crate::model::prelude::*;
use crate::ops::{Context, operation};

structure! {
    /// The request.
    Request = "StopReplicationToReplicaRequest" {
        SecretId => secret_id: Required<SecretIdType>,
    }
}

structure! {
    /// The response.
    Response = "StopReplicationToReplicaResponse" {
        ARN => arn: Optional<SecretARNType>,
    }
}

operation! {
    "StopReplicationToReplica": Request => Response, stop_replication_to_replica,
    fails with [ResourceNotFoundException, InvalidRequestException, InvalidParameterException, InternalServiceError]
}

fn stop_replication_to_replica(
    request: Request,
    context: &mut Context<'_>,
) -> Result<Response, Error> {
    let arn = context
        .store
        .promote_replica(context.at, &request.secret_id)?;
    Ok(Response {
        arn: Some(arn.into()),
    })
}
