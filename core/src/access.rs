//! Who may reach a secret of another account: callers whom its resource policy lets in, by its whole ARN.

use std::sync::Arc;

use crate::clock::Timestamp;
use crate::error::Error;
use crate::policy::{Access, Policy};
use crate::secret::id::{AccountId, SecretId};
use crate::store::{Place, Store};

/// The account in whose world a request takes place: the caller's own, unless the request names a secret of another one by its whole ARN.
///
/// # Errors
/// The policy of that secret does not let the caller do the operation.
pub(crate) fn account_of(
    store: &mut Store,
    caller: Place<'_>,
    operation: &str,
    secret_id: &Arc<str>,
    now: Timestamp,
) -> Result<AccountId, Error> {
    let own = caller.account_id;
    let SecretId::CompleteArn { account_id, .. } = SecretId::parse(secret_id) else {
        return Ok(own.clone());
    };
    if account_id == &**own {
        return Ok(own.clone());
    }
    let owner = AccountId::from(account_id);
    let place = Place {
        account_id: &owner,
        region: caller.region,
    };
    let secret = store
        .find_mut(place, secret_id, now)
        .ok_or(Error::SecretNotFound)?;
    let action = format!("secretsmanager:{operation}");
    let policy = secret
        .policy
        .as_ref()
        .map(|text| Policy::read(text))
        .transpose()?;
    let access = policy.map_or(Access::NotAllowed, |policy| {
        policy.access(own, &action, &secret.arn)
    });
    // The fake knows the account of a caller and not the user.
    let user = format!("arn:aws:iam::{}:root", &**own);
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
