//! Cross-account access: a resource policy must allow the caller, who must use the full ARN.

use std::sync::Arc;

use crate::error::Error;
use crate::identifiers::{AccountId, Place, SecretId, root_user};
use crate::policy::{Access, Policy};
use crate::store::{At, Store};

/// The account whose secrets a request is about: the caller's own, unless the request has the full ARN of a secret of another account.
///
/// # Errors
/// The policy of that secret does not allow the operation for the caller.
pub(crate) fn account_of(
    store: &Store,
    caller: At<'_>,
    operation: &str,
    secret_id: &Arc<str>,
) -> Result<AccountId, Error> {
    let own = caller.place.account_id;
    let SecretId::CompleteArn { account_id, .. } = SecretId::parse(secret_id) else {
        return Ok(own.clone());
    };
    if account_id == &**own {
        return Ok(own.clone());
    }
    let owner = AccountId::from(account_id);
    let place = Place {
        account_id: &owner,
        region: caller.place.region,
    };
    let secret = store.find(At { place, ..caller }, secret_id)?;
    let action = format!("secretsmanager:{operation}");
    let policy = secret
        .policy
        .as_ref()
        .map(|text| Policy::read(text))
        .transpose()?;
    let access = policy.map_or(Access::NotAllowed, |policy| {
        policy.access(own, &action, &secret.arn)
    });
    let user = root_user(own);
    match access {
        Access::Allowed => Ok(owner),
        Access::NotAllowed => Err(Error::NotAuthorized {
            user,
            action,
            resource: secret_id.clone(),
        }),
        Access::Denied => Err(Error::ExplicitlyDenied {
            user,
            action,
            resource: secret_id.clone(),
        }),
    }
}
