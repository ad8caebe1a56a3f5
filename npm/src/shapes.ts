// Made by npm/scripts/typings.mjs (make typings) from the engine's description of the API. Do not edit.

/** The requests and responses of all operations, and the methods that a fake has for them. */

import type { Where } from "./options.js";

/** The request of each operation. */
export interface Requests {
  AssociateCrossAccountReplica: AssociateCrossAccountReplicaRequest;
  BatchGetSecretValue: BatchGetSecretValueRequest;
  CancelRotateSecret: CancelRotateSecretRequest;
  CreateSecret: CreateSecretRequest;
  DeleteResourcePolicy: DeleteResourcePolicyRequest;
  DeleteSecret: DeleteSecretRequest;
  DescribeSecret: DescribeSecretRequest;
  DisassociateCrossAccountReplica: DisassociateCrossAccountReplicaRequest;
  GetRandomPassword: GetRandomPasswordRequest;
  GetResourcePolicy: GetResourcePolicyRequest;
  GetSecretValue: GetSecretValueRequest;
  ListResourcePolicies: ListResourcePoliciesRequest;
  ListSecretVersionIds: ListSecretVersionIdsRequest;
  ListSecrets: ListSecretsRequest;
  PutResourcePolicy: PutResourcePolicyRequest;
  PutSecretValue: PutSecretValueRequest;
  RemoveRegionsFromReplication: RemoveRegionsFromReplicationRequest;
  ReplicateSecretToRegions: ReplicateSecretToRegionsRequest;
  RestoreSecret: RestoreSecretRequest;
  RotateSecret: RotateSecretRequest;
  StopReplicationToReplica: StopReplicationToReplicaRequest;
  TagResource: TagResourceRequest;
  UntagResource: UntagResourceRequest;
  UpdateSecret: UpdateSecretRequest;
  UpdateSecretVersionStage: UpdateSecretVersionStageRequest;
  ValidateResourcePolicy: ValidateResourcePolicyRequest;
}

/** The response of each operation. */
export interface Responses {
  AssociateCrossAccountReplica: AssociateCrossAccountReplicaResponse;
  BatchGetSecretValue: BatchGetSecretValueResponse;
  CancelRotateSecret: CancelRotateSecretResponse;
  CreateSecret: CreateSecretResponse;
  DeleteResourcePolicy: DeleteResourcePolicyResponse;
  DeleteSecret: DeleteSecretResponse;
  DescribeSecret: DescribeSecretResponse;
  DisassociateCrossAccountReplica: DisassociateCrossAccountReplicaResponse;
  GetRandomPassword: GetRandomPasswordResponse;
  GetResourcePolicy: GetResourcePolicyResponse;
  GetSecretValue: GetSecretValueResponse;
  ListResourcePolicies: ListResourcePoliciesResponse;
  ListSecretVersionIds: ListSecretVersionIdsResponse;
  ListSecrets: ListSecretsResponse;
  PutResourcePolicy: PutResourcePolicyResponse;
  PutSecretValue: PutSecretValueResponse;
  RemoveRegionsFromReplication: RemoveRegionsFromReplicationResponse;
  ReplicateSecretToRegions: ReplicateSecretToRegionsResponse;
  RestoreSecret: RestoreSecretResponse;
  RotateSecret: RotateSecretResponse;
  StopReplicationToReplica: StopReplicationToReplicaResponse;
  TagResource: Record<string, never>;
  UntagResource: Record<string, never>;
  UpdateSecret: UpdateSecretResponse;
  UpdateSecretVersionStage: UpdateSecretVersionStageResponse;
  ValidateResourcePolicy: ValidateResourcePolicyResponse;
}

/** The error codes that the API declares for each operation. */
export interface ErrorCodes {
  AssociateCrossAccountReplica: "ResourceNotFoundException" | "InvalidRequestException" | "InvalidParameterException" | "LimitExceededException" | "InternalServiceError";
  BatchGetSecretValue: "ResourceNotFoundException" | "InvalidParameterException" | "InvalidRequestException" | "DecryptionFailure" | "InternalServiceError" | "InvalidNextTokenException";
  CancelRotateSecret: "ResourceNotFoundException" | "InvalidParameterException" | "InternalServiceError" | "InvalidRequestException";
  CreateSecret: "InvalidParameterException" | "InvalidRequestException" | "LimitExceededException" | "EncryptionFailure" | "ResourceExistsException" | "ResourceNotFoundException" | "MalformedPolicyDocumentException" | "InternalServiceError" | "PreconditionNotMetException" | "DecryptionFailure";
  DeleteResourcePolicy: "ResourceNotFoundException" | "InternalServiceError" | "InvalidRequestException" | "InvalidParameterException";
  DeleteSecret: "ResourceNotFoundException" | "InvalidParameterException" | "InvalidRequestException" | "InternalServiceError";
  DescribeSecret: "ResourceNotFoundException" | "InternalServiceError" | "InvalidParameterException";
  DisassociateCrossAccountReplica: "ResourceNotFoundException" | "InvalidRequestException" | "InvalidParameterException" | "InternalServiceError";
  GetRandomPassword: "InvalidParameterException" | "InvalidRequestException" | "InternalServiceError";
  GetResourcePolicy: "ResourceNotFoundException" | "InternalServiceError" | "InvalidRequestException" | "InvalidParameterException";
  GetSecretValue: "ResourceNotFoundException" | "InvalidParameterException" | "InvalidRequestException" | "DecryptionFailure" | "InternalServiceError";
  ListResourcePolicies: "ResourceNotFoundException" | "InvalidNextTokenException" | "InternalServiceError" | "InvalidRequestException" | "InvalidParameterException";
  ListSecretVersionIds: "InvalidNextTokenException" | "ResourceNotFoundException" | "InternalServiceError" | "InvalidParameterException";
  ListSecrets: "InvalidParameterException" | "InvalidRequestException" | "InvalidNextTokenException" | "InternalServiceError";
  PutResourcePolicy: "MalformedPolicyDocumentException" | "ResourceNotFoundException" | "InvalidParameterException" | "InternalServiceError" | "InvalidRequestException" | "PublicPolicyException";
  PutSecretValue: "InvalidParameterException" | "InvalidRequestException" | "LimitExceededException" | "EncryptionFailure" | "ResourceExistsException" | "ResourceNotFoundException" | "InternalServiceError" | "DecryptionFailure";
  RemoveRegionsFromReplication: "ResourceNotFoundException" | "InvalidRequestException" | "InvalidParameterException" | "InternalServiceError";
  ReplicateSecretToRegions: "ResourceNotFoundException" | "InvalidRequestException" | "InvalidParameterException" | "InternalServiceError";
  RestoreSecret: "ResourceNotFoundException" | "InvalidParameterException" | "InvalidRequestException" | "InternalServiceError";
  RotateSecret: "ResourceNotFoundException" | "InvalidParameterException" | "InternalServiceError" | "InvalidRequestException";
  StopReplicationToReplica: "ResourceNotFoundException" | "InvalidRequestException" | "InvalidParameterException" | "InternalServiceError";
  TagResource: "ResourceNotFoundException" | "InvalidRequestException" | "InvalidParameterException" | "InternalServiceError";
  UntagResource: "ResourceNotFoundException" | "InvalidRequestException" | "InvalidParameterException" | "InternalServiceError";
  UpdateSecret: "InvalidParameterException" | "InvalidRequestException" | "LimitExceededException" | "EncryptionFailure" | "ResourceExistsException" | "ResourceNotFoundException" | "MalformedPolicyDocumentException" | "InternalServiceError" | "PreconditionNotMetException" | "DecryptionFailure";
  UpdateSecretVersionStage: "ResourceNotFoundException" | "InvalidParameterException" | "InvalidRequestException" | "LimitExceededException" | "InternalServiceError";
  ValidateResourcePolicy: "MalformedPolicyDocumentException" | "ResourceNotFoundException" | "InvalidParameterException" | "InternalServiceError" | "InvalidRequestException";
}

/** Error codes that every operation may return, although the API model does not declare them. */
export type CommonErrorCode = "AccessDeniedException" | "ExpiredTokenException" | "IncompleteSignature" | "InternalFailure" | "InternalServiceError" | "InvalidSignatureException" | "RequestExpired" | "ServiceUnavailable" | "ThrottlingException" | "UnrecognizedClientException";

/** The name of an operation, such as `GetSecretValue`. */
export type OperationName = keyof Requests;

/** One method per operation. Each throws an error whose name is the service's error code. */
export interface Operations {
  /** [AssociateCrossAccountReplica](https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_AssociateCrossAccountReplica.html) */
  associateCrossAccountReplica(request: Requests["AssociateCrossAccountReplica"], where?: Where): Responses["AssociateCrossAccountReplica"];
  /** [BatchGetSecretValue](https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_BatchGetSecretValue.html) */
  batchGetSecretValue(request?: Requests["BatchGetSecretValue"], where?: Where): Responses["BatchGetSecretValue"];
  /** [CancelRotateSecret](https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CancelRotateSecret.html) */
  cancelRotateSecret(request: Requests["CancelRotateSecret"], where?: Where): Responses["CancelRotateSecret"];
  /** [CreateSecret](https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html) */
  createSecret(request: Requests["CreateSecret"], where?: Where): Responses["CreateSecret"];
  /** [DeleteResourcePolicy](https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteResourcePolicy.html) */
  deleteResourcePolicy(request: Requests["DeleteResourcePolicy"], where?: Where): Responses["DeleteResourcePolicy"];
  /** [DeleteSecret](https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html) */
  deleteSecret(request: Requests["DeleteSecret"], where?: Where): Responses["DeleteSecret"];
  /** [DescribeSecret](https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html) */
  describeSecret(request: Requests["DescribeSecret"], where?: Where): Responses["DescribeSecret"];
  /** [DisassociateCrossAccountReplica](https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DisassociateCrossAccountReplica.html) */
  disassociateCrossAccountReplica(request: Requests["DisassociateCrossAccountReplica"], where?: Where): Responses["DisassociateCrossAccountReplica"];
  /** [GetRandomPassword](https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html) */
  getRandomPassword(request?: Requests["GetRandomPassword"], where?: Where): Responses["GetRandomPassword"];
  /** [GetResourcePolicy](https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetResourcePolicy.html) */
  getResourcePolicy(request: Requests["GetResourcePolicy"], where?: Where): Responses["GetResourcePolicy"];
  /** [GetSecretValue](https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html) */
  getSecretValue(request: Requests["GetSecretValue"], where?: Where): Responses["GetSecretValue"];
  /** [ListResourcePolicies](https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListResourcePolicies.html) */
  listResourcePolicies(request: Requests["ListResourcePolicies"], where?: Where): Responses["ListResourcePolicies"];
  /** [ListSecretVersionIds](https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecretVersionIds.html) */
  listSecretVersionIds(request: Requests["ListSecretVersionIds"], where?: Where): Responses["ListSecretVersionIds"];
  /** [ListSecrets](https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecrets.html) */
  listSecrets(request?: Requests["ListSecrets"], where?: Where): Responses["ListSecrets"];
  /** [PutResourcePolicy](https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutResourcePolicy.html) */
  putResourcePolicy(request: Requests["PutResourcePolicy"], where?: Where): Responses["PutResourcePolicy"];
  /** [PutSecretValue](https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html) */
  putSecretValue(request: Requests["PutSecretValue"], where?: Where): Responses["PutSecretValue"];
  /** [RemoveRegionsFromReplication](https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RemoveRegionsFromReplication.html) */
  removeRegionsFromReplication(request: Requests["RemoveRegionsFromReplication"], where?: Where): Responses["RemoveRegionsFromReplication"];
  /** [ReplicateSecretToRegions](https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ReplicateSecretToRegions.html) */
  replicateSecretToRegions(request: Requests["ReplicateSecretToRegions"], where?: Where): Responses["ReplicateSecretToRegions"];
  /** [RestoreSecret](https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RestoreSecret.html) */
  restoreSecret(request: Requests["RestoreSecret"], where?: Where): Responses["RestoreSecret"];
  /** [RotateSecret](https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html) */
  rotateSecret(request: Requests["RotateSecret"], where?: Where): Responses["RotateSecret"];
  /** [StopReplicationToReplica](https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_StopReplicationToReplica.html) */
  stopReplicationToReplica(request: Requests["StopReplicationToReplica"], where?: Where): Responses["StopReplicationToReplica"];
  /** [TagResource](https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_TagResource.html) */
  tagResource(request: Requests["TagResource"], where?: Where): Responses["TagResource"];
  /** [UntagResource](https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UntagResource.html) */
  untagResource(request: Requests["UntagResource"], where?: Where): Responses["UntagResource"];
  /** [UpdateSecret](https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecret.html) */
  updateSecret(request: Requests["UpdateSecret"], where?: Where): Responses["UpdateSecret"];
  /** [UpdateSecretVersionStage](https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html) */
  updateSecretVersionStage(request: Requests["UpdateSecretVersionStage"], where?: Where): Responses["UpdateSecretVersionStage"];
  /** [ValidateResourcePolicy](https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ValidateResourcePolicy.html) */
  validateResourcePolicy(request: Requests["ValidateResourcePolicy"], where?: Where): Responses["ValidateResourcePolicy"];
}

export interface APIErrorType {
  ErrorCode?: string | undefined;
  Message?: string | undefined;
  /** 1 to 2048 characters. */
  SecretId?: string | undefined;
}

export interface AssociateCrossAccountReplicaRequest {
  /** 1 to 2048 characters. */
  SecretId: string;
  /** 20 to 2048 characters. */
  CrossAccountReplicaARN: string;
  ReplicaRestriction?: ReplicaRestrictionType | undefined;
  /** 20 to 2048 characters. */
  ReplicationRoleARN?: string | undefined;
}

export interface AssociateCrossAccountReplicaResponse {
  /** 20 to 2048 characters. */
  ARN?: string | undefined;
  /** 20 to 2048 characters. */
  CrossAccountReplicaARN?: string | undefined;
  ReplicationStatus?: StatusType | undefined;
}

export interface BatchGetSecretValueRequest {
  /** 1 to 20 members. */
  SecretIdList?: ReadonlyArray<string> | undefined;
  /** At most 10 members. */
  Filters?: ReadonlyArray<Filter> | undefined;
  /** 1 to 20. */
  MaxResults?: number | undefined;
  /** 1 to 4096 characters. */
  NextToken?: string | undefined;
}

export interface BatchGetSecretValueResponse {
  Errors?: Array<APIErrorType> | undefined;
  /** 1 to 4096 characters. */
  NextToken?: string | undefined;
  SecretValues?: Array<SecretValueEntry> | undefined;
}

export interface CancelRotateSecretRequest {
  /** 1 to 2048 characters. */
  SecretId: string;
}

export interface CancelRotateSecretResponse {
  /** 20 to 2048 characters. */
  ARN?: string | undefined;
  /** 1 to 256 characters. */
  Name?: string | undefined;
  /** 32 to 64 characters. */
  VersionId?: string | undefined;
}

export interface CreateSecretRequest {
  /** 1 to 512 characters. */
  Name: string;
  /** 32 to 64 characters; filled in when it is missing. */
  ClientRequestToken?: string | undefined;
  /** At most 2048 characters. */
  Description?: string | undefined;
  /** 0 to 2048 characters. */
  KmsKeyId?: string | undefined;
  /** 1 to 65536 bytes; sensitive. */
  SecretBinary?: Uint8Array | undefined;
  /** 1 to 65536 characters; sensitive. */
  SecretString?: string | undefined;
  Tags?: ReadonlyArray<Tag> | undefined;
  /** At least 1 members. */
  AddReplicaRegions?: ReadonlyArray<ReplicaRegionType> | undefined;
  ForceOverwriteReplicaSecret?: boolean | undefined;
  /** 0 to 256 characters. */
  Type?: string | undefined;
  /** 20 to 2048 characters. */
  CrossAccountPrimaryARN?: string | undefined;
}

export interface CreateSecretResponse {
  /** 20 to 2048 characters. */
  ARN?: string | undefined;
  /** 1 to 256 characters. */
  Name?: string | undefined;
  ReplicationStatus?: Array<ReplicationStatusType> | undefined;
  /** 32 to 64 characters. */
  VersionId?: string | undefined;
}

export interface CrossAccountPrimaryType {
  /** 20 to 2048 characters. */
  PrimarySecretARN?: string | undefined;
  ReplicationStatus?: StatusType | undefined;
  /** 1 to 4096 characters. */
  StatusMessage?: string | undefined;
}

export interface CrossAccountReplicaEntry {
  /** 20 to 2048 characters. */
  ReplicaSecretARN?: string | undefined;
  /** 20 to 2048 characters. */
  ReplicationRoleARN?: string | undefined;
  ReplicationStatus?: StatusType | undefined;
  /** 1 to 4096 characters. */
  StatusMessage?: string | undefined;
}

export interface DeleteResourcePolicyRequest {
  /** 1 to 2048 characters. */
  SecretId: string;
  /** 1 to 64 characters. */
  PolicyName?: string | undefined;
}

export interface DeleteResourcePolicyResponse {
  /** 20 to 2048 characters. */
  ARN?: string | undefined;
  /** 1 to 512 characters. */
  Name?: string | undefined;
  /** 1 to 64 characters. */
  PolicyName?: string | undefined;
}

export interface DeleteSecretRequest {
  /** 1 to 2048 characters. */
  SecretId: string;
  RecoveryWindowInDays?: number | undefined;
  ForceDeleteWithoutRecovery?: boolean | undefined;
}

export interface DeleteSecretResponse {
  /** 20 to 2048 characters. */
  ARN?: string | undefined;
  DeletionDate?: Date | undefined;
  /** 1 to 256 characters. */
  Name?: string | undefined;
}

export interface DescribeSecretRequest {
  /** 1 to 2048 characters. */
  SecretId: string;
}

export interface DescribeSecretResponse {
  /** 20 to 2048 characters. */
  ARN?: string | undefined;
  CreatedDate?: Date | undefined;
  CrossAccountPrimary?: CrossAccountPrimaryType | undefined;
  /** 1 to 100 members. */
  CrossAccountReplicas?: Array<CrossAccountReplicaEntry> | undefined;
  DeletedDate?: Date | undefined;
  /** At most 2048 characters. */
  Description?: string | undefined;
  ExternalSecretRotationMetadata?: Array<ExternalSecretRotationMetadataItem> | undefined;
  /** 20 to 2048 characters. */
  ExternalSecretRotationRoleArn?: string | undefined;
  /** 0 to 2048 characters. */
  KmsKeyId?: string | undefined;
  LastAccessedDate?: Date | undefined;
  LastChangedDate?: Date | undefined;
  LastRotatedDate?: Date | undefined;
  /** 1 to 256 characters. */
  Name?: string | undefined;
  NextRotationDate?: Date | undefined;
  /** 1 to 128 characters. */
  OwningService?: string | undefined;
  /** 1 to 128 characters. */
  PrimaryRegion?: string | undefined;
  ReplicationStatus?: Array<ReplicationStatusType> | undefined;
  RotationEnabled?: boolean | undefined;
  /** 0 to 2048 characters. */
  RotationLambdaARN?: string | undefined;
  RotationRules?: RotationRulesType | undefined;
  Tags?: Array<Tag> | undefined;
  /** 0 to 256 characters. */
  Type?: string | undefined;
  VersionIdsToStages?: Record<string, Array<string>> | undefined;
}

export interface DisassociateCrossAccountReplicaRequest {
  /** 1 to 2048 characters. */
  SecretId: string;
  /** 20 to 2048 characters. */
  CrossAccountReplicaARN: string;
}

export interface DisassociateCrossAccountReplicaResponse {
  /** 20 to 2048 characters. */
  ARN?: string | undefined;
  /** 20 to 2048 characters. */
  CrossAccountReplicaARN?: string | undefined;
}

export interface ExternalSecretRotationMetadataItem {
  /** 1 to 256 characters. */
  Key?: string | undefined;
  /** 1 to 2048 characters. */
  Value?: string | undefined;
}

export interface Filter {
  Key?: FilterNameStringType | undefined;
  /** 1 to 10 members. */
  Values?: ReadonlyArray<string> | undefined;
}

export type FilterNameStringType = "description" | "name" | "tag-key" | "tag-value" | "primary-region" | "owning-service" | "all";

export interface GetRandomPasswordRequest {
  /** 1 to 4096. */
  PasswordLength?: number | undefined;
  /** 0 to 4096 characters. */
  ExcludeCharacters?: string | undefined;
  ExcludeNumbers?: boolean | undefined;
  ExcludePunctuation?: boolean | undefined;
  ExcludeUppercase?: boolean | undefined;
  ExcludeLowercase?: boolean | undefined;
  IncludeSpace?: boolean | undefined;
  RequireEachIncludedType?: boolean | undefined;
}

export interface GetRandomPasswordResponse {
  /** 0 to 4096 characters; sensitive. */
  RandomPassword?: string | undefined;
}

export interface GetResourcePolicyRequest {
  /** 1 to 2048 characters. */
  SecretId: string;
  /** 1 to 64 characters. */
  PolicyName?: string | undefined;
}

export interface GetResourcePolicyResponse {
  /** 20 to 2048 characters. */
  ARN?: string | undefined;
  /** 1 to 512 characters. */
  Name?: string | undefined;
  /** 1 to 64 characters. */
  PolicyName?: string | undefined;
  /** 1 to 20480 characters. */
  ResourcePolicy?: string | undefined;
}

export interface GetSecretValueRequest {
  /** 1 to 2048 characters. */
  SecretId: string;
  /** 32 to 64 characters. */
  VersionId?: string | undefined;
  /** 1 to 256 characters. */
  VersionStage?: string | undefined;
}

export interface GetSecretValueResponse {
  /** 20 to 2048 characters. */
  ARN?: string | undefined;
  CreatedDate?: Date | undefined;
  /** 1 to 256 characters. */
  Name?: string | undefined;
  /** 1 to 65536 bytes; sensitive. */
  SecretBinary?: Uint8Array | undefined;
  /** 1 to 65536 characters; sensitive. */
  SecretString?: string | undefined;
  /** 32 to 64 characters. */
  VersionId?: string | undefined;
  /** 1 to 20 members. */
  VersionStages?: Array<string> | undefined;
}

export interface ListResourcePoliciesRequest {
  /** 1 to 2048 characters. */
  SecretId: string;
  /** 1 to 100. */
  MaxResults?: number | undefined;
  /** 1 to 4096 characters. */
  NextToken?: string | undefined;
}

export interface ListResourcePoliciesResponse {
  /** 1 to 4096 characters. */
  NextToken?: string | undefined;
  /** 0 to 100 members. */
  ResourcePolicies: Array<ResourcePolicySummary>;
}

export interface ListSecretVersionIdsRequest {
  /** 1 to 2048 characters. */
  SecretId: string;
  /** 1 to 100. */
  MaxResults?: number | undefined;
  /** 1 to 4096 characters. */
  NextToken?: string | undefined;
  IncludeDeprecated?: boolean | undefined;
}

export interface ListSecretVersionIdsResponse {
  /** 20 to 2048 characters. */
  ARN?: string | undefined;
  /** 1 to 256 characters. */
  Name?: string | undefined;
  /** 1 to 4096 characters. */
  NextToken?: string | undefined;
  Versions?: Array<SecretVersionsListEntry> | undefined;
}

export interface ListSecretsRequest {
  IncludePlannedDeletion?: boolean | undefined;
  /** 1 to 100. */
  MaxResults?: number | undefined;
  /** 1 to 4096 characters. */
  NextToken?: string | undefined;
  /** At most 10 members. */
  Filters?: ReadonlyArray<Filter> | undefined;
  SortOrder?: SortOrderType | undefined;
  SortBy?: SortByType | undefined;
}

export interface ListSecretsResponse {
  /** 1 to 4096 characters. */
  NextToken?: string | undefined;
  SecretList?: Array<SecretListEntry> | undefined;
}

export interface PutResourcePolicyRequest {
  /** 1 to 2048 characters. */
  SecretId: string;
  /** 1 to 20480 characters. */
  ResourcePolicy: string;
  /** 1 to 64 characters. */
  PolicyName?: string | undefined;
  BlockPublicPolicy?: boolean | undefined;
}

export interface PutResourcePolicyResponse {
  /** 20 to 2048 characters. */
  ARN?: string | undefined;
  /** 1 to 512 characters. */
  Name?: string | undefined;
  /** 1 to 64 characters. */
  PolicyName?: string | undefined;
}

export interface PutSecretValueRequest {
  /** 1 to 2048 characters. */
  SecretId: string;
  /** 32 to 64 characters; filled in when it is missing. */
  ClientRequestToken?: string | undefined;
  /** 1 to 65536 bytes; sensitive. */
  SecretBinary?: Uint8Array | undefined;
  /** 1 to 65536 characters; sensitive. */
  SecretString?: string | undefined;
  /** 1 to 20 members. */
  VersionStages?: ReadonlyArray<string> | undefined;
  /** 36 to 256 characters; sensitive. */
  RotationToken?: string | undefined;
}

export interface PutSecretValueResponse {
  /** 20 to 2048 characters. */
  ARN?: string | undefined;
  /** 1 to 256 characters. */
  Name?: string | undefined;
  /** 32 to 64 characters. */
  VersionId?: string | undefined;
  /** 1 to 20 members. */
  VersionStages?: Array<string> | undefined;
}

export interface RemoveRegionsFromReplicationRequest {
  /** 1 to 2048 characters. */
  SecretId: string;
  /** At least 1 members. */
  RemoveReplicaRegions: ReadonlyArray<string>;
}

export interface RemoveRegionsFromReplicationResponse {
  /** 20 to 2048 characters. */
  ARN?: string | undefined;
  ReplicationStatus?: Array<ReplicationStatusType> | undefined;
}

export interface ReplicaRegionType {
  /** 1 to 128 characters. */
  Region?: string | undefined;
  /** 0 to 2048 characters. */
  KmsKeyId?: string | undefined;
}

export type ReplicaRestrictionType = "SameOrg" | "NoRestriction";

export interface ReplicateSecretToRegionsRequest {
  /** 1 to 2048 characters. */
  SecretId: string;
  /** At least 1 members. */
  AddReplicaRegions: ReadonlyArray<ReplicaRegionType>;
  ForceOverwriteReplicaSecret?: boolean | undefined;
}

export interface ReplicateSecretToRegionsResponse {
  /** 20 to 2048 characters. */
  ARN?: string | undefined;
  ReplicationStatus?: Array<ReplicationStatusType> | undefined;
}

export interface ReplicationStatusType {
  /** 0 to 2048 characters. */
  KmsKeyId?: string | undefined;
  LastAccessedDate?: Date | undefined;
  /** 1 to 128 characters. */
  Region?: string | undefined;
  Status?: StatusType | undefined;
  /** 1 to 4096 characters. */
  StatusMessage?: string | undefined;
}

export interface ResourcePolicySummary {
  /** 1 to 64 characters. */
  PolicyName?: string | undefined;
}

export interface RestoreSecretRequest {
  /** 1 to 2048 characters. */
  SecretId: string;
}

export interface RestoreSecretResponse {
  /** 20 to 2048 characters. */
  ARN?: string | undefined;
  /** 1 to 256 characters. */
  Name?: string | undefined;
}

export interface RotateSecretRequest {
  /** 1 to 2048 characters. */
  SecretId: string;
  /** 32 to 64 characters; filled in when it is missing. */
  ClientRequestToken?: string | undefined;
  /** 0 to 2048 characters. */
  RotationLambdaARN?: string | undefined;
  RotationRules?: RotationRulesType | undefined;
  ExternalSecretRotationMetadata?: ReadonlyArray<ExternalSecretRotationMetadataItem> | undefined;
  /** 20 to 2048 characters. */
  ExternalSecretRotationRoleArn?: string | undefined;
  RotateImmediately?: boolean | undefined;
}

export interface RotateSecretResponse {
  /** 20 to 2048 characters. */
  ARN?: string | undefined;
  /** 1 to 256 characters. */
  Name?: string | undefined;
  /** 32 to 64 characters. */
  VersionId?: string | undefined;
}

export interface RotationRulesType {
  /** 1 to 1000. */
  AutomaticallyAfterDays?: number | undefined;
  /** 2 to 3 characters. */
  Duration?: string | undefined;
  /** 1 to 256 characters. */
  ScheduleExpression?: string | undefined;
}

export interface SecretListEntry {
  /** 20 to 2048 characters. */
  ARN?: string | undefined;
  CreatedDate?: Date | undefined;
  DeletedDate?: Date | undefined;
  /** At most 2048 characters. */
  Description?: string | undefined;
  ExternalSecretRotationMetadata?: Array<ExternalSecretRotationMetadataItem> | undefined;
  /** 20 to 2048 characters. */
  ExternalSecretRotationRoleArn?: string | undefined;
  /** 0 to 2048 characters. */
  KmsKeyId?: string | undefined;
  LastAccessedDate?: Date | undefined;
  LastChangedDate?: Date | undefined;
  LastRotatedDate?: Date | undefined;
  /** 1 to 256 characters. */
  Name?: string | undefined;
  NextRotationDate?: Date | undefined;
  /** 1 to 128 characters. */
  OwningService?: string | undefined;
  /** 1 to 128 characters. */
  PrimaryRegion?: string | undefined;
  RotationEnabled?: boolean | undefined;
  /** 0 to 2048 characters. */
  RotationLambdaARN?: string | undefined;
  RotationRules?: RotationRulesType | undefined;
  SecretVersionsToStages?: Record<string, Array<string>> | undefined;
  Tags?: Array<Tag> | undefined;
  /** 0 to 256 characters. */
  Type?: string | undefined;
}

export interface SecretValueEntry {
  /** 20 to 2048 characters. */
  ARN?: string | undefined;
  CreatedDate?: Date | undefined;
  /** 1 to 256 characters. */
  Name?: string | undefined;
  /** 1 to 65536 bytes; sensitive. */
  SecretBinary?: Uint8Array | undefined;
  /** 1 to 65536 characters; sensitive. */
  SecretString?: string | undefined;
  /** 32 to 64 characters. */
  VersionId?: string | undefined;
  /** 1 to 20 members. */
  VersionStages?: Array<string> | undefined;
}

export interface SecretVersionsListEntry {
  CreatedDate?: Date | undefined;
  KmsKeyIds?: Array<string> | undefined;
  LastAccessedDate?: Date | undefined;
  /** 32 to 64 characters. */
  VersionId?: string | undefined;
  /** 1 to 20 members. */
  VersionStages?: Array<string> | undefined;
}

export type SortByType = "created-date" | "last-accessed-date" | "last-changed-date" | "name";

export type SortOrderType = "asc" | "desc";

export type StatusType = "InSync" | "Failed" | "InProgress" | "Pending" | "Detached";

export interface StopReplicationToReplicaRequest {
  /** 1 to 2048 characters. */
  SecretId: string;
}

export interface StopReplicationToReplicaResponse {
  /** 20 to 2048 characters. */
  ARN?: string | undefined;
}

export interface Tag {
  /** 1 to 128 characters. */
  Key?: string | undefined;
  /** 0 to 256 characters. */
  Value?: string | undefined;
}

export interface TagResourceRequest {
  /** 1 to 2048 characters. */
  SecretId: string;
  Tags: ReadonlyArray<Tag>;
}

export interface UntagResourceRequest {
  /** 1 to 2048 characters. */
  SecretId: string;
  TagKeys: ReadonlyArray<string>;
}

export interface UpdateSecretRequest {
  /** 1 to 2048 characters. */
  SecretId: string;
  /** 32 to 64 characters; filled in when it is missing. */
  ClientRequestToken?: string | undefined;
  /** At most 2048 characters. */
  Description?: string | undefined;
  /** 0 to 2048 characters. */
  KmsKeyId?: string | undefined;
  /** 1 to 65536 bytes; sensitive. */
  SecretBinary?: Uint8Array | undefined;
  /** 1 to 65536 characters; sensitive. */
  SecretString?: string | undefined;
  /** 0 to 256 characters. */
  Type?: string | undefined;
}

export interface UpdateSecretResponse {
  /** 20 to 2048 characters. */
  ARN?: string | undefined;
  /** 1 to 256 characters. */
  Name?: string | undefined;
  /** 32 to 64 characters. */
  VersionId?: string | undefined;
}

export interface UpdateSecretVersionStageRequest {
  /** 1 to 2048 characters. */
  SecretId: string;
  /** 1 to 256 characters. */
  VersionStage: string;
  /** 32 to 64 characters. */
  RemoveFromVersionId?: string | undefined;
  /** 32 to 64 characters. */
  MoveToVersionId?: string | undefined;
}

export interface UpdateSecretVersionStageResponse {
  /** 20 to 2048 characters. */
  ARN?: string | undefined;
  /** 1 to 256 characters. */
  Name?: string | undefined;
}

export interface ValidateResourcePolicyRequest {
  /** 1 to 2048 characters. */
  SecretId?: string | undefined;
  /** 1 to 20480 characters. */
  ResourcePolicy: string;
}

export interface ValidateResourcePolicyResponse {
  PolicyValidationPassed?: boolean | undefined;
  ValidationErrors?: Array<ValidationErrorsEntry> | undefined;
}

export interface ValidationErrorsEntry {
  /** 1 to 512 characters. */
  CheckName?: string | undefined;
  ErrorMessage?: string | undefined;
}
