//! CancelRotateSecret disables rotation.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CancelRotateSecret.html>

use crate::error::Error;
use crate::model::prelude::*;
use crate::ops::{Context, operation};
use crate::store::{Change, Expect};

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
            // Recorded: also where nothing was ever set up; labels stay, AWSPENDING too.
            secret.rotation.cancel();
            Ok(Change::dated(Response {
                arn: Some(secret.arn.clone().into()),
                name: Some(secret.name.clone().into()),
                // Recorded: never there.
                version_id: None,
            }))
        },
    )
}
