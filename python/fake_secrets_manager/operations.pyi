"""Made by python/scripts/typings.py (`make typings`): the direct calls, typed."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from .shapes import (
    AssociateCrossAccountReplicaResponse,
    BatchGetSecretValueResponse,
    CancelRotateSecretResponse,
    CreateSecretResponse,
    DeleteResourcePolicyResponse,
    DeleteSecretResponse,
    DescribeSecretResponse,
    DisassociateCrossAccountReplicaResponse,
    ExternalSecretRotationMetadataItem,
    Filter,
    GetRandomPasswordResponse,
    GetResourcePolicyResponse,
    GetSecretValueResponse,
    ListResourcePoliciesResponse,
    ListSecretsResponse,
    ListSecretVersionIdsResponse,
    OperationName,
    PutResourcePolicyResponse,
    PutSecretValueResponse,
    RemoveRegionsFromReplicationResponse,
    ReplicaRegionType,
    ReplicateSecretToRegionsResponse,
    RestoreSecretResponse,
    RotateSecretResponse,
    RotationRulesType,
    StopReplicationToReplicaResponse,
    Tag,
    TagResourceResponse,
    UntagResourceResponse,
    UpdateSecretResponse,
    UpdateSecretVersionStageResponse,
    ValidateResourcePolicyResponse,
)

class Operations:
    """Everything that a client of the service can do, without a client."""

    def call(self, operation: OperationName | str, request: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Answers one request."""

    def associate_cross_account_replica(
        self,
        *,
        SecretId: str,
        CrossAccountReplicaARN: str,
        ReplicaRestriction: Literal["SameOrg", "NoRestriction"] = ...,
        ReplicationRoleARN: str = ...,
    ) -> AssociateCrossAccountReplicaResponse:
        """AssociateCrossAccountReplica: members of the request as keyword arguments, the response as a dict.

        https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_AssociateCrossAccountReplica.html
        """

    def batch_get_secret_value(
        self,
        *,
        SecretIdList: Sequence[str] = ...,
        Filters: Sequence[Filter] = ...,
        MaxResults: int = ...,
        NextToken: str = ...,
    ) -> BatchGetSecretValueResponse:
        """BatchGetSecretValue: members of the request as keyword arguments, the response as a dict.

        https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_BatchGetSecretValue.html
        """

    def cancel_rotate_secret(
        self,
        *,
        SecretId: str,
    ) -> CancelRotateSecretResponse:
        """CancelRotateSecret: members of the request as keyword arguments, the response as a dict.

        https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CancelRotateSecret.html
        """

    def create_secret(
        self,
        *,
        Name: str,
        ClientRequestToken: str = ...,
        Description: str = ...,
        KmsKeyId: str = ...,
        SecretBinary: bytes | bytearray = ...,
        SecretString: str = ...,
        Tags: Sequence[Tag] = ...,
        AddReplicaRegions: Sequence[ReplicaRegionType] = ...,
        ForceOverwriteReplicaSecret: bool = ...,
        Type: str = ...,
        CrossAccountPrimaryARN: str = ...,
    ) -> CreateSecretResponse:
        """CreateSecret: members of the request as keyword arguments, the response as a dict.

        https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
        """

    def delete_resource_policy(
        self,
        *,
        SecretId: str,
        PolicyName: str = ...,
    ) -> DeleteResourcePolicyResponse:
        """DeleteResourcePolicy: members of the request as keyword arguments, the response as a dict.

        https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteResourcePolicy.html
        """

    def delete_secret(
        self,
        *,
        SecretId: str,
        RecoveryWindowInDays: int = ...,
        ForceDeleteWithoutRecovery: bool = ...,
    ) -> DeleteSecretResponse:
        """DeleteSecret: members of the request as keyword arguments, the response as a dict.

        https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html
        """

    def describe_secret(
        self,
        *,
        SecretId: str,
    ) -> DescribeSecretResponse:
        """DescribeSecret: members of the request as keyword arguments, the response as a dict.

        https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html
        """

    def disassociate_cross_account_replica(
        self,
        *,
        SecretId: str,
        CrossAccountReplicaARN: str,
    ) -> DisassociateCrossAccountReplicaResponse:
        """DisassociateCrossAccountReplica: members of the request as keyword arguments, the response as a dict.

        https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DisassociateCrossAccountReplica.html
        """

    def get_random_password(
        self,
        *,
        PasswordLength: int = ...,
        ExcludeCharacters: str = ...,
        ExcludeNumbers: bool = ...,
        ExcludePunctuation: bool = ...,
        ExcludeUppercase: bool = ...,
        ExcludeLowercase: bool = ...,
        IncludeSpace: bool = ...,
        RequireEachIncludedType: bool = ...,
    ) -> GetRandomPasswordResponse:
        """GetRandomPassword: members of the request as keyword arguments, the response as a dict.

        https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html
        """

    def get_resource_policy(
        self,
        *,
        SecretId: str,
        PolicyName: str = ...,
    ) -> GetResourcePolicyResponse:
        """GetResourcePolicy: members of the request as keyword arguments, the response as a dict.

        https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetResourcePolicy.html
        """

    def get_secret_value(
        self,
        *,
        SecretId: str,
        VersionId: str = ...,
        VersionStage: str = ...,
    ) -> GetSecretValueResponse:
        """GetSecretValue: members of the request as keyword arguments, the response as a dict.

        https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
        """

    def list_resource_policies(
        self,
        *,
        SecretId: str,
        MaxResults: int = ...,
        NextToken: str = ...,
    ) -> ListResourcePoliciesResponse:
        """ListResourcePolicies: members of the request as keyword arguments, the response as a dict.

        https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListResourcePolicies.html
        """

    def list_secret_version_ids(
        self,
        *,
        SecretId: str,
        MaxResults: int = ...,
        NextToken: str = ...,
        IncludeDeprecated: bool = ...,
    ) -> ListSecretVersionIdsResponse:
        """ListSecretVersionIds: members of the request as keyword arguments, the response as a dict.

        https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecretVersionIds.html
        """

    def list_secrets(
        self,
        *,
        IncludePlannedDeletion: bool = ...,
        MaxResults: int = ...,
        NextToken: str = ...,
        Filters: Sequence[Filter] = ...,
        SortOrder: Literal["asc", "desc"] = ...,
        SortBy: Literal["created-date", "last-accessed-date", "last-changed-date", "name"] = ...,
    ) -> ListSecretsResponse:
        """ListSecrets: members of the request as keyword arguments, the response as a dict.

        https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecrets.html
        """

    def put_resource_policy(
        self,
        *,
        SecretId: str,
        ResourcePolicy: str,
        PolicyName: str = ...,
        BlockPublicPolicy: bool = ...,
    ) -> PutResourcePolicyResponse:
        """PutResourcePolicy: members of the request as keyword arguments, the response as a dict.

        https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutResourcePolicy.html
        """

    def put_secret_value(
        self,
        *,
        SecretId: str,
        ClientRequestToken: str = ...,
        SecretBinary: bytes | bytearray = ...,
        SecretString: str = ...,
        VersionStages: Sequence[str] = ...,
        RotationToken: str = ...,
    ) -> PutSecretValueResponse:
        """PutSecretValue: members of the request as keyword arguments, the response as a dict.

        https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
        """

    def remove_regions_from_replication(
        self,
        *,
        SecretId: str,
        RemoveReplicaRegions: Sequence[str],
    ) -> RemoveRegionsFromReplicationResponse:
        """RemoveRegionsFromReplication: members of the request as keyword arguments, the response as a dict.

        https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RemoveRegionsFromReplication.html
        """

    def replicate_secret_to_regions(
        self,
        *,
        SecretId: str,
        AddReplicaRegions: Sequence[ReplicaRegionType],
        ForceOverwriteReplicaSecret: bool = ...,
    ) -> ReplicateSecretToRegionsResponse:
        """ReplicateSecretToRegions: members of the request as keyword arguments, the response as a dict.

        https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ReplicateSecretToRegions.html
        """

    def restore_secret(
        self,
        *,
        SecretId: str,
    ) -> RestoreSecretResponse:
        """RestoreSecret: members of the request as keyword arguments, the response as a dict.

        https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RestoreSecret.html
        """

    def rotate_secret(
        self,
        *,
        SecretId: str,
        ClientRequestToken: str = ...,
        RotationLambdaARN: str = ...,
        RotationRules: RotationRulesType = ...,
        ExternalSecretRotationMetadata: Sequence[ExternalSecretRotationMetadataItem] = ...,
        ExternalSecretRotationRoleArn: str = ...,
        RotateImmediately: bool = ...,
    ) -> RotateSecretResponse:
        """RotateSecret: members of the request as keyword arguments, the response as a dict.

        https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html
        """

    def stop_replication_to_replica(
        self,
        *,
        SecretId: str,
    ) -> StopReplicationToReplicaResponse:
        """StopReplicationToReplica: members of the request as keyword arguments, the response as a dict.

        https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_StopReplicationToReplica.html
        """

    def tag_resource(
        self,
        *,
        SecretId: str,
        Tags: Sequence[Tag],
    ) -> TagResourceResponse:
        """TagResource: members of the request as keyword arguments, the response as a dict.

        https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_TagResource.html
        """

    def untag_resource(
        self,
        *,
        SecretId: str,
        TagKeys: Sequence[str],
    ) -> UntagResourceResponse:
        """UntagResource: members of the request as keyword arguments, the response as a dict.

        https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UntagResource.html
        """

    def update_secret(
        self,
        *,
        SecretId: str,
        ClientRequestToken: str = ...,
        Description: str = ...,
        KmsKeyId: str = ...,
        SecretBinary: bytes | bytearray = ...,
        SecretString: str = ...,
        Type: str = ...,
    ) -> UpdateSecretResponse:
        """UpdateSecret: members of the request as keyword arguments, the response as a dict.

        https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecret.html
        """

    def update_secret_version_stage(
        self,
        *,
        SecretId: str,
        VersionStage: str,
        RemoveFromVersionId: str = ...,
        MoveToVersionId: str = ...,
    ) -> UpdateSecretVersionStageResponse:
        """UpdateSecretVersionStage: members of the request as keyword arguments, the response as a dict.

        https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html
        """

    def validate_resource_policy(
        self,
        *,
        ResourcePolicy: str,
        SecretId: str = ...,
    ) -> ValidateResourcePolicyResponse:
        """ValidateResourcePolicy: members of the request as keyword arguments, the response as a dict.

        https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ValidateResourcePolicy.html
        """
