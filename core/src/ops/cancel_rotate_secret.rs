//! CancelRotateSecret turns rotation off.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CancelRotateSecret.html>

use crate::model::prelude::*;
use crate::ops::declared;

structure! {
    /// What the caller sends.
    Request = "CancelRotateSecretRequest" {
        SecretId => secret_id: Required<SecretIdType>,
    }
}

structure! {
    /// What the service answers.
    Response = "CancelRotateSecretResponse" {
        ARN => arn: Optional<SecretARNType>,
        Name => name: Optional<SecretNameType>,
        VersionId => version_id: Optional<SecretVersionIdType>,
    }
}

declared! {
    "CancelRotateSecret": Request => Response,
    fails with [ResourceNotFoundException, InvalidParameterException, InternalServiceError, InvalidRequestException]
}
