//! RestoreSecret cancels a scheduled deletion.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RestoreSecret.html>

use crate::error::Error;
use crate::model::prelude::*;
use crate::ops::{Context, operation};
use crate::secret::deletion::Lifecycle;
use crate::store::{Change, Expect};

structure! {
    /// The request.
    Request = "RestoreSecretRequest" {
        SecretId => secret_id: Required<SecretIdType>,
    }
}

structure! {
    /// The response.
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
    // Inferred from the other writes: only the owning service can cancel the deletion of a service-owned secret.
    context
        .store
        .update(context.at, &request.secret_id, Expect::Own, |secret, _| {
            let was_deleted = secret.lifecycle != Lifecycle::Active;
            secret.lifecycle = Lifecycle::Active;
            let response = Response {
                arn: Some(secret.arn.clone().into()),
                name: Some(secret.name.clone().into()),
            };
            // Guess: RestoreSecret on a secret that is not scheduled for deletion succeeds and changes nothing.
            Ok(Change::dated_if(was_deleted, response))
        })
}
