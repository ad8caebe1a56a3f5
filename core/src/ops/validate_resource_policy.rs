//! ValidateResourcePolicy checks a policy without attaching it.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ValidateResourcePolicy.html>

use crate::error::Error;
use crate::model::prelude::*;
use crate::ops::{Context, operation};
use crate::policy::Policy;

structure! {
    /// The request.
    Request = "ValidateResourcePolicyRequest" {
        SecretId => secret_id: Optional<SecretIdType>,
        ResourcePolicy => resource_policy: Required<NonEmptyResourcePolicyType>,
    }
}

structure! {
    /// The response.
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

operation! {
    "ValidateResourcePolicy": Request => Response, validate_resource_policy,
    fails with [MalformedPolicyDocumentException, ResourceNotFoundException, InvalidParameterException, InternalServiceError, InvalidRequestException],
    simplified ["same as PutResourcePolicy"]
}

fn validate_resource_policy(
    request: Request,
    context: &mut Context<'_>,
) -> Result<Response, Error> {
    // Recorded: invalid grammar is an error here too, not a finding.
    let policy = Policy::read(&request.resource_policy)?;
    let account_id = context.at.place.account_id;
    let arn = match &request.secret_id {
        Some(secret_id) => {
            let secret = context.store.find(context.at, secret_id)?;
            secret.lifecycle.require_active()?;
            Some(secret.arn.clone())
        }
        None => None,
    };
    // Guess: if both checks of ValidateResourcePolicy fail, the finding on public access comes before the one on lockout.
    let findings = [
        ("BlockPublicPolicyCheck", policy.require_not_public()),
        (
            "LockOutCheck",
            policy.require_manageable(account_id, arn.as_deref()),
        ),
    ];
    let errors: Vec<_> = findings
        .into_iter()
        .filter_map(|(check, finding)| Some(entry(check, &finding.err()?)))
        .collect();
    Ok(Response {
        policy_validation_passed: Some(errors.is_empty()),
        validation_errors: Some(errors),
    })
}

fn entry(check: &'static str, finding: &Error) -> ValidationErrorsEntry {
    ValidationErrorsEntry {
        check_name: Some(check.into()),
        error_message: finding.message().map(Text::from),
    }
}
