//! ValidateResourcePolicy checks a policy without attaching it.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ValidateResourcePolicy.html>

use crate::model::prelude::*;
use crate::ops::declared;

structure! {
    /// What the caller sends.
    Request = "ValidateResourcePolicyRequest" {
        SecretId => secret_id: Optional<SecretIdType>,
        ResourcePolicy => resource_policy: Required<NonEmptyResourcePolicyType>,
    }
}

structure! {
    /// What the service answers.
    Response = "ValidateResourcePolicyResponse" {
        PolicyValidationPassed => policy_validation_passed: Optional<BooleanType>,
        ValidationErrors => validation_errors: Optional<ValidationErrorsType>,
    }
}

structure! {
    /// One finding about a policy.
    ValidationErrorsEntry = "ValidationErrorsEntry" {
        CheckName => check_name: Optional<NameType>,
        ErrorMessage => error_message: Optional<ErrorMessage>,
    }
}

types! {
    list ValidationErrorsType of ValidationErrorsEntry: Limits::NONE;
}

declared! {
    "ValidateResourcePolicy": Request => Response,
    fails with [MalformedPolicyDocumentException, ResourceNotFoundException, InvalidParameterException, InternalServiceError, InvalidRequestException]
}
