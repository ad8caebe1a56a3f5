//! UpdateSecretVersionStage moves or removes a staging label.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html>

use crate::error::Error;
use crate::identifiers::VersionId;
use crate::model::prelude::*;
use crate::ops::{Context, operation};
use crate::secret::labels::Label;
use crate::store::{Change, Expect};

structure! {
    /// The request.
    Request = "UpdateSecretVersionStageRequest" {
        SecretId => secret_id: Required<SecretIdType>,
        VersionStage => version_stage: Required<SecretVersionStageType>,
        RemoveFromVersionId => remove_from_version_id: Optional<SecretVersionIdType>,
        MoveToVersionId => move_to_version_id: Optional<SecretVersionIdType>,
    }
}

structure! {
    /// The response.
    Response = "UpdateSecretVersionStageResponse" {
        ARN => arn: Optional<SecretARNType>,
        Name => name: Optional<SecretNameType>,
    }
}

operation! {
    "UpdateSecretVersionStage": Request => Response, update_secret_version_stage,
    fails with [ResourceNotFoundException, InvalidParameterException, InvalidRequestException, LimitExceededException, InternalServiceError]
}

fn update_secret_version_stage(
    request: Request,
    context: &mut Context<'_>,
) -> Result<Response, Error> {
    let label = Label::from(request.version_stage);
    let from = request.remove_from_version_id.map(VersionId::from);
    let to = request.move_to_version_id.map(VersionId::from);
    context.store.update(
        context.at,
        &request.secret_id,
        Expect::Writable,
        |secret, _| {
            secret.move_label(&label, from.as_ref(), to.as_ref())?;
            Ok(Change::dated(Response {
                arn: Some(secret.arn.clone().into()),
                name: Some(secret.name.clone().into()),
            }))
        },
    )
}
