//! CancelRotateSecret disables rotation.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CancelRotateSecret.html>

use crate::error::Error;
use crate::model::prelude::*;
use crate::ops::{Context, operation};
use crate::store::{Change, Expect};

structure! {
    /// The request.
    Request = "CancelRotateSecretRequest" {
        SecretId => secret_id: Required<SecretIdType>,
    }
}

structure! {
    /// The response.
    Response = "CancelRotateSecretResponse" {
        ARN => arn: Optional<SecretARNType>,
        Name => name: Optional<SecretNameType>,
        VersionId => version_id: Optional<SecretVersionIdType>,
    }
}

operation! {
    "CancelRotateSecret": Request => Response, cancel_rotate_secret,
    fails with [ResourceNotFoundException, InvalidParameterException, InternalServiceError, InvalidRequestException]
}

fn cancel_rotate_secret(request: Request, context: &mut Context<'_>) -> Result<Response, Error> {
    context.store.update(
        context.at,
        &request.secret_id,
        Expect::Writable,
        |secret, _| {
            // Recorded: it also succeeds if rotation was never set up. Labels stay, including AWSPENDING.
            secret.rotation.cancel();
            Ok(Change::dated(Response {
                arn: Some(secret.arn.clone().into()),
                name: Some(secret.name.clone().into()),
                // Recorded: never present.
                version_id: None,
            }))
        },
    )
}
