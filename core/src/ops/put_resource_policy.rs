//! PutResourcePolicy attaches a policy to a secret.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutResourcePolicy.html>

use crate::model::prelude::*;
use crate::ops::declared;

structure! {
    /// What the caller sends.
    Request = "PutResourcePolicyRequest" {
        SecretId => secret_id: Required<SecretIdType>,
        ResourcePolicy => resource_policy: Required<NonEmptyResourcePolicyType>,
        PolicyName => policy_name: Optional<ResourcePolicyNameType>,
        BlockPublicPolicy => block_public_policy: Optional<BooleanType>,
    }
}

structure! {
    /// What the service answers.
    Response = "PutResourcePolicyResponse" {
        ARN => arn: Optional<SecretARNType>,
        Name => name: Optional<NameType>,
        PolicyName => policy_name: Optional<ResourcePolicyNameType>,
    }
}

declared! {
    "PutResourcePolicy": Request => Response,
    fails with [MalformedPolicyDocumentException, ResourceNotFoundException, InvalidParameterException, InternalServiceError, InvalidRequestException, PublicPolicyException]
}
