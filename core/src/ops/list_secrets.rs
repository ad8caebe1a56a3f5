//! ListSecrets lists the secrets of the account and Region.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListSecrets.html>

use crate::error::Error;
use crate::listing::{Page, SortBy};
use crate::model::prelude::*;
use crate::ops::{Context, operation, view};
use crate::secret::Secret;
use crate::secret::deletion::Lifecycle;

structure! {
    /// The request.
    Request = "ListSecretsRequest" {
        IncludePlannedDeletion => include_planned_deletion: Optional<BooleanType>,
        MaxResults => max_results: Optional<MaxResultsType>,
        NextToken => next_token: Optional<NextTokenType>,
        Filters => filters: Optional<FiltersListType>,
        SortOrder => sort_order: Optional<SortOrderType>,
        SortBy => sort_by: Optional<SortByType>,
    }
}

structure! {
    /// The response.
    Response = "ListSecretsResponse" {
        NextToken => next_token: Optional<NextTokenType>,
        SecretList => secret_list: Optional<SecretListType>,
    }
}

structure! {
    /// One secret.
    SecretListEntry = "SecretListEntry" {
        ARN => arn: Optional<SecretARNType>,
        CreatedDate => created_date: Optional<TimestampType>,
        DeletedDate => deleted_date: Optional<TimestampType>,
        Description => description: Optional<DescriptionType>,
        ExternalSecretRotationMetadata => external_secret_rotation_metadata: Optional<ExternalSecretRotationMetadataType>,
        ExternalSecretRotationRoleArn => external_secret_rotation_role_arn: Optional<RoleARNType>,
        KmsKeyId => kms_key_id: Optional<KmsKeyIdType>,
        LastAccessedDate => last_accessed_date: Optional<TimestampType>,
        LastChangedDate => last_changed_date: Optional<TimestampType>,
        LastRotatedDate => last_rotated_date: Optional<TimestampType>,
        Name => name: Optional<SecretNameType>,
        NextRotationDate => next_rotation_date: Optional<TimestampType>,
        OwningService => owning_service: Optional<OwningServiceType>,
        PrimaryRegion => primary_region: Optional<RegionType>,
        RotationEnabled => rotation_enabled: Optional<BooleanType>,
        RotationLambdaARN => rotation_lambda_arn: Optional<RotationLambdaARNType>,
        RotationRules => rotation_rules: Optional<RotationRulesType>,
        SecretVersionsToStages => secret_versions_to_stages: Optional<SecretVersionsToStagesMapType>,
        Tags => tags: Optional<TagListType>,
        Type => secret_type: Optional<MedeaTypeType>,
    }
}

types! {
    list SecretListType of SecretListEntry: Limits::NONE;
    string SortByType: Limits::one_of(&["created-date", "last-accessed-date", "last-changed-date", "name"]);
    string SortOrderType: Limits::one_of(&["asc", "desc"]);
}

operation! {
    "ListSecrets": Request => Response, list_secrets,
    fails with [InvalidParameterException, InvalidRequestException, InvalidNextTokenException, InternalServiceError]
}

/// Recorded: the default page size.
const DEFAULT_PAGE: usize = 10;

fn list_secrets(request: Request, context: &mut Context<'_>) -> Result<Response, Error> {
    let filters = view::filters(request.filters.unwrap_or_default())?;
    let include_planned_deletion = request.include_planned_deletion.unwrap_or(false);
    let now = context.at.now;
    let in_view = |secret: &Secret| match secret.lifecycle {
        Lifecycle::Active => true,
        // Documented: hidden unless the request sets IncludePlannedDeletion.
        Lifecycle::ScheduledForDeletion { .. } => {
            include_planned_deletion && !secret.lifecycle.is_over(now)
        }
    };
    let shown =
        |secret: &Secret| in_view(secret) && filters.iter().all(|filter| filter.matches(secret));
    let page = Page {
        sort_by: SortBy::of(request.sort_by.as_deref()),
        descending: request.sort_order.as_deref() == Some("desc"),
        size: request
            .max_results
            .and_then(|size| usize::try_from(size).ok())
            .unwrap_or(DEFAULT_PAGE),
        token: request.next_token.as_deref(),
    };
    let (secrets, next_token) = page.of(context.store, context.at.place, shown)?;
    Ok(Response {
        next_token: next_token.map(Text::from),
        secret_list: Some(secrets.into_iter().map(entry).collect()),
    })
}

fn entry(secret: &Secret) -> SecretListEntry {
    SecretListEntry {
        arn: Some(secret.arn.clone().into()),
        created_date: Some(secret.created),
        deleted_date: secret.lifecycle.deleted(),
        description: secret.description.clone(),
        external_secret_rotation_metadata: view::external_metadata(&secret.rotation),
        external_secret_rotation_role_arn: secret.rotation.external_role_arn.clone(),
        kms_key_id: secret.kms_key_id.clone(),
        last_accessed_date: secret.accessed,
        last_changed_date: Some(secret.changed),
        last_rotated_date: secret.rotation.last_rotated,
        name: Some(secret.name.clone().into()),
        next_rotation_date: view::next_rotation_date(&secret.rotation),
        owning_service: secret.owning_service.clone(),
        primary_region: secret.primary_region().map(Text::from),
        rotation_enabled: secret.rotation.enabled,
        rotation_lambda_arn: secret.rotation.lambda_arn.clone(),
        rotation_rules: view::rotation_rules(&secret.rotation),
        secret_versions_to_stages: view::versions_to_stages(secret),
        tags: secret.tags.as_ref().map(view::tags),
        secret_type: secret.secret_type.clone(),
    }
}
