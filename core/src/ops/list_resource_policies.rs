//! ListResourcePolicies names the policies of a secret.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ListResourcePolicies.html>

use crate::model::prelude::*;
use crate::ops::declared;

structure! {
    /// What the caller sends.
    Request = "ListResourcePoliciesRequest" {
        SecretId => secret_id: Required<SecretIdType>,
        MaxResults => max_results: Optional<MaxResultsType>,
        NextToken => next_token: Optional<NextTokenType>,
    }
}

structure! {
    /// What the service answers.
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

declared! {
    "ListResourcePolicies": Request => Response,
    fails with [ResourceNotFoundException, InvalidNextTokenException, InternalServiceError, InvalidRequestException, InvalidParameterException]
}
