//! RemoveRegionsFromReplication deletes replicas.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RemoveRegionsFromReplication.html>

use crate::error::Error;
use crate::model::prelude::*;
use crate::ops::{Context, operation, view};
use crate::secret::id::Region;

structure! {
    /// What the caller sends.
    Request = "RemoveRegionsFromReplicationRequest" {
        SecretId => secret_id: Required<SecretIdType>,
        RemoveReplicaRegions => remove_replica_regions: Required<RemoveReplicaRegionListType>,
    }
}

structure! {
    /// What the service answers.
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
    let name = context.writable_secret(&request.secret_id)?.name.clone();
    let regions: Vec<Region> = request
        .remove_replica_regions
        .into_iter()
        .map(Region::from)
        .collect();
    context.remove_replicas(&name, &regions);
    let now = context.now;
    let secret = context.secret(&name)?;
    // Recorded: the date moves. Guess: also where none of the Regions had a copy.
    secret.touch(now);
    Ok(Response {
        arn: Some(secret.arn.clone().into()),
        // Recorded: present and empty once the last one is gone.
        replication_status: Some(view::replication_status(secret, &[], now)),
    })
}
