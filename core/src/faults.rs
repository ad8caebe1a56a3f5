//! Refusals that a test asks for, whatever the request says: throttling, a caller without rights, an error of the service.

use std::sync::Arc;

use crate::error::{Error, Exception};
use crate::misuse::Misuse;
use crate::suggestion;

/// The faults that are still to come, in the order in which they were asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Faults(Vec<Fault>);

#[derive(Clone, Debug)]
struct Fault {
    operation: &'static str,
    kind: Kind,
    times: u32,
}

/// What is answered.
#[derive(Clone, Debug)]
enum Kind {
    /// What an exception usually stands for.
    Usual(Exception),
    /// An exception with a sentence of the test's own.
    Told(Exception, String),
}

/// Who asks for what: what a refusal of authorisation names.
pub(crate) struct Subject<'a> {
    pub(crate) account_id: &'a str,
    /// SecretId or Name, as sent.
    pub(crate) resource: Option<&'a Arc<str>>,
}

impl Faults {
    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The faults in order: operation, code, message, and how often.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str, Option<&str>, u32)> {
        self.0.iter().map(|fault| {
            let (exception, message) = match &fault.kind {
                Kind::Usual(exception) => (exception, None),
                Kind::Told(exception, message) => (exception, Some(&**message)),
            };
            (fault.operation, exception.name, message, fault.times)
        })
    }

    /// Lets the next calls of an operation be refused; `declared` are the exceptions of its model.
    pub(crate) fn add(
        &mut self,
        operation: &'static str,
        declared: &[&'static str],
        code: &str,
        message: Option<String>,
        times: u32,
    ) -> Result<(), Misuse> {
        if times == 0 {
            return Err(Misuse::new("times is 0", "a number from 1 on", "times 2"));
        }
        let kind = kind(operation, declared, code, message)?;
        self.0.push(Fault {
            operation,
            kind,
            times,
        });
        Ok(())
    }

    /// The refusal of this call, if one is due.
    pub(crate) fn take(&mut self, operation: &str, subject: &Subject<'_>) -> Option<Error> {
        let place = self
            .0
            .iter()
            .position(|fault| fault.operation == operation)?;
        let fault = self.0.get_mut(place)?;
        fault.times = fault.times.saturating_sub(1);
        let kind = fault.kind.clone();
        if fault.times == 0 {
            self.0.remove(place);
        }
        match kind {
            Kind::Usual(exception) => usual(exception.name, operation, subject),
            Kind::Told(exception, message) => Some(Error::AskedFor { exception, message }),
        }
    }
}

fn kind(
    operation: &str,
    declared: &[&'static str],
    code: &str,
    message: Option<String>,
) -> Result<Kind, Misuse> {
    let exception = Exception::ALL
        .iter()
        .copied()
        .find(|exception| exception.name == code)
        .filter(|_| UNDECLARED.contains(&code) || declared.contains(&code))
        .ok_or_else(|| unknown_code(operation, declared, code))?;
    match message {
        Some(message) => Ok(Kind::Told(exception, message)),
        None if NEEDS_A_MESSAGE.contains(&code) => Err(Misuse::new(
            format!("{code} without a message, of which it has several"),
            "the message as well",
            "message \"The parameter is not valid.\"",
        )),
        None => Ok(Kind::Usual(exception)),
    }
}

/// What every operation may answer although the model does not say so.
const UNDECLARED: &[&str] = &[
    "AccessDeniedException",
    "InternalServiceError",
    "ThrottlingException",
    "UnrecognizedClientException",
];

/// Exceptions that stand for too many things, or whose sentence needs data that the request does not have.
const NEEDS_A_MESSAGE: &[&str] = &[
    "DecryptionFailure",
    "EncryptionFailure",
    "InvalidParameterException",
    "PreconditionNotMetException",
    "ResourceExistsException",
];

/// The refusal that an exception usually stands for.
fn usual(code: &str, operation: &str, subject: &Subject<'_>) -> Option<Error> {
    Some(match code {
        "AccessDeniedException" => access_denied(operation, subject),
        "InternalServiceError" => Error::InternalError,
        "InvalidNextTokenException" => Error::InvalidNextToken,
        "InvalidRequestException" => Error::MarkedForDeletion,
        "LimitExceededException" => Error::TooManyLabels,
        "MalformedPolicyDocumentException" => Error::PolicySyntax,
        "PublicPolicyException" => Error::PublicPolicy,
        "ResourceNotFoundException" => Error::SecretNotFound,
        "ThrottlingException" => Error::Throttled,
        "UnrecognizedClientException" => Error::UnknownCredentials,
        _ => return None,
    })
}

fn access_denied(operation: &str, subject: &Subject<'_>) -> Error {
    // The fake knows the account of a caller and not the user.
    let user = format!("arn:aws:iam::{}:root", subject.account_id);
    let action = format!("secretsmanager:{operation}");
    match subject.resource.cloned() {
        Some(resource) => Error::NotAllowedByIdentity {
            user,
            action,
            resource,
        },
        None => Error::NotAllowedAtAll { user, action },
    }
}

fn unknown_code(operation: &str, declared: &[&'static str], code: &str) -> Misuse {
    let known = declared.iter().chain(UNDECLARED).copied();
    let suggestion = suggestion::did_you_mean(code, known);
    let declared = declared.join(", ");
    Misuse::new(
        format!("the code \"{code}\"{suggestion} for {operation}, which declares {declared}"),
        "one of these, AccessDeniedException, ThrottlingException or UnrecognizedClientException",
        "\"ThrottlingException\"",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_exception_has_its_usual_refusal_or_needs_a_message() {
        let subject = Subject {
            account_id: "123456789012",
            resource: None,
        };
        let unknown_to_operations = [
            "SerializationException",
            "UnknownOperationException",
            "ValidationException",
        ];
        for exception in Exception::ALL {
            let usual = usual(exception.name, "GetSecretValue", &subject);
            let none_expected = NEEDS_A_MESSAGE.contains(&exception.name)
                || unknown_to_operations.contains(&exception.name);
            assert_eq!(usual.is_none(), none_expected, "{}", exception.name);
            assert!(usual.is_none_or(|error| error.exception() == *exception));
        }
    }
}
