//! GetSecretValue returns the value of one version.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html>

use crate::error::Error;
use crate::kms::Kms;
use crate::model::prelude::*;
use crate::ops::{Context, operation, view};

structure! {
    /// The request.
    Request = "GetSecretValueRequest" {
        SecretId => secret_id: Required<SecretIdType>,
        VersionId => version_id: Optional<SecretVersionIdType>,
        VersionStage => version_stage: Optional<SecretVersionStageType>,
    }
}

structure! {
    /// The response.
    Response = "GetSecretValueResponse" {
        ARN => arn: Optional<SecretARNType>,
        CreatedDate => created_date: Optional<TimestampType>,
        Name => name: Optional<SecretNameType>,
        SecretBinary => secret_binary: Optional<SecretBinaryType>,
        SecretString => secret_string: Optional<SecretStringType>,
        VersionId => version_id: Optional<SecretVersionIdType>,
        VersionStages => version_stages: Optional<SecretVersionStagesType>,
    }
}

operation! {
    "GetSecretValue": Request => Response, get_secret_value,
    fails with [ResourceNotFoundException, InvalidParameterException, InvalidRequestException, DecryptionFailure, InternalServiceError]
}

fn get_secret_value(request: Request, context: &mut Context<'_>) -> Result<Response, Error> {
    let from_other_account = context.from_other_account;
    let request_ids = &mut context.random.request_ids;
    context
        .store
        .read(context.at, &request.secret_id, |secret, keys| {
            secret.require_key_for(from_other_account)?;
            let version = secret.readable_version(
                request.version_id.as_deref(),
                request.version_stage.as_deref(),
                &mut Kms::new(keys, request_ids),
            )?;
            let (secret_string, secret_binary) = version.parts();
            let response = Response {
                arn: Some(secret.arn.clone().into()),
                name: Some(secret.name.clone().into()),
                version_id: Some(version.id.clone().into()),
                secret_binary,
                secret_string,
                // Recorded: a deprecated version has no VersionStages, not an empty list.
                version_stages: view::version_stages(secret.labels().on(&version.id)),
                // Recorded: the date of the version, not of the secret.
                created_date: Some(version.created),
            };
            Ok((response, version.id.clone()))
        })
}
