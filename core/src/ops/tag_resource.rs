//! TagResource attaches tags.
//!
//! <https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_TagResource.html>

use crate::error::Error;
use crate::model::prelude::*;
use crate::ops::{Context, Nothing, operation, view};
use crate::store::{Change, Expect};

structure! {
    /// The request.
    Request = "TagResourceRequest" {
        SecretId => secret_id: Required<SecretIdType>,
        Tags => tags: Required<TagListType>,
    }
}

operation! {
    "TagResource": Request => Nothing, tag_resource,
    fails with [ResourceNotFoundException, InvalidRequestException, InvalidParameterException, InternalServiceError]
}

fn tag_resource(request: Request, context: &mut Context<'_>) -> Result<Nothing, Error> {
    context.store.update(
        context.at,
        &request.secret_id,
        Expect::Writable,
        |secret, _| {
            let tags = secret.tags.take().unwrap_or_default();
            secret.tags = Some(tags.with(view::tag_pairs(request.tags))?);
            // Recorded: even if key and value are unchanged.
            Ok(Change::dated(Nothing))
        },
    )
}
