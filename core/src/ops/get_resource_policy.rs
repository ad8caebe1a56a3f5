//! GetResourcePolicy returns the policy of a secret.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetResourcePolicy.html>

use crate::error::Error;
use crate::model::prelude::*;
use crate::ops::{Context, operation};
use crate::policy;

structure! {
    /// The request.
    Request = "GetResourcePolicyRequest" {
        SecretId => secret_id: Required<SecretIdType>,
        PolicyName => policy_name: Optional<ResourcePolicyNameType>,
    }
}

structure! {
    /// The response.
    Response = "GetResourcePolicyResponse" {
        ARN => arn: Optional<SecretARNType>,
        Name => name: Optional<NameType>,
        PolicyName => policy_name: Optional<ResourcePolicyNameType>,
        ResourcePolicy => resource_policy: Optional<NonEmptyResourcePolicyType>,
    }
}

operation! {
    "GetResourcePolicy": Request => Response, get_resource_policy,
    fails with [ResourceNotFoundException, InternalServiceError, InvalidRequestException, InvalidParameterException]
}

fn get_resource_policy(request: Request, context: &mut Context<'_>) -> Result<Response, Error> {
    let named = policy::is_default(request.policy_name.as_deref());
    // Quoted: rejected while the secret is scheduled for deletion.
    let secret = context.store.find(context.at, &request.secret_id)?;
    secret.lifecycle.require_active()?;
    Ok(Response {
        arn: Some(secret.arn.clone().into()),
        name: Some(secret.name.clone().into()),
        // Recorded: absent if the request has none. Guess: GetResourcePolicy echoes PolicyName if the request has it.
        policy_name: request.policy_name,
        // Recorded: absent if there is no policy. Guess: GetResourcePolicy with an unknown PolicyName succeeds without a policy.
        resource_policy: secret.policy.clone().filter(|_| named),
    })
}
