//! BatchGetSecretValue reads the values of several secrets.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_BatchGetSecretValue.html>

use crate::error::Error;
use crate::kms::Kms;
use crate::listing::{Page, SortBy};
use crate::model::prelude::*;
use crate::ops::{Context, operation, view};
use crate::secret::Secret;

structure! {
    /// The request.
    Request = "BatchGetSecretValueRequest" {
        SecretIdList => secret_id_list: Optional<SecretIdListType>,
        Filters => filters: Optional<FiltersListType>,
        MaxResults => max_results: Optional<MaxResultsBatchType>,
        NextToken => next_token: Optional<NextTokenType>,
    }
}

structure! {
    /// The response.
    Response = "BatchGetSecretValueResponse" {
        Errors => errors: Optional<APIErrorListType>,
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
    list APIErrorListType of ApiErrorType: Limits::NONE;
    string ErrorCode: Limits::NONE;
    integer MaxResultsBatchType: Limits::between(1, 20);
    list SecretIdListType of SecretIdType: Limits::between(1, 20);
    list SecretValuesType of SecretValueEntry: Limits::NONE;
}

operation! {
    "BatchGetSecretValue": Request => Response, batch_get_secret_value,
    fails with [ResourceNotFoundException, InvalidParameterException, InvalidRequestException, DecryptionFailure, InternalServiceError, InvalidNextTokenException]
}

/// Guess: the default page size of BatchGetSecretValue is also its maximum.
const DEFAULT_PAGE: usize = 20;

fn batch_get_secret_value(request: Request, context: &mut Context<'_>) -> Result<Response, Error> {
    let (ids, next_token): (Vec<Text>, _) = match (request.secret_id_list, request.filters) {
        (Some(_), Some(_)) => return Err(Error::IdsAndFilters),
        (None, None) => return Err(Error::NeitherIdsNorFilters),
        (Some(_), None) if request.max_results.is_some() => return Err(Error::PageWithoutFilters),
        // Recorded, one sample: both lists come in the reverse order of the request.
        (Some(ids), None) => (ids.into_iter().rev().collect(), None),
        (None, Some(filters)) => found(filters, request.max_results, request.next_token, context)?,
    };
    let (mut values, mut errors) = (Vec::new(), Vec::new());
    for id in ids {
        match value(&id, context) {
            Ok(entry) => values.push(entry),
            Err(error) => errors.push(ApiErrorType {
                error_code: Some(error.exception().name.into()),
                message: error.message().map(Text::from),
                secret_id: Some(id),
            }),
        }
    }
    Ok(Response {
        errors: Some(errors),
        next_token,
        secret_values: Some(values),
    })
}

/// The ARNs of one page of the secrets that match the filters, and the token of the next page.
fn found(
    filters: Vec<Filter>,
    size: Option<i64>,
    token: Option<Text>,
    context: &Context<'_>,
) -> Result<(Vec<Text>, Option<Text>), Error> {
    let filters = view::filters(filters)?;
    let shown = |secret: &Secret| {
        secret.lifecycle.require_active().is_ok()
            && filters.iter().all(|filter| filter.matches(secret))
    };
    let page = Page {
        sort_by: SortBy::default(),
        descending: false,
        size: size
            .and_then(|size| usize::try_from(size).ok())
            .unwrap_or(DEFAULT_PAGE),
        token: token.as_deref(),
    };
    let (secrets, next_token) = page.of(context.store, context.at.place, shown)?;
    let arns = secrets
        .into_iter()
        .map(|secret| secret.arn.clone().into())
        .collect();
    Ok((arns, next_token.map(Text::from)))
}

fn value(secret_id: &str, context: &mut Context<'_>) -> Result<SecretValueEntry, Error> {
    let request_ids = &mut context.random.request_ids;
    context.store.read(context.at, secret_id, |secret, keys| {
        let version = secret.readable_version(None, None, &mut Kms::new(keys, request_ids))?;
        let (secret_string, secret_binary) = version.parts();
        let entry = SecretValueEntry {
            arn: Some(secret.arn.clone().into()),
            created_date: Some(version.created),
            name: Some(secret.name.clone().into()),
            secret_binary,
            secret_string,
            version_id: Some(version.id.clone().into()),
            version_stages: view::version_stages(secret.labels().on(&version.id)),
        };
        Ok((entry, version.id.clone()))
    })
}
