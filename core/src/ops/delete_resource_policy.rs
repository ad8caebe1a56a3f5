//! DeleteResourcePolicy takes a policy off a secret.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteResourcePolicy.html>

use crate::model::prelude::*;
use crate::ops::declared;

structure! {
    /// What the caller sends.
    Request = "DeleteResourcePolicyRequest" {
        SecretId => secret_id: Required<SecretIdType>,
        PolicyName => policy_name: Optional<ResourcePolicyNameType>,
    }
}

structure! {
    /// What the service answers.
    Response = "DeleteResourcePolicyResponse" {
        ARN => arn: Optional<SecretARNType>,
        Name => name: Optional<NameType>,
        PolicyName => policy_name: Optional<ResourcePolicyNameType>,
    }
}

declared! {
    "DeleteResourcePolicy": Request => Response,
    fails with [ResourceNotFoundException, InternalServiceError, InvalidRequestException, InvalidParameterException]
}
