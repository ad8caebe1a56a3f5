//! PutSecretValue stores a value as a new version.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html>

use crate::error::Error;
use crate::identifiers::VersionId;
use crate::kms::Kms;
use crate::model::prelude::*;
use crate::ops::{Context, operation, view};
use crate::secret::labels::Label;
use crate::secret::version::SecretValue;
use crate::store::{Change, Expect};

structure! {
    /// The request.
    Request = "PutSecretValueRequest" {
        SecretId => secret_id: Required<SecretIdType>,
        ClientRequestToken => client_request_token: IdempotencyToken<ClientRequestTokenType>,
        SecretBinary => secret_binary: Optional<SecretBinaryType>,
        SecretString => secret_string: Optional<SecretStringType>,
        VersionStages => version_stages: Optional<SecretVersionStagesType>,
        RotationToken => rotation_token: Optional<RotationTokenType>,
    }
}

structure! {
    /// The response.
    Response = "PutSecretValueResponse" {
        ARN => arn: Optional<SecretARNType>,
        Name => name: Optional<SecretNameType>,
        VersionId => version_id: Optional<SecretVersionIdType>,
        VersionStages => version_stages: Optional<SecretVersionStagesType>,
    }
}

types! {
    string RotationTokenType: Limits::between(36, 256).matching(pattern::ROTATION_TOKEN).sensitive();
}

operation! {
    "PutSecretValue": Request => Response, put_secret_value,
    fails with [InvalidParameterException, InvalidRequestException, LimitExceededException, EncryptionFailure, ResourceExistsException, ResourceNotFoundException, InternalServiceError, DecryptionFailure]
}

fn put_secret_value(request: Request, context: &mut Context<'_>) -> Result<Response, Error> {
    // Recorded: a missing token is rejected before the secret is looked up.
    let token = VersionId::from(request.client_request_token.ok_or(Error::NoToken)?);
    let value =
        SecretValue::of(request.secret_string, request.secret_binary)?.ok_or(Error::NoValue)?;
    let named: Option<Vec<Label>> = request
        .version_stages
        .map(|stages| stages.into_iter().map(Label::from).collect());
    let (now, from_other_account) = (context.at.now, context.from_other_account);
    let request_ids = &mut context.random.request_ids;
    context.store.update(
        context.at,
        &request.secret_id,
        Expect::Writable,
        |secret, keys| {
            secret.require_key_for(from_other_account)?;
            secret.require_kms_for(&token, &mut Kms::new(keys, request_ids))?;
            let changed = secret.put_value(token.clone(), value, named.as_deref(), now)?;
            let response = Response {
                arn: Some(secret.arn.clone().into()),
                name: Some(secret.name.clone().into()),
                version_stages: view::version_stages(secret.labels().on(&token)),
                version_id: Some(token.into()),
            };
            // Recorded: a repetition advances LastChangedDate only if it adds a label.
            Ok(Change::dated_if(changed, response))
        },
    )
}
