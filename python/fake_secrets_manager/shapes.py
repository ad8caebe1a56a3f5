"""Made by python/scripts/typings.py (`make typings`): what direct calls take and give, as types.

A response shows all its members: which of them are there depends on the secret, as with boto3.
"""

from datetime import datetime
from typing import Literal, TypedDict

__all__ = [
    "APIErrorType",
    "AssociateCrossAccountReplicaResponse",
    "BatchGetSecretValueResponse",
    "CancelRotateSecretResponse",
    "CreateSecretResponse",
    "CrossAccountPrimaryType",
    "CrossAccountReplicaEntry",
    "DeleteResourcePolicyResponse",
    "DeleteSecretResponse",
    "DescribeSecretResponse",
    "DisassociateCrossAccountReplicaResponse",
    "ErrorCode",
    "ExternalSecretRotationMetadataItem",
    "Filter",
    "GetRandomPasswordResponse",
    "GetResourcePolicyResponse",
    "GetSecretValueResponse",
    "ListResourcePoliciesResponse",
    "ListSecretVersionIdsResponse",
    "ListSecretsResponse",
    "OperationName",
    "PutResourcePolicyResponse",
    "PutSecretValueResponse",
    "RemoveRegionsFromReplicationResponse",
    "ReplicaRegionType",
    "ReplicateSecretToRegionsResponse",
    "ReplicationStatusType",
    "ResourcePolicySummary",
    "RestoreSecretResponse",
    "RotateSecretResponse",
    "RotationRulesType",
    "SecretListEntry",
    "SecretValueEntry",
    "SecretVersionsListEntry",
    "StopReplicationToReplicaResponse",
    "Tag",
    "TagResourceResponse",
    "UntagResourceResponse",
    "UpdateSecretResponse",
    "UpdateSecretVersionStageResponse",
    "ValidateResourcePolicyResponse",
    "ValidationErrorsEntry",
]

OperationName = Literal[
    "AssociateCrossAccountReplica",
    "BatchGetSecretValue",
    "CancelRotateSecret",
    "CreateSecret",
    "DeleteResourcePolicy",
    "DeleteSecret",
    "DescribeSecret",
    "DisassociateCrossAccountReplica",
    "GetRandomPassword",
    "GetResourcePolicy",
    "GetSecretValue",
    "ListResourcePolicies",
    "ListSecretVersionIds",
    "ListSecrets",
    "PutResourcePolicy",
    "PutSecretValue",
    "RemoveRegionsFromReplication",
    "ReplicateSecretToRegions",
    "RestoreSecret",
    "RotateSecret",
    "StopReplicationToReplica",
    "TagResource",
    "UntagResource",
    "UpdateSecret",
    "UpdateSecretVersionStage",
    "ValidateResourcePolicy",
]
"""The name of an operation."""

ErrorCode = Literal[
    "AccessDeniedException",
    "DecryptionFailure",
    "EncryptionFailure",
    "ExpiredTokenException",
    "IncompleteSignature",
    "InternalFailure",
    "InternalServiceError",
    "InvalidNextTokenException",
    "InvalidParameterException",
    "InvalidRequestException",
    "InvalidSignatureException",
    "LimitExceededException",
    "MalformedPolicyDocumentException",
    "PreconditionNotMetException",
    "PublicPolicyException",
    "RequestExpired",
    "ResourceExistsException",
    "ResourceNotFoundException",
    "ServiceUnavailable",
    "ThrottlingException",
    "UnrecognizedClientException",
]
"""The code of an error that AWS may return."""


class AssociateCrossAccountReplicaResponse(TypedDict):
    """The response of AssociateCrossAccountReplica."""

    ARN: str
    CrossAccountReplicaARN: str
    ReplicationStatus: Literal["InSync", "Failed", "InProgress", "Pending", "Detached"]


class Filter(TypedDict, total=False):
    """A structure of the API."""

    Key: Literal["description", "name", "tag-key", "tag-value", "primary-region", "owning-service", "all"]
    Values: list[str]


class APIErrorType(TypedDict, total=False):
    """A structure of the API."""

    ErrorCode: str
    Message: str
    SecretId: str


class SecretValueEntry(TypedDict, total=False):
    """A structure of the API."""

    ARN: str
    CreatedDate: datetime
    Name: str
    SecretBinary: bytes
    SecretString: str
    VersionId: str
    VersionStages: list[str]


class BatchGetSecretValueResponse(TypedDict):
    """The response of BatchGetSecretValue."""

    Errors: list[APIErrorType]
    NextToken: str
    SecretValues: list[SecretValueEntry]


class CancelRotateSecretResponse(TypedDict):
    """The response of CancelRotateSecret."""

    ARN: str
    Name: str
    VersionId: str


class Tag(TypedDict, total=False):
    """A structure of the API."""

    Key: str
    Value: str


class ReplicaRegionType(TypedDict, total=False):
    """A structure of the API."""

    Region: str
    KmsKeyId: str


class ReplicationStatusType(TypedDict, total=False):
    """A structure of the API."""

    KmsKeyId: str
    LastAccessedDate: datetime
    Region: str
    Status: Literal["InSync", "Failed", "InProgress", "Pending", "Detached"]
    StatusMessage: str


class CreateSecretResponse(TypedDict):
    """The response of CreateSecret."""

    ARN: str
    Name: str
    ReplicationStatus: list[ReplicationStatusType]
    VersionId: str


class DeleteResourcePolicyResponse(TypedDict):
    """The response of DeleteResourcePolicy."""

    ARN: str
    Name: str
    PolicyName: str


class DeleteSecretResponse(TypedDict):
    """The response of DeleteSecret."""

    ARN: str
    DeletionDate: datetime
    Name: str


class CrossAccountPrimaryType(TypedDict, total=False):
    """A structure of the API."""

    PrimarySecretARN: str
    ReplicationStatus: Literal["InSync", "Failed", "InProgress", "Pending", "Detached"]
    StatusMessage: str


class CrossAccountReplicaEntry(TypedDict, total=False):
    """A structure of the API."""

    ReplicaSecretARN: str
    ReplicationRoleARN: str
    ReplicationStatus: Literal["InSync", "Failed", "InProgress", "Pending", "Detached"]
    StatusMessage: str


class ExternalSecretRotationMetadataItem(TypedDict, total=False):
    """A structure of the API."""

    Key: str
    Value: str


class RotationRulesType(TypedDict, total=False):
    """A structure of the API."""

    AutomaticallyAfterDays: int
    Duration: str
    ScheduleExpression: str


class DescribeSecretResponse(TypedDict):
    """The response of DescribeSecret."""

    ARN: str
    CreatedDate: datetime
    CrossAccountPrimary: CrossAccountPrimaryType
    CrossAccountReplicas: list[CrossAccountReplicaEntry]
    DeletedDate: datetime
    Description: str
    ExternalSecretRotationMetadata: list[ExternalSecretRotationMetadataItem]
    ExternalSecretRotationRoleArn: str
    KmsKeyId: str
    LastAccessedDate: datetime
    LastChangedDate: datetime
    LastRotatedDate: datetime
    Name: str
    NextRotationDate: datetime
    OwningService: str
    PrimaryRegion: str
    ReplicationStatus: list[ReplicationStatusType]
    RotationEnabled: bool
    RotationLambdaARN: str
    RotationRules: RotationRulesType
    Tags: list[Tag]
    Type: str
    VersionIdsToStages: dict[str, list[str]]


class DisassociateCrossAccountReplicaResponse(TypedDict):
    """The response of DisassociateCrossAccountReplica."""

    ARN: str
    CrossAccountReplicaARN: str


class GetRandomPasswordResponse(TypedDict):
    """The response of GetRandomPassword."""

    RandomPassword: str


class GetResourcePolicyResponse(TypedDict):
    """The response of GetResourcePolicy."""

    ARN: str
    Name: str
    PolicyName: str
    ResourcePolicy: str


class GetSecretValueResponse(TypedDict):
    """The response of GetSecretValue."""

    ARN: str
    CreatedDate: datetime
    Name: str
    SecretBinary: bytes
    SecretString: str
    VersionId: str
    VersionStages: list[str]


class ResourcePolicySummary(TypedDict, total=False):
    """A structure of the API."""

    PolicyName: str


class ListResourcePoliciesResponse(TypedDict):
    """The response of ListResourcePolicies."""

    NextToken: str
    ResourcePolicies: list[ResourcePolicySummary]


class SecretVersionsListEntry(TypedDict, total=False):
    """A structure of the API."""

    CreatedDate: datetime
    KmsKeyIds: list[str]
    LastAccessedDate: datetime
    VersionId: str
    VersionStages: list[str]


class ListSecretVersionIdsResponse(TypedDict):
    """The response of ListSecretVersionIds."""

    ARN: str
    Name: str
    NextToken: str
    Versions: list[SecretVersionsListEntry]


class SecretListEntry(TypedDict, total=False):
    """A structure of the API."""

    ARN: str
    CreatedDate: datetime
    DeletedDate: datetime
    Description: str
    ExternalSecretRotationMetadata: list[ExternalSecretRotationMetadataItem]
    ExternalSecretRotationRoleArn: str
    KmsKeyId: str
    LastAccessedDate: datetime
    LastChangedDate: datetime
    LastRotatedDate: datetime
    Name: str
    NextRotationDate: datetime
    OwningService: str
    PrimaryRegion: str
    RotationEnabled: bool
    RotationLambdaARN: str
    RotationRules: RotationRulesType
    SecretVersionsToStages: dict[str, list[str]]
    Tags: list[Tag]
    Type: str


class ListSecretsResponse(TypedDict):
    """The response of ListSecrets."""

    NextToken: str
    SecretList: list[SecretListEntry]


class PutResourcePolicyResponse(TypedDict):
    """The response of PutResourcePolicy."""

    ARN: str
    Name: str
    PolicyName: str


class PutSecretValueResponse(TypedDict):
    """The response of PutSecretValue."""

    ARN: str
    Name: str
    VersionId: str
    VersionStages: list[str]


class RemoveRegionsFromReplicationResponse(TypedDict):
    """The response of RemoveRegionsFromReplication."""

    ARN: str
    ReplicationStatus: list[ReplicationStatusType]


class ReplicateSecretToRegionsResponse(TypedDict):
    """The response of ReplicateSecretToRegions."""

    ARN: str
    ReplicationStatus: list[ReplicationStatusType]


class RestoreSecretResponse(TypedDict):
    """The response of RestoreSecret."""

    ARN: str
    Name: str


class RotateSecretResponse(TypedDict):
    """The response of RotateSecret."""

    ARN: str
    Name: str
    VersionId: str


class StopReplicationToReplicaResponse(TypedDict):
    """The response of StopReplicationToReplica."""

    ARN: str


class TagResourceResponse(TypedDict):
    """The response of TagResource."""


class UntagResourceResponse(TypedDict):
    """The response of UntagResource."""


class UpdateSecretResponse(TypedDict):
    """The response of UpdateSecret."""

    ARN: str
    Name: str
    VersionId: str


class UpdateSecretVersionStageResponse(TypedDict):
    """The response of UpdateSecretVersionStage."""

    ARN: str
    Name: str


class ValidationErrorsEntry(TypedDict, total=False):
    """A structure of the API."""

    CheckName: str
    ErrorMessage: str


class ValidateResourcePolicyResponse(TypedDict):
    """The response of ValidateResourcePolicy."""

    PolicyValidationPassed: bool
    ValidationErrors: list[ValidationErrorsEntry]
