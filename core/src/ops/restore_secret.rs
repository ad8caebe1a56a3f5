//! RestoreSecret takes back a scheduled deletion.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RestoreSecret.html>

use crate::error::Error;
use crate::model::prelude::*;
use crate::ops::{Context, operation};

structure! {
    /// What the caller sends.
    Request = "RestoreSecretRequest" {
        SecretId => secret_id: Required<SecretIdType>,
    }
}

structure! {
    /// What the service answers.
    Response = "RestoreSecretResponse" {
        ARN => arn: Optional<SecretARNType>,
        Name => name: Optional<SecretNameType>,
    }
}

operation! {
    "RestoreSecret": Request => Response, restore_secret,
    fails with [ResourceNotFoundException, InvalidParameterException, InvalidRequestException, InternalServiceError]
}

fn restore_secret(request: Request, context: &mut Context<'_>) -> Result<Response, Error> {
    let now = context.now;
    let secret = context.secret(&request.secret_id)?;
    // Inferred from the other writes; the service that owns a secret also takes its deletion back.
    secret.require_own()?;
    secret.restore(now);
    Ok(Response {
        arn: Some(secret.arn.clone().into()),
        name: Some(secret.name.clone().into()),
    })
}
