//! PutResourcePolicy attaches a policy to a secret.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutResourcePolicy.html>

use crate::error::Error;
use crate::model::prelude::*;
use crate::ops::{Context, operation};
use crate::policy::{self, Policy};
use crate::store::{Change, Expect};

structure! {
    /// The request.
    Request = "PutResourcePolicyRequest" {
        SecretId => secret_id: Required<SecretIdType>,
        ResourcePolicy => resource_policy: Required<NonEmptyResourcePolicyType>,
        PolicyName => policy_name: Optional<ResourcePolicyNameType>,
        BlockPublicPolicy => block_public_policy: Optional<BooleanType>,
    }
}

structure! {
    /// The response.
    Response = "PutResourcePolicyResponse" {
        ARN => arn: Optional<SecretARNType>,
        Name => name: Optional<NameType>,
        PolicyName => policy_name: Optional<ResourcePolicyNameType>,
    }
}

operation! {
    "PutResourcePolicy": Request => Response, put_resource_policy,
    fails with [MalformedPolicyDocumentException, ResourceNotFoundException, InvalidParameterException, InternalServiceError, InvalidRequestException, PublicPolicyException],
    simplified [
        "users, roles and service principals are treated as existing; unknown ones are not rejected",
        "public access is detected by the rules that AWS documents for S3, not by automated reasoning",
        "a lockout is detected only if the caller's whole account is denied PutResourcePolicy without a Condition",
    ]
}

fn put_resource_policy(request: Request, context: &mut Context<'_>) -> Result<Response, Error> {
    // Guess: PutResourcePolicy checks PolicyName and the grammar of the policy before it looks up the secret.
    policy::require_default(request.policy_name.as_ref())?;
    let policy = Policy::read(&request.resource_policy)?;
    let account_id = context.at.place.account_id;
    context.store.update(
        context.at,
        &request.secret_id,
        Expect::Writable,
        |secret, _| {
            // Recorded: public policies are accepted if BlockPublicPolicy is not set.
            if request.block_public_policy.unwrap_or(false) {
                policy.require_not_public()?;
            }
            policy.require_manageable(account_id, Some(&secret.arn))?;
            secret.policy = Some(policy.printed());
            // Recorded. Inferred: also if the policy is unchanged.
            Ok(Change::dated(Response {
                arn: Some(secret.arn.clone().into()),
                name: Some(secret.name.clone().into()),
                // Recorded: absent if the request has none. Guess: PutResourcePolicy echoes PolicyName if the request has it.
                policy_name: request.policy_name,
            }))
        },
    )
}
