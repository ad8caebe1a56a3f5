//! The operations: one file each, its `mod` line, and its line in the table.

mod declaration;
mod view;

mod associate_cross_account_replica;
mod batch_get_secret_value;
mod cancel_rotate_secret;
mod create_secret;
mod delete_resource_policy;
mod delete_secret;
mod describe_secret;
mod disassociate_cross_account_replica;
mod get_random_password;
mod get_resource_policy;
mod get_secret_value;
mod list_resource_policies;
mod list_secret_version_ids;
mod list_secrets;
mod put_resource_policy;
mod put_secret_value;
mod remove_regions_from_replication;
mod replicate_secret_to_regions;
mod restore_secret;
mod rotate_secret;
mod stop_replication_to_replica;
mod tag_resource;
mod untag_resource;
mod update_secret;
mod update_secret_version_stage;
mod validate_resource_policy;

use std::sync::Arc;

use crate::clock::Timestamp;
use crate::error::Error;
use crate::random::Random;
use crate::replicas;
use crate::rotations::Start;
use crate::secret::Secret;
use crate::secret::cross_account::require_other_account;
use crate::secret::id::{Arn, Name, Region};
use crate::secret::kms;
use crate::secret::kms::keys::{Keys, Kms};
use crate::secret::replication::Replica;
use crate::secret::rotation_functions::RotationFunctions;
use crate::store::{Place, Store};
use declaration::operation;
pub(crate) use declaration::{Answer, Nothing, Operation};

/// What an operation works with beside its request.
pub(crate) struct Context<'a> {
    pub(crate) store: &'a mut Store,
    pub(crate) random: &'a mut Random,
    pub(crate) now: Timestamp,
    /// The account whose secrets the request is about, which is the caller's or one that lets the caller in, and the Region.
    pub(crate) place: Place<'a>,
    pub(crate) from_other_account: bool,
    pub(crate) keys: &'a Keys,
    pub(crate) rotation_functions: &'a RotationFunctions,
    /// The secret that the operation has changed.
    pub(crate) changed: Option<Name>,
    /// The run of a rotation function that the operation starts.
    pub(crate) start: Option<Start>,
}

impl Context<'_> {
    /// Brings the copies of a primary that the operation has changed up to date.
    pub(crate) fn let_replicas_follow(&mut self) {
        let Some(name) = self.changed.clone() else {
            return;
        };
        if self
            .store
            .get(self.place, &name)
            .is_some_and(Secret::is_followed)
        {
            let kms = Kms::new(self.keys, &mut self.random.request_ids);
            replicas::follow(self.store, self.place, &name, &kms, self.now);
        }
    }

    /// Makes copies of a secret of the caller's.
    pub(crate) fn add_replicas(&mut self, name: &str, replicas: Vec<Replica>, overwrite: bool) {
        let mut kms = Kms::new(self.keys, &mut self.random.request_ids);
        replicas::add(
            self.store, self.place, name, replicas, overwrite, &mut kms, self.now,
        );
    }

    /// Removes copies of a secret of the caller's.
    pub(crate) fn remove_replicas(&mut self, name: &str, regions: &[Region]) {
        replicas::remove(self.store, self.place, name, regions, self.now);
    }

    /// Makes a copy a secret of its own.
    pub(crate) fn promote_replica(&mut self, name: &str) -> Result<(), Error> {
        replicas::promote(self.store, self.place, name, self.now)
    }

    /// The name and ARN of a secret of the caller's that is to be changed, and the ARN of a replica in another account.
    pub(crate) fn secret_and_replica(
        &mut self,
        secret_id: &str,
        replica: &Arc<str>,
    ) -> Result<(Name, Arn, Arn), Error> {
        let secret = self.writable_secret(secret_id)?;
        let replica = require_other_account(replica, &secret.arn)?;
        Ok((secret.name.clone(), secret.arn.clone(), replica))
    }

    /// Ties a replica in another account to a secret of the caller's.
    pub(crate) fn associate(
        &mut self,
        name: &str,
        replica: Arn,
        role: Option<Arc<str>>,
    ) -> Result<(), Error> {
        let kms = Kms::new(self.keys, &mut self.random.request_ids);
        replicas::associate(self.store, self.place, name, replica, role, &kms, self.now)
    }

    /// Unties a replica in another account from a secret of the caller's.
    pub(crate) fn disassociate(&mut self, name: &str, replica: &Arn) -> Result<(), Error> {
        replicas::disassociate(self.store, self.place, name, replica, self.now)
    }

    /// Refuses what is no identifier of a key here, and a key that the caller cannot use.
    pub(crate) fn require_kms_key(&mut self, key: &str) -> Result<(), Error> {
        let Place { account_id, region } = self.place;
        kms::require_key(key, region, || self.random.request_ids.uuid())?;
        self.kms()
            .require_usable(kms::key_arn(key, account_id, region))
    }

    /// KMS, as the caller meets it.
    pub(crate) fn kms(&mut self) -> Kms<'_> {
        Kms::new(self.keys, &mut self.random.request_ids)
    }

    /// Adds a secret to the caller's.
    pub(crate) fn insert(&mut self, secret: Secret) {
        self.store.insert(self.place, secret);
    }

    /// Takes the secret of this name away for good.
    pub(crate) fn remove(&mut self, name: &str) {
        self.store.remove(self.place, name);
    }

    /// The secret of this name or ARN, whatever its state.
    pub(crate) fn secret(&mut self, secret_id: &str) -> Result<&mut Secret, Error> {
        self.store
            .find_mut(self.place, secret_id, self.now)
            .ok_or(Error::SecretNotFound)
    }

    /// The secret of this name or ARN, whatever its state, and KMS to read its values with.
    pub(crate) fn secret_and_kms(
        &mut self,
        secret_id: &str,
    ) -> Result<(&mut Secret, Kms<'_>), Error> {
        let secret = self
            .store
            .find_mut(self.place, secret_id, self.now)
            .ok_or(Error::SecretNotFound)?;
        Ok((secret, Kms::new(self.keys, &mut self.random.request_ids)))
    }

    /// The secret of this name or ARN, to be changed by its user.
    pub(crate) fn writable_secret(&mut self, secret_id: &str) -> Result<&mut Secret, Error> {
        self.secret_to_change(secret_id, Secret::require_writable)
    }

    /// Lets the primary of a copy know that the copy was read.
    pub(crate) fn note_read_of_copy(&mut self, copy: Option<(Name, Region)>) {
        if let Some((name, primary_region)) = copy {
            replicas::note_read(self.store, self.place, &name, &primary_region, self.now);
        }
    }

    /// The secret of this name or ARN, to be rotated.
    pub(crate) fn rotatable_secret(&mut self, secret_id: &str) -> Result<&mut Secret, Error> {
        self.secret_to_change(secret_id, Secret::require_rotatable)
    }

    fn secret_to_change(
        &mut self,
        secret_id: &str,
        require: fn(&Secret) -> Result<(), Error>,
    ) -> Result<&mut Secret, Error> {
        let secret = self
            .store
            .find_mut(self.place, secret_id, self.now)
            .ok_or(Error::SecretNotFound)?;
        require(secret)?;
        self.changed = Some(secret.name.clone());
        Ok(secret)
    }

    /// The secret of this name or ARN, unless it is scheduled for deletion.
    pub(crate) fn active_secret(&mut self, secret_id: &str) -> Result<&mut Secret, Error> {
        let secret = self.secret(secret_id)?;
        secret.lifecycle.require_active()?;
        Ok(secret)
    }
}

/// All operations of the API, by name.
pub(crate) static OPERATIONS: &[&Operation] = &[
    &associate_cross_account_replica::OPERATION,
    &batch_get_secret_value::OPERATION,
    &cancel_rotate_secret::OPERATION,
    &create_secret::OPERATION,
    &delete_resource_policy::OPERATION,
    &delete_secret::OPERATION,
    &describe_secret::OPERATION,
    &disassociate_cross_account_replica::OPERATION,
    &get_random_password::OPERATION,
    &get_resource_policy::OPERATION,
    &get_secret_value::OPERATION,
    &list_resource_policies::OPERATION,
    &list_secret_version_ids::OPERATION,
    &list_secrets::OPERATION,
    &put_resource_policy::OPERATION,
    &put_secret_value::OPERATION,
    &remove_regions_from_replication::OPERATION,
    &replicate_secret_to_regions::OPERATION,
    &restore_secret::OPERATION,
    &rotate_secret::OPERATION,
    &stop_replication_to_replica::OPERATION,
    &tag_resource::OPERATION,
    &untag_resource::OPERATION,
    &update_secret::OPERATION,
    &update_secret_version_stage::OPERATION,
    &validate_resource_policy::OPERATION,
];

/// The operation of this name.
pub(crate) fn find(name: &str) -> Option<&'static Operation> {
    OPERATIONS
        .binary_search_by(|operation| operation.name.cmp(name))
        .ok()
        .and_then(|place| OPERATIONS.get(place).copied())
}
