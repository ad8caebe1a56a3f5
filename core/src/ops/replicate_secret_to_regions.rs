//! ReplicateSecretToRegions makes replicas in other Regions.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ReplicateSecretToRegions.html>

use crate::error::Error;
use crate::model::prelude::*;
use crate::ops::{Context, operation, view};

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

operation! {
    "ReplicateSecretToRegions": Request => Response, replicate_secret_to_regions,
    fails with [ResourceNotFoundException, InvalidRequestException, InvalidParameterException, InternalServiceError]
}

fn replicate_secret_to_regions(
    request: Request,
    context: &mut Context<'_>,
) -> Result<Response, Error> {
    let name = context.writable_secret(&request.secret_id)?.name.clone();
    let replicas = view::replicas(request.add_replica_regions, context.place.region)?;
    let regions: Vec<_> = replicas
        .iter()
        .map(|replica| replica.region.clone())
        .collect();
    context.add_replicas(
        &name,
        replicas,
        request.force_overwrite_replica_secret.unwrap_or(false),
    );
    let now = context.now;
    let secret = context.secret(&name)?;
    // Recorded: the call moves the date, success or failure of a copy does not.
    secret.touch(now);
    context.changed = Some(name.clone());
    let secret = context.secret(&name)?;
    Ok(Response {
        arn: Some(secret.arn.clone().into()),
        replication_status: Some(view::replication_status(secret, &regions, now)),
    })
}
