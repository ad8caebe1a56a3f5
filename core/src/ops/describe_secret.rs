//! DescribeSecret returns everything about a secret except its value.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html>

use crate::clock::Timestamp;
use crate::error::{Error, REPLICATION_SUCCEEDED};
use crate::identifiers::Region;
use crate::model::prelude::*;
use crate::ops::{Answer, Context, operation, view};
use crate::replication::{CrossAccount, Status};
use crate::secret::Secret;
use crate::value::Value;

structure! {
    /// The request.
    Request = "DescribeSecretRequest" {
        SecretId => secret_id: Required<SecretIdType>,
    }
}

structure! {
    /// The response.
    Response = "DescribeSecretResponse" {
        ARN => arn: Optional<SecretARNType>,
        CreatedDate => created_date: Optional<TimestampType>,
        CrossAccountPrimary => cross_account_primary: Optional<CrossAccountPrimaryType>,
        CrossAccountReplicas => cross_account_replicas: Optional<CrossAccountReplicaListType>,
        DeletedDate => deleted_date: Optional<TimestampType>,
        Description => description: Optional<DescriptionType>,
        ExternalSecretRotationMetadata => external_secret_rotation_metadata: Optional<ExternalSecretRotationMetadataType>,
        ExternalSecretRotationRoleArn => external_secret_rotation_role_arn: Optional<RoleARNType>,
        KmsKeyId => kms_key_id: Optional<KmsKeyIdType>,
        LastAccessedDate => last_accessed_date: Optional<TimestampType>,
        LastChangedDate => last_changed_date: Optional<TimestampType>,
        LastRotatedDate => last_rotated_date: Optional<TimestampType>,
        Name => name: Optional<SecretNameType>,
        NextRotationDate => next_rotation_date: Optional<TimestampType>,
        OwningService => owning_service: Optional<OwningServiceType>,
        PrimaryRegion => primary_region: Optional<RegionType>,
        ReplicationStatus => replication_status: Optional<ReplicationStatusListType>,
        RotationEnabled => rotation_enabled: Optional<BooleanType>,
        RotationLambdaARN => rotation_lambda_arn: Optional<RotationLambdaARNType>,
        RotationRules => rotation_rules: Optional<RotationRulesType>,
        Tags => tags: Optional<TagListType>,
        Type => secret_type: Optional<MedeaTypeType>,
        VersionIdsToStages => version_ids_to_stages: Optional<SecretVersionsToStagesMapType>,
    }
}

structure! {
    /// The primary of a cross-account replica.
    CrossAccountPrimaryType = "CrossAccountPrimaryType" {
        PrimarySecretARN => primary_secret_arn: Optional<SecretARNType>,
        ReplicationStatus => replication_status: Optional<StatusType>,
        StatusMessage => status_message: Optional<StatusMessageType>,
    }
}

structure! {
    /// A replica in another account.
    CrossAccountReplicaEntry = "CrossAccountReplicaEntry" {
        ReplicaSecretARN => replica_secret_arn: Optional<SecretARNType>,
        ReplicationRoleARN => replication_role_arn: Optional<RoleARNType>,
        ReplicationStatus => replication_status: Optional<StatusType>,
        StatusMessage => status_message: Optional<StatusMessageType>,
    }
}

types! {
    list CrossAccountReplicaListType of CrossAccountReplicaEntry: Limits::between(1, 100);
}

operation! {
    "DescribeSecret": Request => Response, describe_secret,
    fails with [ResourceNotFoundException, InternalServiceError, InvalidParameterException]
}

fn describe_secret(request: Request, context: &mut Context<'_>) -> Result<Response, Error> {
    let secret = context.store.find(context.at, &request.secret_id)?;
    let replicating = context.store.replicating(context.at.place, &secret.name);
    Ok(response(secret, &replicating, context.at.now))
}

/// The response of DescribeSecret for a secret, as a value.
pub(crate) fn describe(secret: &Secret, replicating: &[Region], now: Timestamp) -> Value {
    response(secret, replicating, now).into_value()
}

fn response(secret: &Secret, replicating: &[Region], now: Timestamp) -> Response {
    Response {
        arn: Some(secret.arn.clone().into()),
        created_date: Some(secret.created),
        cross_account_primary: primary(secret),
        cross_account_replicas: replica(secret).map(|replica| vec![replica]),
        deleted_date: secret.lifecycle.deleted(),
        description: secret.description.clone(),
        external_secret_rotation_metadata: view::external_metadata(&secret.rotation),
        external_secret_rotation_role_arn: secret.rotation.external_role_arn.clone(),
        kms_key_id: secret.kms_key_id.clone(),
        last_accessed_date: secret.accessed,
        last_changed_date: Some(secret.changed),
        last_rotated_date: secret.rotation.last_rotated,
        name: Some(secret.name.clone().into()),
        next_rotation_date: view::next_rotation_date(&secret.rotation),
        owning_service: secret.owning_service.clone(),
        primary_region: secret.primary_region().map(Text::from),
        // Recorded: only on the primary, and absent after the last replica is removed.
        replication_status: Some(view::replication_status(secret, replicating, now))
            .filter(|status| !status.is_empty()),
        rotation_enabled: secret.rotation.enabled,
        rotation_lambda_arn: secret.rotation.lambda_arn.clone(),
        rotation_rules: view::rotation_rules(&secret.rotation),
        tags: secret.tags.as_ref().map(view::tags),
        secret_type: secret.secret_type.clone(),
        version_ids_to_stages: view::versions_to_stages(secret),
    }
}

fn primary(secret: &Secret) -> Option<CrossAccountPrimaryType> {
    let CrossAccount::Replica { primary, status } = &secret.cross_account else {
        return None;
    };
    Some(CrossAccountPrimaryType {
        primary_secret_arn: Some(primary.clone().into()),
        replication_status: Some(status.word().into()),
        status_message: None,
    })
}

fn replica(secret: &Secret) -> Option<CrossAccountReplicaEntry> {
    let CrossAccount::Primary { replica, role } = &secret.cross_account else {
        return None;
    };
    Some(CrossAccountReplicaEntry {
        replica_secret_arn: Some(replica.clone().into()),
        replication_role_arn: role.clone(),
        replication_status: Some(Status::InSync.word().into()),
        status_message: Some(REPLICATION_SUCCEEDED.into()),
    })
}
