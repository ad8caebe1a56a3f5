//! The named types that several operations share. Types of a single operation are in the file of the operation.

use super::notation::{Optional, TimestampType, Type, structure, types};
use super::pattern;
use super::shape::{Limits, List, Map, Names, Scalar, Shape};
use crate::value::Value;

types! {
    list AddReplicaRegionListType of ReplicaRegionType: Limits::at_least(1);
    long AutomaticallyRotateAfterDaysType: Limits::between(1, 1000);
    string ClientRequestTokenType: Limits::between(32, 64);
    string DescriptionType: Limits::at_most(2048);
    string DurationType: Limits::between(2, 3).matching(pattern::DURATION);
    string ErrorMessage: Limits::NONE;
    string ExternalSecretRotationMetadataItemKeyType: Limits::between(1, 256);
    string ExternalSecretRotationMetadataItemValueType: Limits::between(1, 2048);
    list ExternalSecretRotationMetadataType of ExternalSecretRotationMetadataItem: Limits::NONE;
    string FilterNameStringType: Limits::one_of(&["description", "name", "tag-key", "tag-value", "primary-region", "owning-service", "all"]);
    string FilterValueStringType: Limits::at_most(512).matching(pattern::FILTER_VALUE);
    list FilterValuesStringList of FilterValueStringType: Limits::between(1, 10);
    list FiltersListType of Filter: Limits::at_most(10);
    string KmsKeyIdType: Limits::between(0, 2048);
    integer MaxResultsType: Limits::between(1, 100);
    string MedeaTypeType: Limits::between(0, 256);
    string NameType: Limits::between(1, 512).naming(Names::Name);
    string NextTokenType: Limits::between(1, 4096);
    string NonEmptyResourcePolicyType: Limits::between(1, 20_480);
    string OwningServiceType: Limits::between(1, 128);
    string RegionType: Limits::between(1, 128).matching(pattern::REGION);
    list ReplicationStatusListType of ReplicationStatusType: Limits::NONE;
    string ResourcePolicyNameType: Limits::between(1, 64).matching(pattern::POLICY_NAME);
    string RoleARNType: Limits::between(20, 2048);
    string RotationLambdaARNType: Limits::between(0, 2048);
    string ScheduleExpressionType: Limits::between(1, 256).matching(pattern::SCHEDULE_EXPRESSION);
    string SecretARNType: Limits::between(20, 2048);
    blob SecretBinaryType: Limits::between(1, 65_536).sensitive();
    string SecretIdType: Limits::between(1, 2048).naming(Names::NameOrArn);
    string SecretNameType: Limits::between(1, 256);
    string SecretStringType: Limits::between(1, 65_536).sensitive();
    string SecretVersionIdType: Limits::between(32, 64);
    string SecretVersionStageType: Limits::between(1, 256);
    list SecretVersionStagesType of SecretVersionStageType: Limits::between(1, 20);
    map SecretVersionsToStagesMapType of SecretVersionIdType, SecretVersionStagesType;
    string StatusMessageType: Limits::between(1, 4096);
    string StatusType: Limits::one_of(&["InSync", "Failed", "InProgress", "Pending", "Detached"]);
    string TagKeyType: Limits::between(1, 128);
    list TagListType of Tag: Limits::NONE;
    string TagValueType: Limits::between(0, 256);
}

structure! {
    /// The metadata that a partner needs for a rotation.
    ExternalSecretRotationMetadataItem = "ExternalSecretRotationMetadataItem" {
        Key => key: Optional<ExternalSecretRotationMetadataItemKeyType>,
        Value => value: Optional<ExternalSecretRotationMetadataItemValueType>,
    }
}

structure! {
    /// A filter of ListSecrets and BatchGetSecretValue.
    Filter = "Filter" {
        Key => key: Optional<FilterNameStringType>,
        Values => values: Optional<FilterValuesStringList>,
    }
}

structure! {
    /// The Region of a replica, and its key.
    ReplicaRegionType = "ReplicaRegionType" {
        Region => region: Optional<RegionType>,
        KmsKeyId => kms_key_id: Optional<KmsKeyIdType>,
    }
}

structure! {
    /// The state of a replica.
    ReplicationStatusType = "ReplicationStatusType" {
        KmsKeyId => kms_key_id: Optional<KmsKeyIdType>,
        LastAccessedDate => last_accessed_date: Optional<TimestampType>,
        Region => region: Optional<RegionType>,
        Status => status: Optional<StatusType>,
        StatusMessage => status_message: Optional<StatusMessageType>,
    }
}

structure! {
    /// When a secret rotates.
    RotationRulesType = "RotationRulesType" {
        AutomaticallyAfterDays => automatically_after_days: Optional<AutomaticallyRotateAfterDaysType>,
        Duration => duration: Optional<DurationType>,
        ScheduleExpression => schedule_expression: Optional<ScheduleExpressionType>,
    }
}

structure! {
    /// A tag of a secret.
    Tag = "Tag" {
        Key => key: Optional<TagKeyType>,
        Value => value: Optional<TagValueType>,
    }
}
