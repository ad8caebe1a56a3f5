//! RotateSecret sets rotation up, and rotates.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html>

use crate::error::Error;
use crate::model::prelude::*;
use crate::ops::{Context, operation, view};
use crate::secret::rotation::{RotationSettings, Rotator, require_lambda_arn};
use crate::secret::version::VersionId;

structure! {
    /// What the caller sends.
    Request = "RotateSecretRequest" {
        SecretId => secret_id: Required<SecretIdType>,
        ClientRequestToken => client_request_token: IdempotencyToken<ClientRequestTokenType>,
        RotationLambdaARN => rotation_lambda_arn: Optional<RotationLambdaARNType>,
        RotationRules => rotation_rules: Optional<RotationRulesType>,
        ExternalSecretRotationMetadata => external_secret_rotation_metadata: Optional<ExternalSecretRotationMetadataType>,
        ExternalSecretRotationRoleArn => external_secret_rotation_role_arn: Optional<RoleARNType>,
        RotateImmediately => rotate_immediately: Optional<BooleanType>,
    }
}

structure! {
    /// What the service answers.
    Response = "RotateSecretResponse" {
        ARN => arn: Optional<SecretARNType>,
        Name => name: Optional<SecretNameType>,
        VersionId => version_id: Optional<SecretVersionIdType>,
    }
}

operation! {
    "RotateSecret": Request => Response, rotate_secret,
    fails with [ResourceNotFoundException, InvalidParameterException, InternalServiceError, InvalidRequestException],
    simplified ["the form of an external secret's value and the metadata that its partner needs are not checked"],
    absent ["rotation functions do not run: a rotation stays at its start, and schedules do not come due"]
}

fn rotate_secret(request: Request, context: &mut Context<'_>) -> Result<Response, Error> {
    // Recorded: a missing token is refused before the secret is looked up. Guess: so are rules and ARNs that cannot be.
    let token = VersionId::from(request.client_request_token.ok_or(Error::NoRotationToken)?);
    let now = context.now;
    let settings = RotationSettings {
        // Guess: empty text, which the model allows, says nothing.
        lambda_arn: request.rotation_lambda_arn.filter(|arn| !arn.is_empty()),
        rules: request
            .rotation_rules
            .map(|rules| view::read_rotation_rules(rules, now))
            .transpose()?,
        external_role_arn: request.external_secret_rotation_role_arn,
        external_metadata: request
            .external_secret_rotation_metadata
            .map(view::read_external_metadata),
    };
    if let Some(arn) = &settings.lambda_arn {
        require_lambda_arn(arn, context.place.region)?;
    }
    let functions = context.rotation_functions;
    let secret = context.rotatable_secret(&request.secret_id)?;
    let rotator = secret.rotator(&settings)?;
    secret.require_no_other_rotation(&token)?;
    if let Rotator::Function(arn) = &rotator {
        functions.require(arn)?;
    }
    // A copy is changed, so that a refusal half-way changes nothing.
    let mut rotated = secret.clone();
    rotated.rotation.set_up(settings, now);
    match rotator {
        // Guess: the service that owns the secret makes the version when it comes to rotate it.
        Rotator::OwningService => {}
        Rotator::Function(_) | Rotator::Partner if request.rotate_immediately.unwrap_or(true) => {
            rotated.begin_rotation(&token, now)?;
        }
        Rotator::Function(_) | Rotator::Partner => {
            rotated.begin_rotation_test(&token, now)?;
            rotated.end_rotation_test();
        }
    }
    rotated.touch(now);
    *secret = rotated;
    Ok(Response {
        arn: Some(secret.arn.clone().into()),
        name: Some(secret.name.clone().into()),
        version_id: Some(token.into()),
    })
}
