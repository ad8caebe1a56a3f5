//! The operations: one file and one line of the table each.

mod declaration;
mod view;

use crate::clock::Timestamp;
use crate::error::Error;
use crate::random::Random;
use crate::secret::Secret;
use crate::secret::id::{AccountId, Region};
use crate::store::{Place, Store};
pub(crate) use declaration::Operation;
use declaration::{declared, operation};

/// What an operation works with beside its request.
pub(crate) struct Context<'a> {
    pub(crate) store: &'a mut Store,
    pub(crate) random: &'a mut Random,
    pub(crate) now: Timestamp,
    pub(crate) account_id: AccountId,
    pub(crate) region: Region,
}

impl Context<'_> {
    /// Where the caller's secrets live.
    pub(crate) fn place(&self) -> Place<'_> {
        Place {
            account_id: &self.account_id,
            region: &self.region,
        }
    }

    /// Adds a secret to the caller's.
    pub(crate) fn insert(&mut self, secret: Secret) {
        let place = Place {
            account_id: &self.account_id,
            region: &self.region,
        };
        self.store.insert(place, secret);
    }

    /// Takes the secret of this name away for good.
    pub(crate) fn remove(&mut self, name: &str) {
        let place = Place {
            account_id: &self.account_id,
            region: &self.region,
        };
        self.store.remove(place, name);
    }

    /// The secret of this name or ARN, whatever its state.
    pub(crate) fn secret(&mut self, secret_id: &str) -> Result<&mut Secret, Error> {
        let place = Place {
            account_id: &self.account_id,
            region: &self.region,
        };
        self.store
            .find_mut(place, secret_id, self.now)
            .ok_or(Error::SecretNotFound)
    }

    /// The secret of this name or ARN, unless it is scheduled for deletion.
    pub(crate) fn active_secret(&mut self, secret_id: &str) -> Result<&mut Secret, Error> {
        let secret = self.secret(secret_id)?;
        secret.lifecycle.require_active()?;
        Ok(secret)
    }
}

macro_rules! table {
    ($($file:ident)*) => {
        $(mod $file;)*

        /// All operations of the API, by name.
        pub(crate) static OPERATIONS: &[&Operation] = &[$(&$file::OPERATION),*];
    };
}

table! {
    associate_cross_account_replica
    batch_get_secret_value
    cancel_rotate_secret
    create_secret
    delete_resource_policy
    delete_secret
    describe_secret
    disassociate_cross_account_replica
    get_random_password
    get_resource_policy
    get_secret_value
    list_resource_policies
    list_secret_version_ids
    list_secrets
    put_resource_policy
    put_secret_value
    remove_regions_from_replication
    replicate_secret_to_regions
    restore_secret
    rotate_secret
    stop_replication_to_replica
    tag_resource
    untag_resource
    update_secret
    update_secret_version_stage
    validate_resource_policy
}

/// The operation of this name.
pub(crate) fn find(name: &str) -> Option<&'static Operation> {
    OPERATIONS
        .binary_search_by(|operation| operation.name.cmp(name))
        .ok()
        .and_then(|place| OPERATIONS.get(place).copied())
}
