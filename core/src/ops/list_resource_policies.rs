//! ListResourcePolicies lists the policies of a secret.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListResourcePolicies.html>

use crate::error::Error;
use crate::listing::page_by_id;
use crate::model::prelude::*;
use crate::ops::{Context, operation};
use crate::policy;

structure! {
    /// The request.
    Request = "ListResourcePoliciesRequest" {
        SecretId => secret_id: Required<SecretIdType>,
        MaxResults => max_results: Optional<MaxResultsType>,
        NextToken => next_token: Optional<NextTokenType>,
    }
}

structure! {
    /// The response.
    Response = "ListResourcePoliciesResponse" {
        NextToken => next_token: Optional<NextTokenType>,
        ResourcePolicies => resource_policies: Required<ResourcePolicySummaryListType>,
    }
}

structure! {
    /// One resource policy.
    ResourcePolicySummary = "ResourcePolicySummary" {
        PolicyName => policy_name: Optional<ResourcePolicyNameType>,
    }
}

types! {
    list ResourcePolicySummaryListType of ResourcePolicySummary: Limits::between(0, 100);
}

operation! {
    "ListResourcePolicies": Request => Response, list_resource_policies,
    fails with [ResourceNotFoundException, InvalidNextTokenException, InternalServiceError, InvalidRequestException, InvalidParameterException],
    absent ["policies that AWS services attach"]
}

/// Guess: the default page size of ListResourcePolicies is 100. In the fake, a secret has at most one policy.
const DEFAULT_PAGE: usize = 100;

fn list_resource_policies(request: Request, context: &mut Context<'_>) -> Result<Response, Error> {
    let secret = context.store.find(context.at, &request.secret_id)?;
    secret.lifecycle.require_active()?;
    let names = secret.policy.iter().map(|_| policy::DEFAULT).collect();
    let size = request
        .max_results
        .and_then(|size| usize::try_from(size).ok())
        .unwrap_or(DEFAULT_PAGE);
    let (names, next_token) = page_by_id(names, |name| name, size, request.next_token.as_deref())?;
    let summary = |name| ResourcePolicySummary {
        policy_name: Some(Text::from(name)),
    };
    Ok(Response {
        next_token: next_token.map(Text::from),
        resource_policies: names.into_iter().map(summary).collect(),
    })
}
