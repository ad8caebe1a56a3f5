//! UpdateSecret changes metadata, the value, or both.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecret.html>

use crate::error::Error;
use crate::model::prelude::*;
use crate::ops::{Context, operation};
use crate::secret::version::{SecretValue, VersionId};

structure! {
    /// What the caller sends.
    Request = "UpdateSecretRequest" {
        SecretId => secret_id: Required<SecretIdType>,
        ClientRequestToken => client_request_token: IdempotencyToken<ClientRequestTokenType>,
        Description => description: Optional<DescriptionType>,
        KmsKeyId => kms_key_id: Optional<KmsKeyIdType>,
        SecretBinary => secret_binary: Optional<SecretBinaryType>,
        SecretString => secret_string: Optional<SecretStringType>,
        Type => secret_type: Optional<MedeaTypeType>,
    }
}

structure! {
    /// What the service answers.
    Response = "UpdateSecretResponse" {
        ARN => arn: Optional<SecretARNType>,
        Name => name: Optional<SecretNameType>,
        VersionId => version_id: Optional<SecretVersionIdType>,
    }
}

operation! {
    "UpdateSecret": Request => Response, update_secret,
    fails with [InvalidParameterException, InvalidRequestException, LimitExceededException, EncryptionFailure, ResourceExistsException, ResourceNotFoundException, MalformedPolicyDocumentException, InternalServiceError, PreconditionNotMetException, DecryptionFailure]
}

fn update_secret(request: Request, context: &mut Context<'_>) -> Result<Response, Error> {
    // Recorded: a missing token is refused before the secret is looked up.
    let token = VersionId::from(request.client_request_token.ok_or(Error::NoToken)?);
    if request
        .secret_type
        .as_ref()
        .is_some_and(|kind| !kind.is_empty())
    {
        return Err(Error::NotImplemented {
            what: "Type of UpdateSecret",
        });
    }
    let value = SecretValue::of(request.secret_string, request.secret_binary)?;
    let metadata_given = request.description.is_some() || request.kms_key_id.is_some();
    let now = context.now;
    let secret = context.active_secret(&request.secret_id)?;
    // A copy is changed, so that a refusal half-way changes nothing.
    let mut updated = secret.clone();
    if let Some(key) = &request.kms_key_id {
        updated.set_kms_key(key);
    }
    if request.description.is_some() {
        updated.set_description(request.description);
    }
    let version_id = value.is_some().then(|| token.clone());
    let new_value = match value {
        Some(value) => updated.put_value(token, value, None, now)?,
        None => false,
    };
    // Recorded: metadata and an equal value under a new token move the date. Inferred from PutSecretValue: a repetition of the token that
    // changes nothing does not. Guess: a request without any optional member does.
    if new_value || version_id.is_none() || metadata_given {
        updated.touch(now);
    }
    *secret = updated;
    Ok(Response {
        arn: Some(secret.arn.clone().into()),
        name: Some(secret.name.clone().into()),
        // Recorded: no VersionId where no value was given.
        version_id: version_id.map(Text::from),
    })
}
