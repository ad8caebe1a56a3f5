//! RotateSecret sets rotation up, and rotates.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html>

use crate::model::prelude::*;
use crate::ops::declared;

structure! {
    /// What the caller sends.
    Request = "RotateSecretRequest" {
        SecretId => secret_id: Required<SecretIdType>,
        ClientRequestToken => client_request_token: IdempotencyToken<ClientRequestTokenType>,
        RotationLambdaARN => rotation_lambda_arn: Optional<RotationLambdaARNType>,
        RotationRules => rotation_rules: Optional<RotationRulesType>,
        ExternalSecretRotationMetadata => external_secret_rotation_metadata: Optional<ExternalSecretRotationMetadataType>,
        ExternalSecretRotationRoleArn => external_secret_rotation_role_arn: Optional<RoleARNType>,
        RotateImmediately => rotate_immediately: Optional<BooleanType>,
    }
}

structure! {
    /// What the service answers.
    Response = "RotateSecretResponse" {
        ARN => arn: Optional<SecretARNType>,
        Name => name: Optional<SecretNameType>,
        VersionId => version_id: Optional<SecretVersionIdType>,
    }
}

declared! {
    "RotateSecret": Request => Response,
    fails with [ResourceNotFoundException, InvalidParameterException, InternalServiceError, InvalidRequestException]
}
