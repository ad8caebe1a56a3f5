//! UpdateSecret changes metadata, the value, or both.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecret.html>

use crate::error::Error;
use crate::identifiers::VersionId;
use crate::kms::Kms;
use crate::model::prelude::*;
use crate::ops::{Context, operation};
use crate::secret::version::SecretValue;
use crate::store::{Change, Expect};

structure! {
    /// The request.
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
    /// The response.
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
    // Recorded: a missing token is rejected before the secret is looked up.
    let token = VersionId::from(request.client_request_token.ok_or(Error::NoToken)?);
    let value = SecretValue::of(request.secret_string, request.secret_binary)?;
    let metadata_given = request.description.is_some() || request.kms_key_id.is_some();
    let asked_type = request.secret_type.filter(|kind| !kind.is_empty());
    let (at, from_other_account) = (context.at, context.from_other_account);
    let request_ids = &mut context.random.request_ids;
    context
        .store
        .update(at, &request.secret_id, Expect::Writable, |secret, keys| {
            let mut kms = Kms::new(keys, request_ids);
            // Documented: the type cannot change. Guess: UpdateSecret accepts the Type that the secret already has.
            if asked_type.is_some() && asked_type != secret.secret_type {
                return Err(Error::TypeCannotChange);
            }
            if let Some(key) = &request.kms_key_id {
                kms.require_key(key, at.place)?;
                secret.set_kms_key(key, keys);
            }
            if request.description.is_some() {
                secret.set_description(request.description);
            }
            if value.is_some() {
                secret.require_key_for(from_other_account)?;
                secret.require_kms_for(&token, &mut kms)?;
            }
            let version_id = value.is_some().then(|| token.clone());
            let new_value = match value {
                Some(value) => secret.put_value(token, value, None, at.now)?,
                None => false,
            };
            // Recorded: metadata, and an equal value with a new token, advance the date. Inferred from PutSecretValue: a repetition of the token
            // that changes nothing does not. Guess: UpdateSecret without any optional member advances LastChangedDate.
            let moves_date = new_value || version_id.is_none() || metadata_given;
            let response = Response {
                arn: Some(secret.arn.clone().into()),
                name: Some(secret.name.clone().into()),
                // Recorded: no VersionId if the request has no value.
                version_id: version_id.map(Text::from),
            };
            Ok(Change::dated_if(moves_date, response))
        })
}
