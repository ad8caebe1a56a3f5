//! ReplicateSecretToRegions creates replicas in other Regions.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ReplicateSecretToRegions.html>

use crate::error::Error;
use crate::model::prelude::*;
use crate::ops::{Context, operation, view};
use crate::store::{Change, Expect};

structure! {
    /// The request.
    Request = "ReplicateSecretToRegionsRequest" {
        SecretId => secret_id: Required<SecretIdType>,
        AddReplicaRegions => add_replica_regions: Required<AddReplicaRegionListType>,
        ForceOverwriteReplicaSecret => force_overwrite_replica_secret: Optional<BooleanType>,
    }
}

structure! {
    /// The response.
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
    let (at, secret_id) = (context.at, &request.secret_id);
    let asked = request.add_replica_regions;
    // Recorded: the call advances the date; the later success or failure of a replica does not.
    let replicas = context
        .store
        .update(at, secret_id, Expect::Writable, |_, _| {
            Ok(Change::dated(view::replicas(asked, at.place.region)?))
        })?;
    let regions: Vec<_> = replicas
        .iter()
        .map(|replica| replica.region.clone())
        .collect();
    let overwrite = request.force_overwrite_replica_secret.unwrap_or(false);
    let request_ids = &mut context.random.request_ids;
    context
        .store
        .add_replicas(at, secret_id, replicas, overwrite, request_ids)?;
    let secret = context.store.find(at, secret_id)?;
    Ok(Response {
        arn: Some(secret.arn.clone().into()),
        replication_status: Some(view::replication_status(secret, &regions, at.now)),
    })
}
