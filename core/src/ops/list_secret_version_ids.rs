//! ListSecretVersionIds lists the versions of a secret.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecretVersionIds.html>

use crate::error::Error;
use crate::listing::page_by_id;
use crate::model::prelude::*;
use crate::ops::{Context, operation, view};
use crate::secret::Secret;
use crate::secret::version::Version;

structure! {
    /// The request.
    Request = "ListSecretVersionIdsRequest" {
        SecretId => secret_id: Required<SecretIdType>,
        MaxResults => max_results: Optional<MaxResultsType>,
        NextToken => next_token: Optional<NextTokenType>,
        IncludeDeprecated => include_deprecated: Optional<BooleanType>,
    }
}

structure! {
    /// The response.
    Response = "ListSecretVersionIdsResponse" {
        ARN => arn: Optional<SecretARNType>,
        Name => name: Optional<SecretNameType>,
        NextToken => next_token: Optional<NextTokenType>,
        Versions => versions: Optional<SecretVersionsListType>,
    }
}

structure! {
    /// One version.
    SecretVersionsListEntry = "SecretVersionsListEntry" {
        CreatedDate => created_date: Optional<TimestampType>,
        KmsKeyIds => kms_key_ids: Optional<KmsKeyIdListType>,
        LastAccessedDate => last_accessed_date: Optional<TimestampType>,
        VersionId => version_id: Optional<SecretVersionIdType>,
        VersionStages => version_stages: Optional<SecretVersionStagesType>,
    }
}

types! {
    list KmsKeyIdListType of KmsKeyIdType: Limits::NONE;
    list SecretVersionsListType of SecretVersionsListEntry: Limits::NONE;
}

operation! {
    "ListSecretVersionIds": Request => Response, list_secret_version_ids,
    fails with [InvalidNextTokenException, ResourceNotFoundException, InternalServiceError, InvalidParameterException]
}

/// Guess: the default page size of ListSecretVersionIds is 100. No recording is long enough to show it.
const DEFAULT_PAGE: usize = 100;

fn list_secret_version_ids(request: Request, context: &mut Context<'_>) -> Result<Response, Error> {
    let secret = context.store.find(context.at, &request.secret_id)?;
    let include_deprecated = request.include_deprecated.unwrap_or(false);
    let versions = if include_deprecated && secret.primary_of_replica().is_some() {
        // Recorded twice, although the replica had versions that were readable by id.
        Vec::new()
    } else {
        secret
            .versions()
            .listed(secret.labels(), include_deprecated)
    };
    let size = request
        .max_results
        .and_then(|size| usize::try_from(size).ok())
        .unwrap_or(DEFAULT_PAGE);
    let (versions, next_token) = page_by_id(
        versions,
        |version| &version.id,
        size,
        request.next_token.as_deref(),
    )?;
    Ok(Response {
        arn: Some(secret.arn.clone().into()),
        name: Some(secret.name.clone().into()),
        next_token: next_token.map(Text::from),
        versions: Some(
            versions
                .into_iter()
                .map(|version| entry(secret, version))
                .collect(),
        ),
    })
}

fn entry(secret: &Secret, version: &Version) -> SecretVersionsListEntry {
    SecretVersionsListEntry {
        created_date: Some(version.created),
        kms_key_ids: Some(version.kms_key_ids.clone()),
        last_accessed_date: version.accessed,
        version_id: Some(version.id.clone().into()),
        version_stages: view::version_stages(secret.labels().on(&version.id)),
    }
}
