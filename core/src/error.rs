//! Every way the service says no: situation, exception, sentence, and how strong the evidence for the sentence is.

use std::fmt;
use std::sync::Arc;

/// How well a sentence or a behaviour is known, strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Strength {
    /// An answer of AWS was recorded.
    Recorded,
    /// Someone pasted an answer of AWS.
    Quoted,
    /// AWS's pages or its API model say so.
    Documented,
    /// It follows from the model, or from how a neighbouring service answers.
    Inferred,
    /// Nobody outside AWS knows; this is what an AWS engineer would expect.
    Guess,
    /// Said by the fake about itself; AWS has no such answer.
    OurOwn,
}

/// The type of an error answer, as its `__type` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Exception {
    /// The name on the wire.
    pub name: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// The member that carries the sentence: modelled errors, AccessDenied and Serialization write `Message`, all others
    /// `message`. Recorded 2026-09-26, raw bodies.
    pub message_member: &'static str,
}

macro_rules! exceptions {
    ($($name:ident $status:literal $message_member:literal;)*) => {
        $(
            #[expect(non_upper_case_globals, reason = "the API's own spelling")]
            const $name: Exception =
                Exception { name: stringify!($name), status: $status, message_member: $message_member };
        )*
    };
}

exceptions! {
    InvalidNextTokenException 400 "Message";
    InvalidParameterException 400 "Message";
    InvalidRequestException 400 "Message";
    LimitExceededException 400 "Message";
    ResourceExistsException 400 "Message";
    ResourceNotFoundException 400 "Message";
    SerializationException 400 "Message";
    UnknownOperationException 400 "message";
    ValidationException 400 "message";
    // 501 and not 500: SDKs try a 500 again.
    NotImplementedException 501 "Message";
}

/// One row of the catalogue of situations, as [`Error::ALL`] lists them.
#[derive(Clone, Copy, Debug)]
pub struct Situation {
    /// The name of the variant of [`Error`].
    pub name: &'static str,
    /// What `__type` says.
    pub exception: Exception,
    /// The sentence, with `{field}` where a value of the request or the secret stands; empty where the answer has none.
    pub sentence: &'static str,
    /// How well the sentence is known.
    pub strength: Strength,
    /// Where from.
    pub source: &'static str,
}

macro_rules! situations {
    ($(
        $(#[$doc:meta])*
        $variant:ident $({ $($field:ident: $type:ty),* })?
            => $exception:ident $sentence:literal, $strength:ident $source:literal;
    )*) => {
        /// A situation in which the service refuses.
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[expect(missing_docs, reason = "the fields are named as in the sentence")]
        #[non_exhaustive]
        pub enum Error {
            $($(#[$doc])* $variant $({ $($field: $type),* })?,)*
        }

        impl Error {
            /// Every situation, in the order of this file.
            pub const ALL: &[Situation] = &[$(Situation {
                name: stringify!($variant),
                exception: $exception,
                sentence: $sentence,
                strength: Strength::$strength,
                source: $source,
            }),*];

            /// The row of [`Error::ALL`] for this error.
            #[must_use]
            pub fn situation(&self) -> Situation {
                match self {
                    $(Self::$variant { .. } => Situation {
                        name: stringify!($variant),
                        exception: $exception,
                        sentence: $sentence,
                        strength: Strength::$strength,
                        source: $source,
                    },)*
                }
            }

            fn sentence(&self) -> String {
                match self {
                    $(Self::$variant $({ $($field),* })? => format!($sentence),)*
                }
            }
        }
    };
}

situations! {
    // The protocol.

    /// `X-Amz-Target` is missing, of another service, or names no operation.
    UnknownOperation => UnknownOperationException "",
        Inferred "what other AWS JSON 1.1 services answer";
    /// The body is no JSON, or no object.
    NotJson => SerializationException "",
        Inferred "what other AWS JSON 1.1 services answer";
    /// An object stands where a scalar or a list is due.
    UnexpectedStructure => SerializationException "Start of structure or map found where not expected.",
        Recorded "2026-09-26, us-east-1, raw: VersionStages {} and [{}]";
    /// A list stands where a scalar or a structure is due.
    UnexpectedList => SerializationException "Start of list found where not expected",
        Inferred "DynamoDB, quoted often";
    /// A scalar stands where a list is due.
    ExpectedList => SerializationException "Expected list or null",
        Inferred "Athena, measured September 2026";
    /// A scalar stands where a structure is due.
    ExpectedStructure => SerializationException "Expected null",
        Inferred "Athena, measured September 2026";
    /// A scalar of another kind is due; `found` and `expected` in the words of the service's JSON parser.
    WrongScalar { found: &'static str, expected: &'static str }
        => SerializationException "{found} can not be converted to {expected}",
        Inferred "Athena, measured September 2026";
    /// Text that is no base64 stands where bytes are due.
    NotBase64 => SerializationException "Invalid Base64 data found",
        Guess "nothing recorded";
    /// The operation is declared but this fake does not do it yet.
    NotImplemented { what: &'static str }
        => NotImplementedException "fake-secrets-manager does not implement {what} yet; AWS Secrets Manager does.",
        OurOwn "an honest answer in place of a made-up success";

    // Constraints of the model.

    /// Limits of the model are broken; each problem is a clause of the sentence.
    ConstraintsBroken { count: usize, noun: &'static str, problems: String }
        => ValidationException "{count} validation {noun} detected: {problems}",
        Recorded "2026-09-26, us-east-1, raw: clientRequestToken, versionStages, versionId, secretString; several at once: inferred";
    /// A name has a character outside letters, digits and `-/_+=.@!`.
    InvalidName => ValidationException
        "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!",
        Recorded "LocalStack aws.validated test_invalid_secret_name, ten operations";

    // ClientRequestToken.

    /// A write without ClientRequestToken; SDKs fill it in.
    NoToken => InvalidRequestException "You must provide a ClientRequestToken value. We recommend a UUID-type value.",
        Recorded "LocalStack aws.validated test_no_client_request_token, raw";
    /// The token names a version that has another value.
    TokenReused { token: Arc<str>, arn: Arc<str> } => ResourceExistsException
        "You can't use ClientRequestToken {token} because that value is already in use for a version of secret {arn}.",
        Recorded "moto aws_verified tests; 2026-09-24, us-west-2: put-conflicting-token";

    // Values.

    /// SecretString and SecretBinary in one request.
    TwoValues => InvalidParameterException
        "You can't specify both a binary secret value and a string secret value in the same secret.",
        Quoted "three unrelated public projects";
    /// PutSecretValue with neither SecretString nor SecretBinary.
    NoValue => InvalidRequestException "You must provide either SecretString or SecretBinary.",
        Recorded "2026-09-26, us-east-1, raw: SecretString null";

    // Which secret, which version.

    /// No secret has this name or ARN.
    SecretNotFound => ResourceNotFoundException "Secrets Manager can't find the specified secret.",
        Recorded "LocalStack aws.validated test_secret_not_found; 2026-09-26, us-east-1, raw";
    /// No version of the secret that has a value carries the label.
    NoVersionWithLabel { label: Arc<str> } => ResourceNotFoundException
        "Secrets Manager can't find the specified secret value for staging label: {label}",
        Recorded "LocalStack aws.validated test_secret_version_not_found";
    /// The secret has no version with this id, or that version has no value yet.
    NoVersionWithId { version: Arc<str> } => ResourceNotFoundException
        "Secrets Manager can't find the specified secret value for VersionId: {version}",
        Recorded "2026-09-26, us-east-1, raw, 30 answers";
    /// VersionId and VersionStage name different versions.
    LabelNotOnVersion => InvalidRequestException
        "You provided a VersionStage that is not associated to the provided VersionId.",
        Recorded "LocalStack aws.validated test_get_secret_value_errors; 2026-09-24, us-west-2";
    /// CreateSecret with a name that is taken.
    AlreadyExists { name: Arc<str> } => ResourceExistsException
        "The operation failed because the secret {name} already exists.",
        Recorded "LocalStack aws.validated test_secret_exists; moto aws_verified tests";

    // Deletion.

    /// The secret is scheduled for deletion.
    MarkedForDeletion => InvalidRequestException
        "You can't perform this operation on the secret because it was marked for deletion.",
        Recorded "2026-09-24, us-west-2: get-scheduled, put-scheduled; LocalStack aws.validated, tags";
    /// CreateSecret with the name of a secret that is scheduled for deletion.
    NameScheduledForDeletion => InvalidRequestException
        "You can't create this secret because a secret with this name is already scheduled for deletion.",
        Recorded "LocalStack aws.validated test_exp_raised_on_creation_of_secret_scheduled_for_deletion";
    /// RecoveryWindowInDays outside 7 to 30.
    RecoveryWindowOutOfRange => InvalidParameterException
        "The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).",
        Quoted "output of the AWS CLI in a public issue";
    /// ForceDeleteWithoutRecovery beside RecoveryWindowInDays.
    ForcedWithWindow => InvalidParameterException
        "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
        Quoted "output of the AWS CLI in a public issue";

    // Staging labels and versions.

    /// A label that is attached elsewhere is to move, and the request does not say where from.
    LabelHolderNotNamed { label: Arc<str>, holder: Arc<str> } => InvalidParameterException
        "The parameter RemoveFromVersionId can't be empty. Staging label {label} is currently attached to version {holder}, so you must explicitly reference that version in RemoveFromVersionId.",
        Recorded "2026-09-24, us-west-2: move-current-without-owner; for other labels documented";
    /// RemoveFromVersionId is not the version that has the label.
    LabelNotOnNamedHolder { label: Arc<str>, holder: Arc<str> } => InvalidParameterException
        "The parameter RemoveFromVersionId is not valid. Staging label {label} is currently attached to version {holder}, so you must explicitly reference that version in RemoveFromVersionId.",
        Guess "worded after the recorded sentence for an empty RemoveFromVersionId";
    /// The label to take off is attached to no version.
    LabelNotAttached { label: Arc<str>, version: Arc<str> } => InvalidParameterException
        "The parameter RemoveFromVersionId is not valid. Staging label {label} is not attached to version {version}.",
        Guess "worded after the recorded sentence for an empty RemoveFromVersionId";
    /// AWSCURRENT is to be taken off without a new holder.
    CurrentCannotBeRemoved => InvalidParameterException
        "You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed.",
        Quoted "Terraform AWS provider, source comment; the apostrophe as in all recordings since 2022";
    /// UpdateSecretVersionStage with neither version.
    NoVersionNamed => InvalidParameterException
        "You must provide either MoveToVersionId or RemoveFromVersionId.",
        Guess "nothing recorded";
    /// More than 20 labels on the versions of one secret.
    TooManyLabels => LimitExceededException
        "You exceeded the maximum number of staging labels allowed on a secret.",
        Quoted "Terraform AWS provider issue; the code is inferred";
    /// More versions than the quota, none of which may be removed.
    TooManyVersions => LimitExceededException
        "You exceeded the maximum number of versions allowed on a secret.",
        Guess "the code is documented, the sentence worded after the one for staging labels";

    // Tags.

    /// A key that starts with `aws:`.
    SystemTag { key: Arc<str> } => InvalidParameterException
        "You can't modify system tags. Tag key: '{key}'.",
        Quoted "cloud-custodian issue 9093 (TagResource); for CreateSecret and UntagResource inferred";
    /// More than 50 tags.
    TooManyTags => InvalidParameterException
        "You can't have more than 50 tags on a secret.",
        Guess "the number is documented, the sentence unknown";
    /// One key twice in one request.
    DuplicateTagKey { key: Arc<str> } => InvalidParameterException
        "You can't specify a tag key more than once. Tag key: '{key}'.",
        Guess "worded after the quoted sentence for system tags";

    // Lists.

    /// A NextToken that no earlier answer gave.
    InvalidNextToken => InvalidNextTokenException "The NextToken value is invalid.",
        Guess "the code is in the model, the sentence unknown";

    // GetRandomPassword.

    /// PasswordLength is below the number of required classes.
    PasswordTooShort => InvalidParameterException "Password length is too short based on the required types.",
        Recorded "real deployments, 2026: cdk-preflight, cdkd";
    /// ExcludeCharacters leaves nothing of a required class.
    RequiredTypeExcluded => InvalidParameterException "All characters of the desired type have been excluded.",
        Recorded "real deployments, 2026: cdkd; the full stop quoted";
    /// Nothing is left to choose from.
    EverythingExcluded => InvalidParameterException "All characters have been excluded from selection.",
        Recorded "real deployments, 2026: cdkd, cdk-preflight";
}

impl Error {
    /// The sentence of the answer; none where the service sends the type alone.
    #[must_use]
    pub fn message(&self) -> Option<String> {
        Some(self.sentence()).filter(|sentence| !sentence.is_empty())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {}",
            self.situation().exception.name,
            self.sentence()
        )
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_carry_their_values() {
        let error = Error::NoVersionWithLabel {
            label: "BLUE".into(),
        };
        assert_eq!(
            error.to_string(),
            "ResourceNotFoundException: Secrets Manager can't find the specified secret value for staging label: BLUE"
        );
        assert_eq!(error.situation().strength, Strength::Recorded);
        assert_eq!(Error::NotJson.message(), None);
    }

    #[test]
    fn every_situation_says_where_its_sentence_is_from() {
        for situation in Error::ALL {
            assert!(!situation.source.is_empty(), "{}", situation.name);
        }
    }
}
