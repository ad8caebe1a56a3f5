//! BatchGetSecretValue reads the values of several secrets.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_BatchGetSecretValue.html>

use crate::model::prelude::*;
use crate::ops::declared;

structure! {
    /// What the caller sends.
    Request = "BatchGetSecretValueRequest" {
        SecretIdList => secret_id_list: Optional<SecretIdListType>,
        Filters => filters: Optional<FiltersListType>,
        MaxResults => max_results: Optional<MaxResultsBatchType>,
        NextToken => next_token: Optional<NextTokenType>,
    }
}

structure! {
    /// What the service answers.
    Response = "BatchGetSecretValueResponse" {
        Errors => errors: Optional<ApiErrorListType>,
        NextToken => next_token: Optional<NextTokenType>,
        SecretValues => secret_values: Optional<SecretValuesType>,
    }
}

structure! {
    /// One value of BatchGetSecretValue.
    SecretValueEntry = "SecretValueEntry" {
        ARN => arn: Optional<SecretARNType>,
        CreatedDate => created_date: Optional<TimestampType>,
        Name => name: Optional<SecretNameType>,
        SecretBinary => secret_binary: Optional<SecretBinaryType>,
        SecretString => secret_string: Optional<SecretStringType>,
        VersionId => version_id: Optional<SecretVersionIdType>,
        VersionStages => version_stages: Optional<SecretVersionStagesType>,
    }
}

structure! {
    /// One id of BatchGetSecretValue that failed.
    ApiErrorType = "APIErrorType" {
        ErrorCode => error_code: Optional<ErrorCode>,
        Message => message: Optional<ErrorMessage>,
        SecretId => secret_id: Optional<SecretIdType>,
    }
}

types! {
    list ApiErrorListType of ApiErrorType: Limits::NONE;
    string ErrorCode: Limits::NONE;
    integer MaxResultsBatchType: Limits::between(1, 20);
    list SecretIdListType of SecretIdType: Limits::between(1, 20);
    list SecretValuesType of SecretValueEntry: Limits::NONE;
}

declared! {
    "BatchGetSecretValue": Request => Response,
    fails with [ResourceNotFoundException, InvalidParameterException, InvalidRequestException, DecryptionFailure, InternalServiceError, InvalidNextTokenException]
}
