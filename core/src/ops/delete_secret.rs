//! DeleteSecret schedules the deletion of a secret, or deletes it immediately.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html>

use crate::error::Error;
use crate::identifiers::{SecretArn, SecretId};
use crate::model::prelude::*;
use crate::ops::{Context, operation};
use crate::secret::Secret;
use crate::secret::deletion::Deletion;
use crate::store::{Change, Expect};

structure! {
    /// The request.
    Request = "DeleteSecretRequest" {
        SecretId => secret_id: Required<SecretIdType>,
        RecoveryWindowInDays => recovery_window_in_days: Optional<RecoveryWindowInDaysType>,
        ForceDeleteWithoutRecovery => force_delete_without_recovery: Optional<BooleanType>,
    }
}

structure! {
    /// The response.
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
    let deletion = Deletion::of(
        request.force_delete_without_recovery,
        request.recovery_window_in_days,
    )?;
    match deletion {
        Deletion::Forced => force(&request.secret_id, context),
        Deletion::AfterWindow(_) => schedule(&request.secret_id, deletion, context),
    }
}

fn schedule(
    secret_id: &str,
    deletion: Deletion,
    context: &mut Context<'_>,
) -> Result<Response, Error> {
    let at = context.at;
    context
        .store
        .update(at, secret_id, Expect::Writable, |secret, _| {
            require_no_replicas(secret)?;
            secret.schedule_deletion(deletion, at.now);
            Ok(Change::dated(Response {
                arn: Some(secret.arn.clone().into()),
                deletion_date: Some(deletion.ends(at.now)),
                name: Some(secret.name.clone().into()),
            }))
        })
}

/// Recorded: the service deletes the secret some seconds later, even one that is scheduled for deletion. The fake deletes it immediately,
/// unless its consistency is eventual.
fn force(secret_id: &str, context: &mut Context<'_>) -> Result<Response, Error> {
    let at = context.at;
    let Ok(secret) = context.store.find(at, secret_id) else {
        return Ok(response_for_missing_secret(secret_id, context));
    };
    secret.require_own()?;
    require_no_replicas(secret)?;
    let (arn, name) = (secret.arn.clone(), secret.name.clone());
    context.store.delete(at, &name);
    Ok(Response {
        arn: Some(arn.into()),
        deletion_date: Some(at.now),
        name: Some(name.into()),
    })
}

/// Recorded: a forced deletion of a missing secret returns a new ARN.
fn response_for_missing_secret(secret_id: &str, context: &mut Context<'_>) -> Response {
    let name = SecretId::parse(secret_id).name();
    let suffix = context.random.arn_suffixes.arn_suffix();
    let arn = SecretArn::new(
        context.at.place.account_id,
        context.at.place.region,
        name,
        &suffix,
    );
    Response {
        arn: Some(arn.into()),
        deletion_date: Some(context.at.now),
        name: Some(name.into()),
    }
}

fn require_no_replicas(secret: &Secret) -> Result<(), Error> {
    secret.cross_account.require_no_follower()?;
    let regions: Vec<&str> = secret
        .replication
        .replicas()
        .iter()
        .map(|replica| &*replica.region)
        .collect();
    if regions.is_empty() {
        return Ok(());
    }
    Err(Error::HasReplicas {
        arn: secret.arn.clone().into(),
        regions: regions.join(", "),
    })
}
