//! The error codes that a fault can return, and the default message of each.

use super::call::Call;
use crate::error::{Error, Exception};
use crate::identifiers::root_user;
use crate::misuse::Misuse;
use crate::ops::{self as operations, Operation};
use crate::saved::saved;
use crate::suggestion::did_you_mean;

/// The error of a fault.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(super) struct Answer {
    code: String,
    /// None for the standard message of the code.
    message: Option<String>,
}

saved! { struct Answer { code: "code", message: "message" } }

/// Codes that every operation can return although its model does not declare them.
pub(crate) const UNDECLARED: &[&str] = &[
    "AccessDeniedException",
    "ExpiredTokenException",
    "IncompleteSignature",
    "InternalFailure",
    "InternalServiceError",
    "InvalidSignatureException",
    "RequestExpired",
    "ServiceUnavailable",
    "ThrottlingException",
    "UnrecognizedClientException",
];

/// Codes that stand for several situations, or whose message needs data that the request does not have.
const NEEDS_A_MESSAGE: &[&str] = &[
    "DecryptionFailure",
    "EncryptionFailure",
    "InvalidParameterException",
    "PreconditionNotMetException",
    "ResourceExistsException",
];

impl Answer {
    /// An error with this code, for one operation or for all (`None`).
    pub(super) fn new(
        operation: Option<&Operation>,
        code: &str,
        message: Option<String>,
    ) -> Result<Self, Misuse> {
        let declared = |operation: &Operation| operation.errors.contains(&code);
        let known = Exception::ALL
            .iter()
            .any(|exception| exception.name == code)
            && (UNDECLARED.contains(&code)
                || match operation {
                    Some(operation) => declared(operation),
                    None => operations::OPERATIONS
                        .iter()
                        .any(|operation| declared(operation)),
                });
        if !known {
            return Err(unknown_code(operation, code));
        }
        if message.is_none() && NEEDS_A_MESSAGE.contains(&code) {
            return Err(Misuse::new(
                format!(
                    "{code} without a message, although the service has several messages for this code"
                ),
                "a message",
                "message=\"The parameter is not valid.\"",
            ));
        }
        Ok(Self {
            code: code.to_owned(),
            message,
        })
    }

    /// The code.
    pub(super) fn code(&self) -> &str {
        &self.code
    }

    /// The message that was given.
    pub(super) fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// The error that a call gets.
    pub(super) fn error(&self, call: &Call<'_>) -> Error {
        let usual = || usual(&self.code, call).unwrap_or(Error::InternalError);
        let exception = || {
            Exception::ALL
                .iter()
                .find(|exception| exception.name == self.code)
        };
        match (&self.message, exception()) {
            (Some(message), Some(exception)) => Error::AskedFor {
                exception: *exception,
                message: message.clone(),
            },
            _ => usual(),
        }
    }
}

/// The standard situation of a code.
fn usual(code: &str, call: &Call<'_>) -> Option<Error> {
    Some(match code {
        "AccessDeniedException" => access_denied(call),
        "ExpiredTokenException" => Error::ExpiredToken,
        "IncompleteSignature" => Error::IncompleteSignature,
        "InternalFailure" => Error::InternalFailure,
        "InternalServiceError" => Error::InternalError,
        "InvalidNextTokenException" => Error::InvalidNextToken,
        "InvalidRequestException" => Error::MarkedForDeletion,
        "InvalidSignatureException" => Error::InvalidSignature,
        "LimitExceededException" => Error::TooManyLabels,
        "MalformedPolicyDocumentException" => Error::PolicySyntax,
        "PublicPolicyException" => Error::PublicPolicy,
        "RequestExpired" => Error::RequestExpired,
        "ResourceNotFoundException" => Error::SecretNotFound,
        "ServiceUnavailable" => Error::ServiceUnavailable,
        "ThrottlingException" => Error::Throttled,
        "UnrecognizedClientException" => Error::UnknownCredentials,
        _ => return None,
    })
}

fn access_denied(call: &Call<'_>) -> Error {
    let user = root_user(call.account_id);
    let action = format!("secretsmanager:{}", call.operation);
    match call.resource.cloned() {
        Some(resource) => Error::NotAllowedByIdentity {
            user,
            action,
            resource,
        },
        None => Error::NotAllowedAtAll { user, action },
    }
}

fn unknown_code(operation: Option<&Operation>, code: &str) -> Misuse {
    let declared = operation.map_or(&[][..], |operation| operation.errors);
    let suggestion = did_you_mean(code, declared.iter().chain(UNDECLARED).copied());
    let target = match operation {
        Some(operation) => format!("{}, which declares {}", operation.name, declared.join(", ")),
        None => "all operations".to_owned(),
    };
    Misuse::new(
        format!("invalid code \"{code}\"{suggestion} for {target}"),
        "one of these or a common AWS error: AccessDeniedException, ExpiredTokenException, IncompleteSignature, \
         InternalFailure, InternalServiceError, InvalidSignatureException, RequestExpired, ServiceUnavailable, ThrottlingException \
         or UnrecognizedClientException",
        "\"ThrottlingException\"",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_exception_has_a_default_message_or_requires_one() {
        let call = Call {
            operation: "GetSecretValue",
            account_id: "123456789012",
            region: "us-east-1",
            caller: "123456789012",
            resource: None,
            secrets: &[],
            over_http: true,
            predicates: &[],
        };
        let never_injected = [
            "SerializationException",
            "UnknownOperationException",
            "ValidationException",
        ];
        for exception in Exception::ALL {
            let usual = usual(exception.name, &call);
            let none_expected = NEEDS_A_MESSAGE.contains(&exception.name)
                || never_injected.contains(&exception.name);
            assert_eq!(usual.is_none(), none_expected, "{}", exception.name);
            assert!(usual.is_none_or(|error| error.exception() == *exception));
        }
    }
}
