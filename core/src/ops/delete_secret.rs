//! DeleteSecret schedules the deletion of a secret, or deletes it at once.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html>

use crate::error::Error;
use crate::model::prelude::*;
use crate::ops::{Context, operation};
use crate::secret::deletion::Deletion;
use crate::secret::id::{Arn, SecretId};

structure! {
    /// What the caller sends.
    Request = "DeleteSecretRequest" {
        SecretId => secret_id: Required<SecretIdType>,
        RecoveryWindowInDays => recovery_window_in_days: Optional<RecoveryWindowInDaysType>,
        ForceDeleteWithoutRecovery => force_delete_without_recovery: Optional<BooleanType>,
    }
}

structure! {
    /// What the service answers.
    Response = "DeleteSecretResponse" {
        ARN => arn: Optional<SecretARNType>,
        DeletionDate => deletion_date: Optional<TimestampType>,
        Name => name: Optional<SecretNameType>,
    }
}

types! {
    long RecoveryWindowInDaysType: Limits::NONE;
}

operation! {
    "DeleteSecret": Request => Response, delete_secret,
    fails with [ResourceNotFoundException, InvalidParameterException, InvalidRequestException, InternalServiceError]
}

fn delete_secret(request: Request, context: &mut Context<'_>) -> Result<Response, Error> {
    let deletion = Deletion::of(request.force_delete_without_recovery, request.recovery_window_in_days)?;
    let now = context.now;
    match deletion {
        Deletion::Forced => force(&request.secret_id, context),
        Deletion::AfterWindow(_) => {
            let secret = context.active_secret(&request.secret_id)?;
            secret.schedule_deletion(deletion, now);
            Ok(Response {
                arn: Some(secret.arn.clone().into()),
                deletion_date: Some(deletion.ends(now)),
                name: Some(secret.name.clone().into()),
            })
        }
    }
}

/// Recorded: the service deletes some seconds later, and answers for a name that it does not know as if it had known it. The fake deletes
/// at once.
fn force(secret_id: &str, context: &mut Context<'_>) -> Result<Response, Error> {
    let (arn, name): (Text, Text) = match context.secret(secret_id) {
        Ok(secret) => (secret.arn.clone().into(), secret.name.clone().into()),
        Err(_) => {
            let name = SecretId::parse(secret_id).name();
            let suffix = context.random.arn_suffixes.arn_suffix();
            (Arn::new(&context.account_id, &context.region, name, &suffix).into(), name.into())
        }
    };
    context.remove(&name);
    Ok(Response { arn: Some(arn), deletion_date: Some(context.now), name: Some(name) })
}
