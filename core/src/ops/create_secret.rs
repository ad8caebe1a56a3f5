//! CreateSecret creates a secret, and its first version if the request has a value.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html>

use crate::error::Error;
use crate::identifiers::{Name, SecretArn, VersionId};
use crate::kms::Kms;
use crate::model::prelude::*;
use crate::ops::{Context, operation, view};
use crate::replication::{CrossAccount, Status, require_other_account};
use crate::secret::Secret;
use crate::secret::external::require_known_type;
use crate::secret::tags::Tags;
use crate::secret::version::SecretValue;

structure! {
    /// The request.
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
    /// The response.
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
    // Guess: an empty Type, which the model allows, is treated as absent.
    let secret_type = request
        .secret_type
        .clone()
        .filter(|secret_type| !secret_type.is_empty());
    if let Some(secret_type) = &secret_type {
        require_known_type(secret_type)?;
    }
    require_bare_replica(&request)?;
    let value = SecretValue::of(request.secret_string.clone(), request.secret_binary.clone())?;
    let at = context.at;
    if let Ok(existing) = context.store.find(at, &request.name) {
        let mut kms = Kms::new(&context.store.keys, &mut context.random.request_ids);
        return repeat(existing, token, value.as_ref(), &mut kms);
    }
    let overwrite = request.force_overwrite_replica_secret.unwrap_or(false);
    let replicas = request
        .add_replica_regions
        .map(|asked| view::replicas(asked, at.place.region))
        .transpose()?;
    let suffix = context.random.arn_suffixes.arn_suffix();
    let arn = SecretArn::new(at.place.account_id, at.place.region, &request.name, &suffix);
    let mut secret = Secret::new(arn, Name::from(request.name), at.now);
    secret.set_description(request.description);
    secret.secret_type = secret_type;
    if let Some(key) = &request.kms_key_id {
        context.kms().require_key(key, at.place)?;
        secret.set_kms_key(key, &context.store.keys);
    }
    if let Some(tags) = request.tags {
        secret.tags = Some(Tags::default().with(view::tag_pairs(tags))?);
    }
    if let Some(primary) = &request.cross_account_primary_arn {
        secret.cross_account = CrossAccount::Replica {
            primary: require_other_account(primary, &secret.arn)?,
            status: Status::Pending,
        };
    }
    let version_id = value.is_some().then(|| token.clone());
    if let Some(value) = value {
        secret.require_kms_for(&token, &mut context.kms())?;
        secret.put_value(token, value, None, at.now)?;
    }
    let mut response = answer(&secret, version_id);
    let name = secret.name.clone();
    context.store.insert(at, secret);
    if let Some(replicas) = replicas {
        let regions: Vec<_> = replicas
            .iter()
            .map(|replica| replica.region.clone())
            .collect();
        let request_ids = &mut context.random.request_ids;
        context
            .store
            .add_replicas(at, &name, replicas, overwrite, request_ids)?;
        let secret = context.store.find(at, &name)?;
        response.replication_status = Some(view::replication_status(secret, &regions, at.now));
    }
    Ok(response)
}

/// Recorded: a repetition with the same name, token and value gets the same response. Another value is rejected because of the token; all
/// other requests are rejected because of the name.
fn repeat(
    existing: &Secret,
    token: VersionId,
    value: Option<&SecretValue>,
    kms: &mut Kms<'_>,
) -> Result<Response, Error> {
    if existing.lifecycle.require_active().is_err() {
        return Err(Error::NameScheduledForDeletion);
    }
    if value.is_some() && existing.versions().get(&token).is_some() {
        existing.require_kms_for(&token, kms)?;
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

/// Documented: a cross-account replica gets everything except its name, tags and key from its primary, and needs its own key.
fn require_bare_replica(request: &Request) -> Result<(), Error> {
    if request.cross_account_primary_arn.is_none() {
        return Ok(());
    }
    let given = [
        ("SecretString", request.secret_string.is_some()),
        ("SecretBinary", request.secret_binary.is_some()),
        ("Description", request.description.is_some()),
        ("AddReplicaRegions", request.add_replica_regions.is_some()),
        ("Type", request.secret_type.is_some()),
    ];
    if let Some((member, _)) = given.into_iter().find(|(_, given)| *given) {
        return Err(Error::CrossAccountReplicaGiven { member });
    }
    match request.kms_key_id.as_deref() {
        None | Some("" | "alias/aws/secretsmanager") => Err(Error::CrossAccountReplicaNeedsKey),
        Some(_) => Ok(()),
    }
}
