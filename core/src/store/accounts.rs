//! Connects a secret to its replica in another account, and disconnects them.

use std::sync::Arc;

use super::{At, Expect, Store};
use crate::error::Error;
use crate::identifiers::SecretArn;
use crate::replication::{CrossAccount, Status, require_other_account};

impl Store {
    /// Connects a replica in another account to its primary, and updates the replica. Documented: at most one replica; idempotent.
    ///
    /// # Errors
    /// The secret may not be changed, has another replica, or the replica does not name it as its primary.
    pub(crate) fn associate_replica(
        &mut self,
        at: At<'_>,
        secret_id: &str,
        replica: &Arc<str>,
        role: Option<Arc<str>>,
    ) -> Result<SecretArn, Error> {
        let secret = self.latest(at, secret_id, Expect::Writable)?;
        let replica = require_other_account(replica, &secret.arn)?;
        match &secret.cross_account {
            CrossAccount::Primary { replica: other, .. } if *other == replica => {
                return Ok(secret.arn.clone());
            }
            CrossAccount::Primary { .. } => return Err(Error::TooManyCrossAccountReplicas),
            CrossAccount::None | CrossAccount::Replica { .. } => {}
        }
        let mut primary = secret.clone();
        let mut associated = false;
        self.change_by_arn(&replica, at.now, |secret| {
            if let CrossAccount::Replica {
                primary: named,
                status,
            } = &mut secret.cross_account
                && *named == primary.arn
            {
                *status = Status::InSync;
                associated = true;
            }
        });
        if !associated {
            return Err(Error::NotReplicaOfThisSecret {
                replica: replica.into(),
            });
        }
        primary.cross_account = CrossAccount::Primary { replica, role };
        primary.touch(at.now);
        let arn = primary.arn.clone();
        self.commit(at, primary);
        Ok(arn)
    }

    /// Disconnects a replica in another account. Documented: the replica stays, detached.
    ///
    /// # Errors
    /// The secret may not be changed, or has no such replica.
    pub(crate) fn disassociate_replica(
        &mut self,
        at: At<'_>,
        secret_id: &str,
        replica: &Arc<str>,
    ) -> Result<SecretArn, Error> {
        let secret = self.latest(at, secret_id, Expect::Writable)?;
        let replica = require_other_account(replica, &secret.arn)?;
        let is_its_replica = matches!(&secret.cross_account, CrossAccount::Primary { replica: other, .. } if *other == replica);
        if !is_its_replica {
            return Err(Error::NotReplicaOfThisSecret {
                replica: replica.into(),
            });
        }
        let mut primary = secret.clone();
        self.end_cross_account_relation(&primary, at.now);
        primary.cross_account = CrossAccount::None;
        primary.touch(at.now);
        let arn = primary.arn.clone();
        self.commit(at, primary);
        Ok(arn)
    }
}
