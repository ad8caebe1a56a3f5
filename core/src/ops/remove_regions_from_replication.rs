//! RemoveRegionsFromReplication deletes replicas.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RemoveRegionsFromReplication.html>

use crate::error::Error;
use crate::identifiers::Region;
use crate::model::prelude::*;
use crate::ops::{Context, operation, view};

structure! {
    /// The request.
    Request = "RemoveRegionsFromReplicationRequest" {
        SecretId => secret_id: Required<SecretIdType>,
        RemoveReplicaRegions => remove_replica_regions: Required<RemoveReplicaRegionListType>,
    }
}

structure! {
    /// The response.
    Response = "RemoveRegionsFromReplicationResponse" {
        ARN => arn: Optional<SecretARNType>,
        ReplicationStatus => replication_status: Optional<ReplicationStatusListType>,
    }
}

types! {
    list RemoveReplicaRegionListType of RegionType: Limits::at_least(1);
}

operation! {
    "RemoveRegionsFromReplication": Request => Response, remove_regions_from_replication,
    fails with [ResourceNotFoundException, InvalidRequestException, InvalidParameterException, InternalServiceError]
}

fn remove_regions_from_replication(
    request: Request,
    context: &mut Context<'_>,
) -> Result<Response, Error> {
    let (at, secret_id) = (context.at, &request.secret_id);
    let regions: Vec<Region> = request
        .remove_replica_regions
        .into_iter()
        .map(Region::from)
        .collect();
    context.store.remove_replicas(at, secret_id, &regions)?;
    let secret = context.store.find(at, secret_id)?;
    Ok(Response {
        arn: Some(secret.arn.clone().into()),
        // Recorded: present and empty after the last replica is removed.
        replication_status: Some(view::replication_status(
            secret,
            &context.store.replicating(at.place, &secret.name),
            at.now,
        )),
    })
}
