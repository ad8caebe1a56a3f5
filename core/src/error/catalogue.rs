//! The catalogue of errors. Each row has a situation, exception, exact message, strength of evidence, and source.

use std::sync::Arc;

use super::{Exception, Situation, Strength};

macro_rules! exceptions {
    ($($name:ident $status:literal $message_member:literal;)*) => {
        impl Exception {
            /// All exceptions that the service is known to return.
            pub(crate) const ALL: &[Self] = &[$($name),*];
        }

        $(
            #[expect(non_upper_case_globals, reason = "the API's own spelling")]
            const $name: Exception =
                Exception { name: stringify!($name), status: $status, message_member: $message_member };
        )*
    };
}

exceptions! {
    AccessDeniedException 400 "Message";
    DecryptionFailure 400 "Message";
    EncryptionFailure 400 "Message";
    ExpiredTokenException 400 "message";
    IncompleteSignature 400 "message";
    InternalFailure 500 "message";
    InternalServiceError 500 "Message";
    InvalidNextTokenException 400 "Message";
    InvalidParameterException 400 "Message";
    InvalidRequestException 400 "Message";
    InvalidSignatureException 400 "message";
    LimitExceededException 400 "Message";
    MalformedPolicyDocumentException 400 "Message";
    PreconditionNotMetException 400 "Message";
    PublicPolicyException 400 "Message";
    RequestExpired 400 "message";
    ResourceExistsException 400 "Message";
    ResourceNotFoundException 400 "Message";
    SerializationException 400 "Message";
    ServiceUnavailable 503 "message";
    ThrottlingException 400 "message";
    UnknownOperationException 400 "message";
    UnrecognizedClientException 400 "message";
    ValidationException 400 "message";
}

macro_rules! situations {
    ($(
        $(#[$doc:meta])*
        $variant:ident $({ $($field:ident: $type:ty),* })?
            => $exception:ident $message:literal, $strength:ident $source:literal;
    )*) => {
        /// A situation in which the service returns an error.
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[expect(missing_docs, reason = "the fields are named as in the message")]
        #[non_exhaustive]
        pub enum Error {
            $($(#[$doc])* $variant $({ $($field: $type),* })?,)*
        }

        impl Error {
            /// Every situation, in the order of this file.
            pub const ALL: &[Situation] = &[$(Situation {
                name: stringify!($variant),
                exception: $exception,
                message: $message,
                strength: Strength::$strength,
                // Two thirds of the catalogue's text. Programs do not need it, so the browser build leaves it out.
                source: if cfg!(target_family = "wasm") { "" } else { $source },
            }),*];

            /// The row of [`Error::ALL`] for this error.
            #[must_use]
            #[expect(clippy::indexing_slicing, reason = "the table has a row for every variant")]
            pub fn situation(&self) -> &'static Situation {
                /// The position of each variant in the table.
                enum Row {
                    $($variant,)*
                }
                let row = match self {
                    $(Self::$variant { .. } => Row::$variant,)*
                };
                &Self::ALL[row as usize]
            }

            /// The value of `__type`: the row's exception, or the one that a test injected.
            pub(crate) fn exception(&self) -> Exception {
                match self {
                    Self::AskedFor { exception, .. } => *exception,
                    _ => self.situation().exception,
                }
            }

            #[expect(unused_variables, reason = "the exception that a test asks for is not part of its message")]
            pub(super) fn text(&self) -> String {
                match self {
                    $(Self::$variant $({ $($field),* })? => format!($message),)*
                }
            }
        }
    };
}

situations! {
    // The protocol.

    /// `X-Amz-Target` is missing, belongs to another service, or has an unknown operation.
    UnknownOperation => UnknownOperationException "",
        Inferred "Athena, measured September 2026 (november 2) [athena]";
    /// The body is empty, is not JSON, or is neither a JSON object nor an array.
    NotJson => SerializationException "",
        Inferred "Athena, measured September 2026 (november 3, C1) [athena]";
    /// An object in place of a scalar or a list.
    UnexpectedStructure => SerializationException "Start of structure or map found where not expected.",
        Recorded "2026-09-26, us-east-1, raw: VersionStages {} and [{}] [raw-2026]";
    /// A list in place of a scalar or a structure.
    UnexpectedList => SerializationException "Start of list found where not expected",
        Inferred "Athena, measured September 2026 (november 4, C2); DynamoDB, quoted often [athena, other-services]";
    /// A scalar in place of a list.
    ExpectedList => SerializationException "Expected list or null",
        Inferred "Athena, measured September 2026 [aws-cli-2026, athena]";
    /// A scalar in place of a structure.
    ExpectedStructure => SerializationException "Expected null",
        Inferred "Athena, measured September 2026 [aws-cli-2026, athena]";
    /// A scalar of the wrong kind. `found` and `expected` are terms of the service's JSON parser.
    WrongScalar { found: &'static str, expected: &'static str }
        => SerializationException "{found} can not be converted to {expected}",
        Inferred "Athena, measured September 2026 [aws-cli-2026, athena]";
    /// A blob is not valid base64.
    NotBase64 => SerializationException "Invalid Base64 data found",
        Guess "nothing recorded [open]";

    // Errors that occur only if a test injects them (`fail`).

    /// IAM does not allow the operation on this secret for the caller.
    NotAllowedByIdentity { user: String, action: String, resource: Arc<str> } => AccessDeniedException
        "User: {user} is not authorized to perform: {action} on resource: {resource} because no identity-based policy allows the {action} action",
        Recorded "2026: identity-implicit-deny-read [aws-cli-2026]";
    /// IAM does not allow the operation for the caller, and the request has no secret.
    NotAllowedAtAll { user: String, action: String } => AccessDeniedException
        "User: {user} is not authorized to perform: {action} because no identity-based policy allows the {action} action",
        Recorded "2026-09-26, us-east-1, raw: SecretId null; quoted for BatchGetSecretValue [raw-2026, public-quotations]";
    /// The caller sends too many requests.
    Throttled => ThrottlingException "Rate exceeded",
        Quoted "public issues of several projects [public-quotations]";
    /// The access key is unknown.
    UnknownCredentials => UnrecognizedClientException "The security token included in the request is invalid.",
        Recorded "2026, raw [raw-2026]";
    /// The service itself failed.
    InternalError => InternalServiceError "An error occurred on the server side.",
        Guess "the description in the API model [api-model]";
    /// The session token of the caller has expired.
    ExpiredToken => ExpiredTokenException "The security token included in the request is expired",
        Inferred "quoted often for other AWS JSON services [other-services]";
    /// The signature does not match the one that the service calculates.
    InvalidSignature => InvalidSignatureException
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
        Quoted "november 12 [public-quotations]";
    /// The signature is malformed.
    IncompleteSignature => IncompleteSignature "The request signature does not conform to AWS standards.",
        Guess "the description on AWS's page of common errors [common-errors]";
    /// The date of the request is too far from the service's time.
    RequestExpired => RequestExpired
        "The request reached the service more than 15 minutes after the date stamp on the request or more than 15 minutes after the request expiration date (such as for pre-signed URLs), or the date stamp on the request is more than 15 minutes in the future.",
        Guess "the description on AWS's page of common errors [common-errors]";
    /// The service is temporarily unavailable.
    ServiceUnavailable => ServiceUnavailable "The request has failed due to a temporary failure of the server.",
        Guess "the description on AWS's page of common errors [common-errors]";
    /// The request failed for an unknown reason.
    InternalFailure => InternalFailure "The request processing has failed because of an unknown error, exception or failure.",
        Guess "the description on AWS's page of common errors [common-errors]";
    /// A test injected this exception with this message.
    AskedFor { exception: Exception, message: String } => InternalServiceError "{message}",
        OurOwn "the message and the exception that the test passed to fail [project]";

    // Constraints of the model.

    /// The request violates limits of the model. The message lists each violation.
    ConstraintsBroken { count: usize, noun: &'static str, problems: String }
        => ValidationException "{count} validation {noun} detected: {problems}",
        Recorded "2026-09-26, us-east-1, raw: clientRequestToken, versionStages, versionId, secretString; several at once: inferred [raw-2026, inference]";
    /// A name has a character outside letters, digits and `-/_+=.@!`.
    InvalidName => ValidationException
        "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!",
        Recorded "LocalStack aws.validated test_invalid_secret_name, ten operations [localstack]";

    // ClientRequestToken.

    /// A write without ClientRequestToken, which SDKs fill in.
    NoToken => InvalidRequestException "You must provide a ClientRequestToken value. We recommend a UUID-type value.",
        Recorded "LocalStack aws.validated test_no_client_request_token, raw [localstack]";
    /// The token of an existing version with another value.
    TokenReused { token: Arc<str>, arn: Arc<str> } => ResourceExistsException
        "You can't use ClientRequestToken {token} because that value is already in use for a version of secret {arn}.",
        Recorded "moto aws_verified tests; 2026-09-24, us-west-2: put-conflicting-token [moto, aws-cli-lifecycle]";

    // Values.

    /// Both SecretString and SecretBinary in one request.
    TwoValues => InvalidParameterException
        "You can't specify both a binary secret value and a string secret value in the same secret.",
        Quoted "three unrelated public projects [public-quotations]";
    /// PutSecretValue with neither SecretString nor SecretBinary.
    NoValue => InvalidRequestException "You must provide either SecretString or SecretBinary.",
        Recorded "2026-09-26, us-east-1, raw: SecretString null [raw-2026]";

    // KMS keys.

    /// KmsKeyId is not a valid key identifier.
    InvalidKmsKeyId { key: Arc<str>, request_id: String } => InvalidParameterException
        "The operation failed because of an invalid KMS key: Invalid keyId '{key}' (Service: AWSKMS; Status Code: 400; Error Code: NotFoundException; Request ID: {request_id}; Proxy: null)",
        Recorded "2026: no-value-create, no-value-update [aws-cli-2026]";
    /// KmsKeyId is the ARN of a key in another Region.
    KmsKeyOfOtherRegion { region: Arc<str> } => InvalidParameterException
        "The operation failed because of an invalid KMS key: Invalid arn {region}",
        Quoted "cdk-preflight kms-key rule; the code is inferred [cdk-preflight, inference]";

    /// KmsKeyId is a key that does not exist.
    KmsKeyNotFound { key: Arc<str>, request_id: String } => InvalidParameterException
        "The operation failed because of an invalid KMS key: Key '{key}' does not exist (Service: AWSKMS; Status Code: 400; Error Code: NotFoundException; Request ID: {request_id}; Proxy: null)",
        Recorded "2026: no-value-create, no-value-update [aws-cli-2026]";
    /// KmsKeyId is an alias that does not exist.
    KmsAliasNotFound { key: Arc<str>, request_id: String } => InvalidParameterException
        "The operation failed because of an invalid KMS key: Alias {key} is not found. (Service: AWSKMS; Status Code: 400; Error Code: NotFoundException; Request ID: {request_id}; Proxy: null)",
        Recorded "2026: no-value-create, no-value-update [aws-cli-2026]";
    /// KmsKeyId is a key that is disabled.
    KmsKeyDisabled => InvalidParameterException "The operation failed because the specified KMS key is disabled.",
        Recorded "2026: no-value-create, no-value-update [aws-cli-2026]";
    /// KmsKeyId is a key that is pending deletion.
    KmsKeyPendingDeletion { key: Arc<str>, request_id: String } => InvalidParameterException
        "The operation failed because of an invalid KMS key: {key} is pending deletion. (Service: AWSKMS; Status Code: 400; Error Code: KMSInvalidStateException; Request ID: {request_id}; Proxy: null)",
        Guess "worded after the recorded messages for other keys and other calls [inference]";
    /// The caller lacks a permission for the key, or it is the key of another AWS service.
    KmsNotAllowed => AccessDeniedException "Access to KMS is not allowed",
        Recorded "2026: kms-no-*, new-version-*, no-value-*, audit-batch-mixed; the key of another service: cdk-preflight, real deployment 2026-09-05 [cdk-preflight, aws-cli-2026]";
    /// Reading a value whose key is disabled or pending deletion.
    KeyCannotDecrypt { key: Arc<str>, state: &'static str, code: &'static str, request_id: String } => DecryptionFailure
        "Secrets Manager can't decrypt the secret value: {key} is {state}. (Service: AWSKMS; Status Code: 400; Error Code: {code}; Request ID: {request_id}; Proxy: null)",
        Recorded "2026: kms-disabled-*, kms-pending-deletion-* [aws-cli-2026]";
    /// Reading a value whose key no longer exists.
    KeyToDecryptIsMissing { key: Arc<str>, request_id: String } => DecryptionFailure
        "Secrets Manager can't decrypt the secret value: Key '{key}' does not exist (Service: AWSKMS; Status Code: 400; Error Code: NotFoundException; Request ID: {request_id}; Proxy: null)",
        Guess "worded after the recorded message for a disabled key [inference]";
    /// Writing a value with a key that is disabled or pending deletion.
    KeyCannotEncrypt { key: Arc<str>, state: &'static str, code: &'static str, request_id: String } => EncryptionFailure
        "Secrets Manager can't encrypt the secret value: {key} is {state}. (Service: AWSKMS; Status Code: 400; Error Code: {code}; Request ID: {request_id}; Proxy: null)",
        Recorded "2026: kms-disabled-*, kms-pending-deletion-* [aws-cli-2026]";
    /// Writing a value with a key that no longer exists.
    KeyToEncryptIsMissing { key: Arc<str>, request_id: String } => EncryptionFailure
        "Secrets Manager can't encrypt the secret value: Key '{key}' does not exist (Service: AWSKMS; Status Code: 400; Error Code: NotFoundException; Request ID: {request_id}; Proxy: null)",
        Guess "worded after the recorded message for a disabled key [inference]";

    // Unknown secrets and versions.

    /// No secret has this name or ARN.
    SecretNotFound => ResourceNotFoundException "Secrets Manager can't find the specified secret.",
        Recorded "LocalStack aws.validated test_secret_not_found; 2026-09-26, us-east-1, raw [localstack, raw-2026]";
    /// No version with a value has the label.
    NoVersionWithLabel { label: Arc<str> } => ResourceNotFoundException
        "Secrets Manager can't find the specified secret value for staging label: {label}",
        Recorded "LocalStack aws.validated test_secret_version_not_found [localstack]";
    /// The secret has no version with this id, or that version has no value yet.
    NoVersionWithId { version: Arc<str> } => ResourceNotFoundException
        "Secrets Manager can't find the specified secret value for VersionId: {version}",
        Recorded "2026-09-26, us-east-1, raw, 30 responses [raw-2026]";
    /// VersionId and VersionStage name different versions.
    LabelNotOnVersion => InvalidRequestException
        "You provided a VersionStage that is not associated to the provided VersionId.",
        Recorded "LocalStack aws.validated test_get_secret_value_errors; 2026-09-24, us-west-2 [localstack, aws-cli-lifecycle]";
    /// CreateSecret with an existing name.
    AlreadyExists { name: Arc<str> } => ResourceExistsException
        "The operation failed because the secret {name} already exists.",
        Recorded "LocalStack aws.validated test_secret_exists; moto aws_verified tests [localstack, moto]";

    // Deletion.

    /// The secret is scheduled for deletion.
    MarkedForDeletion => InvalidRequestException
        "You can't perform this operation on the secret because it was marked for deletion.",
        Recorded "2026-09-24, us-west-2: get-scheduled, put-scheduled; LocalStack aws.validated, tags [localstack, aws-cli-lifecycle]";
    /// CreateSecret with the name of a secret that is scheduled for deletion.
    NameScheduledForDeletion => InvalidRequestException
        "You can't create this secret because a secret with this name is already scheduled for deletion.",
        Recorded "LocalStack aws.validated test_exp_raised_on_creation_of_secret_scheduled_for_deletion [localstack]";
    /// RecoveryWindowInDays outside 7 to 30.
    RecoveryWindowOutOfRange => InvalidParameterException
        "The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).",
        Quoted "output of the AWS CLI in a public issue [public-quotations]";
    /// Both ForceDeleteWithoutRecovery and RecoveryWindowInDays.
    ForcedWithWindow => InvalidParameterException
        "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
        Quoted "output of the AWS CLI in a public issue [public-quotations]";

    // Staging labels and versions.

    /// Moving an attached label without RemoveFromVersionId.
    LabelHolderNotNamed { label: Arc<str>, holder: Arc<str> } => InvalidParameterException
        "The parameter RemoveFromVersionId can't be empty. Staging label {label} is currently attached to version {holder}, so you must explicitly reference that version in RemoveFromVersionId.",
        Recorded "2026-09-24, us-west-2: move-current-without-owner; for other labels documented [aws-cli-lifecycle, api-reference]";
    /// RemoveFromVersionId is not the version that has the label.
    LabelNotOnNamedHolder { label: Arc<str>, holder: Arc<str> } => InvalidParameterException
        "The parameter RemoveFromVersionId is not valid. Staging label {label} is currently attached to version {holder}, so you must explicitly reference that version in RemoveFromVersionId.",
        Guess "worded after the recorded message for an empty RemoveFromVersionId [inference]";
    /// Removing a label that is not attached to any version.
    LabelNotAttached { label: Arc<str>, version: Arc<str> } => InvalidParameterException
        "The parameter RemoveFromVersionId is not valid. Staging label {label} is not attached to version {version}.",
        Guess "worded after the recorded message for an empty RemoveFromVersionId [inference]";
    /// Removing AWSCURRENT without moving it to another version.
    CurrentCannotBeRemoved => InvalidParameterException
        "You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed.",
        Quoted "Terraform AWS provider, source comment; the apostrophe as in all recordings since 2022 [terraform]";
    /// UpdateSecretVersionStage with neither MoveToVersionId nor RemoveFromVersionId.
    NoVersionNamed => InvalidParameterException
        "You must provide either MoveToVersionId or RemoveFromVersionId.",
        Guess "nothing recorded [open]";
    /// More than 20 labels on the versions of one secret.
    TooManyLabels => LimitExceededException
        "You exceeded the maximum number of staging labels allowed on a secret.",
        Quoted "Terraform AWS provider issue; the code is inferred [terraform, inference]";
    /// More versions than the quota, and none of them can be removed.
    TooManyVersions => LimitExceededException
        "You exceeded the maximum number of versions allowed on a secret.",
        Guess "the code is documented, the message is worded after the one for staging labels [api-reference, inference]";

    // Tags.

    /// A key that starts with `aws:`.
    SystemTag { key: Arc<str> } => InvalidParameterException
        "You can't modify system tags. Tag key: '{key}'.",
        Quoted "cloud-custodian issue 9093 (TagResource); for CreateSecret and UntagResource inferred [public-quotations, inference]";
    /// More than 50 tags.
    TooManyTags => InvalidParameterException
        "You can't have more than 50 tags on a secret.",
        Guess "the number is documented, the message is unknown [api-reference, open]";
    /// A duplicate key in one request.
    DuplicateTagKey { key: Arc<str> } => InvalidParameterException
        "You can't specify a tag key more than once. Tag key: '{key}'.",
        Guess "worded after the quoted message for system tags [public-quotations, inference]";

    // Lists.

    /// A NextToken that is not from an earlier response.
    InvalidNextToken => InvalidNextTokenException "The NextToken value is invalid.",
        Guess "the code is in the model, the message is unknown [api-model, open]";

    /// A filter without Key or without Values.
    IncompleteFilter => InvalidParameterException "You must provide a Key and Values for each filter.",
        Guess "the model requires neither; nothing recorded [api-model, open]";
    /// BatchGetSecretValue with both SecretIdList and Filters.
    IdsAndFilters => InvalidParameterException
        "Either 'SecretIdList' or 'Filters' must be provided, but not both.",
        Quoted "weak: text that another project pasted [public-quotations]";
    /// BatchGetSecretValue with neither SecretIdList nor Filters.
    NeitherIdsNorFilters => InvalidParameterException
        "Either 'SecretIdList' or 'Filters' must be provided, but not both.",
        Guess "the quoted message for both given states what is required [inference]";
    /// BatchGetSecretValue with MaxResults but no Filters.
    PageWithoutFilters => InvalidParameterException
        "'Filters' not specified. 'Filters' must also be specified when 'MaxResults' is provided.",
        Quoted "weak: text that another project pasted [public-quotations]";

    // Replicas and service-owned secrets.

    /// A change to a replica.
    ReplicaIsReadOnly => InvalidParameterException
        "Operation not permitted on a replica secret. Call must be made in primary secret's region.",
        Recorded "2026, us-west-2 and us-east-2: PutSecretValue, UpdateSecret, DeleteSecret, TagResource and policies [aws-cli-2026]";
    /// StopReplicationToReplica on a secret that is not a replica.
    NotAReplica => InvalidParameterException
        "Operation not permitted on a primary secret. Call must be made in replica secret's region.",
        Recorded "2026, us-west-2: stop-replication-on-primary [aws-cli-2026]";
    /// The Region of a new replica is the secret's own, or unknown.
    InvalidReplicaRegion => InvalidParameterException "Invalid replica region.",
        Recorded "2026: replicate-primary-region; cdk-preflight [cdk-preflight, aws-cli-2026]";
    /// DeleteSecret of a primary that has replicas.
    HasReplicas { arn: Arc<str>, regions: String } => InvalidParameterException
        "You can't delete secret {arn} that still has replica regions [{regions}].",
        Recorded "2026: primary-delete-with-replica, also forced [aws-cli-2026]";
    /// A change to a secret that is owned by an AWS service.
    OwnedByService { service: Arc<str> } => InvalidRequestException
        "Operation is not allowed on secret owned by {service}",
        Recorded "2026: managed-*, without a full stop [aws-cli-2026]";

    // Cross-account replicas.

    /// CreateSecret with CrossAccountPrimaryARN and a member that the replica gets from its primary.
    CrossAccountReplicaGiven { member: &'static str } => InvalidParameterException
        "You can't specify {member} when you specify CrossAccountPrimaryARN.",
        Guess "the rule is documented, the message is unknown [api-reference, open]";
    /// CreateSecret with CrossAccountPrimaryARN and the default key.
    CrossAccountReplicaNeedsKey => InvalidParameterException
        "You must specify a customer managed key in KmsKeyId when you specify CrossAccountPrimaryARN.",
        Guess "the rule is documented, the message is unknown [api-reference, open]";
    /// An ARN that is not the ARN of a secret in another account in the same Region and partition.
    InvalidCrossAccountArn { arn: Arc<str> } => InvalidParameterException
        "Invalid cross-account ARN {arn}. The secret must be in another account, in the same Region and partition.",
        Guess "the rule is documented, the message is unknown [api-reference, open]";
    /// The replica does not name this secret as its primary, or does not exist.
    NotReplicaOfThisSecret { replica: Arc<str> } => InvalidRequestException
        "The secret {replica} is not a cross-account replica of this secret.",
        Guess "nothing recorded [open]";
    /// A second cross-account replica.
    TooManyCrossAccountReplicas => LimitExceededException
        "You exceeded the maximum number of cross-account replicas allowed on a secret.",
        Guess "the number is documented, the message is worded after the one for staging labels [api-reference, inference]";
    /// DeleteSecret of a primary that still has a cross-account replica.
    HasCrossAccountReplica { replica: Arc<str> } => InvalidParameterException
        "You can't delete a secret that still has the cross-account replica {replica}.",
        Guess "the rule is documented, the message is worded after the one for replica Regions [api-reference, inference]";

    // Rotation.

    /// RotateSecret without ClientRequestToken. The other operations return InvalidRequestException.
    NoRotationToken => InvalidParameterException
        "You must provide a ClientRequestToken value. We recommend a UUID-type value.",
        Recorded "LocalStack aws.validated test_no_client_request_token[RotateSecret], raw [localstack]";
    /// Both AutomaticallyAfterDays and ScheduleExpression.
    FrequencyAndSchedule => InvalidParameterException
        "You cannot specify both rotation frequency and schedule expression together.",
        Quoted "Terraform AWS provider issue 33329 [terraform, public-quotations]";
    /// RotationRules without AutomaticallyAfterDays and ScheduleExpression.
    NoFrequency => InvalidParameterException
        "You must specify either rotation frequency or schedule expression.",
        Guess "worded after the quoted message for both [public-quotations, inference]";
    /// A ScheduleExpression that is neither a valid `rate(…)` nor a valid `cron(…)`.
    InvalidSchedule => InvalidParameterException "Invalid schedule expression.",
        Quoted "cdk-preflight; the code is inferred [cdk-preflight, inference]";
    /// `rate(n hours)` outside 4 to 23.
    RateInHoursOutOfRange => InvalidParameterException "Rate in hour should be least 4 and less than 24.",
        Recorded "real deployments, 2026: cdk-preflight; the code is inferred [cdk-preflight, aws-cli-2026, inference]";
    /// `rate(n days)` outside 1 to 999.
    RateInDaysOutOfRange => InvalidParameterException "Rate in day should be greater than 0 and less than 1000.",
        Quoted "cdk-preflight; the code is inferred [cdk-preflight, inference]";
    /// A Duration outside 1 to 24 hours.
    DurationOutOfRange => InvalidParameterException "Duration must be at least 1 hour, at most 24 hour.",
        Quoted "cdk-preflight; the code is inferred [cdk-preflight, inference]";
    /// A Duration longer than the hours of the rate.
    DurationBeyondRate => InvalidParameterException "Duration cannot be greater than Rate in hour.",
        Quoted "cdk-preflight; the code is inferred [cdk-preflight, inference]";
    /// A rotation window that would end on the next day.
    DurationBeyondDay => InvalidParameterException "Starting hour and duration must be within a day.",
        Quoted "cdk-preflight; the code is inferred [cdk-preflight, inference]";
    /// RotationLambdaARN is not the ARN of a function in this Region.
    InvalidRotationLambda { region: Arc<str> } => InvalidParameterException
        "Invalid rotation Lambda ARN. Ensure the ARN matches format arn:aws:lambda:{region}:<account>:function:<functionName>.",
        Recorded "real deployments, 2026: cdk-preflight; the code is inferred [cdk-preflight, aws-cli-2026, inference]";
    /// RotateSecret without RotationLambdaARN on a secret that has no function.
    NoRotationFunction => InvalidRequestException "No Lambda rotation function ARN is associated with this secret.",
        Recorded "LocalStack aws.validated test_first_rotate_secret_with_missing_lambda_arn; 2026-09-24, us-west-2: rotate-without-function [localstack, aws-cli-lifecycle]";
    /// AWSPENDING is on another version than AWSCURRENT.
    PreviousRotationIncomplete => InvalidRequestException
        "A previous rotation isn't complete. That rotation will be reattempted.",
        Recorded "2026-09-24, us-west-2: rotate-with-other-pending-token [aws-cli-lifecycle]";
    /// The function does not exist, or Secrets Manager may not invoke it.
    FunctionNotInvokable => AccessDeniedException
        "Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants access to the principal secretsmanager.amazonaws.com.",
        Recorded "LocalStack aws.validated test_rotate_secret_invalid_lambda_arn; 2026-09-24, us-west-2: rotation-without-lambda-invoke-policy [localstack, aws-cli-lifecycle]";
    /// A function for a secret that an AWS service rotates.
    LambdaForServiceSecret => InvalidParameterException
        "Rotation Lambda ARN is not supported for a service-managed secret.",
        Quoted "a user's test on a secret of RDS, August 2026; the code is inferred [public-quotations, inference]";

    // Managed external secrets.

    /// Type is not a supported partner type.
    UnknownSecretType { secret_type: Arc<str> } => InvalidParameterException "The secret type {secret_type} is not supported.",
        Guess "the types are documented, the message is unknown [api-reference, open]";
    /// UpdateSecret with another Type.
    TypeCannotChange => InvalidParameterException "You can't change the type of a secret.",
        Guess "the rule is documented, the message is unknown [api-reference, open]";
    /// A function for a secret that is rotated at its partner.
    LambdaForExternalSecret => InvalidParameterException
        "Rotation Lambda ARN is not supported for a managed external secret.",
        Guess "worded after the quoted message for secrets of services [public-quotations, inference]";
    /// RotateSecret without a role on a managed external secret that has none.
    NoExternalRole => InvalidParameterException
        "You must provide ExternalSecretRotationRoleArn to rotate a managed external secret.",
        Guess "the rule is documented, the message is unknown [api-reference, open]";
    /// ExternalSecretRotationRoleArn or ExternalSecretRotationMetadata for a secret that is not a managed external secret.
    NotExternal => InvalidParameterException
        "You can specify ExternalSecretRotationRoleArn and ExternalSecretRotationMetadata only for a managed external secret.",
        Guess "nothing recorded [open]";

    // Callers from other accounts.

    /// No resource policy allows the caller.
    NotAuthorized { user: String, action: String, resource: Arc<str> } => AccessDeniedException
        "User: {user} is not authorized to perform: {action} on resource: {resource} because no resource-based policy allows the {action} action",
        Quoted "a public repository, March 2026 (november 1, C6); recorded 2026 for identity and session policies [public-quotations, aws-cli-2026]";
    /// The resource policy denies the caller.
    ExplicitlyDenied { user: String, action: String, resource: Arc<str> } => AccessDeniedException
        "User: {user} is not authorized to perform: {action} on resource: {resource} with an explicit deny in a resource-based policy",
        Recorded "2026: resource-explicit-deny-read, resource-explicit-deny-write [aws-cli-2026]";
    /// A caller from another account reads or writes a value that is encrypted with the default key.
    DefaultKeyAcrossAccounts => InvalidRequestException
        "You can't access a secret from a different AWS account if you encrypt the secret with the default KMS service key.",
        Recorded "LocalStack aws.validated test_cross_account_access [localstack]";

    // GetRandomPassword.

    /// PasswordLength is below the number of required classes.
    PasswordTooShort => InvalidParameterException "Password length is too short based on the required types.",
        Recorded "real deployments, 2026: cdk-preflight, cdkd [cdk-preflight, cdkd, aws-cli-2026]";
    /// ExcludeCharacters removes all characters of a required class.
    RequiredTypeExcluded => InvalidParameterException "All characters of the desired type have been excluded.",
        Recorded "real deployments, 2026: cdkd; the full stop quoted [cdkd, aws-cli-2026, public-quotations]";
    /// No characters are left to choose from.
    EverythingExcluded => InvalidParameterException "All characters have been excluded from selection.",
        Recorded "real deployments, 2026: cdkd, cdk-preflight [cdk-preflight, cdkd, aws-cli-2026]";

    // Resource policies.

    /// The policy is not valid JSON or breaks the policy grammar.
    PolicySyntax => MalformedPolicyDocumentException "This resource policy contains a syntax error.",
        Recorded "2026: validate-policy-malformed, put-policy-malformed-block-public; for the grammar AWS's user guide [aws-cli-2026, user-guide]";
    /// The policy names a principal that the policy of a secret does not support.
    UnsupportedPrincipal => MalformedPolicyDocumentException "This resource policy contains an unsupported principal.",
        Quoted "AWS's user guide, Managing a resource-based policy for a secret; Terraform AWS provider; public issues [terraform, user-guide, public-quotations]";
    /// The policy names an invalid service principal.
    UnsupportedServicePrincipal => MalformedPolicyDocumentException
        "This resource policy contains an unsupported service principal.",
        Quoted "notes of a public project, 2026; AWS's user guide of 2021 says: an invalid service principal [user-guide, public-quotations]";
    /// BlockPublicPolicy is set and the policy grants access to everyone.
    PublicPolicy => PublicPolicyException
        "You can not attach a resource policy that grants Public access to your secret.",
        Recorded "2026-09-24, us-west-2: reject-public-policy; 2026: put-policy-broad-block-public, validate-policy-broad [aws-cli-lifecycle, aws-cli-2026]";
    /// The policy would lock its author out of managing the secret.
    LockedOut => AccessDeniedException "This resource policy will not allow you to manage this secret in the future.",
        Recorded "2026: tag-resource-change-authority-tag, and validate-policy-lockout as a LockOutCheck [aws-cli-2026]";
    /// PutResourcePolicy or DeleteResourcePolicy with a PolicyName other than `default`.
    PolicyNotWritable { name: Arc<str> } => InvalidParameterException
        "You can only put or delete the resource policy named default. PolicyName: '{name}'.",
        Guess "the API model says that default alone may be written; the message is unknown [api-model, open]";
}
