//! CreateSecret makes a secret, and its first version where a value is given.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html>

use crate::error::Error;
use crate::model::prelude::*;
use crate::ops::{Context, operation, view};
use crate::secret::Secret;
use crate::secret::id::{Arn, Name};
use crate::secret::tags::Tags;
use crate::secret::version::{SecretValue, VersionId};

structure! {
    /// What the caller sends.
    Request = "CreateSecretRequest" {
        Name => name: Required<NameType>,
        ClientRequestToken => client_request_token: IdempotencyToken<ClientRequestTokenType>,
        Description => description: Optional<DescriptionType>,
        KmsKeyId => kms_key_id: Optional<KmsKeyIdType>,
        SecretBinary => secret_binary: Optional<SecretBinaryType>,
        SecretString => secret_string: Optional<SecretStringType>,
        Tags => tags: Optional<TagListType>,
        AddReplicaRegions => add_replica_regions: Optional<AddReplicaRegionListType>,
        ForceOverwriteReplicaSecret => force_overwrite_replica_secret: Optional<BooleanType>,
        Type => secret_type: Optional<MedeaTypeType>,
        CrossAccountPrimaryARN => cross_account_primary_arn: Optional<SecretARNType>,
    }
}

structure! {
    /// What the service answers.
    Response = "CreateSecretResponse" {
        ARN => arn: Optional<SecretARNType>,
        Name => name: Optional<SecretNameType>,
        ReplicationStatus => replication_status: Optional<ReplicationStatusListType>,
        VersionId => version_id: Optional<SecretVersionIdType>,
    }
}

operation! {
    "CreateSecret": Request => Response, create_secret,
    fails with [InvalidParameterException, InvalidRequestException, LimitExceededException, EncryptionFailure, ResourceExistsException, ResourceNotFoundException, MalformedPolicyDocumentException, InternalServiceError, PreconditionNotMetException, DecryptionFailure]
}

fn create_secret(request: Request, context: &mut Context<'_>) -> Result<Response, Error> {
    let token = VersionId::from(request.client_request_token.clone().ok_or(Error::NoToken)?);
    refuse_what_is_missing(&request)?;
    let value = SecretValue::of(request.secret_string.clone(), request.secret_binary.clone())?;
    if let Ok(existing) = context.secret(&request.name) {
        return repeat(existing, token, value.as_ref());
    }
    let suffix = context.random.arn_suffixes.arn_suffix();
    let arn = Arn::new(&context.account_id, &context.region, &request.name, &suffix);
    let mut secret = Secret::new(arn, Name::from(request.name), context.now);
    secret.set_description(request.description);
    if let Some(key) = &request.kms_key_id {
        secret.set_kms_key(key);
    }
    if let Some(tags) = request.tags {
        secret.tags = Some(Tags::default().with(view::tag_pairs(tags))?);
    }
    let version_id = value.is_some().then(|| token.clone());
    if let Some(value) = value {
        secret.put_value(token, value, None, context.now)?;
    }
    let response = answer(&secret, version_id);
    context.insert(secret);
    Ok(response)
}

/// Recorded: the same name, token and value again is answered as the first time; another value is refused by the token, all else by the name.
fn repeat(
    existing: &Secret,
    token: VersionId,
    value: Option<&SecretValue>,
) -> Result<Response, Error> {
    if existing.lifecycle.require_active().is_err() {
        return Err(Error::NameScheduledForDeletion);
    }
    match (existing.versions().get(&token), value) {
        (Some(version), Some(_)) if version.value.as_ref() == value => {
            Ok(answer(existing, Some(token)))
        }
        (Some(_), Some(_)) => Err(Error::TokenReused {
            token: token.into(),
            arn: existing.arn.clone().into(),
        }),
        _ => Err(Error::AlreadyExists {
            name: existing.name.clone().into(),
        }),
    }
}

fn answer(secret: &Secret, version_id: Option<VersionId>) -> Response {
    Response {
        arn: Some(secret.arn.clone().into()),
        name: Some(secret.name.clone().into()),
        version_id: version_id.map(Text::from),
        ..Response::default()
    }
}

/// What this fake does not do yet is refused rather than left out in silence.
fn refuse_what_is_missing(request: &Request) -> Result<(), Error> {
    if request.add_replica_regions.is_some() {
        return Err(Error::NotImplemented {
            what: "AddReplicaRegions of CreateSecret",
        });
    }
    if request
        .secret_type
        .as_ref()
        .is_some_and(|kind| !kind.is_empty())
    {
        return Err(Error::NotImplemented {
            what: "Type of CreateSecret",
        });
    }
    if request.cross_account_primary_arn.is_some() {
        return Err(Error::NotImplemented {
            what: "CrossAccountPrimaryARN of CreateSecret",
        });
    }
    Ok(())
}
