//! DescribeSecret tells all about a secret but its value.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html>

use crate::error::Error;
use crate::model::prelude::*;
use crate::ops::{Context, operation, view};

structure! {
    /// What the caller sends.
    Request = "DescribeSecretRequest" {
        SecretId => secret_id: Required<SecretIdType>,
    }
}

structure! {
    /// What the service answers.
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
    let secret = context.secret(&request.secret_id)?;
    Ok(Response {
        arn: Some(secret.arn.clone().into()),
        created_date: Some(secret.created),
        deleted_date: secret.lifecycle.deleted(),
        description: secret.description.clone(),
        kms_key_id: secret.kms_key_id.clone(),
        last_accessed_date: secret.accessed,
        last_changed_date: Some(secret.changed),
        name: Some(secret.name.clone().into()),
        tags: secret.tags.as_ref().map(view::tags),
        version_ids_to_stages: view::versions_to_stages(secret),
        ..Response::default()
    })
}
