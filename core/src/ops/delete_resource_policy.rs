//! DeleteResourcePolicy removes the policy of a secret.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteResourcePolicy.html>

use crate::error::Error;
use crate::model::prelude::*;
use crate::ops::{Context, operation};
use crate::policy;
use crate::store::{Change, Expect};

structure! {
    /// The request.
    Request = "DeleteResourcePolicyRequest" {
        SecretId => secret_id: Required<SecretIdType>,
        PolicyName => policy_name: Optional<ResourcePolicyNameType>,
    }
}

structure! {
    /// The response.
    Response = "DeleteResourcePolicyResponse" {
        ARN => arn: Optional<SecretARNType>,
        Name => name: Optional<NameType>,
        PolicyName => policy_name: Optional<ResourcePolicyNameType>,
    }
}

operation! {
    "DeleteResourcePolicy": Request => Response, delete_resource_policy,
    fails with [ResourceNotFoundException, InternalServiceError, InvalidRequestException, InvalidParameterException]
}

fn delete_resource_policy(request: Request, context: &mut Context<'_>) -> Result<Response, Error> {
    policy::require_default(request.policy_name.as_ref())?;
    context.store.update(
        context.at,
        &request.secret_id,
        Expect::Writable,
        |secret, _| {
            secret.policy = None;
            // Recorded. Guess: DeleteResourcePolicy advances LastChangedDate even if the secret has no policy.
            Ok(Change::dated(Response {
                arn: Some(secret.arn.clone().into()),
                name: Some(secret.name.clone().into()),
                // Recorded: absent if the request has none. Guess: DeleteResourcePolicy echoes PolicyName if the request has it.
                policy_name: request.policy_name,
            }))
        },
    )
}
