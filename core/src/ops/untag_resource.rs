//! UntagResource removes tags.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UntagResource.html>

use crate::error::Error;
use crate::model::prelude::*;
use crate::ops::{Context, Nothing, operation};
use crate::store::{Change, Expect};

structure! {
    /// The request.
    Request = "UntagResourceRequest" {
        SecretId => secret_id: Required<SecretIdType>,
        TagKeys => tag_keys: Required<TagKeyListType>,
    }
}

types! {
    list TagKeyListType of TagKeyType: Limits::NONE;
}

operation! {
    "UntagResource": Request => Nothing, untag_resource,
    fails with [ResourceNotFoundException, InvalidRequestException, InvalidParameterException, InternalServiceError]
}

/// Recorded 2026: LastChangedDate does not change.
fn untag_resource(request: Request, context: &mut Context<'_>) -> Result<Nothing, Error> {
    context.store.update(
        context.at,
        &request.secret_id,
        Expect::Writable,
        |secret, _| {
            if let Some(tags) = &secret.tags {
                secret.tags = Some(tags.without(&request.tag_keys)?);
            }
            Ok(Change::undated(Nothing))
        },
    )
}
