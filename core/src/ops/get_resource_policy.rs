//! GetResourcePolicy reads a policy of a secret.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetResourcePolicy.html>

use crate::model::prelude::*;
use crate::ops::declared;

structure! {
    /// What the caller sends.
    Request = "GetResourcePolicyRequest" {
        SecretId => secret_id: Required<SecretIdType>,
        PolicyName => policy_name: Optional<ResourcePolicyNameType>,
    }
}

structure! {
    /// What the service answers.
    Response = "GetResourcePolicyResponse" {
        ARN => arn: Optional<SecretARNType>,
        Name => name: Optional<NameType>,
        PolicyName => policy_name: Optional<ResourcePolicyNameType>,
        ResourcePolicy => resource_policy: Optional<NonEmptyResourcePolicyType>,
    }
}

declared! {
    "GetResourcePolicy": Request => Response,
    fails with [ResourceNotFoundException, InternalServiceError, InvalidRequestException, InvalidParameterException]
}
